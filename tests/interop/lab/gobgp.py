"""GoBGP, asked through its command line."""

import json

from .daemon import Daemon
from .process import Process
from .waiting import wait_until


class Gobgp(Daemon):
    def start(self, *options):
        (self.folder / "gobgp.toml").write_text(self.config)
        command = ["/usr/bin/gobgpd", "-t", "toml", "-f", self.folder / "gobgp.toml", "--api-hosts", "127.0.0.1:50051", "-p", "--pprof-disable", *options]
        self.process = Process(command, self.folder / "gobgp.log", self.namespace)
        wait_until(lambda: self.ask("global")["asn"], "GoBGP answers")

    def gobgp(self, *words):
        done = self.namespace.run("/usr/bin/gobgp", *words)
        assert done.returncode == 0, f"gobgp {words}: {done.stdout}{done.stderr}"
        return done.stdout

    def ask(self, *words):
        return json.loads(self.gobgp(*words, "-j"))

    def established(self, address):
        return self.ask("neighbor", address)["state"]["session_state"] == 6

    def received(self, address, family="ipv4"):
        """{NLRI as it prints it: path} of what came from the neighbor."""
        table = self.ask("neighbor", address, "adj-in", "-a", family)
        return {path["nlri"].get("prefix", json.dumps(path["nlri"])): path for paths in table.values() for path in paths}
