"""Fixtures. What a test makes through `world` is taken away afterwards, whatever happened."""

import signal
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from lab import session  # noqa: E402
from lab.agent import BINARY  # noqa: E402
from lab.rack import Rack  # noqa: E402
from lab.world import World  # noqa: E402

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
