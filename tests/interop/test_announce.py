"""A check decides whether FRR and BIRD have a prefix: over IPv4 and IPv6, to another AS and inside our own. Tables are compared whole."""

from lab.rack import BIRD_CONFIG, CHECK, OURS, OURS6, WEB, yaml
from lab.waiting import stays, wait_until

FULL = (
    '{name: web, prefixes: [198.51.100.10/32, "2001:db8:a::10/128"], healthy: web, announce: {up: {med: 100, communities: ["65001:100", no-export],'
    ' largeCommunities: ["65001:1:2"], extendedCommunities: ["target:65001:7"]}}}'
)
ALL = ("frr4", "frr6", "bird4", "bird6")
EXTERNAL = {"path": "65001", "origin": "IGP", "med": 100, "communities": ["65001:100", "no-export"], "large": ["65001:1:2"], "extended": ["RT:65001:7"]}
INTERNAL = {
    "origin": "IGP",
    "as_path": "",
    "med": "100",
    "local_pref": "100",
    "community": "(65001,100) (65535,65281)",
    "large_community": "(65001, 1, 2)",
    "ext_community": "(rt, 65001, 7)",
}
ON_FRR = {"198.51.100.10/32": {**EXTERNAL, "nexthop": OURS}}
ON_FRR6 = {"2001:db8:a::10/128": {**EXTERNAL, "nexthop": OURS6}}
ON_BIRD = {"198.51.100.10/32": {**INTERNAL, "next_hop": OURS}}
ON_BIRD6 = {"2001:db8:a::10/128": {**INTERNAL, "next_hop": OURS6}}


def tables(frr, bird):
    return frr.received(), frr.received("ipv6"), bird.table(), bird.table("master6")


def expect(frr, bird, expected, within=20):
    wait_until(lambda: tables(frr, bird) == expected, lambda: f"the routers have {expected}, now {tables(frr, bird)}", within)


def test_four_sessions_and_a_service_that_dies(rack):
    frr, bird, service = rack.frr(), rack.bird(), rack.service()
    agent = rack.vigilcast(yaml(ALL, [FULL]))
    expect(frr, bird, (ON_FRR, ON_FRR6, ON_BIRD, ON_BIRD6))

    service.kill()
    expect(frr, bird, ({}, {}, {}, {}), within=10)
    assert "web" in agent.explain("198.51.100.10/32")

    service.start()
    expect(frr, bird, (ON_FRR, ON_FRR6, ON_BIRD, ON_BIRD6), within=10)
    assert [frr.neighbor(address)["connectionsEstablished"] for address in (OURS, OURS6)] == [1, 1]


def test_a_bad_answer_counts_as_down(rack):
    frr, service = rack.frr(), rack.service()
    rack.vigilcast(yaml(services=[WEB]))
    plain = {"198.51.100.10/32": {"path": "65001", "origin": "IGP", "nexthop": OURS}}
    wait_until(lambda: frr.received() == plain, "announced")
    service.say("sorry\n")
    wait_until(lambda: frr.received() == {}, "withdrawn")
    service.say("ok again\n")
    wait_until(lambda: frr.received() == plain, "announced again")


def test_one_bad_answer_is_not_enough(rack):
    frr, service = rack.frr(), rack.service()
    slow = '{http: {url: "http://127.0.0.1:8080/"}, interval: 300ms, fast: 300ms, timeout: 300ms, rise: 1, fall: 50}'
    rack.vigilcast(yaml(services=[WEB], checks=[("web", slow)]))
    wait_until(frr.received, "announced")
    service.say("sorry\n")
    stays(lambda: frr.received(), "the announcement", during=2)


def test_a_profile_for_down_prefers_others_instead_of_vanishing(rack):
    frr, service = rack.frr(), rack.service()
    rack.vigilcast(yaml(services=['{name: web, prefixes: [198.51.100.10/32], healthy: web, announce: {up: {med: 10}, down: {med: 500, asPathPrepend: 2}}}']))
    wait_until(lambda: frr.received() == {"198.51.100.10/32": {"path": "65001", "origin": "IGP", "nexthop": OURS, "med": 10}}, "announced")
    service.kill()
    wait_until(lambda: frr.received() == {"198.51.100.10/32": {"path": "65001 65001 65001", "origin": "IGP", "nexthop": OURS, "med": 500}}, "de-preferred")
    assert frr.neighbor(OURS)["connectionsEstablished"] == 1


def test_tcp_check_and_expression(rack):
    """Two services over two checks: `and` follows the dead one, `or` the living one."""
    frr, web, other = rack.frr(), rack.service(), rack.service(8081)
    port = '{tcp: {address: "127.0.0.1:8081"}, interval: 300ms, fast: 100ms, rise: 1, fall: 2}'
    services = ["{name: both, prefixes: [198.51.100.1/32], healthy: web and port}", "{name: either, prefixes: [198.51.100.2/32], healthy: web or port}"]
    rack.vigilcast(yaml(services=services, checks=[("web", CHECK), ("port", port)]))
    wait_until(lambda: set(frr.received()) == {"198.51.100.1/32", "198.51.100.2/32"}, "both announced")
    other.kill()
    wait_until(lambda: set(frr.received()) == {"198.51.100.2/32"}, "one announced")
    web.kill()
    wait_until(lambda: frr.received() == {}, "none announced")


