"""An application that echoes, and a client of it: HTTP/1.1, HTTP/2 and TCP over sockets of 127.0.0.1.

In a mesh of yours the application is a container in a pod, and the client is another. Both know just enough of HTTP to talk to
each other. HTTP is spoken by hand here, since libraries like to tidy up what must arrive byte for byte. A request has the form
that it has in the protocol: {"version", "method", "path", "headers", "body"}.
"""

import json
import socket
import struct
import threading


class Application:
    """What listens on one port of one pod: it says what reached it, and never answers with an error."""

    def __init__(self, pod, port, protocol, record):
        self.pod, self.port, self.protocol, self.record = pod, port, protocol, record
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self.address = self.listener.getsockname()
        threading.Thread(target=self.accept, daemon=True).start()

    def close(self):
        # Closing alone does not wake up who waits for a connection.
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return  # It was closed.
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        try:
            with connection, connection.makefile("rwb") as stream:
                first = stream.readline()
                if self.protocol == "tcp":
                    self.serve_lines(stream, first)
                elif first == PREFACE[: len(first)]:
                    self.serve_http2(stream)
                else:
                    self.serve_http1(stream, first)
        except (OSError, EOFError, ValueError):
            pass  # A connection that breaks is the business of who is at its other end.

    def serve_lines(self, stream, line):
        while line:
            stream.write(self.echo(line.decode().strip(), None) + b"\n")
            stream.flush()
            line = stream.readline()

    def serve_http1(self, stream, line):
        while line:
            method, path, _ = line.decode().split(" ")
            headers, body = read_http1(stream)
            echo = self.echo_http("1.1", method, path, headers, body)
            # An answer to HEAD has no body.
            extra, echo = ([["x-smi-echo", echo.decode()]], b"") if method == "HEAD" else ([], echo)
            write_http1(stream, "HTTP/1.1 200 OK", [["content-length", len(echo)], *extra], echo)
            line = stream.readline()

    def serve_http2(self, stream):
        exactly(stream, len(PREFACE) - len(PREFACE.splitlines(True)[0]))
        write_frame(stream, SETTINGS, 0, 0)
        while True:
            number, headers, body = read_http2(stream)
            method, path = find(headers, ":method"), find(headers, ":path")
            headers = [["host" if name == ":authority" else name, value] for name, value in headers]
            headers = [[name, value] for name, value in headers if not name.startswith(":")]
            echo = self.echo_http("2", method, path, headers, body)
            extra, echo = ([["x-smi-echo", echo.decode()]], b"") if method == "HEAD" else ([], echo)
            write_http2(stream, number, [[":status", "200"], *extra], echo)

    def is_well(self):
        """Whether the application answers, asked without any sidecar."""
        request = {"version": "1.1", "method": "GET", "path": "/", "headers": [], "body": ""}
        try:
            client = Client(self.address, None if self.protocol == "tcp" else "1.1", 2)
            client.ask("", request)
            client.close()
            return True
        except (OSError, EOFError):
            return False

    def echo_http(self, version, method, path, headers, body):
        request = {"version": version, "method": method, "path": path, "headers": headers, "body": body.decode()}
        return self.echo(find(headers, "x-smi-probe"), request)

    def echo(self, probe, request):
        arrival = {"id": probe, "pod": self.pod, "port": self.port, "request": request}
        if probe:
            self.record(arrival)
        return json.dumps(arrival).encode()


class Client:
    """A connection to an application."""

    def __init__(self, address, version, deadline):
        """`version` is that of HTTP, or None for TCP; `deadline` is in seconds."""
        self.version, self.requests = version, 0
        self.socket = socket.create_connection(address, deadline)
        self.stream = self.socket.makefile("rwb")
        if version == "2":
            self.stream.write(PREFACE)
            write_frame(self.stream, SETTINGS, 0, 0)

    def close(self):
        self.socket.close()
        self.stream.close()

    def ask(self, probe, request):
        """Sends a probe, and returns what the application says that arrived."""
        if self.version is None:
            self.stream.write(f"{probe}\n".encode())
            self.stream.flush()
            return json.loads(whole_line(self.stream))
        ask = self.ask_http2 if self.version == "2" else self.ask_http1
        headers, body = ask(request, request["body"].encode())
        return json.loads(body or find(headers, "x-smi-echo"))

    def ask_http1(self, request, body):
        length = [["content-length", len(body)]] if body else []
        write_http1(
            self.stream, f"{request['method']} {request['path']} HTTP/1.1", request["headers"] + length, body
        )
        whole_line(self.stream)  # The status: an application has no other than 200.
        return read_http1(self.stream, request["method"] == "HEAD")

    def ask_http2(self, request, body):
        (_, host), *headers = request["headers"]
        pseudo = [[":method", request["method"]], [":scheme", "http"], [":path", request["path"]], [":authority", host]]
        number = 2 * self.requests + 1
        self.requests += 1
        write_http2(self.stream, number, pseudo + [[name.lower(), value] for name, value in headers], body)
        return read_http2(self.stream)[1:]


