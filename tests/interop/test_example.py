"""The program of bgp/example, which embeds the speaker in a page."""

from lab.agent import BINARY
from lab.process import Process
from lab.rack import FRR, OURS
from lab.waiting import wait_until


def test_announces_and_prints(rack):
    frr = rack.frr()
    example = rack.world.keep(Process([BINARY.parent / "announce_example", OURS, 65001, FRR, "203.0.113.0/24"], rack.world.folder / "example.log", rack.host))
    wait_until(lambda: frr.received() == {"203.0.113.0/24": {"path": "65001", "origin": "IGP", "nexthop": OURS}}, "FRR has the prefix of the example")
    frr.configure("router bgp 65000", "address-family ipv4 unicast", "network 192.0.2.0/24")
    example.wait_for_log(r"192\.0\.2\.0/24 .*as-path \( 65000 \)")
