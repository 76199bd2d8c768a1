"""The program under test."""

import json
import os
import signal
import subprocess
from pathlib import Path

from .process import Process
from .waiting import wait_until

ROOT = Path(__file__).resolve().parents[3]
BINARY = Path(os.environ.get("VIGILCAST_BINARY", ROOT / "build/asan/vigilcast")).absolute()


class Vigilcast:
    """`vigilcast run -c FILE` with a control socket of its own."""

    def __init__(self, namespace, folder, config, user=None):
        self.namespace = namespace
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.file = self.folder / "vigilcast.yaml"
        self.socket = self.folder / "control.sock"
        self.user = user
        self.write(config)
        self.start()

    def write(self, config):
        self.file.write_text(config)

    def environment(self):
        return {"VIGILCAST_SOCKET": str(self.socket), "exabgp_daemon_drop": "false"}  # helpers must reach the private folders of a test

    def start(self):
        self.process = Process([BINARY, "run", "-c", self.file], self.folder / "vigilcast.log", self.namespace, self.environment(), self.user)

    def reload(self, config):
        """Writes the file and sends SIGHUP. Returns what the log says from then on, when the reload is through."""
        before = len(self.process.log())
        reloads = self.reloads()
        self.write(config)
        self.process.signal(signal.SIGHUP)
        wait_until(lambda: self.reloads() > reloads, "the reload is through")
        return self.process.log()[before:]

    def reloads(self):
        reloads = self.ask("status")["reloads"]
        return reloads["ok"] + reloads["failed"]

    def peer(self, name):
        return next(peer for peer in self.ask("peers")["peers"] if peer["name"] == name)

    def explain(self, subject):
        """The whole explanation as one text."""
        done = self.verb("explain", subject)
        assert done.returncode == 0, f"explain {subject}: {done.stdout}{done.stderr}"
        return done.stdout

    def verb(self, *words, timeout=20):
        return subprocess.run([BINARY, *words], env={**os.environ, **self.environment()}, capture_output=True, text=True, timeout=timeout, check=False)

    def ask(self, *words):
        """The JSON answer of a verb."""
        done = self.verb(*words, "-o", "json")
        assert done.returncode == 0, f"vigilcast {words}: {done.stdout}{done.stderr}"
        return json.loads(done.stdout)

    def log(self):
        return self.process.log()

    def wait_for_log(self, pattern, within=20.0, count=1):
        return self.process.wait_for_log(pattern, within, count)

    def signal(self, number):
        self.process.signal(number)

    def kill(self):
        self.process.kill()

    def stop(self):
        return self.process.stop()


def run_once(*words, namespace=None, environment=None, timeout=20):
    """A verb that ends by itself."""
    inside = ["nsenter", f"--net={namespace.path}"] if namespace else []
    command = [*inside, str(BINARY), *[str(word) for word in words]]
    return subprocess.run(command, env={**os.environ, **(environment or {})}, capture_output=True, text=True, timeout=timeout, check=False)
