"""A plug-in for smi-conformance with a toy mesh inside, in nothing but Python's standard library (3.9 or later).

    smi-conformance plugin-test -- python3 mesh.py
    smi-conformance run --mesh external --profile ACCESS-HTTP --profile SPLIT-HTTP --level core -- python3 mesh.py

The protocol is in plugin.py, which serves any mesh. This file is the mesh, and what you replace: it starts applications, which
listen on sockets of this machine (echo.py), and sends probes to them. What sidecars would do in between is in sidecars.py.
"""

import concurrent.futures
import contextlib
import random
import time

import echo
from plugin import NOT_ACCEPTED, UNKNOWN, UNSUPPORTED, Failure, Plugin
from sidecars import Rules


class Mesh:
    """Deployments that do not see each other."""

    lanes = 4
    about = {
        "name": "toy",
        "version": "1.0.0",
        "serves": {"access.smi-spec.io": "v1alpha3", "specs.smi-spec.io": "v1alpha4", "split.smi-spec.io": "v1alpha4"},
        "features": [],
        "schedulers": 1,
        "deadlines": {
            "ready": 10000,
            "converge": 2000,
            "quiet_window": 20,
            "hold": 3500,
            "request": 10000,
            "teardown": 5000,
        },
    }

    def __init__(self):
        self.deployments = {}

    def deploy(self, name, topology):
        for workload in topology["workloads"].values():
            if any(port.get("protocol") == "udp" for port in workload.get("ports", [])):
                raise Failure(UNSUPPORTED, "the toy mesh has no UDP")
        deployment = self.deployments[name] = Deployment(topology)
        return [{"name": pod.name, "workload": pod.workload} for pod in deployment.pods.values()]

    def find(self, name):
        if name not in self.deployments:
            raise Failure(UNKNOWN, f"there is no deployment `{name}`")
        return self.deployments[name]

    def remove(self, name):
        self.deployments.pop(name).close()

    def close(self):
        for name in list(self.deployments):
            self.remove(name)


class Pod:
    """One pod: who it is to the mesh, and its application on each port."""

    def __init__(self, workload, number, description, record):
        namespace, name = qualified(workload)
        self.name, self.workload = f"{workload}-{number}", workload
        self.meshed = description.get("meshed", True)
        self.account = (namespace, description.get("service_account", name))
        self.applications = {}
        for port in description.get("ports", []):
            application = echo.Application(self.name, port["port"], port.get("protocol", "http"), record)
            self.applications[port["port"]] = application


