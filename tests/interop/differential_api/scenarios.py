"""What is played, as data. The UPDATEs that are received are those of tests/corpus/exabgp."""

from pathlib import Path

from differential.recorder import KEEPALIVE, UPDATE

from .play import Scenario

CORPUS = Path(__file__).resolve().parents[2] / "corpus/exabgp"
ROUTE_REFRESH, OPERATIONAL = 5, 6
EVERYTHING = "neighbor-changes; negotiated; fsm; signal; "
MESSAGES = "open; update; notification; keepalive; refresh;"
PARSED = f"receive {{ parsed; {MESSAGES} }} send {{ parsed; {MESSAGES} }}"
FAMILIES = ("ipv4 unicast", "ipv4 multicast", "ipv4 nlri-mpls", "ipv4 mpls-vpn", "ipv4 flow", "ipv4 flow-vpn", "ipv6 unicast", "ipv6 nlri-mpls",
            "ipv6 mpls-vpn", "ipv6 flow", "ipv6 flow-vpn", "l2vpn vpls", "l2vpn evpn", "bgp-ls bgp-ls")
CAPABILITIES = "capability { route-refresh enable; graceful-restart 120; add-path disable; }"


def cases(name):
    """(name, body) of each UPDATE of a corpus file."""
    out, case = [], ""
    for line in (CORPUS / name).read_text(encoding="utf-8").splitlines():
        word, _, rest = line.strip().partition(" ")
        if word == "case":
            case = rest
        elif word == "update":
            out.append((case, bytes.fromhex(rest)))
    return out


def stream(*names):
    return [(UPDATE, body) for name in names for _, body in cases(name)]


ALL = stream("decoding.txt", "link_state.txt")
CHUNK = 8  # ExaBGP ends the session at some of them

BASIC = [
    (UPDATE, bytes.fromhex("0000" "001b" "400101004002060201 0000fde9 400304 c0000201 800404 00000064".replace(" ", "")) + bytes.fromhex("180a0102")),
    (UPDATE, bytes.fromhex("0004 180a0102 0000".replace(" ", ""))),
    (UPDATE, bytes(4)),
    (KEEPALIVE, b""),
]
PATHS = [(UPDATE, bytes.fromhex("0000 001b 400101004002060201 0000fde9 400304 c0000201 800404 00000064 00000007 180a0102".replace(" ", "")))]
REFRESH = [(ROUTE_REFRESH, bytes.fromhex("00010001"))]
STATIC = "static { route 10.9.0.0/24 next-hop self med 10 community 65000:1; route 10.9.1.0/24 next-hop 192.0.2.7; }"

LISTEN = [
    Scenario(f"session-{encoder}-{ends}", encoder, EVERYTHING + PARSED, CAPABILITIES + STATIC, ("ipv4 unicast", "ipv6 unicast"), receives=BASIC, ends=ends)
    for encoder in ("json", "text") for ends in ("daemon", "notification", "close")
] + [
    Scenario(f"{form}-{encoder}", encoder, f"neighbor-changes; receive {{ {form.replace('+', '; ')}; {MESSAGES} }} send {{ {form.replace('+', '; ')}; {MESSAGES} }}",
             CAPABILITIES + STATIC, receives=BASIC)
    for encoder in ("json", "text") for form in ("packets", "packets+parsed", "consolidate", "packets+parsed+consolidate")
] + [
    Scenario(f"updates-{encoder}-{first}", encoder, "receive { parsed; update; }", "capability { asn4 enable; }", FAMILIES, 65000, ALL[first:first + CHUNK])
    for encoder in ("json", "text") for first in range(0, len(ALL), CHUNK)
] + [
    *(Scenario(f"refresh-{encoder}", encoder, f"receive {{ {forms}; refresh; }}", CAPABILITIES + STATIC, receives=REFRESH)
      for encoder in ("json", "text") for forms in ("parsed; packets",)),
    *(Scenario(f"down-{encoder}-{ends}", encoder, "neighbor-changes; fsm; receive { parsed; notification; }", ends=ends)
      for encoder in ("json", "text") for ends in ("notification", "close")),
    *(Scenario(f"teardown-{encoder}", encoder, "neighbor-changes; fsm; receive { parsed; notification; } send { parsed; notification; }",
               commands=["neighbor 127.0.0.1 teardown 4"]) for encoder in ("json", "text")),
    *(Scenario(f"updates-compact-{first}", "json", "receive { parsed; update; }", "capability { asn4 enable; }", FAMILIES, 65000, ALL[first:first + CHUNK],
               environment={"exabgp_api_compact": "true"}) for first in range(0, 2 * CHUNK, CHUNK)),
    Scenario("compact-basic", "json", PARSED, STATIC, receives=BASIC, environment={"exabgp_api_compact": "true"}),
    *(Scenario(name, "json", api, f"capability {{ add-path {paths}; }}" + STATIC, receives=PATHS) for name, api, paths in (
        ("add-path", PARSED, "send/receive"), ("add-path-negotiated", "negotiated; " + PARSED, "receive"),
        ("add-path-send-negotiated", "negotiated; " + PARSED, "send/receive"))),
]

