"""The families beyond unicast: what each side originates, how each implementation has it, and what it must say of our route.

We announce 198.51.100.0/24 or 2001:db8:1::/48 with distinguisher 65001:1 and label 100, the other side 203.0.113.0/24 or 2001:db8:2::/48 with 65000:1 and 200.
"""

from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network

from tshark import routes

from .routers import OURS


@dataclass(frozen=True)
class There:
    """How an implementation has a family. Without `originate` it announces nothing."""

    word: str                # the family in its configuration
    ask: str = ""            # what shows our routes; GoBGP without it: the neighbor, for a family that its command line cannot print
    shows: tuple = ()        # pieces of that answer; runs of blanks count as one. Nothing: it gets no route of ours
    originate: tuple = ()    # in its own words
    arrives: tuple = ()      # our texts of what it originates, where they differ from the family's


@dataclass(frozen=True)
class Family:
    name: str          # the row of the document
    family: str        # as exabgp.conf has it
    ours: str = ""     # a section of the neighbor
    octets: tuple = ()  # or UPDATEs, for a family that no configuration has words for
    arrives: tuple = ()  # what the others originate, as `vigilcast routes in` says it
    there: dict = field(default_factory=dict)


PREFIX = {4: ("198.51.100.0/24", "203.0.113.0/24"), 6: ("2001:db8:1::/48", "2001:db8:2::/48")}
VPN = "rd {0}:1 label {1} extended-community [ target:{0}:1 ]"

# Sections of an exabgp.conf: ours, and those of ExaBGP on the other side.


def static(prefix, more):
    return f"static {{ route {prefix} next-hop self {more}; }}"


def flow(prefix, rd=""):
    protocol = "next-header" if ":" in prefix else "protocol"
    return f"flow {{ route {{ {rd} match {{ destination {prefix}; {protocol} tcp; destination-port =80; }} then {{ discard; }} }} }}"


def flow_text(version):
    """ExaBGP's text of the flow that the others originate."""
    if version == 4:
        return f"flow destination-ipv4 {PREFIX[4][1]} protocol =tcp destination-port =80"
    return f"flow destination-ipv6 {PREFIX[6][1]}/0 next-header =tcp destination-port =80"


def vpls(rd, base, next_hop):
    return f"l2vpn {{ vpls site {{ endpoint 5; base {base}; offset 1; size 8; rd {rd}; next-hop {next_hop}; }} }}"


def octets(family, without=""):
    """What tshark is given to read: every kind of route of the family, as UPDATEs. `without` is one of them."""
    (found,) = [one for one in routes.read() if one.name == family]
    return tuple(case.update(found.number) for case in found.cases if case.title != without)


