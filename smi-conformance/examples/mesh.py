"""A plug-in for smi-conformance with a toy mesh inside, in nothing but Python's standard library (3.9 or later).

    smi-conformance plugin-test -- python3 mesh.py
    smi-conformance run --mesh external --profile ACCESS-HTTP --profile SPLIT-HTTP --level core -- python3 mesh.py

The first part speaks the protocol (docs/plugin-protocol.md; numbers are its sections) and can be kept. The second is the mesh,
which you replace by yours. Each port of each pod is a socket. What travels over it is a toy as well: a line of JSON in place of
HTTP, answered by a line with what arrived.
"""

import contextlib, json, os, random, re, socket, sys, threading, time, traceback  # noqa: E401
from concurrent.futures import ThreadPoolExecutor

FAILED, NOT_ACCEPTED, UNSUPPORTED, UNKNOWN, CANCELLED = 1, 2, 3, 4, 5  # Section 5.
NO_JSON, NO_REQUEST, NO_METHOD, WRONG_PARAMS = -32700, -32600, -32601, -32602
# What requests must have (section 3), and of which type.
PARAMS = {"hello": "protocols", "deploy": "deployment topology", "apply": "deployment changes", "probe": "deployment probes",
          "arrivals": "deployment probes", "self-check": "deployment pods", "teardown": "deployment", "shutdown": ""}
TYPES = {"protocols": list, "deployment": str, "topology": dict, "changes": list, "probes": list, "pods": list}
# Section 3.1; durations are in milliseconds.
SERVES = {"access.smi-spec.io": "v1alpha3", "specs.smi-spec.io": "v1alpha4", "split.smi-spec.io": "v1alpha4"}
DEADLINES = {"ready": 10000, "converge": 2000, "quiet_window": 20, "hold": 3500, "request": 10000, "teardown": 5000}
MESH = {"name": "toy", "version": "1", "serves": SERVES, "features": [], "schedulers": 1, "deadlines": DEADLINES}
LANES, HEARTBEAT, SENDERS = 4, 1000, ThreadPoolExecutor(16)


class Failure(Exception):
    def __init__(self, code, message, data=None):
        super().__init__(message)
        self.answer = {"code": code, "message": message, **({} if data is None else {"data": data})}


class Plugin:
    """One thread reads, each request has a thread of its own, and one more sends heartbeats."""

    def __init__(self):
        self.writing, self.deployments = threading.Lock(), {}
        self.under_way = {}  # By the id of a request: the event that says that it is cancelled.

    def run(self):
        for line in sys.stdin.buffer:
            try:
                message = json.loads(line)
                if not isinstance(message, dict) or not isinstance(message.get("method"), str):
                    raise Failure(NO_REQUEST, "expected an object with a method")
            except (ValueError, Failure) as error:
                failure = error if isinstance(error, Failure) else Failure(NO_JSON, f"expected JSON: {error}")
                self.send(id=None, error=failure.answer)
                continue
            number, method, params = message.get("id"), message["method"], message.get("params", {})
            if "id" not in message:
                if method == "cancel" and params.get("request") in self.under_way:
                    self.under_way[params["request"]].set()
                continue
            # Known before the next line is read, which may cancel it.
            self.under_way[number] = threading.Event()
            thread = threading.Thread(target=self.answer, args=(number, method, params), daemon=True)
            thread.start()
            if method == "shutdown":
                thread.join()
                break
        os._exit(0)  # Also without a `shutdown` (3.8). What is under way is not waited for.

    def answer(self, number, method, params):
        try:
            for name in PARAMS.get(method, "").split():
                if not isinstance(params, dict) or not isinstance(params.get(name), TYPES[name]):
                    raise Failure(WRONG_PARAMS, f"expected the member `{name}` of type {TYPES[name].__name__}")
            answer = {"result": self.carry_out(method, params, self.under_way[number])}
        except Failure as failure:
            answer = {"error": failure.answer}
        except Exception as error:
            traceback.print_exc()  # Standard error is the log.
            answer = {"error": {"code": FAILED, "message": repr(error)}}
        del self.under_way[number]
        self.send(id=number, **answer)

    def carry_out(self, method, params, cancelled):
        if method not in PARAMS:
            raise Failure(NO_METHOD, f"there is no method `{method}`")
        if method == "hello":
            if 1 not in params["protocols"]:
                raise Failure(UNSUPPORTED, f"expected version 1 among the protocols, found {params['protocols']}")
            threading.Thread(target=self.beat, daemon=True).start()
            return {"protocol": 1, "mesh": MESH, "lanes": LANES, "heartbeat": HEARTBEAT}
        if method == "shutdown":
            return {}
        name = params["deployment"]
        if method == "deploy":
            deployment = self.deployments[name] = Deployment(params["topology"])
            return {"pods": [{"name": pod.name, "workload": pod.workload} for pod in deployment.pods.values()]}
        deployment = known(self.deployments, "deployment", name)
        if method == "arrivals":
            return {"arrivals": [one for one in list(deployment.arrived) if one["id"] in params["probes"]]}
        if method == "self-check":
            return {"well": [known(deployment.pods, "pod", pod).is_well() or False for pod in params["pods"]]}
        if method == "apply":
            deployment.apply(params["changes"])
        elif method == "teardown":
            for pod in self.deployments.pop(name).pods.values():
                pod.close()
        elif method == "probe":
            tell = lambda probe, outcome: self.send(  # noqa: E731
                method="outcome", params={"deployment": name, "probe": probe, "outcome": outcome})  # fmt: skip
            deployment.probe(params["probes"], tell, cancelled)
            if cancelled.is_set():
                raise Failure(CANCELLED, "the suite asked for it")
        return {}

    def beat(self):
        while True:
            time.sleep(HEARTBEAT / 2000)
            self.send(method="heartbeat", params={})

    def send(self, **message):
        line = json.dumps({"jsonrpc": "2.0", **message}) + "\n"
        with self.writing:  # Keeps the lines of different threads apart.
            sys.stdout.write(line)
            sys.stdout.flush()


