"""Links that go down, go away, are made anew or come late: sessions that are bound to them fall at once and come back without a restart of anything."""

import time

import pytest
from lab.rack import FRR, OURS, yaml
from lab.waiting import stays, wait_until

STATIC = "{name: always, prefixes: [198.51.100.1/32]}"
# A minute of silence would be needed to notice anything else than the link.
SLOW = "asn: 65000, holdTime: 60s, families: [ipv4 unicast]"
BY_ADDRESS = f"{{name: router, address: {FRR}, interface: eth0, {SLOW}}}"
WAITING = f"{{name: router, address: {FRR}, sourceAddress: {OURS}, interface: eth0, passive: true, {SLOW}}}"
UNNUMBERED = f"{{name: router, interface: eth0, {SLOW}}}"

FRR_CONFIG = f"""
router bgp 65000
 bgp router-id {FRR}
 no bgp ebgp-requires-policy
 neighbor {OURS} remote-as 65001
 neighbor {OURS} timers connect 1
 neighbor {OURS} timers 1 3
 neighbor eth0 interface remote-as external
 neighbor eth0 timers connect 1
 neighbor eth0 timers 1 3
"""


def numbered(world):
    return world.host("ours", f"{OURS}/24"), world.frr(world.host("frr", f"{FRR}/24"), FRR_CONFIG)


def up(agent, within=40, sessions=1):
    wait_until(lambda: agent.peer("router")["up"] and agent.peer("router")["sessions"] >= sessions, lambda: agent.explain("router"), within)


# The kernel tells of a link that is deleted in two messages, down and then gone: which of them ends the session is a matter of when we read.
GONE = ("interface eth0 is gone", "interface eth0 went down")


def falls(agent, *words):
    """Within a second, and says why."""
    began = time.monotonic()
    wait_until(lambda: not agent.peer("router")["up"], "the session falls", within=10)
    assert time.monotonic() - began < 1
    down = agent.ask("peers", "router")["peers"][0]["history"]
    last = next(entry for entry in reversed(down) if entry["from"] == "Established")
    assert last["reason"] == "link_down" and last["by"] == "network" and last["text"] in words, last


@pytest.mark.parametrize("peer", [BY_ADDRESS, UNNUMBERED], ids=["by address", "unnumbered"])
def test_link_goes_down_and_up(world, peer):
    host, _ = numbered(world)
    agent = world.vigilcast(host, yaml([peer], [STATIC], checks=()))
    up(agent)
    host.ip("link", "set", "eth0", "down")
    falls(agent, "interface eth0 went down")
    host.ip("link", "set", "eth0", "up")
    up(agent, sessions=2)


@pytest.mark.parametrize("peer", [BY_ADDRESS, WAITING, UNNUMBERED], ids=["by address", "passive", "unnumbered"])
def test_link_is_made_anew(world, peer):
    host, frr = numbered(world)
    agent = world.vigilcast(host, yaml([peer], [STATIC], checks=()))
    up(agent)
    world.network.unplug(host)
    falls(agent, *GONE)
    world.network.plug(host, f"{OURS}/24")
    frr.namespace.run("ip", "neigh", "flush", "dev", "eth0")  # else the router's kernel calls our former Ethernet address for a while
    up(agent, sessions=2)
    wait_until(lambda: "198.51.100.1/32" in frr.received(), "FRR has the route again")


@pytest.mark.parametrize("peer", [BY_ADDRESS, WAITING, UNNUMBERED, UNNUMBERED.replace("}", ", passive: true}")], ids=["by address", "passive", "unnumbered", "unnumbered passive"])
def test_link_comes_after_the_start(world, peer):
    host, _ = numbered(world)
    world.network.unplug(host)
    agent = world.vigilcast(host, yaml([peer], [STATIC], checks=()))
    wait_until(lambda: agent.peer("router")["state"] is not None, "the program runs all the same")
    assert not agent.peer("router")["up"]
    world.network.plug(host, f"{OURS}/24")
    up(agent)


def test_bfd_on_a_link_that_is_made_anew(world):
    host = world.host("ours", f"{OURS}/24")
    world.frr(world.host("frr", f"{FRR}/24"), FRR_CONFIG + " neighbor eth0 bfd 3 100 100\n", bfd=True)
    agent = world.vigilcast(host, yaml([UNNUMBERED.replace("}", ", bfd: {interval: 100ms}}")], [STATIC], checks=()))
    wait_until(lambda: agent.peer("router").get("bfd", {}).get("state") == "Up", "BFD is up", within=40)
    up(agent)
    world.network.unplug(host)
    falls(agent, *GONE)
    world.network.plug(host, f"{OURS}/24")
    up(agent, within=60, sessions=2)
    wait_until(lambda: agent.peer("router")["bfd"]["state"] == "Up", "BFD is up again", within=20)


def test_a_session_over_hops_outlives_a_short_interruption(world):
    host, _ = numbered(world)
    agent = world.vigilcast(host, yaml([BY_ADDRESS.replace("}", ", multihop: 2}")], [STATIC], checks=()))
    up(agent)
    host.ip("link", "set", "eth0", "down")
    host.ip("link", "set", "eth0", "up")
    stays(lambda: agent.peer("router")["up"] and agent.peer("router")["sessions"] == 1, "the session stays", during=2)
