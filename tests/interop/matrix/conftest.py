"""The matrix: what works with which implementation. Every cell is a test; what the run has seen becomes the table of docs/interop.md."""

from pathlib import Path

import pytest

from lab.agent import ROOT

from .document import Results
from .ours import Ours, config
from .routers import OURS, ROUTERS, THEIRS

RESULTS = Results(ROOT / "docs/interop.md", [router.name for router in ROUTERS])


class Meeting:
    """One router of the matrix and us on one Ethernet."""

    def __init__(self, world, kind):
        self.world, self.kind = world, kind
        self.ours_host = world.host("ours", f"{OURS[4]}/24", f"{OURS[6]}/64")
        self.theirs_host = world.host("theirs", f"{THEIRS[4]}/24", f"{THEIRS[6]}/64")

    def router(self, session):
        return self.kind(self.world, self.theirs_host, session)

    def ours(self, session, routes=(), sections=""):
        return self.world.keep(Ours(self.ours_host, self.world.folder / "ours", config(session, routes, sections)))


@pytest.fixture(params=ROUTERS, ids=lambda router: router.name.replace(" ", ""))
def kind(request):
    return request.param


@pytest.fixture
def meeting(world, kind):
    if not Path(kind.program).exists():
        pytest.skip(f"{kind.program} is not installed (make deps)")
    return Meeting(world, kind)


@pytest.fixture
def cell(request, kind):
    """Says what the test is about: `cell("MD5")`. Where the implementation has no such thing the cell is empty and the test is over."""

    def say(feature, has_it=True):
        has_it = has_it and feature not in kind.without
        RESULTS.begin(request.node.nodeid, feature, kind.name, has_it)
        return has_it

    return say


def pytest_runtest_logreport(report):
    if report.when == "call":
        RESULTS.end(report.nodeid, report.passed)


def pytest_sessionfinish(session):
    """A run of the whole matrix is compared with the document, or writes it (VIGILCAST_UPDATE=1)."""
    whole = session.config.args and not session.config.option.keyword and not session.config.option.collectonly
    if not whole or not RESULTS.complete():
        return
    problem = RESULTS.settle()
    if problem:
        print(f"\n{problem}")
        session.exitstatus = 1