# From here on: the mesh.


class Pod:
    """Who a pod is to the mesh, and its application, which tells on each port what reached it."""

    def __init__(self, workload, number, description, arrived):
        namespace, account = qualified(workload)
        self.account = (namespace, description.get("service_account", account))
        self.name, self.workload, self.arrived = f"{workload}-{number}", workload, arrived
        self.meshed, self.listeners = description.get("meshed", True), {}
        for port in (port["port"] for port in description.get("ports", [])):
            listener = self.listeners[port] = socket.create_server(("127.0.0.1", 0), backlog=1024)
            threading.Thread(target=self.accept, args=(port, listener), daemon=True).start()

    def accept(self, port, listener):
        with contextlib.suppress(OSError):  # The deployment is gone.
            while True:
                connection, _ = listener.accept()
                threading.Thread(target=self.serve, args=(port, connection), daemon=True).start()

    def serve(self, port, connection):
        with connection, connection.makefile("rwb") as stream:
            arrival = {**json.loads(stream.readline() or b"null"), "pod": self.name, "port": port}
            self.arrived.append(arrival)
            stream.write(json.dumps(arrival).encode() + b"\n")

    def ask(self, port, probe, request, seconds):
        """What the application says that arrived."""
        with socket.create_connection(self.listeners[port].getsockname(), seconds) as connection:
            connection.sendall(json.dumps({"id": probe, "request": request}).encode() + b"\n")
            return json.loads(connection.makefile("rb").readline() or b"null")

    def is_well(self):
        with contextlib.suppress(OSError):
            return all(self.ask(port, "", None, 2) for port in self.listeners)

    def close(self):
        for listener in self.listeners.values():
            listener.shutdown(socket.SHUT_RDWR)  # Closing alone wakes nobody who waits in `accept`.
            listener.close()


