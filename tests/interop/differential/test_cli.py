"""ExaBGP's command line and ours, each with ExaBGP 5.0's daemon and with ours: a person must not see which is which."""

import pytest
from lab import command_line
from lab.agent import BINARY, ROOT

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
    commands, _ = command_line.make_pipes(tmp_path, "both")
    (tmp_path / "exabgp.conf").write_text(CONF, encoding="utf-8")
    environment = command_line.settings(tmp_path, 1792, exabgp_api_pipename="both", exabgp_daemon_user="root", **{"exabgp.api.show-routes-format": "v2"})
    words = [*PROGRAMS[request.param], "server", str(tmp_path / "exabgp.conf")]
    with command_line.daemon(words, tmp_path, environment, "loaded new configuration"):
        command_line.wait_for_reader(commands)
        yield environment


def spoken(program, command, environment):
    done = command_line.said([*program, "cli", *command.split()], environment)
    return done.returncode, done.stdout, done.stderr


SEEN = {}


@pytest.mark.skipif(not REAL.exists(), reason="ExaBGP 5.0 is not installed")
@pytest.mark.parametrize("client", PROGRAMS)
def test_all_four_say_the_same(environment, client):
    said = {command: spoken(PROGRAMS[client], command, environment) for command in COMMANDS}
    assert {command: (answer, first) for command, answer in said.items() if (first := SEEN.setdefault(command, answer)) != answer} == {}
