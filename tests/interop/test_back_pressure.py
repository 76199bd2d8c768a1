"""A helper stops reading for twenty seconds while its neighbor says a million routes: sessions and other helpers go on, memory stays bounded, and it ends with
the exact table."""

import json
import socket
import struct
import sys
import threading
import time

import pytest
from differential.recorder import KEEPALIVE, OPEN, UPDATE, answer, message
from lab.agent import BINARY
from lab.process import Process
from lab.waiting import wait_until

ROUTES, ROUNDS, PER_UPDATE = 50_000, 20, 100
ASLEEP = 20.0
HOLD = 9
SANITIZED = BINARY.exists() and b"__asan_init" in BINARY.read_bytes()
MOST_MEMORY = (640 if SANITIZED else 64) << 20  # bytes; what is freed is kept for a while by the sanitizer

# Keeps the table that its lines say, writes it down whenever there is nothing to read, and sleeps once: after the first route.
CONSUMER = """
import json, os, select, sys, time
name, sleep = sys.argv[1], float(sys.argv[2])
table, states, rest, written = {}, [], b"", True
def hear(said):
    neighbor = said["neighbor"]
    if said["type"] == "state":
        states.append(neighbor["state"])
    update = neighbor.get("message", {}).get("update", {})
    for routes in update.get("withdraw", {}).values():
        for route in routes:
            table.pop(route["nlri"], None)
    for hops in update.get("announce", {}).values():
        for routes in hops.values():
            table.update((route["nlri"], update["attribute"]["med"]) for route in routes)
while True:
    if not written and not select.select([0], [], [], 0.02)[0]:
        with open(name + ".new", "w") as file:
            json.dump({"table": table, "states": states}, file)
        os.rename(name + ".new", name)
        written = True
    data = os.read(0, 1 << 16)
    if not data:
        break
    *lines, rest = (rest + data).split(b"\\n")
    for line in lines:
        hear(json.loads(line))
        written = False
    if sleep and table:
        time.sleep(sleep)
        sleep = 0
"""


def nlri(number):
    return bytes([32]) + struct.pack("!I", 0x0A000000 + number)


def announce(prefixes, med):
    attributes = bytes.fromhex("400101004002060201" + "0000fde9" + "400304" + "7f000002" + "800404") + struct.pack("!I", med)
    return message(UPDATE, struct.pack("!HH", 0, len(attributes)) + attributes + b"".join(prefixes))


def withdraw(prefixes):
    words = b"".join(prefixes)
    return message(UPDATE, struct.pack("!H", len(words)) + words + b"\0\0")


class Router(threading.Thread):
    """A neighbor at `address` that says what it is given, answers KEEPALIVEs, and notes when ours came."""

    def __init__(self, address):
        super().__init__(daemon=True)
        self.listener = socket.create_server((address, 0))
        self.port = self.listener.getsockname()[1]
        self.keepalives, self.ended, self.up, self.lock = [], None, threading.Event(), threading.Lock()
        self.start()

    def read(self, size):
        out = b""
        while len(out) < size:
            part = self.connection.recv(size - len(out))
            if not part:
                raise ConnectionError("closed")
            out += part
        return out

    def run(self):
        self.connection, _ = self.listener.accept()
        try:
            while True:
                head = self.read(19)
                body = self.read(struct.unpack("!H", head[16:18])[0] - 19)
                if head[18] == OPEN:
                    self.say(message(OPEN, answer(body, 65001)) + message(KEEPALIVE))
                elif head[18] == KEEPALIVE:
                    self.keepalives.append(time.monotonic())
                    self.up.set()
                elif head[18] != UPDATE:
                    raise ConnectionError(f"message {head[18]}: {body.hex()}")
        except OSError as error:
            self.ended = error

    def say(self, words):
        with self.lock:
            self.connection.sendall(words)


def keep_alive(router, stop):
    """A router of its own pace: its KEEPALIVEs wait in the socket behind what is not read."""
    while not stop.wait(HOLD / 3):
        threading.Thread(target=router.say, args=(message(KEEPALIVE),), daemon=True).start()


