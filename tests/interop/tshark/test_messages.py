"""The messages of a session, with every capability that a configuration can ask for."""

import struct

import pytest
from lab.agent import Vigilcast
from lab.waiting import wait_until
from matrix.ours import Ours

from .dissector import Dissection
from .recorder import KEEPALIVE, NOTIFICATION, OPEN, ROUTE_REFRESH, UPDATE, capabilities, message

FAMILIES = "ipv4 unicast, ipv6 unicast, ipv4 mpls-vpn, l2vpn evpn"
# Roles and BFD have words in our own format, a hostname and next hops of the other kind in ExaBGP's.
YAML = """
router: {{asn: 65001, id: 10.9.0.10, holdDown: 0s, gracefulRestart: {{time: 60s}}}}
peers:
  - {{name: router, address: 127.0.0.1, sourceAddress: 127.0.0.1, port: {port}, asns: [], families: [%s], role: customer, bfd: {{strict: true, passive: true}},
     addPath: [{{family: ipv4 unicast, mode: both}}, {{family: ipv6 unicast, mode: send}}]}}
services: [{{name: web, prefixes: [198.51.100.1/32, "2001:db8::1/128"], announce: {{up: {{med: 7, communities: [65001:1], largeCommunities: ["65001:1:2"]}}}}}}]
admin: {{listen: none}}
""" % FAMILIES
EXABGP = """
neighbor 127.0.0.1 {{
  router-id 10.9.0.10; local-address 127.0.0.1; connect {port}; local-as 65001; peer-as 65001; hold-time 30; host-name node; domain-name example.net;
  capability {{ {capabilities} }}
  family {{ ipv4 unicast; ipv6 unicast; ipv4 mpls-vpn; ipv4 flow; }}
  nexthop {{ ipv4 unicast ipv6; }}
  static {{ {routes} }}
}}
"""
EVERYTHING = "asn4 enable; route-refresh enable; graceful-restart 120; add-path send/receive; extended-message enable; software-version enable; nexthop enable;"
CODES = {1: "multiprotocol", 2: "route refresh", 5: "extended next hop", 6: "extended messages", 64: "graceful restart", 65: "four-octet AS", 69: "add-path",
           70: "enhanced refresh", 73: "hostname", 75: "software version"}


@pytest.fixture
def ours(recorder, tmp_path):
    """Starts us with an exabgp.conf."""
    started = []

    def start(routes="", capabilities=EVERYTHING):
        started.append(Ours(None, tmp_path / "ours", EXABGP.format(port=recorder.port, routes=routes, capabilities=capabilities)))
        recorder.wait_for(KEEPALIVE)
        return started[0]

    yield start
    for one in started:
        one.stop()


def unmarked(tmp_path, messages):
    marks = Dissection(tmp_path / "messages.pcap", messages).marks()
    assert not any(marks), marks


def test_open_and_keepalive(recorder, ours, tmp_path, row):
    ours()
    (said,) = recorder.ours(OPEN)
    assert set(CODES) <= {code for code, _ in capabilities(said.bytes)}
    unmarked(tmp_path, [said, recorder.ours(KEEPALIVE)[0]])
    row("OPEN, KEEPALIVE")


def test_open_with_a_role_and_strict_bfd(recorder, tmp_path, row):
    agent = Vigilcast(None, tmp_path / "ours", YAML.format(port=recorder.port))
    said = recorder.wait_for(OPEN)
    assert {9, 74} <= {code for code, _ in capabilities(said[0].bytes)}
    unmarked(tmp_path, said)
    agent.stop()
    row("OPEN with a role and strict BFD")


def test_path_identifiers(recorder, ours, tmp_path, row):
    ours("route 198.51.100.0/24 next-hop self path-information 0.0.0.1; route 198.51.100.0/24 next-hop 10.9.0.11 path-information 0.0.0.2;")
    said = recorder.wait_for(UPDATE, 2, lambda one: one.announces)
    assert {one.parts()[2][:4] for one in said} == {b"\0\0\0\1", b"\0\0\0\2"}
    unmarked(tmp_path, said)
    text = Dissection(tmp_path / "text.pcap", said).text()
    assert "198.51.100.0/24 PathId 2" in text, text
    row("UPDATE with path identifiers")


def test_extended_message(recorder, ours, tmp_path, row):
    ours("".join(f"route 10.{number >> 8}.{number & 255}.0/24 next-hop self;" for number in range(2000)), "extended-message enable;")
    (said,) = recorder.wait_for(UPDATE, 1, lambda one: len(one.bytes) > 4096)
    seen = Dissection(tmp_path / "long.pcap", [said])
    assert f"Length: {len(said.bytes)}" in seen.text()
    assert seen.types() == [], "the type stands behind the length"
    row("extended message", "no", "of more than 4,096 octets it reads the length and no more (RFC 8654)")


def test_refresh(recorder, ours, tmp_path, row):
    """Asked for a family, we mark where the answer begins and ends; and we ask."""
    ours("route 198.51.100.0/24 next-hop self;")
    recorder.wait_for(UPDATE, 1 + 4)  # the route, and where each family ends
    recorder.send(message(ROUTE_REFRESH, struct.pack("!HBB", 1, 0, 1)))
    said = recorder.wait_for(ROUTE_REFRESH, 2)
    assert [one.bytes[19:] for one in said] == [b"\0\1\1\1", b"\0\1\2\1"]
    unmarked(tmp_path, said)
    row("ROUTE-REFRESH, with the marks of an enhanced one")


def test_notification(recorder, ours, tmp_path, row):
    ours(capabilities="").stop()
    said = wait_until(lambda: recorder.ours(NOTIFICATION), "we say why we go")
    unmarked(tmp_path, said)
    assert "vigilcast is stopping" in Dissection(tmp_path / "text.pcap", said).text()
    row("NOTIFICATION with a shutdown communication")
