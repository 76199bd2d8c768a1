"""ExaBGP itself as the other side: a helper program writes down every message that it is told, and says what it is given."""

import json
from pathlib import Path

from .process import Process

KEEP = """#!/usr/bin/env python3
import sys, threading, time
def say(commands):
    while True:
        sys.stdout.write(commands.read())
        sys.stdout.flush()
        time.sleep(0.05)
threading.Thread(target=say, args=(open(sys.argv[2]),), daemon=True).start()
with open(sys.argv[1], "ab", buffering=0) as out:
    while line := sys.stdin.buffer.readline():
        out.write(line)
"""


class ExaBgpRouter:
    """`config` has one neighbor, its `api` section included: `processes [ keep ]`."""

    def __init__(self, namespace, folder, program, config, listen=None):
        self.namespace = namespace
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.program = program
        self.config = config
        self.listen = listen
        self.process = None
        self.start()

    def start(self):
        helper = self.folder / "keep.py"
        helper.write_text(KEEP)
        helper.chmod(0o755)
        self.commands = self.folder / "commands"
        self.commands.write_text("")
        file = self.folder / "exabgp.conf"
        file.write_text(f"process keep {{ run {helper} {self.folder}/messages.json {self.commands}; encoder json; }}\n{self.config}\n")
        environment = {"exabgp_daemon_user": "root", "exabgp_api_cli": "false", "PYTHONDONTWRITEBYTECODE": "1"}
        if self.listen:
            environment |= {"exabgp_tcp_bind": self.listen, "exabgp_tcp_port": "179"}
        self.process = Process([self.program, file], self.folder / "exabgp.log", self.namespace, environment)

    def stop(self):
        self.process.stop()

    def kill(self):
        self.process.kill()

    def say(self, command):
        with self.commands.open("a") as out:
            out.write(command + "\n")

    def lines(self):
        file = self.folder / "messages.json"
        return [line for line in (file.read_text(errors="replace") if file.exists() else "").splitlines() if line.endswith("}")]

    def messages(self, kind):
        # Only the lines asked for are read: ExaBGP 5.0 prints MUP routes as something that is no JSON.
        return [json.loads(line) for line in self.lines() if f'"type": "{kind}"' in line]

    def established(self, _address=None):
        states = [message["neighbor"]["state"] for message in self.messages("state")]
        return bool(states) and states[-1] == "up"

    def received(self, family="ipv4 unicast"):
        """What is announced at the moment: {NLRI: attributes}. NLRI are the text of the JSON where they are no plain prefixes."""
        table = {}
        for message in self.messages("update"):
            update = message["neighbor"]["message"].get("update", {})
            for nlri in update.get("withdraw", {}).get(family, []):
                table.pop(key(nlri), None)
            for next_hop, nlris in update.get("announce", {}).get(family, {}).items():
                for nlri in nlris:
                    table[key(nlri)] = {"next-hop": next_hop, **update.get("attribute", {})}
        return table


    @staticmethod
    def prefix(nlri):
        """Of what `received` has, with or without a path identifier."""
        return json.loads(nlri)["nlri"] if nlri.startswith("{") else nlri


def key(nlri):
    return nlri["nlri"] if isinstance(nlri, dict) and set(nlri) == {"nlri"} else json.dumps(nlri, sort_keys=True)
