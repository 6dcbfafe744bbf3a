"""An application that echoes, and a client of it: HTTP/1.1, HTTP/2 and TCP over sockets of 127.0.0.1.

In a mesh of yours the application is a container in a pod, and the client is another. HTTP is spoken by hand (wire.py), since
libraries like to tidy up what must arrive byte for byte. A request has the form that it has in the protocol:
{"version", "method", "path", "headers", "body"}.
"""

import contextlib
import json
import socket
import threading

from wire import (
    PREFACE,
    SETTINGS,
    exactly,
    find,
    read_http1,
    read_http2,
    whole_line,
    write_frame,
    write_http1,
    write_http2,
)


class Application:
    """What listens on one port of one pod: it says what reached it, and never answers with an error."""

    def __init__(self, pod, port, protocol, record):
        self.pod, self.port, self.protocol, self.record = pod, port, protocol, record
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self.address = self.listener.getsockname()
        threading.Thread(target=self.accept, daemon=True).start()

    def close(self):
        # Closing alone does not wake up who waits for a connection, and not every system can do more.
        with contextlib.suppress(OSError):
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
            mark, echo = placed(method, echo)
            write_http1(stream, "HTTP/1.1 200 OK", [mark, ["content-length", len(echo)]], echo)
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
            mark, echo = placed(method, echo)
            write_http2(stream, number, [[":status", "200"], mark], echo)

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


def placed(method, echo):
    """A header by which clients know an application, and the body. What answers HEAD has no body: the header has it all."""
    return (["x-smi-echo", echo.decode()], b"") if method == "HEAD" else (["x-smi-echo", ""], echo)


class Client:
    """A connection to an application."""

    def __init__(self, address, version, deadline):
        """`version` is that of HTTP, or None for TCP; `deadline` is in seconds, for each step of an exchange."""
        self.version, self.requests = version, 0
        self.socket = socket.create_connection(address, deadline)
        self.stream = self.socket.makefile("rwb")
        if version == "2":
            self.stream.write(PREFACE)
            write_frame(self.stream, SETTINGS, 0, 0)

    def close(self):
        self.socket.close()
        with contextlib.suppress(OSError):
            self.stream.close()  # What was not sent yet is not wanted any more.

    def ask(self, probe, request):
        """Sends a probe, and returns what became of it: section 3.4 of the protocol."""
        if self.version is None:
            self.stream.write(f"{probe}\n".encode())
            self.stream.flush()
            return {"served": json.loads(whole_line(self.stream))}
        ask = self.ask_http2 if self.version == "2" else self.ask_http1
        status, headers, body = ask(request, request["body"].encode())
        echo = find(headers, "x-smi-echo")
        if echo is not None:
            return {"served": json.loads(echo or body)}
        return {"response": {"status": status, "body": body.decode(errors="replace")[:200]}}

    def ask_http1(self, request, body):
        length = [["content-length", len(body)]] if body else []
        first = f"{request['method']} {request['path']} HTTP/1.1"
        write_http1(self.stream, first, request["headers"] + length, body)
        status = int(whole_line(self.stream).split(" ")[1])
        return (status, *read_http1(self.stream, request["method"] == "HEAD"))

    def ask_http2(self, request, body):
        (_, host), *headers = request["headers"]
        pseudo = [[":method", request["method"]], [":scheme", "http"], [":path", request["path"]], [":authority", host]]
        number = 2 * self.requests + 1
        self.requests += 1
        write_http2(self.stream, number, pseudo + [[name.lower(), value] for name, value in headers], body)
        _, headers, body = read_http2(self.stream)
        return int(find(headers, ":status")), headers, body


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
        (ConnectionRefusedError, "refused"),
        (ConnectionError, "reset"),
        (EOFError, "eof"),
        (socket.timeout, "timed-out"),
    ]
    for kind, shape in shapes:
        if isinstance(error, kind):
            return {"broken": {"shape": shape}}
    return {"not-sent": {"reason": str(error)}}
