"""ExaBGP's command line and ours, each with ExaBGP 5.0's daemon and with ours: a person must not see which is which."""

import os
import subprocess

import pytest
from lab.agent import BINARY, ROOT
from lab.waiting import wait_until

REAL = ROOT / "build/venv/bin/exabgp"
PROGRAMS = {"real": [str(REAL)], "ours": [str(BINARY), "exabgp"]}
CONF = """
neighbor 127.0.0.9 {
  router-id 192.0.2.9;
  local-address 127.0.0.1;
  local-as 65001;
  peer-as 65002;
  family { ipv4 unicast; ipv4 mpls-vpn; }
  static { route 10.9.0.0/24 next-hop 192.0.2.1 med 10 community [ 65000:1 no-export ]; }
}
"""
COMMANDS = [
    "version",
    "s n",
    "show neighbour summary 127.0.0.8",
    "announce route 10.1.0.0/24 next-hop 192.0.2.1",
    "s adj o e",
    "show adj-rib out json",
    "neighbor 127.0.0.9 withdraw route 10.1.0.0/24",
    "s a o",
    "announce eor ipv4 unicast",
    "announce operational asm afi ipv4 safi unicast advisory hello",
    "announce operational nothing",
    "flush adj-rib out",
    "nonsense",
    "reset",
    "version",
]


@pytest.fixture(params=PROGRAMS)
def environment(request, tmp_path):
    """A daemon, and how to reach it."""
    folder = tmp_path / "run/exabgp"
    folder.mkdir(parents=True)
    for name in ("both.in", "both.out"):
        os.mkfifo(folder / name, 0o600)
    (tmp_path / "exabgp.conf").write_text(CONF, encoding="utf-8")
    environment = {"PATH": "/usr/bin:/bin", "EXABGP_ROOT": str(tmp_path), "EXABGP_ENVFILE": "/dev/null", "VIGILCAST_SOCKET": str(tmp_path / "socket"),
                   "exabgp_api_pipename": "both", "exabgp_tcp_port": "1792", "exabgp_daemon_user": "root", "exabgp_daemon_drop": "false",
                   "exabgp.api.show-routes-format": "v2"}
    with (tmp_path / "log").open("w") as log:
        words = [*PROGRAMS[request.param], "server", str(tmp_path / "exabgp.conf")]
        daemon = subprocess.Popen(words, cwd=tmp_path, env=environment, stdout=log, stderr=log)
        wait_until(lambda: "loaded new configuration" in (tmp_path / "log").read_text(), "the daemon runs", 30)
        yield environment
        daemon.kill()
        daemon.wait()


def spoken(program, command, environment):
    done = subprocess.run([*program, "cli", *command.split()], capture_output=True, text=True, timeout=60, check=False, env=environment, stdin=subprocess.DEVNULL)
    return done.returncode, done.stdout, done.stderr


SEEN = {}


@pytest.mark.skipif(not REAL.exists(), reason="ExaBGP 5.0 is not installed")
@pytest.mark.parametrize("client", PROGRAMS)
def test_all_four_say_the_same(environment, client):
    said = {command: spoken(PROGRAMS[client], command, environment) for command in COMMANDS}
    assert {command: (answer, first) for command, answer in said.items() if (first := SEEN.setdefault(command, answer)) != answer} == {}
