"""ExaBGP 6's command line over a unix socket, its shell, and what bash completes."""

import json
import os
import socket
import stat
import subprocess
import threading

import pytest
from lab import command_line
from lab.agent import BINARY

CONF = """
neighbor 127.0.0.9 { router-id 192.0.2.9; local-address 127.0.0.1; local-as 65001; peer-as 65002; family { ipv4 unicast; } }
"""


@pytest.fixture
def daemon(tmp_path):
    """The program in the manners of 6; the socket is where 6 makes it when there is no folder for it."""
    environment = command_line.settings(tmp_path, 1791, exabgp_api_socketname=f"edge-{os.getpid()}", exabgp_compat="6", HOME=str(tmp_path))
    with command_line.daemon([BINARY, "exabgp", "-"], tmp_path, environment, "unix socket for the cli is ", conf=CONF) as program:
        path = next(line.split()[-1] for line in (tmp_path / "log").read_text().splitlines() if "unix socket for the cli is " in line)
        yield program, path, lambda *words, given="": command_line.said([BINARY, "exabgp", *words], environment, given)
    if os.path.exists(path):
        os.unlink(path)


def test_a_conversation(daemon):
    program, path, say = daemon
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    assert say("run", "peer", "*", "announce", "route", "10.0.0.0/24", "next-hop", "192.0.2.1").returncode == 0
    shown = say("run", "--socket", "rib", "show", "out")
    assert json.loads(shown.stdout) == {"127.0.0.9": {"routes": [{"family": "ipv4 unicast", "prefix": "10.0.0.0/24"}]}}
    refused = say("run", "nonsense")
    assert refused.returncode == 1 and "ExaBGP returns an error" in refused.stderr and "error: command" in refused.stdout
    # One conversation: what a line begins, a later one may end.
    batch = say("run", "--batch", "-", given="group start\nannounce route 10.0.1.0/24 next-hop 192.0.2.1\nwithdraw route 10.0.0.0/24\ngroup end\n")
    assert batch.returncode == 0 and json.loads(batch.stdout.splitlines()[-1]) == {"status": "group processed", "announced": 1, "withdrawn": 1}
    assert say("run", "--pipe", "version").returncode == 1
    assert say("run", "daemon", "shutdown").returncode == 0
    assert program.wait(timeout=20) == 0
    assert not os.path.exists(path)


def test_the_shell(daemon):
    _, _, say = daemon
    told = say("shell", given="# a comment\nsystem version\npeer 127.0.0.9 announce r?\nsession ack ?\nexit\nsystem help\n")
    lines = told.stdout.splitlines()
    assert told.returncode == 0 and json.loads(lines[0])["application"] == "exabgp"
    assert lines[1:] == ["  route", "  route-refresh", "  disable", "  enable", "  silence"]
    assert say("shell", given="nonsense\n").returncode == 1
    assert say("cli", given="session ping\n").returncode == 0


def test_clients_at_once(daemon):
    _, path, _ = daemon
    clients = [socket.socket(socket.AF_UNIX) for _ in range(20)]
    for number, client in enumerate(clients):
        client.settimeout(20)
        client.connect(path)
        client.sendall(f"peer * announce route 10.1.{number}.0/24 next-hop 192.0.2.1\nsession ping\n".encode())
    for client in clients:
        heard = client.makefile().readline, client
        assert heard[0]() == "done\n"
        client.close()
    with socket.socket(socket.AF_UNIX) as late:
        late.settimeout(20)
        late.connect(path)
        late.sendall(b"rib show out\n")
        late.shutdown(socket.SHUT_WR)
        answer = late.makefile().read()
    assert answer.count("10.1.") == 20 and answer.endswith("done\n")


