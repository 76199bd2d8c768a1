"""The cases are played together, as many as this run asks for; each test waits for its own."""

import shutil

import pytest

from lab import session
from lab.agent import BINARY

from .stage import Stage


def missing():
    go = (lambda: shutil.which("go") or shutil.which("/usr/local/go/bin/go"), "go is not installed (make deps)")
    return session.missing(session.root("network namespaces"), session.FRR, session.file("/usr/sbin/bird", "BIRD is not"),
                           session.program("node"), session.program("curl"), go, session.built(BINARY.parent / "tests/originate"))


@pytest.fixture(scope="session")
def stage(request, tmp_path_factory):
    reason = missing()
    if reason:
        pytest.skip(reason)
    cases = [item.callspec.params["case"] for item in request.session.items if "stage" in item.fixturenames and "case" in item.fixturenames]
    made = Stage(tmp_path_factory.mktemp("wild"), cases)
    yield made
    made.end()
