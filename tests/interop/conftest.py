"""Fixtures. What a test makes through `world` is taken away afterwards, whatever happened."""

import signal
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from lab import session  # noqa: E402
from lab.agent import BINARY, Vigilcast  # noqa: E402
from lab.bird import Bird  # noqa: E402
from lab.frr import Frr  # noqa: E402
from lab.network import Network  # noqa: E402
from lab.rack import Rack  # noqa: E402
from lab.service import HttpService  # noqa: E402

LIMIT = 120  # seconds for one test, whatever it waits for


def pytest_sessionstart():
    session.begin()


def missing():
    """Why these tests cannot run here, or nothing."""
    return session.missing(session.root("network namespaces"), session.FRR, session.file("/usr/sbin/bird", "BIRD is not"))


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

    def frr(self, namespace, config, name="frr", **options):
        return self.keep(Frr(namespace, self.folder / name, config, **options))

    def bird(self, namespace, config, name="bird"):
        return self.keep(Bird(namespace, self.folder / name, config))

    def service(self, namespace, port=8080):
        return self.keep(HttpService(namespace, self.folder / f"service{port}", port))

    def vigilcast(self, namespace, config, name="vigilcast", **options):
        return self.keep(Vigilcast(namespace, self.folder / name, config, **options))

    def end(self):
        session.stop_all(self.running, self.network.remove)


@pytest.fixture
def world(tmp_path):
    reason = missing()
    if reason:
        pytest.skip(reason)
    session.open_to_all(tmp_path)
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
        session.add_logs(report, item.funcargs["tmp_path"])
