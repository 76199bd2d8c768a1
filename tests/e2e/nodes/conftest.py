"""Three real nodes, FRR in front of them and a client behind FRR, for one session."""

import os
import sys
from pathlib import Path

import pytest

E2E = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(E2E), str(E2E.parent / "interop"), str(E2E.parent / "tools")]

import programs  # noqa: E402
from cluster.fleet import Fleet  # noqa: E402
from cluster.worker import CGROUPS, CNI_PROGRAMS, unified  # noqa: E402
from lab import session  # noqa: E402


INSTALL = "tests/deps/install nodes"


def pytest_sessionstart():
    session.end_on_signals()


def missing():
    """Why real nodes cannot run here, or nothing."""
    cgroups = CGROUPS if unified() else CGROUPS / "memory"
    return session.missing(
        session.root("real nodes"),
        *(session.program(name, INSTALL) for name in ("containerd", "runc", "ctr", "podman", "debootstrap", "conntrack", "nft", "cc")),
        session.file(CNI_PROGRAMS / "bridge", "the CNI programs are not", INSTALL),
        session.FRR,
        (lambda: os.access(cgroups, os.W_OK), f"{cgroups} cannot be written: a kubelet could make no cgroups"),
        session.kubernetes(E2E.parent / "tools/build", *programs.NODES))


@pytest.fixture(scope="session")
def fleet(tmp_path_factory):
    reason = missing()
    if reason:
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("fleet")
    session.open_to_all(folder)
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
