"""Reload: all or nothing, and only the difference is sent."""

import json

from lab.agent import run_once
from lab.rack import OURS, PEERS, WEB, yaml
from lab.waiting import stays, wait_until

ONE = "{name: one, prefixes: [198.51.100.1/32]}"
TWO = "{name: two, prefixes: [198.51.100.2/32, 198.51.100.3/32]}"


def prefixes(frr, expected):
    wait_until(lambda: set(frr.received()) == set(expected), lambda: f"FRR has {expected}, now {set(frr.received())}")


def test_only_the_difference_is_sent(rack):
    frr = rack.frr()
    agent = rack.vigilcast(yaml(services=[ONE], checks=()))
    prefixes(frr, ["198.51.100.1/32"])
    before = frr.updates_received(OURS)

    agent.reload(yaml(services=[ONE], checks=()))
    stays(lambda: frr.updates_received(OURS) == before, "not one UPDATE for a file that says the same", during=1.5)

    agent.reload(yaml(services=[ONE, TWO], checks=()))
    prefixes(frr, ["198.51.100.1/32", "198.51.100.2/32", "198.51.100.3/32"])
    stays(lambda: frr.updates_received(OURS) == before + 1, "one UPDATE for the two new prefixes", during=1)

    agent.reload(yaml(services=[TWO], checks=()))
    prefixes(frr, ["198.51.100.2/32", "198.51.100.3/32"])
    stays(lambda: frr.updates_received(OURS) == before + 2, "one UPDATE for the withdrawal", during=1)
    assert frr.neighbor(OURS)["connectionsEstablished"] == 1


def test_a_new_peer_does_not_disturb_the_others(rack):
    frr, bird = rack.frr(), rack.bird()
    agent = rack.vigilcast(yaml(("frr4",), [ONE], checks=()))
    prefixes(frr, ["198.51.100.1/32"])
    before = frr.updates_received(OURS)
    agent.reload(yaml(("frr4", "bird4"), [ONE], checks=()))
    wait_until(lambda: set(bird.table()) == {"198.51.100.1/32"}, "BIRD has it")
    agent.reload(yaml(("frr4",), [ONE], checks=()))
    wait_until(lambda: not bird.established("ours4"), "the peer that is gone is told so")
    assert frr.updates_received(OURS) == before
    assert frr.neighbor(OURS)["connectionsEstablished"] == 1


def test_a_changed_check_keeps_the_announcement(rack):
    """While the new check has no verdict, the old decision stands: no withdrawal in between."""
    frr, _ = rack.frr(), rack.service()
    agent = rack.vigilcast(yaml(services=[WEB]))
    prefixes(frr, ["198.51.100.10/32"])
    before = frr.updates_received(OURS)
    slower = '{http: {url: "http://127.0.0.1:8080/other"}, interval: 500ms, fast: 250ms, timeout: 250ms, rise: 3, fall: 3}'
    agent.reload(yaml(services=[WEB], checks=[("web", slower)]))
    stays(lambda: frr.updates_received(OURS) == before, "no UPDATE", during=2.5)


def test_changed_attributes_are_one_update(rack):
    frr = rack.frr()
    agent = rack.vigilcast(yaml(services=[ONE], checks=()))
    prefixes(frr, ["198.51.100.1/32"])
    before = frr.updates_received(OURS)
    agent.reload(yaml(services=["{name: one, prefixes: [198.51.100.1/32], announce: {up: {med: 77}}}"], checks=()))
    wait_until(lambda: frr.received()["198.51.100.1/32"].get("med") == 77, "the new MED")
    assert frr.updates_received(OURS) == before + 1


def test_a_bad_file_changes_nothing(rack):
    frr = rack.frr()
    agent = rack.vigilcast(yaml(services=[ONE], checks=()))
    prefixes(frr, ["198.51.100.1/32"])
    before = frr.updates_received(OURS)
    said = agent.reload(yaml(services=["{name: one, prefixes: [198.51.100.300/32], helthy: web}"], checks=()))
    assert "vigilcast.yaml:" in said and "198.51.100.300" in said and "healthy" in said
    assert agent.ask("status")["reloads"]["failed"] == 1
    stays(lambda: frr.updates_received(OURS) == before and frr.established(OURS), "everything as it was", during=1.5)
    agent.reload(yaml(services=[ONE, TWO], checks=()))
    prefixes(frr, ["198.51.100.1/32", "198.51.100.2/32", "198.51.100.3/32"])


BAD = """router: {asn: 65001, id: 10.9.0.10}
peers:
  - {name: a, address: 10.9.0.1}
  - {name: b, adress: 10.9.0.2, asn: 65000}
services:
  - {name: web, prefixes: [198.51.100.10/24], healthy: wbe}
"""


def test_a_bad_file_at_start(rack):
    """Every mistake with its place, and exit code 1."""
    agent = rack.vigilcast(BAD)
    assert agent.process.wait(20) == 1
    for place in ("vigilcast.yaml:3:", "vigilcast.yaml:4:", "vigilcast.yaml:6:"):
        assert place in agent.log()
    assert "asn" in agent.log() and "address" in agent.log() and "wbe" in agent.log()


def test_check_says_the_same_offline(tmp_path):
    bad, good = tmp_path / "bad.yaml", tmp_path / "good.yaml"
    bad.write_text(BAD)
    good.write_text(yaml(PEERS, [WEB]))
    done = run_once("check", bad)
    assert done.returncode == 1
    assert (done.stdout + done.stderr).count("error:") >= 4
    done = run_once("check", good)
    assert done.returncode == 0, done.stdout + done.stderr


def test_missing_file(tmp_path):
    done = run_once("run", "-c", tmp_path / "absent.yaml")
    assert done.returncode == 1
    assert "absent.yaml" in done.stdout + done.stderr


def test_answers_are_json(rack):
    rack.frr()
    agent = rack.vigilcast(yaml(services=[ONE], checks=()))
    wait_until(lambda: agent.peer("frr4")["up"], "the session is up")
    assert agent.ask("services")["services"][0]["prefixes"][0]["prefix"] == "198.51.100.1/32"
    route = wait_until(lambda: agent.ask("routes", "out")["routes"], "a route")[0]
    assert (route["peer"], route["nlri"], route["nextHop"], route["sent"]) == ("frr4", "198.51.100.1/32", OURS, True)
    assert route["owner"].endswith(" one")
    assert agent.verb("routes", "out", "--count").stdout.strip() == "1"
    json.loads(agent.verb("explain", "198.51.100.1/32", "-o", "json").stdout)
