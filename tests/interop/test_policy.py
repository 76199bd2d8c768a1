"""What sessions agree on beyond routes: graceful restart on both ends, maximum prefixes, several paths."""

import time

from lab.rack import BIRD, FRR, OURS, yaml
from lab.waiting import stays, wait_until

STATIC = "{name: always, prefixes: [198.51.100.1/32]}"
OURS_THERE = "198.51.100.1/32"
FRR_RESTART = " bgp graceful-restart\n bgp graceful-restart restart-time 60\n bgp graceful-restart preserve-fw-state\n"
FRR_ROUTES = " address-family ipv4 unicast\n  network 203.0.113.0/24\n  network 203.0.113.128/25\n exit-address-family\n"
BIRD_RESTART = f"""
router id {BIRD};
protocol static {{ ipv4; route 203.0.113.0/24 blackhole; }}
protocol bgp ours4 {{
  local {BIRD} as 65001; neighbor {OURS} as 65001; connect retry time 1; error wait time 1,2; graceful restart on; graceful restart time 60;
  ipv4 {{ import all; export where source = RTS_STATIC; }};
}}
"""


def peer(extra="", address=FRR, asn=65000):
    return f"{{name: router, address: {address}, sourceAddress: {OURS}, asn: {asn}, families: [ipv4 unicast]{extra}}}"


def incoming(agent):
    """{prefix: stale} of what the router announces to us, without our own route, which FRR gives back."""
    return {route["nlri"]: route.get("stale", False) for route in agent.ask("routes", "in")["routes"] if route["nlri"] != OURS_THERE}


def test_graceful_restart_with_frr(rack):
    frr = rack.frr(f"router bgp 65000\n{FRR_RESTART}{FRR_ROUTES}")
    agent = rack.vigilcast(yaml([peer(", gracefulRestart: {time: 60s}")], [STATIC], checks=()))
    theirs = {"203.0.113.0/24": False, "203.0.113.128/25": False}
    wait_until(lambda: incoming(agent) == theirs and frr.paths(OURS_THERE), lambda: f"both sides have routes, now {incoming(agent)} and {frr.paths(OURS_THERE)}", within=30)

    assert agent.stop() == 0
    wait_until(lambda: not frr.established(OURS), "FRR has noticed")
    stays(lambda: frr.paths(OURS_THERE) and frr.paths(OURS_THERE)[0].get("stale") is True, "FRR keeps our route, stale", 3)
    agent.start()
    wait_until(lambda: incoming(agent) == theirs, "a new session", within=40)
    wait_until(lambda: "stale" not in frr.paths(OURS_THERE)[0], "the route is fresh")

    frr.kill()
    wait_until(lambda: not agent.peer("router")["up"], "we have noticed")
    assert incoming(agent) == dict.fromkeys(theirs, True)
    frr.start()
    wait_until(lambda: incoming(agent) == theirs, "FRR is back", within=40)


def test_graceful_restart_with_bird(rack):
    bird = rack.bird(BIRD_RESTART)
    agent = rack.vigilcast(yaml([peer(", gracefulRestart: {time: 60s}", BIRD, 65001)], [STATIC], checks=()))
    wait_until(lambda: incoming(agent) == {"203.0.113.0/24": False} and set(bird.table()) == {OURS_THERE}, "both sides have routes", within=30)

    assert agent.stop() == 0
    wait_until(lambda: not bird.established("ours4"), "BIRD has noticed")
    stays(lambda: set(bird.table()) == {OURS_THERE}, "BIRD keeps our route", 3)
    agent.start()
    wait_until(lambda: incoming(agent) == {"203.0.113.0/24": False}, "a new session", within=40)
    assert set(bird.table()) == {OURS_THERE}

    bird.kill()
    wait_until(lambda: not agent.peer("router")["up"], "we have noticed")
    assert incoming(agent) == {"203.0.113.0/24": True}
    bird.start()
    wait_until(lambda: incoming(agent) == {"203.0.113.0/24": False}, "BIRD is back", within=40)


def test_maximum_prefixes(rack):
    """FRR announces more than we take, and we more than it takes."""
    frr = rack.frr(f"router bgp 65000\n{FRR_ROUTES}")
    agent = rack.vigilcast(yaml([peer(", maxPrefixes: [{family: ipv4 unicast, limit: 1}]")], [STATIC], checks=()))
    wait_until(lambda: frr.neighbor(OURS).get("lastErrorCodeSubcode") == "0601", lambda: f"Cease / 1, now {frr.neighbor(OURS)}")
    time.sleep(3)
    assert not agent.peer("router")["up"]
    assert incoming(agent) == {}
    agent.reload(yaml([peer(", maxPrefixes: [{family: ipv4 unicast, limit: 3}]")], [STATIC], checks=()))
    wait_until(lambda: len(incoming(agent)) == 2, "another limit brings it back", within=30)


def test_several_paths(rack):
    """FRR sends all of its paths; the one that it would not choose itself comes, too."""
    frr = rack.frr(
        f"router bgp 65000\n neighbor {BIRD} remote-as 65001\n neighbor {BIRD} timers connect 1\n"
        f" address-family ipv4 unicast\n  neighbor {OURS} addpath-tx-all-paths\n  network 203.0.113.0/24\n exit-address-family\n"
    )
    rack.bird(
        f"router id {BIRD};\nprotocol static {{ ipv4; route 203.0.113.0/24 blackhole; }}\n"
        f"protocol bgp frr {{ local {BIRD} as 65001; neighbor {FRR} as 65000; connect retry time 1; ipv4 {{ import none; export where source = RTS_STATIC; }}; }}\n"
    )
    config = yaml([peer(", addPath: [{family: ipv4 unicast, mode: receive}]").replace("asn: 65000", "asn: 65000")], checks=()).replace("asn: 65001, id", "asn: 65009, id")
    frr.configure("router bgp 65000", f"no neighbor {OURS} remote-as 65001", f"neighbor {OURS} remote-as 65009", f"neighbor {OURS} timers connect 1",
                  "address-family ipv4 unicast", f"neighbor {OURS} addpath-tx-all-paths")
    agent = rack.vigilcast(config)
    wait_until(lambda: len(agent.ask("routes", "in")["routes"]) == 2, lambda: f"two paths, now {agent.ask('routes', 'in')['routes']}", within=40)
    assert len({route["nlri"] for route in agent.ask("routes", "in")["routes"]}) == 2, "told apart by their identifiers"