def test_nothing_is_announced_that_was_never_healthy(rack):
    frr = rack.frr()
    agent = rack.vigilcast(yaml(services=[WEB]))
    frr.wait_established(OURS)
    stays(lambda: frr.received() == {}, "an empty table", during=2)
    assert "down" in agent.explain("198.51.100.10/32") or "init" in agent.explain("198.51.100.10/32")


def test_exabgp_file_beside(rack, tmp_path):
    """A service's prefix goes to the neighbor of the exabgp.conf too; a static route stays where it was written."""
    frr, bird, _ = rack.frr(), rack.bird(), rack.service()
    conf = tmp_path / "exabgp.conf"
    conf.write_text(
        f"neighbor 10.9.0.2 {{ router-id {OURS}; local-address {OURS}; local-as 65001; peer-as 65001; family {{ ipv4 unicast; }}"
        " static { route 203.0.113.0/24 next-hop self med 7; } }\n"
    )
    rack.vigilcast(yaml(services=[WEB], extra=f"exabgp: [{conf}]\n"))
    wait_until(lambda: set(frr.received()) == {"198.51.100.10/32"}, "FRR has the service")
    wait_until(lambda: set(bird.table()) == {"198.51.100.10/32", "203.0.113.0/24"}, "BIRD has both")
    assert bird.table()["203.0.113.0/24"]["med"] == "7"


def test_helper_that_dies_does_not_end_the_agent(rack, tmp_path):
    """Beside a YAML file a broken script costs its own routes only."""
    frr, _ = rack.frr(), rack.service()
    script, conf = tmp_path / "broken.py", tmp_path / "exabgp.conf"
    script.write_text("#!/usr/bin/env python3\nraise SystemExit(1)\n")
    script.chmod(0o755)
    conf.write_text(
        f"process broken {{ run {script}; encoder text; }}\n"
        f"neighbor 10.9.0.2 {{ router-id {OURS}; local-address {OURS}; local-as 65001; peer-as 65001; api {{ processes [ broken ]; }} }}\n"
    )
    agent = rack.vigilcast(yaml(services=[WEB], extra=f"exabgp: [{conf}]\n"))
    agent.wait_for_log("Too many death for broken", within=30)
    wait_until(lambda: set(frr.received()) == {"198.51.100.10/32"}, "the service is announced all the same")
    assert agent.process.running()


def test_a_helper_that_reads_slowly_misses_nothing(rack, tmp_path):
    """Its neighbor is not read meanwhile: TCP holds it back, and the session and what we announce go on."""
    count = 60000
    routes = "\n".join(f"route 10.{i // 65536}.{i // 256 % 256}.{i % 256}/32 blackhole;" for i in range(count))
    bird = rack.bird(f"protocol static many {{ ipv4; {routes} }}\n" + BIRD_CONFIG.replace("import all; export none", "import all; export all", 1))
    script, conf, go, heard = (tmp_path / name for name in ("slow.sh", "exabgp.conf", "go", "heard"))
    script.write_text(f"#!/bin/sh\nwhile [ ! -e {go} ]; do sleep 0.1; done\nexec cat > {heard}\n")
    script.chmod(0o755)
    conf.write_text(
        f"process slow {{ run {script}; encoder json; }}\n"
        f"neighbor 10.9.0.2 {{ router-id {OURS}; local-address {OURS}; local-as 65001; peer-as 65001; family {{ ipv4 unicast; }}"
        " api { processes [ slow ]; receive { parsed; update; } } static { route 203.0.113.0/24 next-hop self; } }\n"
    )
    agent = rack.vigilcast(yaml(checks=(), extra=f"exabgp: [{conf}]\n"))
    agent.wait_for_log("reading from 10.9.0.2 is paused", within=30)
    name = next(peer["name"] for peer in agent.ask("peers")["peers"] if peer["address"] == "10.9.0.2")
    assert agent.peer(name)["reading"]["paused"] and agent.peer(name)["routes"]["received"] < count
    assert "a helper has no room for what it says" in agent.verb("peers", name).stdout
    wait_until(lambda: "ours4" in bird.birdc("show", "route", "203.0.113.0/24"), "what we announce arrives all the same")
    go.write_text("")
    wait_until(lambda: heard.exists() and heard.read_text().count('"nlri": "10.') == count, "the helper has heard it all", within=60)
    assert agent.peer(name)["up"] and agent.peer(name)["sessions"] == 1
    assert not agent.peer(name)["reading"]["paused"]
    assert "were dropped" not in agent.log()
