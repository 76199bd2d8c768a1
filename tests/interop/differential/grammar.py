"""Neighbors as ExaBGP's users write them, by chance: one seed, one text. Everything in it is valid in ExaBGP 4.2 and 5.0 alike.

Left out, because ExaBGP does not do what its documentation says, and we do: `attributes … nlri` of a file (neither version sends those routes).
"""

import random

FAMILIES = ("ipv4 unicast", "ipv4 multicast", "ipv4 nlri-mpls", "ipv4 mpls-vpn", "ipv4 flow", "ipv4 flow-vpn",
            "ipv6 unicast", "ipv6 nlri-mpls", "ipv6 mpls-vpn", "ipv6 flow", "l2vpn vpls")
COMMUNITIES = ("65000:1", "65000:666", "0:0", "65535:65281", "no-export", "no-advertise", "nopeer", "no-export-subconfed", "0x2a2a0001")
EXTENDED = ("target:65000:100", "origin:65000:7", "target:10.0.0.1:3", "0x0002fde800000064", "redirect:65500:12345", "l2info:19:0:1500:111", "target:70000:5",
            "origin:4200000000L:9")
LARGE = ("65000:1:2", "4200000000:0:4294967295", "0:0:1")
PORTS = ("=80", ">1024", "<1024", ">8080&<8088", "=25", ">=443", "!=53")
PROTOCOLS = ("tcp", "udp", "icmp", "=47", "!=6")
FLAGS = ("syn", "ack", "rst", "=fin", "!urg", "syn+ack")
FRAGMENTS = ("first-fragment", "last-fragment", "is-fragment")


# What a version does not send as it is written. 4.2 sends multicast routes as unicast ones, and takes an address in front of a colon for six octets.
UNUSABLE = {"4.2": ("ipv4 multicast", "target:10.0.0.1:3"), "5.0": ()}


