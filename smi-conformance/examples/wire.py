"""Messages of HTTP/1.1 and HTTP/2 on a stream: as much of both as the application and the client in echo.py need.

Headers are lists of a name and a value, bodies are bytes.
"""

import struct


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
