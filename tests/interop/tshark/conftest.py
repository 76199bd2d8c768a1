"""What our speaker sends, read by tshark. What a whole run has seen becomes a table of docs/interop.md."""

import shutil

import pytest
from lab.agent import BINARY, ROOT
from lab.document import Part, rows
from lab.process import Process

from . import routes
from .dissector import Dissection
from .recorder import UPDATE, Recorder

PART = Part(ROOT / "docs/interop.md", "tshark")
FAMILIES = routes.read()
HEAD = ("", "read", "what it marks all the same, and why")
SEEN = {}  # {row: (word, remark)}, in the order of the tests


@pytest.fixture(autouse=True)
def tshark():
    if not shutil.which("tshark"):
        pytest.skip("tshark is not installed (make deps)")


@pytest.fixture
def recorder():
    made = Recorder()
    yield made
    made.stop()


@pytest.fixture(scope="session")
def updates(tmp_path_factory):
    """[(message, how it is marked)] of what the speaker made of routes.txt, in order: End-of-RIBs, announcements, withdrawals."""
    folder = tmp_path_factory.mktemp("originate")
    (folder / "updates").write_text("".join(f"{case.update(family.number).hex()}\n" for family in FAMILIES for case in family.cases))
    recorder = Recorder()
    speaker = Process([BINARY.parent / "tests/originate", "127.0.0.1", 65000, "127.0.0.1", recorder.port, folder / "updates", "withdraw"], folder / "originate.log")
    last = FAMILIES[-1]
    recorder.wait_for(UPDATE, 1 + len(last.cases), lambda one: last.number in one.families and not one.announces)
    speaker.stop()
    recorder.stop()
    assert speaker.log() == "", "every route was good, and could be sent"
    sent = recorder.ours(UPDATE)
    assert set().union(*(one.families for one in sent)) == {family.number for family in FAMILIES}, "routes.txt has every family that has an End-of-RIB"
    return list(zip(sent, Dissection(folder / "updates.pcap", sent).marks(), strict=True))


@pytest.fixture
def row():
    """Fills a row of the table, once the test has seen that it is so."""

    def fill(name, word="yes", remark=""):
        SEEN[name] = (word, remark)

    return fill


def pytest_sessionfinish(session):
    if len(SEEN) <= len(FAMILIES) or session.testsfailed or session.config.option.keyword:
        return
    problem = PART.settle(rows(HEAD, *((name, *cells) for name, cells in SEEN.items())))
    if problem:
        print(f"\n{problem}")
        session.exitstatus = 1
