"""The matrix: what works with which implementation. Every cell is a test; what the run has seen becomes the table of docs/interop.md."""

from pathlib import Path

import pytest

from lab import session as lab_session
from lab.agent import ROOT

from .acts import ACTS
from .document import Results
from .routers import ROUTERS
from .stage import Stage

RESULTS = Results(ROOT / "docs/interop.md", [router.name for router in ROUTERS])


def has(kind, feature):
    return any(feature in act.features(kind) for act in ACTS)


@pytest.fixture(scope="session")
def stage(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("matrix")
    lab_session.open_to_all(folder)
    cells = [item.callspec.params for item in request.session.items if "cell" in item.fixturenames]
    made = Stage(folder, ACTS, {(cell["kind"], cell["feature"]) for cell in cells if has(cell["kind"], cell["feature"])})
    yield made
    made.end()


@pytest.fixture
def cell(request):
    """Says what the test is about. False: the implementation has no such thing, the cell is empty."""

    def say(feature, kind):
        if not Path(kind.program).exists():
            pytest.skip(f"{kind.program} is not installed (make deps)")
        there = has(kind, feature)
        RESULTS.begin(request.node.nodeid, feature, kind.name, there)
        return there

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
