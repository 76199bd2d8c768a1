"""Fixtures: one site for the whole session, one stage for each test."""

import ctypes
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "interop"), str(HERE.parent / "tools")]

import programs  # noqa: E402
from cluster.site import Site  # noqa: E402
from cluster.stage import Stage  # noqa: E402
from lab.agent import BINARY  # noqa: E402
from lab.frr import DAEMONS  # noqa: E402

# Sanitizers of GCC 12 fail at random under the address randomisation of newer kernels; children inherit this.
ctypes.CDLL(None).personality(0x0040000)

LIMIT = 180  # seconds for one test without a mark


def give_up(number, _frame):
    raise KeyboardInterrupt("asked to stop") if number == signal.SIGTERM else AssertionError("the test took longer than it may")


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
    if not shutil.which("nft"):
        return "nft is not installed (make deps)"
    if not BINARY.exists():
        return f"{BINARY} is not built"
    if subprocess.run([HERE.parent / "tools/build", *programs.CONTROL_PLANE, "helm"], check=False).returncode != 0:
        return "the Kubernetes programs could not be built, see above"
    return None


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
    for folder in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
        folder.chmod(0o755)  # FRR does not run as root
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
        folder = item.funcargs["tmp_path"]
        for log in sorted(folder.rglob("*.log")):
            report.sections.append((str(log.relative_to(folder)), log.read_text(errors="replace")[-6000:]))
    if "site" in item.funcargs:
        report.sections.append(("control plane", f"its logs are kept in {item.funcargs['site'].folder}/plane"))
