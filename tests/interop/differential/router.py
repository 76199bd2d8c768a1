"""A router at many addresses of the loopback that says yes to whoever calls, again and again, and tells in words what it is told."""

import asyncio
import time

from .recorder import KEEPALIVE, NOTIFICATION, OPEN, UPDATE, answer, capabilities, message, read_message
from .table import Table, split_attributes, take


class Router:
    """`expected`: address -> AS number that it has there. `story[address]`: what happened, in order."""

    def __init__(self, expected):
        self.expected, self.story = expected, {address: [] for address in expected}
        self.heard = time.monotonic()
        self.server = self.port = None

    async def __aenter__(self):
        self.server = await asyncio.start_server(self.serve, "0.0.0.0", 0)
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_):
        self.server.close()

    def tell(self, address, *words):
        self.heard = time.monotonic()
        self.story[address].extend(words)

    async def serve(self, reader, writer):
        address = writer.get_extra_info("sockname")[0]
        if address not in self.expected:
            writer.close()
            return
        table = None
        try:
            while True:
                kind, body = await read_message(reader)
                if kind == OPEN:
                    table = Table(body)
                    writer.write(message(OPEN, answer(body, self.expected[address])) + message(KEEPALIVE))
                    self.tell(address, "open " + said_in_open(body))
                elif kind == UPDATE:
                    self.tell(address, *said_in_update(table, body))
                elif kind == NOTIFICATION:
                    self.tell(address, f"notification {body[0]}/{body[1]}")
        except (asyncio.IncompleteReadError, ConnectionError):
            self.tell(address, "closed")
        finally:
            writer.close()

    async def until_quiet(self, running, quiet=2.0, within=30.0):
        """Until nothing came for a while, and all who are expected by then are there. False: not in time."""
        end, since = time.monotonic() + within, time.monotonic()
        while time.monotonic() < end and running():
            await asyncio.sleep(0.1)
            if time.monotonic() - max(self.heard, since) > quiet:
                return True
        return False


def said_in_open(body):
    families = sorted(f"{int.from_bytes(value[:2])}/{value[3]}" for code, value in capabilities(body) if code == 1)
    return f"as {int.from_bytes(body[1:3])} hold {int.from_bytes(body[3:5])} " + " ".join(families)


def said_in_update(table, body):
    """Withdrawals first, then announcements with their MED; the table knows the rest."""
    gone, rest = take(body, "!H")
    attributes, plain = take(rest, "!H")
    found = dict(split_attributes(attributes))
    if not (gone or plain or attributes) or (set(found) == {15} and len(found[15]) == 3):
        return ["end"]
    med = f" med {int.from_bytes(found[4])}" if 4 in found else ""
    reach, unreach = found.get(14), found.get(15)
    words = [f"withdraw {prefix(key)}" for key in table.split((1, 1), gone)]
    if unreach:
        words += [f"withdraw {prefix(key)}" for key in table.split((int.from_bytes(unreach[:2]), unreach[2]), unreach[3:])]
    words += [f"announce {prefix(key)}{med}" for key in table.split((1, 1), plain)]
    if reach:
        words += [f"announce {prefix(key)}{med}" for key in table.split((int.from_bytes(reach[:2]), reach[2]), reach[5 + reach[3]:])]
    return words


def prefix(key):
    """10.1.0.0/16 for what is short enough; families apart by their length."""
    nlri = key[3]
    if key[0] == 2:
        return f"{nlri[1:].hex()}/{nlri[0]}"
    return ".".join(str(octet) for octet in (nlri[1:] + bytes(4))[:4]) + f"/{nlri[0]}"
