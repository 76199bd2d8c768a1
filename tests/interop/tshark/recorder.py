"""A BGP peer on loopback that agrees to whatever it is offered and keeps every message of the session."""

import socket
import struct
import threading
from dataclasses import dataclass

from lab.waiting import wait_until

MARKER = b"\xff" * 16
OPEN, UPDATE, NOTIFICATION, KEEPALIVE, ROUTE_REFRESH = 1, 2, 3, 4, 5
MP_REACH, MP_UNREACH = 14, 15
ADD_PATH, ROLE = 69, 9
FACING = {0: 3, 3: 0, 1: 2, 2: 1, 4: 4}  # RFC 9234: what a provider, a customer … wants to see on the other side


@dataclass(frozen=True)
class Message:
    ours: bool  # sent by the program under test
    bytes: bytes

    @property
    def type(self):
        return self.bytes[18]

    def parts(self):
        """Of an UPDATE: withdrawn routes, {type code: path attribute}, NLRI."""
        body = self.bytes[19:]
        (end,) = struct.unpack_from("!H", body)
        withdrawn, body = body[2:2 + end], body[2 + end:]
        (end,) = struct.unpack_from("!H", body)
        rest, nlri = body[2:2 + end], body[2 + end:]
        attributes = {}
        while rest:
            start, length = (4, struct.unpack_from("!H", rest, 2)[0]) if rest[0] & 0x10 else (3, rest[2])
            attributes[rest[1]] = rest[start:start + length]
            rest = rest[start + length:]
        return withdrawn, attributes, nlri

    @property
    def families(self):
        """{(AFI, SAFI)} of an UPDATE."""
        _, attributes, _ = self.parts()
        return {struct.unpack_from("!HB", attributes[code]) for code in (MP_REACH, MP_UNREACH) if code in attributes} or {(1, 1)}

    @property
    def announces(self):
        _, attributes, nlri = self.parts()
        return bool(nlri) or MP_REACH in attributes


def message(kind, body=b""):
    return MARKER + struct.pack("!HB", 19 + len(body), kind) + body


def capabilities(open_message):
    """[(code, value)] of an OPEN, in either form of its optional parameters (RFC 9072)."""
    body = open_message[19:]
    wide = body[9] == 255 and body[10] == 255
    parameters, head = (body[13:], "!BH") if wide else (body[10:], "!BB")
    out = []
    while parameters:
        _, length = struct.unpack_from(head, parameters)
        start = struct.calcsize(head)
        inside, parameters = parameters[start:start + length], parameters[start + length:]
        while inside:
            out.append((inside[0], inside[2:2 + inside[1]]))
            inside = inside[2 + inside[1]:]
    return out


def facing(code, value):
    """The capability that goes with the one offered."""
    if code == ROLE:
        return bytes([FACING[value[0]]])
    if code == ADD_PATH:
        turned = bytearray(value)
        for at in range(3, len(turned), 4):
            turned[at] = {1: 2, 2: 1, 3: 3}[turned[at]]
        return bytes(turned)
    return value


def answer(open_message):
    """The same OPEN from another router."""
    parameters = b""
    for code, value in capabilities(open_message):
        value = facing(code, value)
        parameters += struct.pack("!BHBB", 2, len(value) + 2, code, len(value)) + value
    body = open_message[19:]
    return message(OPEN, body[:5] + bytes((10, 9, 0, 5)) + struct.pack("!BBH", 255, 255, len(parameters)) + parameters)


class Recorder:
    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.messages = []
        self.connection = None
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        try:
            while True:
                self.connection, _ = self.listener.accept()
                with self.connection.makefile("rb") as stream:
                    while len(header := stream.read(19)) == 19:
                        self.take(header + stream.read(struct.unpack_from("!H", header, 16)[0] - 19))
        except OSError:
            return  # either side has closed

    def take(self, received):
        self.messages.append(Message(True, received))
        if received[18] == OPEN:
            self.send(answer(received))
            self.send(message(KEEPALIVE))

    def send(self, sent):
        self.messages.append(Message(False, sent))
        self.connection.sendall(sent)

    def ours(self, kind):
        return [one for one in self.messages if one.ours and one.type == kind]

    def wait_for(self, kind, count=1, which=lambda message: True, within=30):
        """So many messages of a type, and what is asked of them besides."""

        def come():
            return [one for one in self.ours(kind) if which(one)]

        return wait_until(lambda: len(come()) >= count and come(), lambda: f"{count} messages of type {kind}, now {len(come())} of {len(self.messages)}", within)

    def stop(self):
        self.listener.close()
        if self.connection:
            self.connection.close()