class Kept:
    """A connection that stays open, for one request after the other. Opened when it is needed for the first time."""

    def __init__(self, address, version):
        self.address, self.version = address, version
        self.lock, self.client = threading.Lock(), None

    def ask(self, probe, request, deadline):
        with self.lock:
            client, self.client = self.client, None
            client = client or Client(self.address, self.version, deadline)
            answer = client.ask(probe, request)
            # After an exception the connection is not used again.
            self.client = client
            return answer

    def close(self):
        if self.client:
            self.client.close()


def broken(error):
    """What became of a probe whose connection failed."""
    shapes = [
        (ConnectionRefusedError, "refused"), (ConnectionError, "reset"), (EOFError, "eof"), (socket.timeout, "timed-out"),
    ]  # fmt: skip
    for kind, shape in shapes:
        if isinstance(error, kind):
            return {"broken": {"shape": shape}}
    return {"not-sent": {"reason": str(error)}}


def find(headers, wanted):
    return next((value for name, value in headers if name.lower() == wanted), None)


def exactly(stream, length):
    data = stream.read(length)
    if len(data) < length:
        raise EOFError("the connection was closed")
    return data


def whole_line(stream):
    line = stream.readline()
    if not line.endswith(b"\n"):
        raise EOFError("the connection was closed")
    return line.decode().rstrip("\r\n")


# HTTP/1.1: bodies have a length.


def write_http1(stream, first, headers, body):
    lines = [first, *(f"{name}: {value}" for name, value in headers), "", ""]
    stream.write("\r\n".join(lines).encode() + body)
    stream.flush()


def read_http1(stream, to_head=False):
    """Reads what follows the first line: headers and body."""
    headers = []
    while line := whole_line(stream):
        name, _, value = line.partition(":")
        headers.append([name, value.strip()])
    length = 0 if to_head else int(find(headers, "content-length") or 0)
    return headers, exactly(stream, length)


# HTTP/2: one request at a time, headers without compression, and no more than the window that is open at the beginning.

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, SETTINGS = 0x0, 0x1, 0x4
END_STREAM, ACKNOWLEDGED, END_HEADERS = 0x1, 0x1, 0x4
LONGEST = 16384


def write_frame(stream, kind, flags, number, payload=b""):
    stream.write(len(payload).to_bytes(3, "big") + struct.pack(">BBI", kind, flags, number) + payload)


def read_frame(stream):
    length = int.from_bytes(exactly(stream, 3), "big")
    return (*struct.unpack(">BBI", exactly(stream, 6)), exactly(stream, length))


def write_http2(stream, number, headers, body):
    write_frame(stream, HEADERS, END_HEADERS | (0 if body else END_STREAM), number, pack(headers))
    for start in range(0, len(body), LONGEST):
        end = start + LONGEST
        write_frame(stream, DATA, END_STREAM if end >= len(body) else 0, number, body[start:end])
    stream.flush()


def read_http2(stream):
    """Reads frames until a message is complete: the number of its stream, headers and body."""
    headers, body = [], b""
    while True:
        kind, flags, number, payload = read_frame(stream)
        if kind == SETTINGS and not flags & ACKNOWLEDGED:
            write_frame(stream, SETTINGS, ACKNOWLEDGED, 0)
            stream.flush()
        elif kind == HEADERS:
            headers = unpack(payload)
        elif kind == DATA:
            body += payload
        if kind in (HEADERS, DATA) and flags & END_STREAM:
            return number, headers, body


def pack(headers):
    """Headers as literals that nobody is to remember (RFC 7541, 6.2.2)."""
    fields = []
    for header in headers:
        fields.append(b"\0" + b"".join(pack_length(len(text.encode())) + text.encode() for text in header))
    return b"".join(fields)


def pack_length(length):
    if length < 127:
        return bytes([length])
    rest, packed = length - 127, [127]
    while rest >= 128:
        packed.append(rest % 128 + 128)
        rest //= 128
    return bytes([*packed, rest])


def unpack(block):
    headers, at = [], 0
    while at < len(block):
        header, at = [], at + 1
        for _ in ("name", "value"):
            length, at = unpack_length(block, at)
            header.append(block[at : at + length].decode())
            at += length
        headers.append(header)
    return headers


def unpack_length(block, at):
    length, at = block[at], at + 1
    if length < 127:
        return length, at
    factor = 1
    while True:
        byte, at = block[at], at + 1
        length += byte % 128 * factor
        factor *= 128
        if byte < 128:
            return length, at
