"""Fixtures: one site for the whole session, one stage for each test."""

import signal
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "interop"), str(HERE.parent / "tools")]

import programs  # noqa: E402
from cluster.site import Site  # noqa: E402
from cluster.stage import Stage  # noqa: E402
from lab import session  # noqa: E402
from lab.agent import BINARY  # noqa: E402

LIMIT = 180  # seconds for one test without a mark


def pytest_sessionstart():
    session.begin()


def missing():
    """Why these tests cannot run here, or nothing."""
    return session.missing(session.root("network namespaces"), session.FRR, session.program("nft"), session.built(BINARY),
                           session.kubernetes(HERE.parent / "tools/build", *programs.CONTROL_PLANE, "helm"))


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The control plane and the nodes, without anything of ours in the cluster."""
    reason = missing()
    if reason:
        pytest.skip(reason)
    made = Site(tmp_path_factory.mktemp("site"))
    yield made
    made.remove()


@pytest.fixture(scope="session")
def installed(site):
    """The site with the chart's objects in the cluster. Its value is what helm rendered."""
    return site.install()


@pytest.fixture(autouse=True)
def bounded(request):
    mark = request.node.get_closest_marker("limit")
    signal.alarm(mark.args[0] if mark else LIMIT)
    yield
    signal.alarm(0)


@pytest.fixture
def stage(site, installed, tmp_path):
    session.open_to_all(tmp_path)
    made = Stage(site, tmp_path)
    yield made
    made.end()


@pytest.fixture
def show(request):
    """Prints a line that is seen although the test passes."""
    reporter = request.config.pluginmanager.get_plugin("terminalreporter")

    def line(text):
        reporter.ensure_newline()
        reporter.write_line(text)

    return line


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """A failed test shows the end of every log of its own, and names the control plane's."""
    outcome = yield
    report = outcome.get_result()
    if report.passed or report.skipped:
        return
    if "tmp_path" in item.funcargs:
        session.add_logs(report, item.funcargs["tmp_path"])
    if "site" in item.funcargs:
        report.sections.append(("control plane", f"its logs are kept in {item.funcargs['site'].folder}/plane"))
