"""The same answers of a check, given to the healthcheck of ExaBGP 5.0, of 4.2 and to ours: the same lines, hooks and addresses, in the same order.

A letter is an answer: y the check succeeds, n it fails, t it takes too long, d it succeeds and the service is disabled afterwards, for one round.
"""

import os
import signal
import subprocess
import time

import pytest

from lab.agent import BINARY, ROOT

REAL = {"5.0": [str(ROOT / "build/venv/bin/exabgp"), "healthcheck"], "4.2": ["/usr/bin/python3", "-m", "exabgp", "healthcheck"]}
OURS = [str(BINARY), "exabgp", "healthcheck"]

# Takes the next letter, notes it with the addresses that are there, and answers. Behind the last one it waits to be ended.
CHECK = """#!/bin/sh
cd "$(dirname "$0")"
answer=$(cut -c1 answers)
echo "$answer $(ip -o address show dev lo | sed -n 's/.* inet6* \\(10[^ ]*\\|2001[^ ]*\\) .* \\(lo:*[a-z]*\\)\\\\\\\\.*/\\1=\\2/p' | tr '\\n' ' ')" >> trace
cut -c2- answers > answers.new; mv answers.new answers
case $answer in
  y) exit 0;;
  n) echo "it's bad"; exit 3;;
  t) exec sleep 30;;
  d) touch disabled;;
  *) touch over; exec sleep 30;;
esac
"""

COMMON = ("--no-syslog", "--interval", "0.05", "--fast-interval", "0.05", "--timeout", "1")
BARE = (*COMMON, "--no-ip-setup", "--ip", "10.0.0.1/32", "--ip", "10.0.0.2")
STORIES = {
    "defaults": ("yyyynnnnyyy", BARE),
    "a change that does not come about": ("yynynyyynnynnn", BARE),
    "too late": ("ytyynt", (*BARE, "--rise", "2", "--fall", "2")),
    "one is enough": ("ynnyy", (*BARE, "--rise", "1", "--fall", "1")),
    "disabled": ("ydyyynnndnnn", (*BARE, "--rise", "2", "--disabled-execute", "rm disabled", "--disabled-community", "65000:9", "--as-path", "1 2")),
    "withdraw": ("nyyydyyynnn", (*BARE, "--withdraw-on-down", "--path-id", "7", "--disabled-execute", "rm disabled")),
    "hooks": ("yyynnny", (*BARE, "--execute", "echo all $STATE >> trace", "--up-execute", "echo up $STATE >> trace", "--down-execute", "echo down >> trace; false")),
    "every attribute": ("yyynnn", (*BARE, "--neighbor", "127.0.0.1", "--neighbor", "2001:db8::1", "-N", "1.1.1.1", "--local-preference", "0", "--community",
                                    "1:1 2:2", "--extended-community", "target:1:1", "--large-community", "1:2:3", "--as-path", "1", "--down-as-path", "7 8",
                                    "--increase", "-3", "--up-metric", "7", "--start-ip", "1")),
    "networks": ("yyy", (*COMMON, "--no-ip-setup", "--ip", "10.0.0.0/30", "--deaggregate-networks", "--start-ip", "2", "--ip", "2001:db8::/127")),
    "addresses": ("yyynnnyyy", (*COMMON, "--ip", "10.0.0.1", "--ip", "10.0.1.0/31", "--ip", "2001:db8::1")),
    "dynamic addresses": ("nnnyyydyyynnn", (*COMMON, "--ip", "10.0.0.1", "--dynamic-ip-setup", "--label", "web", "--disabled-execute", "rm disabled")),
    "dynamic addresses, set up late": ("yyynnn", (*COMMON, "--ip", "10.0.0.1", "--dynamic-ip-setup", "--no-ip-setup")),
    "debounce": ("yyyyynnnnyyyyy", (*BARE, "--debounce")),
}


def play(command, folder, answers, flags, environment):
    """What it wrote, what the check and the hooks noted, its exit code and the addresses that it left."""
    folder.mkdir()
    (folder / "check").write_text(CHECK, encoding="utf-8")
    (folder / "answers").write_text(answers, encoding="utf-8")
    words = [*command, *flags, "--disable", "disabled", "--command", f"sh {folder}/check"]
    script = 'ip link set lo up; "$@" & program=$!; trap "kill $program" TERM; wait $program; wait $program; echo $? > code; ip -o address show dev lo > left'
    # A shell in the background would take /dev/null as input.
    with subprocess.Popen(["unshare", "-n", "bash", "-c", script.replace('"$@" &', '"$@" <&3 &'), "-", *words], cwd=folder, stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, stderr=(folder / "log").open("w"), env=os.environ | environment, text=True,
                          preexec_fn=lambda: os.dup2(0, 3), pass_fds=(3,)) as program:
        program.stdin.write("done\n" * 5000)
        program.stdin.flush()
        limit = time.monotonic() + 30
        while not (folder / "over").exists():
            assert time.monotonic() < limit and program.poll() is None, (folder / "log").read_text()
            time.sleep(0.01)
        program.send_signal(signal.SIGTERM)
        written = program.stdout.read()
        program.wait(timeout=20)
    return {"lines": written.splitlines(), "trace": (folder / "trace").read_text().splitlines(), "code": (folder / "code").read_text().strip(),
            "left": (folder / "left").read_text().splitlines()}


@pytest.mark.parametrize(("version", "story"), [(version, story) for version in REAL for story in STORIES if (version, story) != ("4.2", "debounce")])  # no such option
def test_the_same_lines(tmp_path, version, story):
    answers, flags = STORIES[story]
    theirs = play(REAL[version], tmp_path / "theirs", answers, flags, {})
    ours = play(OURS, tmp_path / "ours", answers, flags, {"exabgp_compat": version, "EXABGP_ENVFILE": "/dev/null"})
    if version == "4.2" and "--label" not in flags:
        ours.pop("left"), theirs.pop("left")  # it removes labelled addresses only, and leaves the others behind
    assert theirs["lines"], (tmp_path / "theirs/log").read_text()
    assert ours == theirs, (tmp_path / "ours/log").read_text()
