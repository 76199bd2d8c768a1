"""BFD with FRR's bfdd and with BIRD: it comes up, a path that loses BFD alone ends the session at once, and the session comes back once.

Peers by address, by link-local address and interface, and by interface alone (unnumbered)."""

import time

import pytest

from lab.network import link_local
from lab.rack import BIRD, BIRD6, FRR, FRR6, OURS, OURS6, yaml
from lab.waiting import stays, wait_until

STATIC = "{name: always, prefixes: [198.51.100.1/32]}"
FAST = "interval: 100ms"


def peer(address, asn, bfd, source=OURS):
    family = "ipv6" if ":" in address else "ipv4"
    return f'{{name: router, address: "{address}", sourceAddress: "{source}", asn: {asn}, holdTime: 60s, families: [{family} unicast], bfd: {{{bfd}}}}}'


def frr_with(address, words="3 100 100"):
    """One session with BFD; the other one of the usual place has none."""
    return f"router bgp 65000\n neighbor {address} bfd {words}\n"


BIRD_FAST = "interval 100 ms; multiplier 3;"


def bird_with(local=BIRD, ours=OURS, direct="direct; ", key=""):
    family = "ipv6" if ":" in local else "ipv4"
    return f"""
router id {BIRD};
protocol bfd {{ interface "*" {{ {BIRD_FAST} {key} }}; multihop {{ {BIRD_FAST} {key} }}; }}
protocol bgp ours {{ {direct}local {local} as 65001; neighbor {ours} as 65001; connect retry time 1; error wait time 1,2; hold time 60;
  bfd on; {family} {{ import all; export none; }}; }}
"""


def cut(host):
    """BFD alone is lost, in both directions; TCP goes on."""
    ports = "udp dport { 3784, 4784 } drop"
    for words in (
        ["add", "table", "inet", "cut"],
        ["add", "chain", "inet", "cut", "in", "{ type filter hook input priority 0; }"],
        ["add", "rule", "inet", "cut", "in", ports],
    ):
        host.run("nft", " ".join(words), check=True)


def mend(host):
    host.run("nft", "delete table inet cut", check=True)


def bfd_of(agent):
    return agent.peer("router").get("bfd", {})


def wait_both_up(agent, within=25):
    wait_until(lambda: bfd_of(agent).get("state") == "Up" and agent.peer("router")["up"], lambda: f"session and BFD are up, now {bfd_of(agent)}", within)


def lose_and_mend(host, agent):
    """The path loses BFD for a while: one reset, told as it is, within a second, and one new session."""
    sessions = agent.peer("router")["sessions"]
    cut(host)
    began = time.monotonic()
    wait_until(lambda: not agent.peer("router")["up"], "the session is reset", within=5)
    took = time.monotonic() - began
    assert took < 1, f"it took {took:.2f} s"
    down = agent.peer("router")["lastDown"]
    assert down["reason"] in ("bfd_down", "notification_received"), down
    assert "BFD" in down["text"], down
    stays(lambda: not agent.peer("router")["up"], "the session waits for the path", during=4)
    mend(host)
    wait_both_up(agent)
    stays(lambda: agent.peer("router")["sessions"] == sessions + 1, "one reset, one new session", during=4)


@pytest.mark.parametrize(("theirs", "ours"), [(FRR, OURS), (FRR6, OURS6)], ids=["ipv4", "ipv6"])
def test_frr(rack, theirs, ours):
    frr = rack.frr(frr_with(ours), bfd=True)
    agent = rack.vigilcast(yaml([peer(theirs, 65000, FAST, ours)], [STATIC], checks=()))
    wait_both_up(agent)
    seen = frr.bfd_peer(ours)
    assert seen["status"] == "up"
    assert seen["remote-receive-interval"] == 100
    assert bfd_of(agent)["detectMs"] == 300
    assert "Up 300ms" in agent.verb("peers").stdout  # what counts as silence
    lose_and_mend(rack.host, agent)
    assert frr.neighbor(ours)["connectionsEstablished"] == 2