class Deployment:
    """The pods, Services and SMI objects of one scenario."""

    def __init__(self, topology):
        workloads, services = topology["workloads"], topology.get("services", {})
        if any(port.get("protocol") == "udp" for one in workloads.values() for port in one.get("ports", [])):
            raise Failure(UNSUPPORTED, "the toy mesh has no UDP")
        self.arrived, self.objects, self.ports, self.behind = [], {}, {}, {}
        numbered = ((name, number) for name in workloads for number in range(workloads[name].get("replicas", 1)))
        pods = [Pod(name, number, workloads[name], self.arrived) for name, number in numbered]
        self.pods = {pod.name: pod for pod in pods}
        for name, service in services.items():
            selected = [qualified(workload) for workload in service.get("selects", [name])]
            self.behind[qualified(name)] = [pod for pod in pods if qualified(pod.workload) in selected]
            self.ports[qualified(name)] = {one["port"]: one.get("target_port", one["port"]) for one in service["ports"]}

    def apply(self, changes):
        objects = dict(self.objects)
        for change in changes:
            described = change.get("delete") or {**change["apply"]["metadata"], "kind": change["apply"].get("kind")}
            key = (described["kind"], described.get("namespace", "app"), described["name"])
            if "delete" in change:
                objects.pop(key, None)
                continue
            group, _, version = change["apply"]["apiVersion"].partition("/")
            if SERVES.get(group) != version or not isinstance(change["apply"].get("spec"), dict):
                data = dict(zip(("kind", "namespace", "name"), key))
                raise Failure(NOT_ACCEPTED, f"expected an object of a version in {MESH['serves']}, with a spec", data)
            objects[key] = change["apply"]["spec"]
        self.objects = dict(sorted(objects.items()))  # Replaced as a whole: nobody needs a lock.

    def probe(self, probes, tell, cancelled):
        def send(probe, client):
            if not cancelled.is_set():
                tell(probe["id"], self.send(probe, client))

        # Names are looked up before anything is sent: after an error nothing may be told any more.
        clients = [known(self.pods, "pod", probe["from"]) for probe in probes]
        list(SENDERS.map(send, probes, clients))

    def send(self, probe, client):
        """What becomes of a probe: past the client's sidecar and the server's to the application."""
        if probe.get("claims") or probe["payload"] == "udp":
            return {"not-sent": {"reason": "the toy mesh has neither certificates nor UDP"}}
        request = None
        if probe["payload"] != "tcp":
            request = probe["payload"]["http"]
            request = {**request, "headers": [["x-smi-probe", probe["id"]], *request.get("headers", [])]}
        server, port = self.endpoint(client, probe["to"], request)
        there = server is not None and port in server.listeners
        if not there or server.meshed and not (client.meshed and self.allows(client.account, server.account, port, request)):
            refusal = {"response": {"status": 403 if there else 503, "body": "refused"}}
            return refusal if request else {"broken": {"shape": "reset"}}
        try:
            arrival = server.ask(port, probe["id"], request, probe["deadline"] / 1000)
            return {"served": arrival} if arrival else {"broken": {"shape": "eof"}}
        except (socket.timeout, ConnectionError) as error:
            return {"broken": {"shape": "reset" if isinstance(error, ConnectionError) else "timed-out"}}
        except OSError as error:  # Of this program, not of the mesh: too many open files, say.
            return {"not-sent": {"reason": str(error)}}

    def endpoint(self, client, to, request):
        """The client's side: the pod and its port that a probe goes to."""
        if "pod" in to:
            return known(self.pods, "pod", to["pod"]["name"]), to["pod"]["port"]
        service, port = qualified(to["service"]["name"]), to["service"]["port"]
        if client.meshed:
            service = self.shared(service, port, request)
        pods = self.behind.get(service)
        return (random.choice(pods), self.ports[service].get(port)) if pods else (None, port)

    def shared(self, service, port, request):
        """The backend that a split of this Service draws, or the Service itself."""
        for (kind, namespace, _), spec in self.objects.items():
            if kind != "TrafficSplit" or (namespace, spec["service"].split(".")[0]) != service:
                continue
            groups = spec.get("matches")
            if groups and not any(self.matches(namespace, group["name"], None, request) for group in groups):
                continue
            # A backend without the port takes no part; the share of one that does not exist is lost.
            names = [(namespace, backend["service"]) for backend in spec["backends"]]
            takes_part = [name not in self.ports or port in self.ports[name] for name in names]
            weights = [max(one["weight"], 0) * part for one, part in zip(spec["backends"], takes_part)]
            return random.choices(names, weights)[0] if any(weights) else None
        return service

    def allows(self, client, server, port, request):
        """The server's side: whether some TrafficTarget lets this account in."""
        for (kind, namespace, _), spec in self.objects.items():
            subjects = [spec.get("destination"), *(spec.get("sources") or [])] if kind == "TrafficTarget" else [{}]
            accounts = [(one.get("namespace", namespace), one.get("name")) for one in subjects]
            if accounts[0] != server or client not in accounts[1:]:
                continue
            rules = spec.get("rules") or []
            routes = [self.objects.get(("TCPRoute", namespace, one["name"])) for one in rules if one["kind"] == "TCPRoute"]
            # A route without a list of ports is about all. Beside rules for HTTP, those for TCP restrict the ports.
            ports = [(route.get("matches") or {}).get("ports") or [port] for route in routes if route is not None]
            if routes and not any(port in some for some in ports):
                continue
            groups = [one for one in rules if one["kind"] == "HTTPRouteGroup"]
            if not groups and routes:
                return True
            if any(self.matches(namespace, group["name"], group.get("matches"), request) for group in groups):
                return True
        return False

    def matches(self, namespace, group, names, request):
        """Whether a request is what a group describes, or those of its matches that have these names."""
        spec = self.objects.get(("HTTPRouteGroup", namespace, group))
        if spec is None or request is None:
            return False
        return any(
            ("*" in (match.get("methods") or ["*"]) or request["method"] in match["methods"])
            and re.match(match.get("pathRegex") or "", request["path"].split("?")[0]) is not None
            and all(any(has.lower() == name.lower() and re.search(regex, value) for has, value in request["headers"])
                    for header in match.get("headers") or [] for name, regex in header.items())
            for match in spec.get("matches") or [] if not names or match["name"] in names
        )  # fmt: skip


def known(things, what, name):
    if name not in things:
        raise Failure(UNKNOWN, f"there is no {what} `{name}`")
    return things[name]


def qualified(name):
    """A name with its namespace: section 3.2."""
    namespace, _, short = name.rpartition("/")
    return namespace or "app", short


if __name__ == "__main__":
    Plugin().run()
