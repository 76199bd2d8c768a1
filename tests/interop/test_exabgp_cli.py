"""ExaBGP's command line over named pipes, with the daemon at the other end."""

import os
import signal
import subprocess

import pytest
from lab import command_line
from lab.agent import BINARY

CONF = """
neighbor 127.0.0.9 { router-id 192.0.2.9; local-address 127.0.0.1; local-as 65001; peer-as 65002; family { ipv4 unicast; } }
"""


@pytest.fixture
def daemon(tmp_path):
    _, answers = command_line.make_pipes(tmp_path, "edge")
    (tmp_path / "exabgp.conf").write_text(CONF, encoding="utf-8")
    environment = command_line.settings(tmp_path, 1790, exabgp_api_pipename="edge", exabgp_api_ack="false")
    with command_line.daemon([BINARY, "exabgp", "exabgp.conf"], tmp_path, environment, f"to read responses {answers}") as program:
        yield program, lambda *words, given="": command_line.said([BINARY, "exabgp", *words], environment, given)


def test_commands_and_answers(daemon):
    program, say = daemon
    assert say("cli", "a", "route", "10.0.0.0/24", "next-hop", "192.0.2.1").stdout == "command: announce route 10.0.0.0/24 next-hop 192.0.2.1\n"
    assert "10.0.0.0/24" in say("cli", "show", "adj-rib", "out").stdout
    refused = say("cli", "nonsense")
    assert refused.returncode == 0 and "ExaBGP returns an error" in refused.stderr
    assert say("run", "nonsense").returncode == 1
    assert say("run", "neighbor", "127.0.0.9", "announce", "route", "10.0.1.0/24", "next-hop", "192.0.2.1", "as-path", "[65001,65002]").returncode == 0
    assert "as-path ( 65001 65002 )" in say("run", "show", "adj-rib", "out", "extensive").stdout
    for command in ("silence-ack", "disable-ack", "version"):
        assert "no end of command" not in say("cli", command).stderr
    batch = say("run", "--batch", "-", given="# two commands\nwithdraw route 10.0.0.0/24 next-hop 192.0.2.1\n\nversion\n")
    assert batch.returncode == 0 and "exabgp" in batch.stdout.lower()
    assert "10.0.0.0/24" not in say("cli", "show", "adj-rib", "out").stdout
    assert say("cli", "shutdown").returncode == 0
    assert program.wait(timeout=20) == 0
    gone = say("cli", "version")
    assert gone.returncode == 1 and "ExaBGP is not running" in gone.stderr


def test_no_answer_is_a_failure(tmp_path):
    """Somebody reads the commands and says nothing."""
    commands, _ = command_line.make_pipes(tmp_path, "edge")
    silent = os.open(commands, os.O_RDWR | os.O_NONBLOCK)
    environment = command_line.settings(tmp_path, 1790, exabgp_api_pipename="edge")
    for verb, code in (("run", 1), ("cli", 0)):
        done = command_line.said([BINARY, "exabgp", verb, "peer", "[192.0.2.1,192.0.2.2]", "announce", "eor"], environment)
        assert done.returncode == code and "no end of command" in done.stderr and "api.ack" not in done.stderr, done
        assert os.read(silent, 1000) == b"peer [192.0.2.1,192.0.2.2] announce eor\n"
    os.close(silent)


def test_an_answer_longer_than_a_pipe(daemon):
    _, say = daemon
    lines = "".join(f"announce route 10.{n // 256}.{n % 256}.0/24 next-hop 192.0.2.1\n" for n in range(20))
    assert say("run", "--batch", "-", given=lines).returncode == 0
    wide = " ".join(f"10.9.{n // 200}.{n % 200}/32" for n in range(2000))
    assert say("run", "announce", "attributes", "next-hop", "192.0.2.1", "nlri", *wide.split()).returncode == 0
    shown = say("run", "show", "adj-rib", "out", "extensive")
    assert shown.returncode == 0 and len(shown.stdout) > 100_000 and shown.stdout.count("10.9.") == 2000


def test_what_a_signal_ends(daemon):
    program, _ = daemon
    program.send_signal(signal.SIGTERM)
    assert program.wait(timeout=20) == 0


def test_one_attempt_for_each_neighbor(tmp_path):
    (tmp_path / "exabgp.conf").write_text(CONF, encoding="utf-8")
    environment = command_line.settings(tmp_path, 1790)
    done = subprocess.run([BINARY, "exabgp", "server", "--once", "exabgp.conf"], cwd=tmp_path, capture_output=True, timeout=30, check=False, env=environment)
    assert done.returncode == 0


def test_without_pipes(tmp_path):
    done = command_line.said([BINARY, "exabgp", "cli", "version"], command_line.settings(tmp_path, 1790, exabgp_api_pipename="nobody-has-this"))
    assert done.returncode == 1 and f"{tmp_path}/run/exabgp/nobody-has-this.in" in done.stderr and "mkfifo" in done.stderr