def test_frr_sees_cease_bfd_down(rack):
    """Here only we hear nothing: FRR learns it from our NOTIFICATION, or from our BFD a moment before."""
    frr = rack.frr(frr_with(OURS, "3 1000 100"), bfd=True)
    agent = rack.vigilcast(yaml([peer(FRR, 65000, "transmitInterval: 1s, receiveInterval: 100ms")], [STATIC], checks=()))
    wait_both_up(agent)
    agent.wait_for_log("BFD is Up")
    cut(rack.host)
    wait_until(lambda: not agent.peer("router")["up"], "the session is reset", within=6)
    assert agent.peer("router")["lastDown"]["reason"] == "bfd_down"
    wait_until(lambda: frr.neighbor(OURS).get("bgpState") != "Established", "FRR has no session")
    reset = frr.neighbor(OURS)
    assert "060A" in str(reset.get("lastErrorCodeSubcode", "")) or "BFD" in str(reset.get("lastResetDueTo", "")), reset
    assert "BFD" in agent.explain("router")


def test_frr_switched_off_is_no_failure(rack):
    frr = rack.frr(f"router bgp 65000\n neighbor {OURS} bfd\n neighbor {OURS} bfd profile ours\n", bfd=True)
    agent = rack.vigilcast(yaml([peer(FRR, 65000, FAST)], [STATIC], checks=()))
    wait_both_up(agent)
    frr.vtysh("configure terminal", "bfd", "profile ours", "shutdown", daemon="bfdd")
    wait_until(lambda: bfd_of(agent)["remote"]["state"] == "AdminDown", "BFD is switched off there")
    stays(lambda: agent.peer("router")["up"] and agent.peer("router")["sessions"] == 1, "the session stays", during=4)
    assert bfd_of(agent)["state"] == "Down"


def test_other_timers_without_a_flap(rack):
    frr = rack.frr(frr_with(OURS), bfd=True)
    config = yaml([peer(FRR, 65000, FAST)], [STATIC], checks=())
    agent = rack.vigilcast(config)
    wait_both_up(agent)
    assert "the session stays" in agent.reload(config.replace("100ms", "400ms"))
    wait_until(lambda: frr.bfd_peer(OURS)["remote-transmit-interval"] == 400 and bfd_of(agent)["detectMs"] == 1200, "both have the new timers")
    assert bfd_of(agent)["downs"] == 0
    assert agent.peer("router")["sessions"] == 1


def test_router_is_killed(rack):
    """Its kernel answers TCP for a dead bgpd no more; BFD sees it long before a hold time of a minute."""
    frr = rack.frr(frr_with(OURS), bfd=True)
    agent = rack.vigilcast(yaml([peer(FRR, 65000, FAST)], [STATIC], checks=()))
    wait_both_up(agent)
    rack.frr_host.ip("link", "set", "eth0", "down")
    began = time.monotonic()
    wait_until(lambda: not agent.peer("router")["up"], "the session is reset", within=5)
    assert time.monotonic() - began < 1
    rack.frr_host.ip("link", "set", "eth0", "up")
    wait_both_up(agent)
    assert agent.peer("router")["sessions"] == 2
    assert frr.established(OURS)


@pytest.mark.parametrize(("theirs", "ours"), [(BIRD, OURS), (BIRD6, OURS6)], ids=["ipv4", "ipv6"])
def test_bird(rack, theirs, ours):
    bird = rack.bird(bird_with(theirs, ours))
    agent = rack.vigilcast(yaml([peer(theirs, 65001, FAST, ours)], [STATIC], checks=()))
    wait_both_up(agent)
    assert "Up" in bird.birdc("show", "bfd", "sessions")
    lose_and_mend(rack.host, agent)


def test_bird_multihop(rack):
    bird = rack.bird(bird_with(direct="multihop; "))
    agent = rack.vigilcast(yaml([peer(BIRD, 65001, FAST + ", multihop: 254")], [STATIC], checks=()))
    wait_both_up(agent)
    assert "Up" in bird.birdc("show", "bfd", "sessions")
    lose_and_mend(rack.host, agent)


