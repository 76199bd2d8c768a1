"""BIRD 2, asked through birdc."""

import re
import subprocess

from .daemon import Daemon
from .process import Process
from .waiting import wait_until


class Bird(Daemon):
    def start(self):
        (self.folder / "bird.conf").write_text(f"log stderr all;\nprotocol device {{ scan time 1; }}\n{self.config}\n")
        command = ["/usr/sbin/bird", "-f", "-c", self.folder / "bird.conf", "-s", self.folder / "bird.ctl"]
        self.process = Process(command, self.folder / "bird.log", self.namespace)
        wait_until(lambda: "BIRD" in self.birdc("show status"), "BIRD answers")

    def birdc(self, *command):
        """A question: what would change something is refused."""
        return self.order(*command, options=("-r",))

    def order(self, *command, options=()):
        done = subprocess.run(["/usr/sbin/birdc", *options, "-s", str(self.folder / "bird.ctl"), *command], capture_output=True, text=True, timeout=20, check=False)
        assert done.returncode == 0, f"birdc {command}: {done.stdout}{done.stderr}"
        return done.stdout

    def established(self, protocol):
        return "Established" in self.birdc("show", "protocols", protocol)

    def wait_established(self, protocol, within=25.0):
        wait_until(lambda: self.established(protocol), f"BIRD's protocol {protocol} is established", within)

    def updates_received(self, protocol):
        """Routes that the channels of the protocol received in import updates."""
        return sum(int(count) for count in re.findall(r"Import updates:\s+(\d+)", self.birdc("show", "protocols", "all", protocol)))

    def table(self, table="master4", protocol=None):
        """{prefix: attributes} of the routes that came by BGP, or from one protocol."""
        routes, prefix, keep = {}, None, False
        for line in self.birdc("show", "route", "table", table, *(["protocol", protocol] if protocol else []), "all").splitlines():
            start = re.match(r"(\S+/\d+)\s+\w+ \[(\S+)", line)
            if start:
                prefix, keep = start.group(1), False
            if line.strip() == "Type: BGP univ" and prefix:
                keep = routes.setdefault(prefix, {})
            attribute = re.match(r"\s+BGP\.(\w+): (.*)", line)
            if attribute and keep is not False:
                keep[attribute.group(1)] = attribute.group(2).strip()
        return routes
