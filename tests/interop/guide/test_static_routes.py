"""The guide's chapters Configuration Walkthrough, Establishing the Session and Adding Your First Route."""

import re

import pytest
from lab.expected import route
from lab.waiting import stays, wait_until

PLAIN = {"100.10.0.0/24": route()}
SEVERAL = {
    "100.10.0.0/24": route(),
    "100.20.0.0/24": route(),
    "100.30.0.0/24": route(),
    "100.40.0.0/24": route(med=100, communities=["65001:100"]),
}
NEIGHBOR = """
neighbor 192.168.1.1 {
    router-id 192.168.1.2;
    local-address 192.168.1.2;
    local-as 65001;
    peer-as 65000;
    static {
        %s
    }
}
"""


def test_minimal_configuration(guide):
    guide.start("minimal.conf")
    guide.established()
    guide.expect_table(PLAIN)


def test_expected_output(guide):
    """Chapter Expected Output: these lines, in this order."""
    guide.start("minimal.conf")
    guide.log("Announced route 100.10.0.0/24 next-hop 192.168.1.2")
    lines = [
        "Welcome to ExaBGP",
        r"Performing reload of exabgp [0-9.]+",
        r"New neighbor 192\.168\.1\.1 \(local AS 65001, peer AS 65000\)",
        r"BGP session established with 192\.168\.1\.1",
        r"Announced route 100\.10\.0\.0/24 next-hop 192\.168\.1\.2",
    ]
    positions = [re.search(line, guide.exabgp.log()).start() for line in lines]
    assert positions == sorted(positions)
    guide.log("Sending OPEN to 192.168.1.1")
    guide.log("Received OPEN from 192.168.1.1")


def test_verify_on_router(guide):
    guide.start("minimal.conf")
    guide.expect_table(PLAIN)
    summary = guide.frr.json("show bgp ipv4 unicast summary json")["peers"]["192.168.1.2"]
    assert (summary["version"], summary["remoteAs"], summary["state"], summary["pfxRcd"]) == (4, 65001, "Established", 1)


def test_several_routes(guide):
    """IPv6 is not spoken with this router, so its route goes nowhere; the others arrive."""
    guide.start("static.conf")
    guide.expect_table(SEVERAL)


IPV6_TOO = " address-family ipv6 unicast\n  neighbor 192.168.1.2 activate\n exit-address-family\n"


def test_ipv6_route_takes_the_global_address_of_the_interface(guide):
    guide.router.add_address("2001:db8:1::1/64")
    guide.namespace.add_address("2001:db8:1::2/64")
    guide.start_router(IPV6_TOO)
    guide.start("static.conf")
    guide.expect_table(SEVERAL)
    guide.expect_table({"2001:db8:100::/48": {"path": "65001", "origin": "IGP", "nexthop": "2001:db8:1::2"}}, "ipv6")


def test_ipv6_route_without_a_global_address_is_held_and_told(guide):
    guide.start_router(IPV6_TOO)
    guide.start("static.conf")
    guide.expect_table(SEVERAL)
    guide.log(r"2001:db8:100::/48.*(IPv6|next-hop)")
    stays(lambda: guide.frr.received("ipv6") == {}, "no IPv6 route on the router")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("route 100.10.0.0/24 next-hop self med 50;   # Preferred", route(med=50)),
        ("route 100.10.0.0/24 next-hop self med 100;  # Less preferred", route(med=100)),
        ("route 100.10.0.0/24 next-hop self local-preference 200;", route()),
        ("route 100.10.0.0/24 next-hop self community [ 65001:100 65001:200 ];", route(communities=["65001:100", "65001:200"])),
        ("route 100.10.0.0/24 next-hop self as-path [ 65001 65001 65001 ];", route(path="65001 65001 65001")),
    ],
)
def test_route_attributes(guide, line, expected):
    """Chapter Route Attributes. LOCAL_PREF does not cross to another AS."""
    guide.start(NEIGHBOR % line)
    guide.expect_table({"100.10.0.0/24": expected})


def test_the_last_of_two_lines_for_one_prefix_counts(guide):
    guide.start(NEIGHBOR % "route 100.10.0.0/24 next-hop self med 50;\n route 100.10.0.0/24 next-hop self med 100;")
    guide.expect_table({"100.10.0.0/24": route(med=100)})


def test_local_preference_inside_the_as(guide):
    guide.start_router()
    guide.frr.configure("router bgp 65000", "neighbor 192.168.1.2 remote-as 65000")
    text = NEIGHBOR % "route 100.10.0.0/24 next-hop self local-preference 200;"
    guide.start(text.replace("local-as 65001", "local-as 65000"))
    guide.expect_table({"100.10.0.0/24": route(path="Local", localpref=200)})


def test_route_is_gone_when_the_program_ends(guide):
    guide.start("minimal.conf")
    guide.expect_table(PLAIN)
    assert guide.exabgp.stop() == 0
    guide.expect_table({})
    wait_until(lambda: not guide.frr.established("192.168.1.2"), "the session is down")


def test_router_restarts(guide):
    guide.start("minimal.conf")
    guide.expect_table(PLAIN)
    guide.frr.kill()
    guide.frr.start()
    guide.established()
    guide.expect_table(PLAIN)
    guide.log("BGP session established with 192.168.1.1", count=2)