class Neighbor:
    """`text` is for an exabgp.conf; the rest is what a peer has to know of it."""

    def __init__(self, seed, address, version, local="127.0.0.1"):
        self.seed, self.address, self.version = seed, address, version
        self.chance = random.Random(seed)
        self.local_as = self.chance.choice((65000, 64512, 1, 4200000001))
        self.peer_as = self.local_as if self.chance.random() < 0.4 else self.chance.choice((65010, 4200000099))
        families = [family for family in FAMILIES if family not in UNUSABLE[version]]
        self.families = sorted(self.chance.sample(families, self.chance.randint(1, 5)), key=families.index)
        self.as4 = self.local_as < 65536 and self.peer_as < 65536 and self.chance.random() < 0.1
        self.used = set()
        self.text = self.section(local)

    # --- the frame ------------------------------------------------------------------------------------------------------------

    def section(self, local):
        lines = [f"neighbor {self.address} {{", f" router-id 10.{self.seed % 200}.0.1;", f" local-address {local};", f" local-as {self.local_as};",
                 f" peer-as {self.peer_as};", *self.options(), *self.capability(), f" family {{ {' '.join(family + ';' for family in self.families)} }}",
                 *self.routes(), "}"]
        return "\n".join(lines) + "\n"

    def options(self):
        offers = (' description "a router, perhaps";', f" hold-time {self.chance.choice((0, 30, 180, 3600))};", " group-updates false;", " adj-rib-out true;",
                  " auto-flush true;", " manual-eor false;", " host-name border; domain-name example.net;")
        return [line for line in offers if self.chance.random() < 0.25]

    def capability(self):
        offers = [" route-refresh enable;", f" graceful-restart {self.chance.choice((0, 60, 120))};", " add-path send;", " add-path receive;",
                  " add-path send/receive;", " extended-message disable;", " aigp enable;", " nexthop enable;"]
        chosen = [line for line in offers if self.chance.random() < 0.2]
        paths = [line for line in chosen if "add-path" in line]
        chosen = [line for line in chosen if "add-path" not in line or line == paths[0]]
        if self.as4:
            chosen.append(" asn4 disable;")
        return [" capability {" + "".join(chosen) + " }"] if chosen else []

    # --- routes ---------------------------------------------------------------------------------------------------------------

    def routes(self):
        out = {"static": [], "flow": [], "l2vpn": [], "announce": []}
        for _ in range(self.chance.randint(1, 6)):
            family = self.chance.choice(self.families)
            afi, safi = family.split()
            if safi == "vpls":
                out["l2vpn"].append(self.vpls())
            elif safi.startswith("flow"):
                out["flow"].append(self.flow(afi, safi))
            elif family == "ipv4 unicast" and self.chance.random() < 0.3:  # 4.2 falls over labels there, and 5.0 sends VPN routes as unicast
                out["announce"].append(f"{safi} {self.prefix(afi)} next-hop 192.0.2.{self.chance.randint(1, 9)}{self.attributes()};")
            else:
                out["static"].append(self.static(afi, safi))
        inner = [f" {name} {{\n  " + "\n  ".join(lines) + "\n }" for name, lines in out.items() if lines and name != "announce"]
        if out["announce"]:
            inner.append(" announce { ipv4 {\n  " + "\n  ".join(out["announce"]) + "\n } }")
        return inner

    def prefix(self, afi, multicast=False):
        """One that this neighbor does not have yet: of two labels for one prefix ExaBGP sends both, we the later."""
        while (prefix := self.any_prefix(afi, multicast)) in self.used:
            pass
        self.used.add(prefix)
        return prefix

    def any_prefix(self, afi, multicast):
        if afi == "ipv6":
            return f"2001:db8:{self.chance.randint(1, 0xffff):x}::/{self.chance.choice((48, 56, 64, 128))}"
        if multicast:
            return f"239.{self.chance.randint(0, 250)}.0.0/16"
        length = self.chance.choice((8, 16, 20, 24, 32))
        octets = [10, self.chance.randint(0, 255), self.chance.randint(0, 255), self.chance.randint(0, 255)]
        value = int.from_bytes(bytes(octets)) >> (32 - length) << (32 - length)
        return ".".join(str(octet) for octet in value.to_bytes(4)) + f"/{length}"

    def next_hop(self, afi):
        if afi == "ipv6":
            return f"2001:db8::{self.chance.randint(1, 9)}"
        return self.chance.choice((f"192.0.2.{self.chance.randint(1, 9)}", "self"))

    def labels(self, safi, keyword):
        out = ""
        if safi in ("nlri-mpls", "mpls-vpn"):
            out += f" label {self.chance.randint(16, 1048575)}"
        if safi == "mpls-vpn":
            out += f" {keyword} {self.chance.choice(('65000:1', '10.0.0.1:7', '4200000000:9'))}"
        return out

    def static(self, afi, safi):
        prefix = self.prefix(afi, safi == "multicast")
        words = f"next-hop {self.next_hop(afi)}{self.labels(safi, self.chance.choice(('rd', 'route-distinguisher')))}"
        if safi == "unicast" and self.chance.random() < 0.1:
            words += f" path-information {self.chance.choice(('7', '1.2.3.4'))}"
        attributes = self.attributes()
        shape = self.chance.random()
        # Both versions take a block with a label and no route distinguisher for unicast; 4.2 falls over a block behind a labelled route.
        if shape < 0.2 and safi != "nlri-mpls" and not (self.version == "4.2" and any(family.endswith("nlri-mpls") for family in self.families)):
            inside = "; ".join(part.strip() for part in split_keywords(words + attributes))
            return f"route {prefix} {{ {inside}; }}"
        return f"route {prefix} {words}{attributes};"

    def attributes(self):
        pick = self.chance.choice
        offers = (
            lambda: f" origin {pick(('igp', 'egp', 'incomplete'))}",
            lambda: f" as-path [ {' '.join(str(self.chance.randint(1, 70000)) for _ in range(self.chance.randint(1, 4)))} ]",
            lambda: f" med {pick((0, 100, 4294967295))}",
            lambda: f" local-preference {pick((0, 50, 200))}",
            lambda: " atomic-aggregate",
            lambda: f" aggregator ( {self.chance.randint(1, 65000)}:10.0.0.{self.chance.randint(1, 9)} )",
            lambda: f" community {self.some(COMMUNITIES)}",
            lambda: f" originator-id 10.1.1.{self.chance.randint(1, 9)}",
            lambda: f" cluster-list [ 10.2.2.1 10.2.2.{self.chance.randint(2, 9)} ]",
            lambda: f" extended-community {self.some([word for word in EXTENDED if word not in UNUSABLE[self.version]])}",
            lambda: f" large-community {self.some(LARGE)}",
            lambda: f" attribute [ 0x{pick(('63', 'c8'))} 0xc0 0x{self.chance.randbytes(self.chance.randint(1, 6)).hex()} ]",
            lambda: f" aigp {pick((1, 100000))}",
            lambda: f" name route-{self.chance.randint(1, 99)}",
        )
        return "".join(offer() for offer in offers if self.chance.random() < 0.22)

    def some(self, words):
        chosen = self.chance.sample(words, self.chance.randint(1, min(3, len(words))))
        return chosen[0] if len(chosen) == 1 and self.chance.random() < 0.5 else f"[ {' '.join(chosen)} ]"

    # --- flow, vpls -----------------------------------------------------------------------------------------------------------

    def flow(self, afi, safi):
        pick, numbers = self.chance.choice, self.chance
        protocol = "protocol" if afi == "ipv4" else "next-header"
        offers = (
            lambda: f"destination {self.prefix(afi)};",
            lambda: f"source {self.prefix(afi)};",
            lambda: f"{protocol} {self.list_of(PROTOCOLS)};",
            lambda: f"port {self.list_of(PORTS)};",
            lambda: f"destination-port {self.list_of(PORTS)};",
            lambda: f"source-port {self.list_of(PORTS)};",
            lambda: f"icmp-type {self.list_of(('unreachable', 'echo-request', 'echo-reply', '=11'))};",
            lambda: f"tcp-flags {self.list_of(FLAGS)};",
            lambda: f"packet-length {self.list_of(('>200&<300', '=1500', '>400'))};",
            lambda: (f"dscp {self.list_of(('=10', '>20'))};" if afi == "ipv4" else f"traffic-class {self.list_of(('=8', '>20'))};"),
            lambda: (f"fragment {self.list_of(FRAGMENTS)};" if afi == "ipv4" else f"flow-label {self.list_of(('=2013', '>100'))};"),
        )
        matches = [offers[numbers.randrange(2)]()] + [offer() for offer in offers[2:] if numbers.random() < 0.25]
        numbers.shuffle(matches)
        action = pick(("discard;", f"rate-limit {pick((9600, 1000000))};", "redirect 65500:12345;", "mark 22;", "action sample;", "action sample-terminal;"))
        if numbers.random() < 0.2:
            action += f" extended-community {self.some(EXTENDED[:2])};"
        if numbers.random() < 0.3:
            action += f" community {self.some(COMMUNITIES)};"
        rd = " rd 65000:99;" if safi == "flow-vpn" else ""
        return f"route flow-{numbers.randint(1, 99)} {{{rd} match {{ {' '.join(matches)} }} then {{ {action} }} }}"

    def list_of(self, words):
        chosen = self.chance.sample(words, self.chance.randint(1, 2))
        return chosen[0] if len(chosen) == 1 else f"[ {' '.join(chosen)} ]"

    def vpls(self):
        numbers = self.chance
        return (f"vpls site{numbers.randint(1, 99)} {{ endpoint {numbers.randint(1, 99)}; base {numbers.randint(16, 65000)}; offset {numbers.randint(1, 99)}; "
                f"size {numbers.choice((8, 16))}; rd 172.30.5.4:13; next-hop 192.0.2.{numbers.randint(1, 9)};"
                + "".join(f" {part.strip()};" for part in split_keywords(self.attributes()) if not part.strip().startswith(("name", "aigp", "large"))) + " }")


KEYWORDS = {"next-hop", "origin", "as-path", "med", "local-preference", "atomic-aggregate", "aggregator", "community", "originator-id", "cluster-list",
            "extended-community", "large-community", "attribute", "aigp", "name", "label", "rd", "route-distinguisher", "path-information"}


def split_keywords(text):
    """`next-hop self med 5` in its statements."""
    out, depth = [], 0
    for word in text.split():
        if depth == 0 and word in KEYWORDS:
            out.append(word)
        else:
            out[-1] += " " + word
        depth += word.count("[") + word.count("(") - word.count("]") - word.count(")")
    return out