def talk(router):
    """A million changes of 50,000 routes; after the last round every fifth one is gone."""
    for med in range(ROUNDS):
        for first in range(0, ROUTES, PER_UPDATE):
            router.say(announce([nlri(number) for number in range(first, first + PER_UPDATE)], med))
    router.say(b"".join(withdraw([nlri(number) for number in range(first, first + PER_UPDATE, 5)]) for first in range(0, ROUTES, PER_UPDATE)))


def resident(pid):
    text = open(f"/proc/{pid}/status", encoding="ascii").read()
    return int(text.split("VmRSS:")[1].split()[0]) << 10


def configuration(folder, routers):
    consumer = folder / "consumer.py"
    consumer.write_text(CONSUMER)
    run = lambda name, sleep: f"process {name} {{ run {sys.executable} {consumer} {folder / name} {sleep}; encoder json; }}\n"  # noqa: E731
    neighbor = """neighbor {} {{ router-id 127.0.0.1; local-address 127.0.0.1; local-as 65000; peer-as 65001; hold-time {}; connect {};
  family {{ ipv4 unicast; }}
  api {{ processes [ {} ]; neighbor-changes; receive {{ parsed; update; }} }} }}
"""
    talker, other = routers
    return (run("sleeper", ASLEEP) + run("reader", 0) + neighbor.format("127.0.0.2", HOLD, talker.port, "sleeper") +
            neighbor.format("127.0.0.3", HOLD, other.port, "reader"))


@pytest.fixture
def play(world):
    folder = world.folder
    routers = [Router("127.0.0.2"), Router("127.0.0.3")]
    (folder / "exabgp.conf").write_text(configuration(folder, routers))
    (folder / "exabgp").symlink_to(BINARY.resolve())
    settings = {"exabgp_daemon_user": "root", "exabgp_daemon_drop": "false", "exabgp_api_cli": "false", "EXABGP_ENVFILE": "/dev/null", "exabgp_log_level": "WARNING",
                "VIGILCAST_SOCKET": str(folder / "control.sock")}
    process = world.keep(Process([folder / "exabgp", folder / "exabgp.conf"], folder / "exabgp.log", None, settings))
    stop = threading.Event()
    for router in routers:
        assert router.up.wait(20), process.log()
        threading.Thread(target=keep_alive, args=(router, stop), daemon=True).start()
    yield folder, routers, process
    stop.set()


def told(path):
    return json.loads(path.read_text()) if path.exists() else {"table": {}, "states": []}


def test_a_helper_that_sleeps_for_twenty_seconds(play):
    folder, (talker, other), process = play
    began = time.monotonic()
    threading.Thread(target=talk, args=(talker,), daemon=True).start()
    most, late, others = 0, [], {}
    while time.monotonic() - began < ASLEEP + 3:
        said, count = time.monotonic(), len(others) + 1
        others[f"10.0.{count >> 8}.{count & 255}/32"] = count
        other.say(announce([nlri(count)], count))
        wait_until(lambda: told(folder / "reader")["table"] == others, f"the other helper is told of route {count}", 10)
        late.append(time.monotonic() - said)
        most = max(most, resident(process.pid))
        time.sleep(0.3)
    expected = {f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}/32": ROUNDS - 1 for number in range(ROUTES) if number % 5}
    wait_until(lambda: told(folder / "sleeper")["table"] == expected, lambda: f"the sleeper has the exact table:\n{process.log()[-2000:]}", 60)
    most = max(most, resident(process.pid))

    assert told(folder / "sleeper")["states"] == told(folder / "reader")["states"] == ["connected", "up"]
    assert talker.ended is None and other.ended is None, "both sessions are the first ones"
    for router in (talker, other):
        gaps = [after - before for before, after in zip(router.keepalives, router.keepalives[1:])]
        assert len(gaps) >= 5 and max(gaps) < HOLD * 2 / 3, f"KEEPALIVEs are on time: {gaps}"
    assert sorted(late)[len(late) // 2] < 2, f"the other helper does not wait: {late}"
    assert most < MOST_MEMORY, f"{most >> 20} MiB"
    assert "does not read its input" in process.log() and "has caught up" in process.log(), process.log()[-2000:]
