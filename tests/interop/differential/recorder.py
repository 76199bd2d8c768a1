"""A peer for many neighbors at once that says yes to everything and writes down what it is told."""

import asyncio
import struct
import time

OPEN, UPDATE, NOTIFICATION, KEEPALIVE = 1, 2, 3, 4
MARKER = b"\xff" * 16
MULTIPROTOCOL, AS4, ADD_PATH = 1, 65, 69


class Conversation:
    """One session, seen from the peer."""

    def __init__(self):
        self.open = None        # the body of the OPEN
        self.updates = []       # bodies, in order
        self.notification = None
        self.heard = time.monotonic()


class Recorder:
    """Listens at the endpoints, (host, port); `expected` is address -> AS number that this peer has there."""

    def __init__(self, expected, endpoints=(("0.0.0.0", 0),)):
        self.expected = expected
        self.conversations = {}
        self.endpoints = endpoints
        self.servers = []
        self.port = None

    async def __aenter__(self):
        self.servers = [await asyncio.start_server(self.serve, *endpoint) for endpoint in self.endpoints]
        self.port = self.servers[0].sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_):
        for server in self.servers:
            server.close()

    async def serve(self, reader, writer):
        address = writer.get_extra_info("sockname")[0]
        if address not in self.expected or address in self.conversations:
            writer.close()
            return
        conversation = self.conversations[address] = Conversation()
        try:
            while True:
                kind, body = await read_message(reader)
                if kind == KEEPALIVE:
                    continue
                conversation.heard = time.monotonic()
                if kind == OPEN:
                    conversation.open = body
                    writer.write(message(OPEN, answer(body, self.expected[address])) + message(KEEPALIVE))
                elif kind == UPDATE:
                    conversation.updates.append(body)
                elif kind == NOTIFICATION:
                    conversation.notification = body
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def until_quiet(self, enough, running, quiet=1.5, within=60.0):
        """Until every neighbor has said `enough` and nothing more came for a while. False: not in time, or the program does not run any more."""
        end = time.monotonic() + within
        while time.monotonic() < end and running():
            await asyncio.sleep(0.1)
            done = len(self.conversations) == len(self.expected) and all(enough(address, each) for address, each in self.conversations.items())
            if done and time.monotonic() - max(each.heard for each in self.conversations.values()) > quiet:
                return True
        return False


async def read_message(reader):
    header = await reader.readexactly(19)
    length, kind = struct.unpack("!HB", header[16:])
    return kind, await reader.readexactly(length - 19)


def message(kind, body=b""):
    return MARKER + struct.pack("!HB", 19 + len(body), kind) + body


def capabilities(body):
    """[(code, value)] of an OPEN, in its order; its parameters may be of the extended form of RFC 9072."""
    extended = body[9:11] == b"\xff\xff"
    out, parameters, size = [], body[13 if extended else 10:], 3 if extended else 2
    while parameters:
        kind, length = parameters[0], int.from_bytes(parameters[1:size], "big")
        value, parameters = parameters[size:size + length], parameters[size + length:]
        while kind == 2 and value:
            out.append((value[0], value[2:2 + value[1]]))
            value = value[2 + value[1]:]
    return out


def answer(body, own_as):
    """The OPEN that agrees to all of theirs, from another AS and with another identifier."""
    mirrored = []
    for code, value in capabilities(body):
        if code == AS4:
            value = struct.pack("!I", own_as)
        if code == ADD_PATH:
            value = b"".join(value[i:i + 3] + bytes([{1: 2, 2: 1}.get(value[i + 3], 3)]) for i in range(0, len(value), 4))
        mirrored.append((code, value))
    return struct.pack("!BHH", 4, own_as if own_as < 65536 else 23456, struct.unpack("!H", body[3:5])[0]) + bytes([10, 255, 255, 254]) + parameters(mirrored)


def parameters(all_of_them):
    plain = b"".join(bytes([2, 2 + len(value), code, len(value)]) + value for code, value in all_of_them)
    if len(plain) < 255:
        return bytes([len(plain)]) + plain
    extended = b"".join(struct.pack("!BHBB", 2, 2 + len(value), code, len(value)) + value for code, value in all_of_them)
    return b"\xff\xff" + struct.pack("!H", len(extended)) + extended
