"""routes.txt: the UPDATEs that tshark is to read, family by family."""

import struct
from dataclasses import dataclass, field
from pathlib import Path

NUMBERS = {
    "ipv4": 1, "ipv6": 2, "l2vpn": 25, "bgp-ls": 16388,
    "unicast": 1, "multicast": 2, "nlri-mpls": 4, "mcast-vpn": 5, "vpls": 65, "evpn": 70, "sr-policy": 73, "mup": 85, "mpls-vpn": 128, "rtc": 132, "flow": 133, "flow-vpn": 134,
}
LINK_STATE = {"bgp-ls": 71, "bgp-ls-vpn": 72}  # as a SAFI
ORIGIN, NO_PATH, LOCAL_PREF = bytes.fromhex("40010100"), bytes.fromhex("400200"), bytes.fromhex("40050400000064")


@dataclass
class Case:
    title: str
    attributes: list = field(default_factory=list)
    next_hop: bytes = b""
    nlri: bytes = b""
    marked: str = ""
    because: str = ""

    def update(self, family):
        """The body of the UPDATE."""
        path = [] if any(one[1] == 2 for one in self.attributes) else [NO_PATH]
        attributes = [ORIGIN, *path, LOCAL_PREF, *self.attributes]
        plain = family == (1, 1) and len(self.next_hop) == 4
        if plain:
            attributes.append(b"\x40\x03\x04" + self.next_hop)
        else:
            reach = struct.pack("!HBB", *family, len(self.next_hop)) + self.next_hop + b"\0" + self.nlri
            attributes.append(b"\x90\x0e" + struct.pack("!H", len(reach)) + reach)
        whole = b"".join(sorted(attributes, key=lambda one: one[1]))
        return struct.pack("!HH", 0, len(whole)) + whole + (self.nlri if plain else b"")


@dataclass
class Family:
    name: str
    cases: list = field(default_factory=list)

    @property
    def number(self):
        afi, safi = self.name.split()
        return NUMBERS[afi], LINK_STATE.get(safi) or NUMBERS[safi]


def read(file=Path(__file__).with_name("routes.txt")):
    families = []
    for line in file.read_text().splitlines():
        word, _, rest = line.strip().partition(" ")
        if word == "family":
            families.append(Family(rest))
        elif word == "case":
            families[-1].cases.append(Case(rest))
        elif word in ("marked", "because"):
            setattr(families[-1].cases[-1], word, rest)
        elif word == "with":
            families[-1].cases[-1].attributes.append(bytes.fromhex(rest))
        elif word in ("next-hop", "nlri"):
            setattr(families[-1].cases[-1], word.replace("-", "_"), bytes.fromhex(rest))
        else:
            assert not word or word == "#", f"{file}: {line}"
    return families
