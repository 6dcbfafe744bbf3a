"""What the sidecars of the toy mesh do: `shared` at the client, which shares requests, and `allows` at the server.

Objects are immutable here: `Rules` stands for those of one moment. A request has the form of the protocol; None is a TCP
connection. Names of Services and ServiceAccounts are pairs of a namespace and a name.
"""

import random
import re


class Rules:
    """Specs of SMI objects by kind, namespace and name, in the order of names."""

    def __init__(self, objects):
        self.objects = dict(sorted(objects.items()))

    def of_kind(self, wanted):
        """The namespaces and specs of all objects of a kind."""
        return [(namespace, spec) for (kind, namespace, _), spec in self.objects.items() if kind == wanted]

    def shared(self, service, port, request, services):
        """The Service that a request to another is sent to; None when there is none. `services` has the ports of all."""
        for namespace, split in self.of_kind("TrafficSplit"):
            is_root = namespace == service[0] and split["service"] in ways_to_write(service)
            if is_root and self.concerns(namespace, split, request):
                return draw(namespace, split["backends"], port, services)
        return service

    def concerns(self, namespace, split, request):
        """Whether a split is about a request: it has no groups, or one of them matches."""
        groups = split.get("matches")
        return not groups or any(self.matches(namespace, group["name"], None, request) for group in groups)

    def allows(self, client, server, port, request):
        """Whether some TrafficTarget lets the account of a client in at a container's port of another account."""
        targets = self.of_kind("TrafficTarget")
        return any(self.grants(*target, client, server, port, request) for target in targets)

    def grants(self, namespace, target, client, server, port, request):
        sources = [account(source, namespace) for source in target.get("sources") or []]
        if account(target["destination"], namespace) != server or client not in sources:
            return False
        rules = target.get("rules") or []
        tcp = [rule["name"] for rule in rules if rule["kind"] == "TCPRoute"]
        http = [(rule["name"], rule.get("matches")) for rule in rules if rule["kind"] == "HTTPRouteGroup"]
        # Beside rules for HTTP, those for TCP restrict the ports.
        if tcp and not any(self.opens(namespace, route, port) for route in tcp):
            return False
        if http:
            return any(self.matches(namespace, group, names, request) for group, names in http)
        return bool(tcp)

    def opens(self, namespace, route, port):
        """Whether a TCPRoute is about a port. One that lists no ports is about all of them."""
        spec = self.objects.get(("TCPRoute", namespace, route))
        if spec is None:
            return False
        ports = (spec.get("matches") or {}).get("ports")
        return not ports or port in ports

    def matches(self, namespace, group, names, request):
        """Whether a request belongs to a group: to a match of one of these names, or without names to any."""
        spec = self.objects.get(("HTTPRouteGroup", namespace, group))
        if spec is None or request is None:
            return False
        wanted = [match for match in spec.get("matches") or [] if not names or match["name"] in names]
        return any(holds(match, request) for match in wanted)


def draw(namespace, backends, port, services):
    """Draws a backend by weight, among those that have the port. The share of one that does not exist is lost."""
    names = [(namespace, backend["service"]) for backend in backends]
    weights = [max(backend.get("weight", 0), 0) for backend in backends]
    for index, name in enumerate(names):
        if name in services and port not in services[name]:
            weights[index] = 0
    return random.choices(names, weights)[0] if any(weights) else None


def holds(match, request):
    """Whether all is there that a match asks for: path, method and headers."""
    methods = match.get("methods") or ["*"]
    headers = match.get("headers") or []
    headers = [headers] if isinstance(headers, dict) else headers
    wanted = [header for one in headers for header in one.items()]
    try:
        return (
            # The beginning of the path must match, without the query and as it was sent.
            re.match(match.get("pathRegex") or "", request["path"].split("?")[0]) is not None
            and ("*" in methods or request["method"] in methods)
            and all(has_header(request, name, pattern) for name, pattern in wanted)
        )
    except re.error:
        return False  # What is no regular expression matches nothing.


def has_header(request, wanted, pattern):
    """Whether one of the values of a header contains what matches a pattern."""
    return any(name.lower() == wanted.lower() and re.search(pattern, value) for name, value in request["headers"])


def ways_to_write(service):
    namespace, name = service
    return [name + suffix for suffix in ("", f".{namespace}", f".{namespace}.svc", f".{namespace}.svc.cluster.local")]


def account(subject, namespace):
    """A subject without a namespace is in that of the object."""
    return subject.get("namespace", namespace), subject["name"]
