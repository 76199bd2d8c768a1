"""A BGP speaker that only listens, and notes when each route came and went.

It runs in threads of this process: its times and those of the test come from the same clock, time.monotonic(). It accepts every AS, announces nothing and
takes IPv4 and IPv6 unicast.
"""

import contextlib
import ipaddress
import select
import socket
import struct
import threading
import time
from dataclasses import dataclass

from lab.waiting import wait_until

from .inside import listen

OPEN, UPDATE, NOTIFICATION, KEEPALIVE = 1, 2, 3, 4
MARKER = b"\xff" * 16
AS_PATH, NEXT_HOP, MED, COMMUNITIES, MP_REACH, MP_UNREACH = 2, 3, 4, 8, 14, 15
HOLD_TIME = 30


def message(kind, body=b""):
    return MARKER + struct.pack("!HB", 19 + len(body), kind) + body


def open_message(asn, router_id):
    families = b"".join(struct.pack("!BBHBB", 1, 4, afi, 0, 1) for afi in (1, 2))
    capabilities = families + struct.pack("!BBI", 65, 4, asn)
    parameters = struct.pack("!BB", 2, len(capabilities)) + capabilities
    return message(OPEN, struct.pack("!BHH4sB", 4, asn if asn < 65536 else 23456, HOLD_TIME, socket.inet_aton(router_id), len(parameters)) + parameters)


def prefixes(data, afi):
    size, address = (4, ipaddress.IPv4Address) if afi == 1 else (16, ipaddress.IPv6Address)
    at = 0
    while at < len(data):
        bits, width = data[at], (data[at] + 7) // 8
        yield f"{address(data[at + 1 : at + 1 + width].ljust(size, bytes(1)))}/{bits}"
        at += 1 + width


def attributes(data):
    """{type: value}"""
    found, at = {}, 0
    while at < len(data):
        flags, kind = data[at], data[at + 1]
        extended = flags & 0x10
        length = struct.unpack_from("!H", data, at + 2)[0] if extended else data[at + 2]
        start = at + (4 if extended else 3)
        found[kind], at = data[start : start + length], start + length
    return found


def described(found):
    """What tests compare of a route's attributes."""
    result = {}
    if MED in found:
        result["med"] = struct.unpack("!I", found[MED])[0]
    if COMMUNITIES in found:
        result["communities"] = [f"{high}:{low}" for high, low in struct.iter_unpack("!HH", found[COMMUNITIES])]
    if AS_PATH in found and found[AS_PATH]:
        count = found[AS_PATH][1]
        result["path"] = list(struct.unpack_from(f"!{count}I", found[AS_PATH], 2))
    if NEXT_HOP in found:
        result["nexthop"] = socket.inet_ntoa(found[NEXT_HOP])
    return result


@dataclass(frozen=True)
class Seen:
    at: float        # time.monotonic() when the UPDATE was read
    peer: str        # the address it came from
    prefix: str
    announced: bool  # else withdrawn, also because the session ended
    route: dict
    session_ended: bool = False