class Deployment:
    """The pods, Services and SMI objects of one scenario."""

    # The threads that send probes, for all deployments together.
    senders = concurrent.futures.ThreadPoolExecutor(24)

    def __init__(self, topology):
        self.pods = {}
        self.selected = {}  # The pods behind each Service.
        self.services = {}  # The ports of each Service, with the target ports.
        self.rules = Rules({})  # Replaced as a whole by each change, so that nobody needs a lock.
        self.arrived = {}  # What applications saw, by the id of the probe.
        self.lost = set()  # Probes without an answer, which may still be on their way.
        self.kept = {}  # Connections that stay open, by their ends and what is spoken.
        for name, workload in topology["workloads"].items():
            for number in range(workload.get("replicas", 1)):
                pod = Pod(name, number, workload, self.record)
                self.pods[pod.name] = pod
        for name, service in topology.get("services", {}).items():
            workloads = [qualified(workload) for workload in service.get("selects", [name])]
            self.selected[qualified(name)] = [pod for pod in self.pods.values() if qualified(pod.workload) in workloads]
            ports = {port["port"]: port.get("target_port", port["port"]) for port in service["ports"]}
            self.services[qualified(name)] = ports

    def close(self):
        for pod in self.pods.values():
            for application in pod.applications.values():
                application.close()
        for connection in self.kept.values():
            connection.close()

    def pod(self, name):
        if name not in self.pods:
            raise Failure(UNKNOWN, f"there is no pod `{name}`")
        return self.pods[name]

    def apply(self, changes):
        objects = dict(self.rules.objects)
        for change in changes:
            if "delete" in change:
                key = change["delete"]
                objects.pop((key["kind"], key.get("namespace", "app"), key["name"]), None)
            else:
                key, spec = accepted(change["apply"])
                objects[key] = spec
        self.rules = Rules(objects)

    def probe(self, probes, tell, cancelled):
        # Names are looked up before anything is sent: after an error nothing may be told any more.
        ways = [(probe, self.pod(probe["from"]), self.destination(probe["to"])) for probe in probes]

        def send(way):
            if cancelled.is_set():
                return
            try:
                outcome = self.send(*way)
            except Exception as error:  # Our own fault, and not the mesh's.
                outcome = {"not-sent": {"reason": f"{type(error).__name__}: {error}"}}
            if not cancelled.is_set():
                tell(way[0]["id"], outcome)

        for _ in self.senders.map(send, ways):
            pass

    def destination(self, to):
        """A pod or the full name of a Service, and the port."""
        if "pod" in to:
            return self.pod(to["pod"]["name"]), to["pod"]["port"]
        name = qualified(to["service"]["name"])
        if name not in self.services:
            raise Failure(UNKNOWN, f"there is no Service `{to['service']['name']}`")
        return name, to["service"]["port"]

    def send(self, probe, client, destination):
        """What becomes of a probe: past both sidecars to an application, or the answer of a sidecar."""
        if probe.get("claims"):
            return {"not-sent": {"reason": "the toy mesh has no certificates to make up"}}
        if probe["payload"] == "udp":
            return {"not-sent": {"reason": "the toy mesh has no UDP"}}
        target, port = destination
        request = None
        if probe["payload"] != "tcp":
            host = target.name if isinstance(target, Pod) else target[1]
            http = probe["payload"]["http"]
            request = {**http, "headers": [["host", host], ["x-smi-probe", probe["id"]], *http["headers"]]}
        server = target
        if not isinstance(target, Pod):
            server, port = self.behind(client, target, port, request)
        if server is None or port not in server.applications:
            return refused(request, 503, "no backend")
        # Pods outside the mesh have nobody who would ask, and no account that others could let in.
        if server.meshed and not (client.meshed and self.rules.allows(client.account, server.account, port, request)):
            return refused(request, 403, "access denied")
        return self.exchange(probe, client, server.applications[port], request)

    def behind(self, client, service, port, request):
        """A pod behind a Service and its port. Only clients with a sidecar take part in splits."""
        if client.meshed:
            service = self.rules.shared(service, port, request, self.services)
        pods = self.selected.get(service)
        if not pods or port not in self.services[service]:
            return None, port
        return random.choice(pods), self.services[service][port]

    def exchange(self, probe, client, application, request):
        """Sends what was let in to the application."""
        version = request["version"] if request else None
        deadline = probe["deadline"] / 1000
        try:
            if probe.get("connection") == "kept":
                ends = (client.name, application.address, version)
                connection = self.kept.setdefault(ends, echo.Kept(application.address, version))
                return connection.ask(probe["id"], request, deadline)
            with contextlib.closing(echo.Client(application.address, version, deadline)) as connection:
                return connection.ask(probe["id"], request)
        except (OSError, EOFError) as error:
            self.lost.add(probe["id"])
            return echo.broken(error)

    def record(self, arrival):
        self.arrived.setdefault(arrival["id"], []).append(arrival)

    def arrivals(self, probes):
        # What has no answer may still be under way. A socket of this machine brings it at once or not at all.
        if self.lost.intersection(probes).difference(self.arrived):
            time.sleep(0.2)
        return [arrival for probe in probes for arrival in self.arrived.get(probe, [])]

    def self_check(self, pods):
        return [all(app.is_well() for app in self.pod(name).applications.values()) for name in pods]


def accepted(document):
    """The key and the spec of an object, unless the mesh cannot read it."""
    kind, metadata, spec = document.get("kind"), document["metadata"], document.get("spec")
    namespace, name = metadata.get("namespace", "app"), metadata["name"]
    group, _, version = document["apiVersion"].partition("/")
    members = {"TrafficTarget": {"destination": dict}, "TrafficSplit": {"service": str, "backends": list}}.get(kind, {})
    reason = None
    if Mesh.about["serves"].get(group) != version:
        reason = f"{group}/{version} is not served"
    elif not isinstance(spec, dict):
        reason = "expected spec to be an object"
    else:
        wrong = [name for name, form in members.items() if not isinstance(spec.get(name), form)]
        reason = f"expected spec.{wrong[0]}" if wrong else None
    if reason:
        raise Failure(NOT_ACCEPTED, reason, {"kind": kind, "namespace": namespace, "name": name})
    return (kind, namespace, name), spec


def qualified(name):
    """A name with its namespace: section 3.2."""
    namespace, _, short = name.rpartition("/")
    return namespace or "app", short


def refused(request, status, reason):
    """How a sidecar refuses: by an answer over HTTP, and by ending a TCP connection."""
    if request is None:
        return {"broken": {"shape": "reset"}}
    return {"response": {"status": status, "body": reason}}


if __name__ == "__main__":
    Plugin(Mesh()).run()
