"""OpenBGPD, asked through bgpctl."""

import json
import subprocess
from pathlib import Path

from .process import Process
from .waiting import wait_until

CHROOT = Path("/run/openbgpd")


class OpenBgpd:
    def __init__(self, namespace, folder, config):
        self.namespace = namespace
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        CHROOT.mkdir(exist_ok=True)
        self.config = config
        self.process = None
        self.start()

    def start(self):
        file = self.folder / "bgpd.conf"
        file.write_text(f'socket "{self.folder}/bgpd.sock"\nfib-update no\n{self.config}\n')
        file.chmod(0o600)
        self.process = Process(["/usr/sbin/bgpd", "-d", "-f", file], self.folder / "openbgpd.log", self.namespace)
        wait_until(lambda: self.ask("show") is not None, "OpenBGPD answers")

    def stop(self):
        self.process.stop()

    def kill(self):
        self.process.kill()

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