class Observer:
    def __init__(self, namespace, address, asn=65099):
        self.address, self.asn = address, asn
        self.changed = threading.Condition()
        self.seen = []    # everything that was ever seen, in order
        self.tables = {}  # {peer: {prefix: route}} of the sessions that are up
        self.ends = 0     # sessions that were up and ended
        self.problems = []
        self.sockets = [listen(namespace, address, 179)]
        self.closing = False
        threading.Thread(target=self.accept, daemon=True).start()

    # --- what tests ask -----------------------------------------------------------------------------------------------------------

    def up(self, peer):
        with self.changed:
            return peer in self.tables

    def wait_up(self, peer, within=30.0):
        wait_until(lambda: self.up(peer), f"a session of {peer} with the observer", within)

    def announcers(self, prefix):
        with self.changed:
            return {peer for peer, table in self.tables.items() if prefix in table}

    def route(self, prefix, peer=None):
        with self.changed:
            return next((table[prefix] for name, table in self.tables.items() if prefix in table and peer in (None, name)), None)

    def mark(self):
        """A place in the history, for `since`."""
        with self.changed:
            return len(self.seen)

    def since(self, mark):
        with self.changed:
            return self.seen[mark:]

    def wait_change(self, mark, prefix, announced, within=20.0):
        """The first such change after the mark, waited for without polling."""
        def first():
            return next((one for one in self.seen[mark:] if one.prefix == prefix and one.announced == announced), None)

        with self.changed:
            found = self.changed.wait_for(first, within)
        assert found, f"the observer did not see {prefix} {'announced' if announced else 'withdrawn'} within {within} s; it saw {self.since(mark)}; {self.problems}"
        return found

    # --- the sessions -------------------------------------------------------------------------------------------------------------

    def accept(self):
        while not self.closing:
            try:
                connection, (peer, *_) = self.sockets[0].accept()
            except OSError:
                return
            self.sockets.append(connection)
            threading.Thread(target=self.serve, args=(connection, peer), daemon=True).start()

    def serve(self, connection, peer):
        try:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.sendall(open_message(self.asn, self.address if ":" not in self.address else "10.8.0.3"))
            self.read(connection, peer)
        except OSError as problem:
            self.note(f"{peer}: {problem}")
        except Exception as problem:  # what the peer sent makes no sense: tests see it
            self.note(f"{peer}: {problem!r}")
        finally:
            connection.close()
            self.forget(peer)

    def read(self, connection, peer):
        pending, told = b"", time.monotonic()
        while not self.closing:
            if select.select([connection], [], [], 1.0)[0]:
                data, now = connection.recv(65536), time.monotonic()
                if not data:
                    return
                pending += data
                while len(pending) >= 19 and len(pending) >= struct.unpack_from("!H", pending, 16)[0]:
                    length = struct.unpack_from("!H", pending, 16)[0]
                    self.take(connection, peer, pending[18], pending[19:length], now)
                    pending = pending[length:]
            if time.monotonic() - told >= 1.0:
                connection.sendall(message(KEEPALIVE))
                told = time.monotonic()

    def take(self, connection, peer, kind, body, now):
        if kind == OPEN:
            connection.sendall(message(KEEPALIVE))
        elif kind == KEEPALIVE:
            with self.changed:
                self.tables.setdefault(peer, {})
                self.changed.notify_all()
        elif kind == UPDATE:
            self.update(peer, body, now)
        elif kind == NOTIFICATION:
            self.note(f"{peer} sent NOTIFICATION {body[0]}/{body[1]} {body[2:].decode(errors='replace')}")

    def update(self, peer, body, now):
        gone = struct.unpack_from("!H", body)[0]
        length = struct.unpack_from("!H", body, 2 + gone)[0]
        found = attributes(body[4 + gone : 4 + gone + length])
        withdrawn, reached = list(prefixes(body[2 : 2 + gone], 1)), list(prefixes(body[4 + gone + length :], 1))
        if MP_UNREACH in found:
            withdrawn += prefixes(found[MP_UNREACH][3:], struct.unpack_from("!H", found[MP_UNREACH])[0])
        if MP_REACH in found:
            value = found[MP_REACH]
            reached += prefixes(value[5 + value[3] :], struct.unpack_from("!H", value)[0])
        route = described(found)
        with self.changed:
            table = self.tables.setdefault(peer, {})
            for prefix in withdrawn:
                table.pop(prefix, None)
                self.seen.append(Seen(now, peer, prefix, False, {}))
            for prefix in reached:
                table[prefix] = route
                self.seen.append(Seen(now, peer, prefix, True, route))
            self.changed.notify_all()

    def forget(self, peer):
        with self.changed:
            if peer in self.tables:
                self.ends += 1
                now = time.monotonic()
                self.seen += [Seen(now, peer, prefix, False, {}, session_ended=True) for prefix in self.tables.pop(peer)]
                self.changed.notify_all()

    def note(self, problem):
        if not self.closing:
            with self.changed:
                self.problems.append(problem)

    def stop(self):
        self.closing = True
        for one in self.sockets:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
