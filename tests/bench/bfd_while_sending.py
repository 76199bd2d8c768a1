#!/usr/bin/python3
"""BFD of 300 ms by 3 on a hundred sessions, in real time, while each is told ten thousand routes: none may fail. Both ends are the release program. Needs root."""
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
os.environ.setdefault("VIGILCAST_BINARY", str(ROOT / "build/release/vigilcast"))
sys.path[:0] = [str(ROOT / "tests/interop"), str(ROOT / "tests/bench/peers")]
from lab.agent import Vigilcast  # noqa: E402
from lab.network import Network  # noqa: E402
from lab.waiting import wait_until  # noqa: E402
from speakers import FIRST_NEIGHBOR, SPEAKER, Load  # noqa: E402

LOAD = Load(neighbors=100, routes=10_000)
BFD = "bfd: {interval: 300ms, multiplier: 3}"


def teller():
    peers = "\n".join(f"  - {{name: p{number}, address: {address}, sourceAddress: {SPEAKER}, asn: 65001, {BFD}}}" for number, address in enumerate(LOAD.neighbor_addresses()))
    routes = ", ".join(prefix for prefix, _ in LOAD.route_sets())
    return f"router: {{asn: 65000, id: {SPEAKER}}}\npeers:\n{peers}\nservices: [{{name: all, prefixes: [{routes}]}}]\n"


def listener():
    peers = "\n".join(f"  - {{name: p{number}, address: {SPEAKER}, sourceAddress: {address}, asn: 65000, passive: true, {BFD}}}" for number, address in enumerate(LOAD.neighbor_addresses()))
    return f"router: {{asn: 65001, id: {FIRST_NEIGHBOR}}}\npeers:\n{peers}\n"


def failures(agent):
    return [peer["name"] for peer in agent.ask("peers")["peers"] if not peer["up"] or peer["sessions"] != 1 or peer["bfd"]["downs"] > 0]


def main():
    network, agents = Network(), []
    try:
        speaker, neighbors = network.add("speaker", f"{SPEAKER}/16"), network.add("neighbors", f"{FIRST_NEIGHBOR}/16")
        batch = "".join(f"address add {address}/16 dev eth0\n" for address in LOAD.neighbor_addresses()[1:])
        subprocess.run(["ip", "-n", neighbors.name, "-batch", "-"], input=batch, text=True, check=True)
        with tempfile.TemporaryDirectory() as folder:
            agents = [Vigilcast(neighbors, Path(folder) / "neighbors", listener())]
            began = time.monotonic()
            agents.insert(0, Vigilcast(speaker, Path(folder) / "speaker", teller()))
            everything = LOAD.neighbors * LOAD.routes
            wait_until(lambda: sum(peer["routes"]["received"] for peer in agents[1].ask("peers")["peers"]) == everything, "all routes are there", within=60, every=0.1)
            took = time.monotonic() - began
            time.sleep(5)
            fallen = failures(agents[0]) + failures(agents[1])
            print(f"100 sessions with BFD of 300 ms x 3, {everything:,} routes told in {took:.2f} s: {len(fallen)} failed {' '.join(fallen)}")
            for agent in agents:
                agent.stop()
            return 1 if fallen else 0
    finally:
        for agent in agents:
            if agent.process.running():
                agent.kill()
        network.remove()


if __name__ == "__main__":
    sys.exit(main())
