"""The guide's chapter Receiving Routes, and what its scripts are given."""

import json
import re

from lab.waiting import wait_until

# One write a line: the speaker writes to the same log at the same time.
KEEP = """#!/usr/bin/env python3
import os, sys
while True:
    line = sys.stdin.readline()
    if not line:
        break
    os.write(2, f"LINE {line.strip()}\\n".encode())
"""


def announce(guide, *networks):
    guide.frr.configure("router bgp 65000", "address-family ipv4 unicast", *networks)


def test_received_and_withdrawn(guide):
    guide.start("receive.conf", {"api/receive.py": "receive.py"})
    guide.established()
    guide.log(r"\[STATE\] BGP session state: connected")
    guide.log(r"\[STATE\] BGP session state: up")
    guide.log(r"\[RECEIVED\] Route 10\.0\.0\.0/8 via 192\.168\.1\.1")
    announce(guide, "no network 10.0.0.0/8")
    guide.log(r"\[WITHDRAWN\] Route 10\.0\.0\.0/8")
    announce(guide, "network 10.0.0.0/8")
    guide.log(r"\[RECEIVED\] Route 10\.0\.0\.0/8 via 192\.168\.1\.1", count=2)
    guide.frr.vtysh("clear bgp 192.168.1.2")
    guide.log(r"\[STATE\] BGP session state: down")
    assert "[ERROR]" not in guide.exabgp.log()


def test_guides_log_lines_for_updates(guide):
    guide.start("receive.conf", {"api/receive.py": "receive.py"})
    guide.log(r"UPDATE: route 10\.0\.0\.0/8 next-hop 192\.168\.1\.1 origin IGP as-path \[ 65000 \]")
    announce(guide, "no network 10.0.0.0/8")
    guide.log(r"UPDATE: withdraw route 10\.0\.0\.0/8")
    guide.frr.vtysh("clear bgp 192.168.1.2")
    guide.log("NOTIFICATION: Cease - Administrative Reset")


def test_script_for_4_x(guide):
    """It prints to standard output, where the program reads commands: that is no command, and it is told so."""
    # It never flushes, so what it prints would come out when it dies.
    guide.start("receive.conf", {"api/receive.py": "receive-4x.py"}, prefix=("env", "PYTHONUNBUFFERED=1"))
    guide.log("Started process", count=2)  # it does not know state messages and dies of one; what comes while it is away is lost
    guide.log(r"UPDATE: route 10\.0\.0\.0/8")
    announce(guide, "no network 10.0.0.0/8")
    guide.log(r"UPDATE: withdraw route 10\.0\.0\.0/8")
    announce(guide, "network 10.0.0.0/8")
    guide.log(r"Route: 10\.0\.0\.0/8 via 192\.168\.1\.1")


def lines(guide):
    return [json.loads(line) for line in re.findall(r"LINE (\{.*\})", guide.exabgp.log())]


def test_shape_of_the_guide_holds_both_paths(guide):
    guide.host.write("api/receive.py", KEEP)
    guide.start("receive.conf")
    guide.log('LINE .*"10.0.0.0/8"')
    update = next(line for line in lines(guide) if line["type"] == "update" and "10.0.0.0/8" in json.dumps(line))
    message = update["neighbor"]["message"]
    assert message["announce"]["ipv4 unicast"]["10.0.0.0/8"][0]["next-hop"] == "192.168.1.1"
    assert message["update"]["announce"]["ipv4 unicast"]["10.0.0.0/8"][0]["next-hop"] == "192.168.1.1"
    assert update["neighbor"]["address"] == {"local": "192.168.1.2", "peer": "192.168.1.1"}
    assert update["neighbor"]["asn"] == {"local": 65001, "peer": 65000}
    assert {"exabgp", "time", "host", "pid", "ppid", "counter"} <= set(update)
    states = [line["neighbor"]["state"] for line in lines(guide) if line["type"] == "state"]
    assert states[:2] == ["connected", "up"]


FIVE = """
process receive-routes {
    run /etc/exabgp/api/receive.py;
    encoder json;
}
neighbor 192.168.1.1 {
    router-id 192.168.1.2;
    local-address 192.168.1.2;
    local-as 65001;
    peer-as 65000;
    family { ipv4 unicast; }
    api {
        processes [ receive-routes ];
        neighbor-changes;
        receive { parsed; update; }
    }
}
"""


def shape(value):
    """Keys and kinds of values, without what differs from run to run."""
    if isinstance(value, dict):
        return {key: shape(item) for key, item in value.items()}
    if isinstance(value, list):
        return [shape(item) for item in value]
    return type(value).__name__


def updates_and_states(guide, binary, log):
    host = guide.host
    link = host.folder / "bin/exabgp"
    link.unlink()
    link.symlink_to(binary)
    host.write("api/receive.py", KEEP)
    guide.configure(FIVE)
    process = guide.world.keep(host.start("exabgp", "/etc/exabgp/exabgp.conf", log=log))
    process.wait_for_log('LINE .*"10.0.0.0/8"')
    process.stop()
    wait_until(lambda: not guide.frr.established("192.168.1.2"), "the session is down")
    return [json.loads(line) for line in re.findall(r"LINE (\{.*\})", process.log())]


def chosen(messages):
    """The first message of each kind that both programs must send."""
    first = {}
    for message in messages:
        kind = message["type"]
        kind += " " + message["neighbor"]["state"] if kind == "state" else ""
        if kind == "update" and "eor" in json.dumps(message):
            continue
        first.setdefault(kind, message)
    return first


def test_json_is_that_of_exabgp_5(guide):
    """The same configuration, router and helper, once under ExaBGP 5.0 and once under ours: same kinds, same keys in the same order, same route."""
    from lab.agent import BINARY, ROOT

    guide.start_router()
    theirs = chosen(updates_and_states(guide, ROOT / "build/venv/bin/exabgp", "theirs.log"))
    ours = chosen(updates_and_states(guide, BINARY, "ours.log"))
    assert set(ours) == set(theirs)
    for kind, message in theirs.items():
        assert json.dumps(shape(ours[kind])) == json.dumps(shape(message)), kind
    assert ours["update"]["neighbor"]["message"] == theirs["update"]["neighbor"]["message"]
    assert ours["update"]["exabgp"] == theirs["update"]["exabgp"]