def test_an_answer_that_comes_late_is_not_that_of_the_next_command(tmp_path):
    """Somebody who answers the first command when nobody waits any more, and those of a second conversation at once."""
    path, heard = tmp_path / "run/exabgp/slow.sock", []
    path.parent.mkdir(parents=True)

    def serve(listener):
        first, _ = listener.accept()
        heard.append(first.recv(1000))
        second, _ = listener.accept()
        first.close()
        heard.append(second.recv(1000))
        second.sendall(b"the second\ndone\n")
        heard.append(second.recv(1000))
        second.sendall(b"the third\ndone\n")
        second.close()

    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()
        server = threading.Thread(target=serve, args=(listener,), daemon=True)
        server.start()
        environment = command_line.settings(tmp_path, 1791, exabgp_api_socketname="slow")
        done = command_line.said([BINARY, "exabgp", "run", "--batch", "-"], environment, "first\nsecond\nthird\n")
        server.join(5)
    assert heard == [b"first\n", b"second\n", b"third\n"]
    assert done.returncode == 1 and done.stdout == "the second\nthe third\n" and done.stderr.count("no end of command") == 1


def completed(program, *words):
    """What bash offers for the last word."""
    script = f'eval "$({program} completion)"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _{words[0]}_complete; printf "%s\n" "${{COMPREPLY[@]}}"'
    done = subprocess.run(["bash", "-c", script, "bash", *words], capture_output=True, text=True, timeout=30, check=True,
                          env={"PATH": os.environ["PATH"], "EXABGP_ENVFILE": "/dev/null"})
    return done.stdout.split()


@pytest.fixture
def links(tmp_path, monkeypatch):
    for name in ("exabgp", "vigilcast"):
        (tmp_path / name).symlink_to(os.path.abspath(BINARY))
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")


@pytest.mark.usefixtures("links")
def test_completion():
    assert completed("exabgp shell", "exabgp", "mig") == ["migrate"]
    assert completed("exabgp shell", "exabgp", "cli", "show", "adj-rib", "out", "ext") == ["extensive"]
    assert completed("exabgp shell", "exabgp", "configuration", "ex") == ["export", "example"]
    assert completed("exabgp shell", "exabgp", "configuration", "export", "--t") == ["--text"]
    assert completed("exabgp shell", "exabgp", "healthcheck", "--withdraw") == ["--withdraw-on-down"]
    assert "--socket" in completed("exabgp shell", "exabgp", "run", "--s")
    assert completed("vigilcast", "vigilcast", "ex") == ["explain", "exabgp"] or set(completed("vigilcast", "vigilcast", "ex")) == {"explain", "exabgp"}
    assert completed("vigilcast", "vigilcast", "peers", "--out") == ["--output"]
    assert completed("vigilcast", "vigilcast", "exabgp", "run", "withdraw", "wa") == ["watchdog"]


def test_completion_is_installed_and_removed(tmp_path):
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "EXABGP_ENVFILE": "/dev/null"}
    for verb, there in (("install", True), ("uninstall", False), ("uninstall", False)):
        subprocess.run([BINARY, "exabgp", "shell", verb], check=True, timeout=20, env=environment, stdout=subprocess.DEVNULL)
        assert (tmp_path / ".local/share/bash-completion/completions/exabgp").exists() == there


def test_schema_has_what_is_exported(tmp_path):
    (tmp_path / "exabgp.conf").write_text(CONF, encoding="utf-8")
    run = lambda *words: json.loads(subprocess.run([BINARY, "exabgp", *words], check=True, timeout=20, capture_output=True, cwd=tmp_path).stdout)
    schema = run("schema", "export", "--compact")
    known = schema["$defs"]["neighbor"]["properties"]
    for neighbor in run("configuration", "export", "exabgp.conf")["neighbor"].values():
        assert set(neighbor) <= set(known)
    assert run("schema", "export", "api")["$ref"] == "#/$defs/api"


def test_a_reload_by_itself_and_options_without_effect(tmp_path):
    (tmp_path / "exabgp.conf").write_text(CONF, encoding="utf-8")
    words = [BINARY, "exabgp", "server", "-s", "1", "--profile", "/nowhere", "-m", "-p", "exabgp.conf"]
    with command_line.daemon(words, tmp_path, command_line.settings(tmp_path, 1791, exabgp_api_cli="false"), "SIGUSR1 received") as program:
        program.terminate()
        assert program.wait(timeout=20) == 0
    told = (tmp_path / "log").read_text()
    assert told.count("has no effect here") == 3