COMMANDS = [
    "announce route 10.1.0.0/24 next-hop self",
    "announce route 10.1.1.0/24 next-hop 192.0.2.1 med 5 community [65000:1 65000:2]",
    "announce route 10.1.2.0/24 { next-hop self; med 7; }",
    "neighbor 127.0.0.1 announce route 10.1.3.0/24 next-hop self",
    "neighbor 127.0.0.1 local-as 65000 announce route 10.1.4.0/24 next-hop self",
    "neighbor 127.0.0.9 announce route 10.1.5.0/24 next-hop self",
    "neighbor 127.0.0.1, neighbor 127.0.0.9 announce route 10.1.6.0/24 next-hop self",
    "announce attributes next-hop self med 9 nlri 10.2.0.0/24 10.2.1.0/24",
    "announce attribute next-hop self med 9 nlri 10.2.2.0/24",
    "withdraw attributes next-hop self med 9 nlri 10.2.0.0/24",
    "withdraw route 10.1.0.0/24 next-hop self",
    "withdraw route 10.1.1.0/24",
    "withdraw route 10.99.0.0/24 next-hop self",
    "announce route 10.1.0.1/24 next-hop self",
    "announce route 10.3.0.0/22 next-hop self split /24",
    "announce route 2001:db8::/32 next-hop 2001:db8::1",
    "announce eor",
    "announce eor ipv4 unicast",
    "announce eor ipv6 flow",
    "announce route-refresh ipv4 unicast",
    "announce watchdog",
    "withdraw watchdog dnsr",
    "announce watchdog dnsr",
    "announce flow route { match { source 10.0.0.0/24; } then { discard; } }",
    "announce flow route source 10.0.1.0/24 discard",
    "withdraw flow route { match { source 10.0.0.0/24; } then { discard; } }",
    "announce vpls endpoint 5 base 10702 offset 1 size 8 rd 172.30.5.4:13 next-hop 192.0.2.1",
    "announce ipv4 unicast 10.5.0.0/24 next-hop self",
    "withdraw ipv4 unicast 10.5.0.0/24 next-hop self",
    "announce operational asm afi ipv4 safi unicast advisory \"hi\"",
    "flush adj-rib out",
    "neighbor 127.0.0.1 flush adj-rib out",
    "clear adj-rib out",
    "clear adj-rib in",
    "# a comment",
    "~ debug look here",
    "make coffee",
    "announce",
    "teardown 4",
    "disable-ack",
    "~ announce route 10.6.0.0/24 next-hop self",
    "enable-ack",
    "~ silence-ack",
    "~ version",
    "enable-ack",
    "version",
    "reset",
]
SHOWS = [f"show {what}{form}" for what, forms in (
    ("neighbor", ("", " summary", " extensive", " configuration", " json", " summary json", " 127.0.0.1 summary", " summary 127.0.0.1", " extensive 127.0.0.9")),
    ("adj-rib out", ("", " extensive", " json", " extensive json", " inet", " ip", " flow", " l2vpn", " 127.0.0.1", " 127.0.0.9", " json 127.0.0.1")),
    ("adj-rib in", ("", " extensive", " json", " extensive json", " inet", " flow")),
) for form in forms]
WATCHDOGS = ("static { route 10.9.0.0/24 next-hop self med 10 community 65000:1; route 10.9.1.0/24 next-hop 192.0.2.7 watchdog dnsr withdraw; "
             "route 2001:db8:9::/48 next-hop 2001:db8::9; } ")
DOWN = """neighbor 127.0.0.9 { router-id 2.2.2.2; local-address 127.0.0.1; local-as 65000; peer-as 65009; passive; host-name edge; domain-name lab;
  hold-time 30; capability { route-refresh enable; } api { processes [ helper ]; neighbor-changes; fsm; negotiated; signal; receive { parsed; update; } } }
"""
FILTERS = [f"show neighbor {form} {filter}" for form in ("summary", "extensive", "configuration") for filter in ("127.0.0.1", "127.0.0.9")]
SPEAK = [
    Scenario("commands", "text", "", CAPABILITIES + WATCHDOGS, ("ipv4 unicast", "ipv6 unicast", "ipv4 flow", "l2vpn vpls"), commands=COMMANDS),
    Scenario("commands-json", "json", "", CAPABILITIES + WATCHDOGS, ("ipv4 unicast", "ipv6 unicast", "ipv4 flow", "l2vpn vpls"), commands=COMMANDS),
    Scenario("shows", "text", "", CAPABILITIES + WATCHDOGS + " adj-rib-in true; adj-rib-out true;", ("ipv4 unicast", "ipv6 unicast", "ipv4 flow"), receives=BASIC[:1],
             commands=["announce flow route source 10.0.1.0/24 discard", *SHOWS]),
    Scenario("shows-json", "json", "", CAPABILITIES + WATCHDOGS + " adj-rib-in true; adj-rib-out true;", ("ipv4 unicast", "ipv6 unicast", "ipv4 flow"),
             receives=BASIC[:1], commands=SHOWS),
    Scenario("shows-two", "text", "receive { parsed; operational; } send { packets; operational; }",
             "description \"a router\"; hold-time 90; group-updates false; adj-rib-in true; md5-base64 false; "
             "capability { add-path send/receive; nexthop enable; graceful-restart 60; multi-session disable; operational enable; aigp enable; asn4 enable; } nexthop { ipv4 unicast ipv6; }"
             + STATIC, ("ipv4 unicast", "ipv6 unicast", "ipv4 mpls-vpn"), receives=[(UPDATE, BASIC[0][1][:-4] + bytes.fromhex("00000007180a0102"))], also=DOWN,
             commands=["neighbor 127.0.0.9 announce route 10.1.3.0/24 next-hop self", "announce route 10.7.0.0/24 next-hop 192.0.2.1 rd 65000:1 label 100",
                       "announce route 10.8.0.0/24 next-hop self path-information 0.0.0.5",
                       *SHOWS, *FILTERS]),
    Scenario("help", "text", "", commands=["help"]),
    *(Scenario(f"daemon-{word}", "text", "neighbor-changes;", commands=[word]) for word in ("reload", "shutdown")),
]
SCENARIOS = LISTEN + SPEAK
