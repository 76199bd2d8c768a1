#!/usr/bin/python3
"""The process API with a million routes: announce lines of one helper until a router has all of them, and received prefixes, ten a message, as JSON until a
helper has read them. Needs root: it makes a network namespace of its own."""
import os
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("VIGILCAST_BINARY", str(ROOT / "build/release/vigilcast"))
SINK = os.environ.get("BENCH_SINK", str(ROOT / "build/bench/bench/bench_sink"))
ROUTES = int(os.environ.get("ROUTES", "1000000"))
ROUTER, HERE = "127.0.0.2", "127.0.0.1"
SETTINGS = {"exabgp_daemon_user": "root", "exabgp_daemon_drop": "false", "exabgp_log_enable": "false", "exabgp_api_cli": "false", "EXABGP_ENVFILE": "/dev/null"}

WRITER = "#!/bin/sh\ncat > /dev/null &\nwhile [ ! -e {0}/go ]; do sleep 0.01; done\ncat {0}/lines\nsleep 600\n"
READER = """#!/usr/bin/python3
import os, time
count, size, rest = 0, 0, b""
while count < {1}:
    data = os.read(0, 1 << 20)
    if not data:
        break
    size += len(data)
    data = rest + data
    count += data.count(b'"nlri"')
    rest = data[-5:]
open("{0}/told.new", "w").write(f"{{time.monotonic_ns()}} {{size}}")
os.rename("{0}/told.new", "{0}/told")
time.sleep(600)
"""


def address(number):
    return socket.inet_ntoa(struct.pack("!I", 0x0A000000 + number))


def message(kind, body=b""):
    return b"\xff" * 16 + struct.pack("!HB", 19 + len(body), kind) + body


def update(first):
    """Ten prefixes with attributes of their own."""
    attributes = bytes.fromhex("40010100" "400206020100" "00fde9" "4003047f000002" "800404") + struct.pack("!I", first)
    nlri = b"".join(b"\x20" + struct.pack("!I", 0x0A000000 + number) for number in range(first, first + 10))
    return message(2, struct.pack("!HH", 0, len(attributes)) + attributes + nlri)


class Source(threading.Thread):
    """A router that is ready to say all of it."""

    def __init__(self):
        super().__init__(daemon=True)
        self.words = b"".join(update(first) for first in range(0, ROUTES, 10))
        self.listener = socket.create_server((ROUTER, 179))
        self.up, self.go = threading.Event(), threading.Event()
        self.start()

    def run(self):
        connection, _ = self.listener.accept()
        four_octets = bytes.fromhex("020641040000fde9")
        connection.sendall(message(1, struct.pack("!BHH4sB", 4, 65001, 180, socket.inet_aton(ROUTER), len(four_octets)) + four_octets) + message(4))
        time.sleep(1)
        self.up.set()
        self.go.wait()
        try:
            connection.sendall(self.words)
            while connection.recv(1 << 16):
                pass
        except ConnectionResetError:
            pass  # the end


def start(folder, helper, encoder, receive):
    (folder / "helper").write_text(helper)
    (folder / "helper").chmod(0o755)
    (folder / "exabgp").symlink_to(PROGRAM)
    (folder / "exabgp.conf").write_text(
        f"process helper {{ run {folder}/helper; encoder {encoder}; }}\n"
        f"neighbor {ROUTER} {{ router-id {HERE}; local-address {HERE}; local-as 65000; peer-as 65001; hold-time 180; family {{ ipv4 unicast; }}\n"
        f"  api {{ processes [ helper ]; {receive} }} }}\n")
    environment = {**os.environ, **SETTINGS, "VIGILCAST_SOCKET": str(folder / "socket")}
    return subprocess.Popen([folder / "exabgp", folder / "exabgp.conf"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def most_memory(child):
    return int(Path(f"/proc/{child.pid}/status").read_text().split("VmHWM:")[1].split()[0]) / 1024


def ends(child):
    child.terminate()
    child.wait(20)


def commands(folder):
    (folder / "lines").write_text("".join(f"announce route {address(number)}/32 next-hop self med 100 community [65000:100]\n" for number in range(ROUTES)))
    sink = subprocess.Popen([SINK, "1", str(ROUTES), "180"], stdout=subprocess.PIPE, text=True)
    assert "ready" in sink.stdout.readline()
    child = start(folder, WRITER.format(folder), "text", "")
    time.sleep(3)
    began = time.monotonic_ns()
    (folder / "go").touch()
    complete = sink.stdout.readline()
    took = (int(complete.split('"ns":')[1].split(",")[0]) - began) / 1e9
    print(f"process API: {ROUTES} announce lines until the router has them: {took:.2f} s, {ROUTES / took / 1000:.0f} k lines/s, {most_memory(child):.0f} MiB")
    ends(child)
    ends(sink)


def received(folder):
    source = Source()
    child = start(folder, READER.format(folder, ROUTES), "json", "receive { parsed; update; }")
    assert source.up.wait(30), "no session"
    began = time.monotonic_ns()
    source.go.set()
    while not (folder / "told").exists():
        time.sleep(0.05)
    at, size = map(int, (folder / "told").read_text().split())
    took = (at - began) / 1e9
    print(f"process API: {ROUTES} received prefixes until the helper has read them: {took:.2f} s, {ROUTES / took / 1000:.0f} k prefixes/s, "
          f"{size / took / 1e6:.0f} MB/s of JSON, {most_memory(child):.0f} MiB")
    ends(child)


def main():
    if len(sys.argv) == 1:
        sys.exit(subprocess.call(["unshare", "--net", sys.executable, __file__, "inside"]))
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    for measure in (commands, received):
        with tempfile.TemporaryDirectory() as name:
            measure(Path(name))


main()