def prefix_update(family, prefix, next_hop):
    network = ip_network(prefix)
    nlri = bytes([network.prefixlen]) + network.network_address.packed[:(network.prefixlen + 7) // 8]
    return routes.Case("", next_hop=ip_address(next_hop).packed, nlri=nlri).update(family)


def announce(afi, text):
    return f"announce {{ {afi} {{ {text}; }} }}"


def exabgp(family, shows, originate, versions=("4.2", "5.0"), **more):
    return {f"ExaBGP {version}": There(family, family, shows, originate, **more) for version in versions}


def labelled(version):
    there, back = PREFIX[version]
    afi = f"ipv{version}"
    return Family(f"IPv{version} labelled", f"{afi} nlri-mpls", static(there, "label 100"), (), (f"{back} label 200",), {
        "FRR": There(f"{afi} labeled-unicast", f"show bgp {afi} labeled-unicast {there}", ("Remote label: 100",), (), (f"{there} label 16",)),
        "BIRD": There(f"{afi} mpls", "show route protocol ours all", (there, "mpls 100"), (f'route {back} via "eth0";',), (f"{back} label 3",)),
        "GoBGP": There(f"{afi}-labelled-unicast", f"{afi}-mpls", (there, "[100]"), (f"global rib add -a {afi}-mpls {back} 200",)),
        **exabgp(f"{afi} nlri-mpls", (there, '"label": [ [100'), (static(back, "label 200"),)),
    })


def vpn(version):
    there, back = PREFIX[version]
    afi = f"ipv{version}"
    return Family(f"IPv{version} VPN", f"{afi} mpls-vpn", static(there, VPN.format(65001, 100)), (), (f"{back} label 200 rd 65000:1",), {
        "FRR": There(f"{afi} vpn", f"show bgp {afi} vpn {there}", ("65001:1", "Remote label: 100", "RT:65001:1"), (f"network {back} rd 65000:1 label 200",)),
        "BIRD": There(f"vpn{version} mpls", "show route protocol ours all", (f"65001:1 {there}", "mpls 100", "(rt, 65001, 1)"), (f'route 65000:1 {back} via "eth0";',), (f"{back} label 3 rd 65000:1",)),
        "GoBGP": There(f"l3vpn-{afi}-unicast", f"vpnv{version}", (f"65001:1:{there}", "[100]", "65001:1"), (f"global rib add -a vpnv{version} {back} label 200 rd 65000:1 rt 65000:1",)),
        "OpenBGPD": There(f"IPv{version} vpn", "detail", (f"rd 65001:1 {there}", "rt 65001:1")),
        **exabgp(f"{afi} mpls-vpn", (there, "65001:1", '"label": [ [100', "target:65001:1"), (static(back, VPN.format(65000, 200)),)),
    })


def flowspec(version):
    there, back = PREFIX[version]
    afi = f"ipv{version}"
    return Family(f"IPv{version} FlowSpec", f"{afi} flow", flow(there), (), (flow_text(version),), {
        "FRR": There(f"{afi} flowspec", f"show bgp {afi} flowspec detail", (there,)),
        "BIRD": There(f"flow{version}", "show route protocol ours all", (f"dst {there}",), (f"route flow{version} {{ dst {back}; proto = 6; dport = 80; }};",)),
        "GoBGP": There(f"{afi}-flowspec", f"{afi}-flowspec", (f"destination: {there}",),
                       (f"global rib add -a {afi}-flowspec match destination {back} protocol tcp destination-port ==80 then discard",)),
        **exabgp(f"{afi} flow", (there,), (flow(back),)),
    })


def flow_vpn(version):
    there, back = PREFIX[version]
    afi = f"ipv{version}"
    return Family(f"IPv{version} FlowSpec VPN", f"{afi} flow-vpn", flow(there, "rd 65001:1;"), (), (flow_text(version) + " rd 65000:1",), {
        "GoBGP": There(f"l3vpn-{afi}-flowspec", f"{afi}-l3vpn-flowspec", (f"destination: {there}", "65001:1")),
        **exabgp(f"{afi} flow-vpn", (there, "65001:1"), (flow(back, "rd 65000:1;"),)),
    })


def multicast(version):
    """Of IPv6 it is no family of ExaBGP's. 4.2 sends its own routes as if they were unicast."""
    there, back = PREFIX[version]
    afi = f"ipv{version}"
    more = exabgp(f"{afi} multicast", (there,), (), ("4.2",)) | exabgp(f"{afi} multicast", (there,), (announce(afi, f"multicast {back} next-hop self"),), ("5.0",))
    return Family(f"IPv{version} multicast", f"{afi} multicast", announce(afi, f"multicast {there} next-hop self"), (prefix_update((2, 2), there, OURS[6]),) if version == 6 else (), (back,), {
        "FRR": There(f"{afi} multicast", f"show bgp {afi} multicast {there}", (there, "from"), (f"network {back}",)),
        "BIRD": There(f"{afi} multicast", "show route protocol ours all", (there,), (f"route {back} blackhole;",)),
        **(more if version == 4 else {}),
    })


SHARED_JOIN = {
    "ipv4": "mcast-vpn shared-join rp 10.99.199.1 group 239.251.255.{0} rd {1}:1 source-as {1} next-hop self extended-community [ target:{1}:1 ]",
    "ipv6": "mcast-vpn shared-join rp fd00::1 group ff0e::{0} rd {1}:1 source-as {1} next-hop self extended-community [ target:{1}:1 ]",
}
T1ST = {
    "ipv4": "mup mup-t1st 192.0.2.{0}/32 rd {1}:1 teid 12345 qfi 9 endpoint 10.0.0.1 next-hop self extended-community [ target:{1}:1 ]",
    "ipv6": "mup mup-t1st 2001:db8:1:1::{0}/128 rd {1}:1 teid 12345 qfi 9 endpoint 2001:db8::1 next-hop self extended-community [ target:{1}:1 ]",
}
SR_POLICY = "sr-policy distinguisher 1 color 100 endpoint 192.0.2.1 next-hop self preference 100 segment-list weight 1 segment type-a mpls 16"
EVPN = (
    "evpn:ethernetad::65000:1:01:aa:bb:cc:dd:ee:ff:00:64:00:200: label 6 (100)",
    "evpn:macadv::65000:1:-:0:AA:BB:CC:DD:EE:01/48:10.0.0.1: label 62 (1000)",
    "evpn:multicast::65000:1:0:10.0.0.1",
    "evpn:segment::65000:1:01:aa:bb:cc:dd:ee:ff:00:64:00:10.0.0.1",
    "evpn:prfxadv::65000:1:-:0:203.0.113.0/24:0.0.0.0: label 125 (2000)",
)

FAMILIES = (
    multicast(4), multicast(6), labelled(4), labelled(6), vpn(4), vpn(6), flowspec(4), flowspec(6), flow_vpn(4), flow_vpn(6),
    Family("VPLS", "l2vpn vpls", vpls("65001:1", 10702, "self"), (), ("vpls rd 65000:1 endpoint 5 base 20702 offset 1 size 8",), {
        "GoBGP": There("l2vpn-vpls", "", ("Received: 1", "Accepted: 1")), **exabgp("l2vpn vpls", ("65001:1", "10702"), (vpls("65000:1", 20702, "10.9.0.5"),))}),
    Family("EVPN", "l2vpn evpn", "", octets("l2vpn evpn", "inclusive multicast from an IPv6 router"), EVPN, {
        "FRR": There("l2vpn evpn", "show bgp l2vpn evpn", ("[1]:[0]", "[2]:[1901]:[48]:[00:11:22:33:44:55]", "[3]:[7]:[32]:[192.0.2.1]", "[4]:[", "[5]:[0]:[24]:[10.0.1.0]"), (
            "network 203.0.113.0/24 rd 65000:1 ethtag 0 label 2000 esi 00:00:00:00:00:00:00:00:00:00 gwip 0.0.0.0 routermac aa:bb:cc:dd:ee:01",), ("evpn:prfxadv::65000:1:-:0:203.0.113.0/24:0.0.0.0: label 2000 (32001)",)),
        "GoBGP": There("l2vpn-evpn", "evpn", ("[type:A-D]", "[type:macadv]", "[type:multicast]", "[type:esi]", "[type:Prefix]"), (
            "global rib add -a evpn a-d esi LACP aa:bb:cc:dd:ee:ff 100 etag 200 label 100 rd 65000:1 rt 65000:1",
            "global rib add -a evpn macadv aa:bb:cc:dd:ee:01 10.0.0.1 etag 0 label 1000 rd 65000:1 rt 65000:1",
            "global rib add -a evpn multicast 10.0.0.1 etag 0 rd 65000:1 rt 65000:1",
            "global rib add -a evpn esi 10.0.0.1 esi LACP aa:bb:cc:dd:ee:ff 100 rd 65000:1 rt 65000:1",
            "global rib add -a evpn prefix 203.0.113.0/24 etag 0 label 2000 rd 65000:1 rt 65000:1")),
        **exabgp("l2vpn evpn", ('"code": 2', '"00:11:22:33:44:55"'), ())}),
    Family("IPv4 MVPN", "ipv4 mcast-vpn", announce("ipv4", SHARED_JOIN["ipv4"].format(1, 65001)), (), ("mvpn:shared-join::65000:1:65000:10.99.199.1:239.251.255.2",),
           exabgp("ipv4 mcast-vpn", ("239.251.255.1",), (announce("ipv4", SHARED_JOIN["ipv4"].format(2, 65000)),), ("5.0",))),
    Family("IPv6 MVPN", "ipv6 mcast-vpn", announce("ipv6", SHARED_JOIN["ipv6"].format(1, 65001)), (), ("mvpn:shared-join::65000:1:65000:fd00::1:ff0e::2",),
           exabgp("ipv6 mcast-vpn", ("ff0e::1",), (announce("ipv6", SHARED_JOIN["ipv6"].format(2, 65000)),), ("5.0",))),
    Family("IPv4 MUP", "ipv4 mup", announce("ipv4", T1ST["ipv4"].format(1, 65001)), (), ("mup:t1st::65000:1:192.0.2.2/32:12345:9:10.0.0.1/32",), {
        "GoBGP": There("ipv4-mup", "mup-ipv4", ("192.0.2.1/32", "65001:1"), ("global rib add -a mup-ipv4 t1st 192.0.2.2/32 rd 65000:1 rt 65000:1 teid 12345 qfi 9 endpoint 10.0.0.1 nexthop 10.9.0.5",)),
        **exabgp("ipv4 mup", ('"prefix_ip": "192.0.2.1"', '"rd": "65001:1"', '"endpoint_ip": "10.0.0.1"'), (announce("ipv4", T1ST["ipv4"].format(2, 65000)),), ("5.0",))}),
    Family("IPv6 MUP", "ipv6 mup", announce("ipv6", T1ST["ipv6"].format(1, 65001)), (), ("mup:t1st::65000:1:2001:db8:1:1::2/128:12345:9:2001:db8::1/128",), {
        "GoBGP": There("ipv6-mup", "mup-ipv6", ("2001:db8:1:1::1/128", "65001:1"), (
            "global rib add -a mup-ipv6 t1st 2001:db8:1:1::2/128 rd 65000:1 rt 65000:1 teid 12345 qfi 9 endpoint 2001:db8::1 nexthop 2001:db8:9::5",)),
        **exabgp("ipv6 mup", ('"prefix_ip": "2001:db8:1:1::1"', '"rd": "65001:1"'), (announce("ipv6", T1ST["ipv6"].format(2, 65000)),), ("5.0",))}),
    Family("route target membership", "all", "", octets("ipv4 rtc", "every route target"), ("rtc 65000:target:65000:1",), {"GoBGP": There("rtc", "", ("Received: 2", "Accepted: 2"), ("vrf add red rd 65000:1 rt both 65000:1",))}),
    Family("BGP-LS", "bgp-ls bgp-ls", "", octets("bgp-ls bgp-ls"), (), {
        "GoBGP": There("ls", "", ("Received: 9", "Accepted: 9")), **exabgp("bgp-ls bgp-ls", ('"bgpls-node"', '"bgpls-link"'), (), ("5.0",))}),
    Family("SR policy", "ipv4 sr-policy", announce("ipv4", SR_POLICY), (), (), {"GoBGP": There("ipv4-srpolicy", "", ("Received: 1", "Accepted: 1"))}),
)
