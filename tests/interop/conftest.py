"""Fixtures. What a test makes through `world` is taken away afterwards, whatever happened."""

import ctypes
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from lab.agent import BINARY, Vigilcast  # noqa: E402
from lab.bird import Bird  # noqa: E402
from lab.frr import DAEMONS, Frr  # noqa: E402
from lab.network import Network  # noqa: E402
from lab.rack import Rack  # noqa: E402
from lab.service import HttpService  # noqa: E402

# Sanitizers of GCC 12 fail at random under the address randomisation of newer kernels; children inherit this.
ctypes.CDLL(None).personality(0x0040000)


LIMIT = 120  # seconds for one test, whatever it waits for


def give_up(number, _frame):
    raise KeyboardInterrupt("asked to stop") if number == signal.SIGTERM else AssertionError(f"the test took more than {LIMIT} s")


def pytest_sessionstart():
    """Being stopped still takes away what was made, and so does the next run after one that was killed."""
    signal.signal(signal.SIGTERM, give_up)
    signal.signal(signal.SIGALRM, give_up)
    if os.geteuid() != 0 or not Path("/run/netns").is_dir():
        return
    for name in os.listdir("/run/netns"):
        owner = name.removeprefix("vc").split("-")[0]
        if name.startswith("vc") and owner.isdigit() and not Path(f"/proc/{owner}").exists():
            subprocess.run(["ip", "netns", "delete", name], check=False)


def missing():
    """Why these tests cannot run here, or nothing."""
    if os.geteuid() != 0:
        return "network namespaces need root"
    if not (DAEMONS / "bgpd").exists() or not shutil.which("vtysh"):
        return "FRR is not installed (make deps)"
    if not Path("/usr/sbin/bird").exists():
        return "BIRD is not installed (make deps)"
    return None


@pytest.fixture(autouse=True)
def program():
    if not BINARY.exists():
        pytest.skip(f"{BINARY} is not built")


class World:
    """One network and everything that runs in it."""

    def __init__(self, folder):
        self.folder = folder
        self.network = Network()
        self.running = []

    def host(self, name, *addresses):
        return self.network.add(name, *addresses)

    def keep(self, thing):
        self.running.append(thing)
        return thing

    def frr(self, namespace, config, name="frr"):
        return self.keep(Frr(namespace, self.folder / name, config))

    def bird(self, namespace, config, name="bird"):
        return self.keep(Bird(namespace, self.folder / name, config))

    def service(self, namespace, port=8080):
        return self.keep(HttpService(namespace, self.folder / f"service{port}", port))

    def vigilcast(self, namespace, config, name="vigilcast", **options):
        return self.keep(Vigilcast(namespace, self.folder / name, config, **options))

    def end(self):
        """Stops all of it, the newest first. Problems are told after everything is gone."""
        problems = []
        for thing in reversed(self.running):
            try:
                thing.stop()
            except Exception as problem:
                problems.append(problem)
        self.network.remove()
        assert not problems, problems


@pytest.fixture
def world(tmp_path):
    reason = missing()
    if reason:
        pytest.skip(reason)
    for folder in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
        folder.chmod(0o755)  # FRR and helper programs do not run as root
    signal.alarm(LIMIT)
    made = World(tmp_path)
    yield made
    signal.alarm(0)
    made.end()


@pytest.fixture
def rack(world):
    return Rack(world)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """A failed test shows the end of every log."""
    outcome = yield
    report = outcome.get_result()
    if report.when == "call" and report.failed and "tmp_path" in item.funcargs:
        for log in sorted(item.funcargs["tmp_path"].rglob("*.log")):
            report.sections.append((str(log.relative_to(item.funcargs["tmp_path"])), log.read_text(errors="replace")[-6000:]))
