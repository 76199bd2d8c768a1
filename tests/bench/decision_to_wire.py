#!/usr/bin/python3
"""From the deciding probe result to the UPDATE in the socket: median and p99, measured by the agent itself.

A service on loopback answers 200 and 500 by turns; a second agent receives the routes over an exabgp.conf session.
"""
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("VIGILCAST_BINARY", str(ROOT / "build/release/vigilcast"))
DECISIONS = int(os.environ.get("DECISIONS", "200"))


class Service(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    good = True

    def do_GET(self):
        self.send_response(200 if Service.good else 500)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *words):
        pass


class Server(ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        """The agent closes by reset, on purpose."""


def free_port():
    with socket.create_server(("127.0.0.2", 0)) as taken:
        return taken.getsockname()[1]


def start(folder, name, *words):
    environment = {**os.environ, "VIGILCAST_SOCKET": str(folder / f"{name}.sock")}
    return subprocess.Popen([PROGRAM, *words], env=environment, stdout=(folder / f"{name}.log").open("w"), stderr=subprocess.STDOUT), environment


def status(environment):
    done = subprocess.run([PROGRAM, "status", "-o", "json"], env=environment, capture_output=True, text=True)
    return json.loads(done.stdout) if done.returncode == 0 else {}


def main():
    server = Server(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), free_port()
        (folder / "router.conf").write_text(
            f"neighbor 127.0.0.1 {{ router-id 127.0.0.2; local-address 127.0.0.2; local-as 65000; peer-as 65001; passive true; listen {port}; family {{ ipv4 unicast; }} }}\n")
        (folder / "agent.yaml").write_text(
            "router: {asn: 65001, id: 127.0.0.1, holdDown: 0s}\n"
            f"peers: [{{name: router, address: 127.0.0.2, port: {port}, sourceAddress: 127.0.0.1, asn: 65000}}]\n"
            f"checks: {{web: {{http: {{url: \"http://127.0.0.1:{server.server_port}/\"}}, interval: 20ms, fast: 20ms, timeout: 20ms, rise: 1, fall: 1}}}}\n"
            "services: [{name: web, prefixes: [198.51.100.10/32], healthy: web}]\n")
        router, _ = start(folder, "router", "run", "--exabgp", str(folder / "router.conf"))
        agent, environment = start(folder, "agent", "run", "-c", str(folder / "agent.yaml"))
        try:
            deadline = time.monotonic() + 20
            while status(environment).get("peers", {}).get("up", 0) != 1:
                if time.monotonic() > deadline:
                    sys.exit("no session came up:\n" + (folder / "agent.log").read_text() + (folder / "router.log").read_text())
                time.sleep(0.05)
            for _ in range(DECISIONS):
                Service.good = not Service.good
                time.sleep(0.05)
            took = status(environment)["decisionToWire"]
            print(f"decision to wire: median {took['medianSeconds'] * 1e6:.0f} us, p99 {took['p99Seconds'] * 1e6:.0f} us, worst {took['worstSeconds'] * 1e6:.0f} us of {took['count']}")
        finally:
            for process in (agent, router):
                process.terminate()
                process.wait(10)


main()
