"""OpenBGPD, asked through bgpctl."""

import json
import subprocess
from pathlib import Path

from .daemon import Daemon
from .process import Process
from .waiting import wait_until

CHROOT = Path("/run/openbgpd")


class OpenBgpd(Daemon):
    def start(self):
        CHROOT.mkdir(exist_ok=True)
        file = self.folder / "bgpd.conf"
        file.write_text(f'socket "{self.folder}/bgpd.sock"\nfib-update no\n{self.config}\n')
        file.chmod(0o600)
        self.process = Process(["/usr/sbin/bgpd", "-d", "-f", file], self.folder / "openbgpd.log", self.namespace)
        wait_until(lambda: self.ask("show") is not None, "OpenBGPD answers")

    def bgpctl(self, *words):
        done = subprocess.run(["/usr/sbin/bgpctl", "-s", f"{self.folder}/bgpd.sock", *words], capture_output=True, text=True, timeout=20, check=False)
        assert done.returncode == 0, f"bgpctl {words}: {done.stdout}{done.stderr}"
        return done.stdout

    def ask(self, *words):
        return json.loads(self.bgpctl("-j", *words))

    def neighbor(self, address):
        return self.ask("show", "neighbor", address)["neighbors"][0]

    def established(self, address):
        return self.neighbor(address)["state"] == "Established"

    def received(self, address):
        return {route["prefix"]: route for route in self.ask("show", "rib", "neighbor", address, "detail").get("rib", [])}