UNNUMBERED = f"""
router bgp 65000
 bgp router-id {FRR}
 no bgp ebgp-requires-policy
 neighbor eth0 interface remote-as external
 neighbor eth0 timers connect 1
 neighbor eth0 bfd 3 100 100
"""


@pytest.mark.parametrize("ours", ["", ", passive: true"], ids=["we call", "only FRR calls"])
def test_frr_unnumbered(world, ours):
    """BFD begins when the router of the link is known, by its advertisement or because it called."""
    host, router = world.host("ours"), world.host("frr")
    frr = world.frr(router, UNNUMBERED, bfd=True)
    agent = world.vigilcast(host, yaml([f"{{name: router, interface: eth0, asn: 65000, holdTime: 60s, bfd: {{{FAST}}}{ours}}}"], [STATIC], checks=()))
    wait_both_up(agent, within=40)
    seen = frr.bfd_peer(link_local(host))
    assert seen["status"] == "up" and seen["interface"] == "eth0", seen
    lose_and_mend(host, agent)


def test_frr_by_interface_and_address(rack):
    frr = rack.frr(frr_with(OURS), bfd=True)
    agent = rack.vigilcast(yaml([f"{{name: router, address: {FRR}, interface: eth0, asn: 65000, holdTime: 60s, families: [ipv4 unicast], bfd: {{{FAST}}}}}"], [STATIC], checks=()))
    wait_both_up(agent)
    assert frr.bfd_peer(OURS)["status"] == "up"
    lose_and_mend(rack.host, agent)


def test_bird_link_local(world):
    """The router is configured by its link-local address, and the interface that gives it a meaning."""
    host, router = world.host("ours"), world.host("bird")
    ours, theirs = link_local(host), link_local(router)
    bird = world.bird(router, f"""
router id {BIRD};
protocol bfd {{ interface "*" {{ {BIRD_FAST} }}; }}
protocol bgp ours {{ direct; interface "eth0"; local {theirs} as 65001; neighbor {ours} as 65001; connect retry time 1; error wait time 1,2; hold time 60;
  bfd on; ipv6 {{ import all; export none; }}; }}
""")
    agent = world.vigilcast(host, yaml([f'{{name: router, address: "{theirs}", interface: eth0, asn: 65001, holdTime: 60s, families: [ipv6 unicast], bfd: {{{FAST}}}}}'], [STATIC], checks=()))
    wait_both_up(agent)
    assert "Up" in bird.birdc("show", "bfd", "sessions")
    lose_and_mend(host, agent)


METHODS = {"keyed-md5": "keyed md5", "meticulous-md5": "meticulous keyed md5", "keyed-sha1": "keyed sha1", "meticulous-sha1": "meticulous keyed sha1"}


@pytest.mark.parametrize("method", METHODS)
def test_bird_authentication(rack, method):
    rack.bird(bird_with(key=f'authentication {METHODS[method]}; password "a secret" {{ id 7; }};'))
    ours = FAST + f", authentication: {{method: {method}, keyId: 7, password: {{value: a secret}}}}"
    agent = rack.vigilcast(yaml([peer(BIRD, 65001, ours)], [STATIC], checks=()))
    wait_both_up(agent)
    stays(lambda: bfd_of(agent)["downs"] == 0, "BFD is stable", during=3)
    assert bfd_of(agent)["packets"]["discarded"] == 0


def test_bird_with_another_secret(rack):
    rack.bird(bird_with(key='authentication keyed sha1; password "a secret" { id 7; };'))
    ours = FAST + ", authentication: {keyId: 7, password: {value: another}}"
    agent = rack.vigilcast(yaml([peer(BIRD, 65001, ours)], [STATIC], checks=()))
    wait_until(lambda: bfd_of(agent).get("packets", {}).get("discarded", 0) > 2, "packets are refused")
    assert bfd_of(agent)["state"] == "Down"
    assert "its digest is wrong" in agent.explain("router")
