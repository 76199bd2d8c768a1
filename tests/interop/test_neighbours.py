"""Peers that are not configured by their address: by the link that they are on, and by a range."""

from lab.network import link_local
from lab.rack import FRR, OURS, ROUTER, yaml
from lab.waiting import wait_until

STATIC = "{name: always, prefixes: [198.51.100.1/32, '2001:db8:1::1/128']}"


def unnumbered(extra=""):
    return f"""
router bgp 65000
 bgp router-id {FRR}
 no bgp ebgp-requires-policy
 neighbor eth0 interface remote-as external
 neighbor eth0 timers connect 1
 {extra}
 address-family ipv6 unicast
  neighbor eth0 activate
 exit-address-family
"""


def test_unnumbered(world):
    """A link without any address but link-local ones: each side learns the other's, and IPv4 routes go there too (RFC 8950)."""
    ours, theirs = world.host("ours"), world.host("frr")
    frr = world.frr(theirs, unnumbered())
    agent = world.vigilcast(ours, yaml(["{name: tor, interface: eth0, asn: 65000}"], [STATIC], checks=()))
    wait_until(lambda: agent.peer("tor")["up"], lambda: f"the session is up: {agent.explain('tor')}", within=40)
    wait_until(lambda: set(frr.received()) == {"198.51.100.1/32"}, lambda: f"FRR has the IPv4 route, now {frr.received()}")
    wait_until(lambda: set(frr.received("ipv6")) == {"2001:db8:1::1/128"}, lambda: f"FRR has the IPv6 route, now {frr.received('ipv6')}")
    assert agent.peer("tor")["remote"].startswith(f"[{link_local(theirs)}")


def test_unnumbered_when_only_frr_calls(world):
    ours, theirs = world.host("ours"), world.host("frr")
    frr = world.frr(theirs, unnumbered())
    agent = world.vigilcast(ours, yaml(["{name: tor, interface: eth0, asn: 65000, passive: true}"], [STATIC], checks=()))
    wait_until(lambda: agent.peer("tor")["up"], lambda: f"the session is up: {agent.explain('tor')}", within=40)
    wait_until(lambda: set(frr.received()) == {"198.51.100.1/32"}, lambda: f"FRR has the route, now {frr.received()}")


def test_range(rack):
    """FRR is nobody's neighbour by name; it calls from the range, gets the routes of the range, and is forgotten no sooner than it can be looked at."""
    frr = rack.frr()
    agent = rack.vigilcast(yaml([f"{{name: leafs, range: 10.9.0.0/24, asns: [], sourceAddress: {OURS}, families: [ipv4 unicast]}}"], ["{name: always, prefixes: [198.51.100.1/32]}"], checks=()))
    wait_until(lambda: set(frr.received()) == {"198.51.100.1/32"}, lambda: f"FRR has the route, now {frr.received()}", within=30)
    member = agent.peer(f"leafs-{FRR}")
    assert member["up"] and member["range"] == "leafs" and member["peerAs"] == 65000
    frr.stop()
    wait_until(lambda: not agent.peer(f"leafs-{FRR}")["up"], "the session is down")
    full = agent.ask("peers", FRR)["peers"][0]
    assert full["history"][-1]["from"] == "Established", full["history"]
    frr.start()
    wait_until(lambda: agent.peer(f"leafs-{FRR}")["up"], "it is back", within=40)
    assert "Established" in agent.verb("peers", FRR).stdout
