"""The plug-in protocol of smi-conformance, version 1, for any mesh: copy this file as it is.

The numbers of sections are those of docs/plugin-protocol.md. `Plugin(mesh).run()` serves a mesh that has

    about                    what `mesh` of section 3.1 has
    lanes                    how many deployments may be there at once
    deploy(name, topology)   starts a deployment and returns its pods
    find(name)               returns a deployment, or raises Failure(UNKNOWN, …)
    remove(name)             removes a deployment
    close()                  removes everything

and whose deployments have

    apply(changes)                  changes objects
    probe(probes, tell, cancelled)  calls tell(id, outcome) for each probe, and returns when all are told; stops as soon as it
                                    can when the event `cancelled` is set
    arrivals(probes)                returns what arrived of these
    self_check(pods)                returns a list of booleans

Requests come from several threads at once, though never two about one deployment. A Failure is answered as the error that it
is; any other exception is answered as `failed`, with its traceback on standard error.
"""

import json
import os
import sys
import threading
import time
import traceback

# Section 5.
FAILED, NOT_ACCEPTED, UNSUPPORTED, UNKNOWN, CANCELLED = 1, 2, 3, 4, 5
NO_JSON, NO_REQUEST, NO_METHOD, WRONG_PARAMS = -32700, -32600, -32601, -32602

# What requests must have, and of which type: section 3.
PARAMS = {
    "hello": {"protocols": list},
    "deploy": {"deployment": str, "topology": dict},
    "apply": {"deployment": str, "changes": list},
    "probe": {"deployment": str, "probes": list},
    "arrivals": {"deployment": str, "probes": list},
    "self-check": {"deployment": str, "pods": list},
    "teardown": {"deployment": str},
    "shutdown": {},
}


class Failure(Exception):
    """A request cannot be carried out."""

    def __init__(self, code, message, data=None):
        super().__init__(message)
        self.answer = {"code": code, "message": message}
        if data is not None:
            self.answer["data"] = data


class Plugin:
    """One thread reads, each request has a thread of its own, and one more sends heartbeats."""

    HEARTBEAT = 1.0  # seconds

    def __init__(self, mesh):
        self.mesh = mesh
        self.writing = threading.Lock()
        self.under_way = {}  # By the id of a request: the event that tells it that it was cancelled.

    def run(self):
        """Serves the suite, and ends the program."""
        for line in sys.stdin.buffer:
            try:
                message = json.loads(line)
            except ValueError as error:
                self.send(id=None, error=Failure(NO_JSON, f"expected JSON: {error}").answer)
                continue
            if not isinstance(message, dict) or not isinstance(message.get("method"), str):
                self.send(id=None, error=Failure(NO_REQUEST, "expected an object with a method").answer)
                continue
            if "id" not in message:
                self.notice(message["method"], message.get("params", {}))
                continue
            # Known before the next line is read, which may cancel it.
            cancelled = self.under_way[message["id"]] = threading.Event()
            request = (message["id"], message["method"], message.get("params", {}), cancelled)
            if message["method"] == "shutdown":
                self.answer(*request)
                break
            threading.Thread(target=self.answer, args=request, daemon=True).start()
        else:
            self.mesh.close()  # Standard input ended without a `shutdown`: section 3.8.
        sys.stdout.flush()
        os._exit(0)  # Not sys.exit, which would wait for the threads of requests that are still under way.

    def notice(self, method, params):
        """Takes up a notification: section 4."""
        cancelled = self.under_way.get(params.get("request")) if method == "cancel" else None
        if cancelled:
            cancelled.set()

    def answer(self, number, method, params, cancelled):
        """Answers one request, whatever happens."""
        try:
            check(method, params)
            answer = {"result": self.carry_out(method, params, cancelled)}
        except Failure as failure:
            answer = {"error": failure.answer}
        except Exception as error:
            traceback.print_exc()
            answer = {"error": Failure(FAILED, f"{type(error).__name__}: {error}").answer}
        del self.under_way[number]
        self.send(id=number, **answer)

    def carry_out(self, method, params, cancelled):
        """Returns the result of a request: section 3."""
        if method == "hello":
            return self.hello(params["protocols"])
        if method == "shutdown":
            self.mesh.close()
            return {}
        name = params["deployment"]
        if method == "deploy":
            return {"pods": self.mesh.deploy(name, params["topology"])}
        deployment = self.mesh.find(name)
        if method == "arrivals":
            return {"arrivals": deployment.arrivals(params["probes"])}
        if method == "self-check":
            return {"well": deployment.self_check(params["pods"])}
        if method == "apply":
            deployment.apply(params["changes"])
        elif method == "probe":

            def tell(probe, outcome):
                self.send(method="outcome", params={"deployment": name, "probe": probe, "outcome": outcome})

            deployment.probe(params["probes"], tell, cancelled)
            if cancelled.is_set():
                raise Failure(CANCELLED, "the suite asked for it")
        elif method == "teardown":
            self.mesh.remove(name)
        return {}

    def hello(self, protocols):
        if 1 not in protocols:
            raise Failure(UNSUPPORTED, f"expected version 1 of the protocol to be offered, found {protocols}")
        threading.Thread(target=self.beat, daemon=True).start()
        beat = int(self.HEARTBEAT * 1000)
        return {"protocol": 1, "mesh": self.mesh.about, "lanes": self.mesh.lanes, "heartbeat": beat}

    def beat(self):
        while True:
            time.sleep(self.HEARTBEAT / 2)
            self.send(method="heartbeat", params={})

    def send(self, **message):
        """Writes a line. The lock keeps the lines of different threads apart."""
        line = json.dumps({"jsonrpc": "2.0", **message}) + "\n"
        with self.writing:
            sys.stdout.write(line)
            sys.stdout.flush()


def check(method, params):
    """Refuses what no suite should ask."""
    if method not in PARAMS:
        raise Failure(NO_METHOD, f"there is no method `{method}`")
    for name, kind in PARAMS[method].items():
        if not isinstance(params, dict) or not isinstance(params.get(name), kind):
            raise Failure(WRONG_PARAMS, f"expected the member `{name}` of type {kind.__name__}")
