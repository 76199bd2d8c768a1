"""FRR's zebra and bgpd, and bfdd where asked for, with sockets of their own, asked through vtysh."""

import json
import shutil
import subprocess
from pathlib import Path

from .process import Process
from .waiting import wait_until

DAEMONS = Path("/usr/lib/frr")


class Frr:
    def __init__(self, namespace, folder, config, bfd=False):
        self.namespace = namespace
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        shutil.chown(self.folder, "frr", "frr")  # the daemons give up being root
        self.config = config
        self.bfd = bfd
        self.processes = []
        self.start()

    def start(self):
        # ebgp-requires-policy is RFC 8212's rule; these tests look at what arrives.
        (self.folder / "bgpd.conf").write_text(f"hostname frr\nlog stdout\n{self.config}\n")
        (self.folder / "zebra.conf").write_text("hostname frr\n")
        self.processes = [self.daemon("zebra")]
        wait_until(lambda: (self.folder / "zserv.sock").exists(), "zebra's socket")
        if self.bfd:
            (self.folder / "bfdd.conf").write_text("hostname frr\nlog stdout\n")
            self.processes.append(self.daemon("bfdd", "--bfdctl", self.folder / "bfdctl.sock"))
            wait_until(lambda: (self.folder / "bfdd.vty").exists(), "bfdd's socket")
        self.processes.append(self.daemon("bgpd"))
        wait_until(lambda: (self.folder / "bgpd.vty").exists(), "bgpd's socket")
        wait_until(lambda: self.json("show bgp summary json") is not None, "bgpd answers")

    def daemon(self, name, *more):
        options = ["-f", self.folder / f"{name}.conf", "-i", self.folder / f"{name}.pid", "-z", self.folder / "zserv.sock", "--vty_socket", self.folder]
        return Process([DAEMONS / name, *options, *more, "-P", "0"], self.folder / f"{name}.log", self.namespace)  # -P 0: no telnet

    def stop(self):
        for process in reversed(self.processes):
            process.stop()
        for socket in [*self.folder.glob("*.vty"), *self.folder.glob("*.sock")]:
            socket.unlink()
        self.processes = []

    def kill(self):
        for process in self.processes:
            process.kill()
        self.stop()

    def vtysh(self, *commands, daemon="bgpd"):
        words = [word for command in commands for word in ("-c", command)]
        done = subprocess.run(["vtysh", "--vty_socket", str(self.folder), "-d", daemon, *words], capture_output=True, text=True, timeout=20, check=False)
        assert done.returncode == 0, f"vtysh {commands}: {done.stdout}{done.stderr}"
        return done.stdout

    def configure(self, *lines):
        self.vtysh("configure terminal", *lines)

    def json(self, command):
        return json.loads(self.vtysh(command))

    def bfd_peer(self, address):
        peers = json.loads(self.vtysh("show bfd peers json", daemon="bfdd"))
        return next((peer for peer in peers if peer["peer"] == address), {})

    def neighbor(self, address):
        return self.json(f"show bgp neighbors {address} json").get(address, {})

    def established(self, address):
        return self.neighbor(address).get("bgpState") == "Established"

    def wait_established(self, address, within=25.0):
        wait_until(lambda: self.established(address), f"FRR has a session with {address}", within)

    def updates_received(self, address):
        return self.neighbor(address)["messageStats"]["updatesRecv"]

    def paths(self, prefix, family="ipv4"):
        return self.json(f"show bgp {family} unicast {prefix} json").get("paths", [])

    def received(self, family="ipv4"):
        """{prefix: route} of everything that came from a neighbor, whichever it is: nothing is left out."""
        routes = {}
        for prefix in sorted(self.json(f"show bgp {family} unicast json").get("routes", {})):
            for path in self.paths(prefix, family):
                if not path.get("local"):
                    assert prefix not in routes, f"{prefix} came twice"
                    routes[prefix] = flat(path)
        return routes


def flat(path):
    result = {"path": path["aspath"]["string"], "origin": path["origin"], "nexthop": path["nexthops"][0]["ip"]}
    if "metric" in path or "med" in path:
        result["med"] = path.get("med", path.get("metric"))
    if "locPrf" in path:
        result["localpref"] = path["locPrf"]
    for key, name in (("community", "communities"), ("largeCommunity", "large"), ("extendedCommunity", "extended")):
        if key in path:
            result[name] = sorted(path[key]["string"].split())
    if path.get("valid") is not True:
        result["valid"] = False
    return result
