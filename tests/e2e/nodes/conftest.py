"""Three real nodes, FRR in front of them and a client behind FRR, for one session."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

E2E = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(E2E), str(E2E.parent / "interop"), str(E2E.parent / "tools")]

import programs  # noqa: E402
from cluster.fleet import Fleet  # noqa: E402
from cluster.worker import CGROUPS, CNI_PROGRAMS, unified  # noqa: E402
from lab.frr import DAEMONS  # noqa: E402


def give_up(_number, _frame):
    raise KeyboardInterrupt("asked to stop")


def pytest_sessionstart():
    signal.signal(signal.SIGTERM, give_up)


def missing():
    """Why real nodes cannot run here, or nothing."""
    if os.geteuid() != 0:
        return "real nodes need root"
    for program in ("containerd", "runc", "ctr", "podman", "debootstrap", "conntrack", "nft", "cc"):
        if not shutil.which(program):
            return f"{program} is not installed (tests/deps/install nodes)"
    if not (CNI_PROGRAMS / "bridge").exists():
        return "the CNI programs are not installed (tests/deps/install nodes)"
    if not (DAEMONS / "bgpd").exists():
        return "FRR is not installed (make deps)"
    if not os.access(CGROUPS if unified() else CGROUPS / "memory", os.W_OK):
        return f"{CGROUPS} cannot be written: a kubelet could make no cgroups"
    if subprocess.run([E2E.parent / "tools/build", *programs.NODES], check=False).returncode != 0:
        return "the Kubernetes programs could not be built, see above"
    return None


@pytest.fixture(scope="session")
def fleet(tmp_path_factory):
    reason = missing()
    if reason:
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("fleet")
    for one in (folder, folder.parent, folder.parent.parent):
        one.chmod(0o755)
    made = Fleet(folder)
    try:
        made.start()
        yield made
    finally:
        made.stop()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """A failed test says how the cluster stands and where the logs are."""
    outcome = yield
    report = outcome.get_result()
    if report.failed and "fleet" in item.funcargs:
        fleet = item.funcargs["fleet"]
        for question in (("get", "pods,services,bgppeers,nodebgpstates", "-A", "-o", "wide"), ("get", "events", "-A", "--sort-by=.lastTimestamp")):
            report.sections.append(("kubectl " + " ".join(question), fleet.plane.kubectl(*question).stdout[-6000:]))
        report.sections.append(("logs", f"are kept in {fleet.folder}"))
