"""The helpers: NAME is conf/NAME.conf, which runs one of helpers/ and has 10.7.0.NUMBER for an address; and what must be seen of it.

Another one takes a helper, a conf and a row, and a protocol in conf/bird.conf where it speaks to BIRD. Its prefixes are in 100.64.NUMBER.0/24.
Files named here are those below /etc/exabgp/state.
"""

from pathlib import Path

from .scene import Case, Step

CONF = Path(__file__).parent / "conf"


def route(number, **more):
    """A plain route of host `number`, as FRR has it."""
    return {"path": "65001", "origin": "IGP", "nexthop": f"10.7.0.{number}", **more}


def bird(number, **more):
    """The same as BIRD has it; keys are BIRD's."""
    return {"as_path": "65001", "next_hop": f"10.7.0.{number}", **more}


def failed(address, times=1):
    return f"Nov 22 10:00:00 gate sshd[77]: Failed password for invalid user admin from {address} port 50022 ssh2\n" * times


LOOP = [{f"100.64.11.{number}/32": route(11)} for number in (1, 2, 3)]

FEED = """# prefix next-hop preference originator clusters path
100.64.16.0/26   10.7.0.16 200 192.0.2.16 192.0.2.1           64600,64601
100.64.16.64/26  10.7.0.16 200 192.0.2.16 192.0.2.1           64600,64601
100.64.16.128/26 10.7.0.16 150 192.0.2.17 192.0.2.1,192.0.2.2 64602
"""
FED = {"local_pref": "200", "originator_id": "192.0.2.16", "cluster_list": "192.0.2.1", "as_path": "64600 64601", "next_hop": "10.7.0.16"}
FED_LATER = {**FED, "local_pref": "150", "originator_id": "192.0.2.17", "cluster_list": "192.0.2.1 192.0.2.2", "as_path": "64602"}

COMMANDS = """announce route 100.64.17.0/26 next-hop self med 7 community [ 65001:17 no-export ]
announce route 100.64.17.64/33 next-hop self
announce route 100.64.17.64/26
anounce route 100.64.17.64/26 next-hop self
# a comment
announce route 100.64.17.128/26 next-hop self as-path [ 65001 64517 64517 ] origin incomplete
announce route 100.64.17.192/26 next-hop self large-community 65001:17:1
neighbor 10.7.0.9 announce route 100.64.17.64/26 next-hop self
withdraw route 100.64.17.192/26 next-hop self
show adj-rib out
version
"""

DNS = '{"addresses": ["100.64.19.53/32", "2001:db8:19::53/128"], "community": "65001:53", "healthy": %s}'
NTP = '{"addresses": ["100.64.19.123/32"], "community": "65001:123", "healthy": true}'
DNS4, DNS6 = {"100.64.19.53/32": route(19, communities=["65001:53"])}, {"2001:db8:19::53/128": route(19, communities=["65001:53"], nexthop="2001:db8:7::19")}
NTP4 = {"100.64.19.123/32": route(19, communities=["65001:123"])}

BLACKHOLED = {"100.64.20.66/32": route(20, nexthop="192.0.2.1", communities=["blackhole", "no-export"])}
LOOK = ("python3", "/etc/exabgp/helpers/sql_logger.py", "/etc/exabgp/state/routes.db")
ROWS = """ipv4 unicast 100.64.21.0/25 10.7.0.1 65000 21
ipv4 unicast 100.64.21.128/25 10.7.0.1 65000 21
ipv6 unicast 2001:db8:21::/48 2001:db8:7::1 65000 0
"""
HISTORY = r"(?s)10.7.0.1 up.*announce 100.64.21.0/25.*withdraw 100.64.21.0/25.*10.7.0.1 down.*10.7.0.1 up.*announce 100.64.21.128/25"
CURL = ("curl", "--silent", "--max-time", "5", "--write-out", " %{http_code}")
WEB = "http://127.0.0.1:5000/routes"
STATIC = {"100.64.30.0/24": route(30)}

CASES = (
    Case("announce_loop", 11, "announces in a loop", tuple(Step(frr=table) for table in LOOP), settings=("exabgp.compat=3.4",)),
    Case("health_check", 12, "health check in a shell", service=True, steps=(
        Step(frr={"100.64.12.1/32": route(12, med=100)}),
        Step(service="sick", frr={}),
        Step(service="ok again", frr={"100.64.12.1/32": route(12, med=100)}),
        Step(service="gone", frr={}, log=("health_check: withdraw route 100.64.12.1/32 next-hop self: done",)),
    )),
    Case("session_watcher", 13, "watches sessions, switches over", settings=("exabgp.compat=4.2",), steps=(
        Step(frr={"100.64.13.0/24": route(13)}, bird={}, told={"diary": ("^4.0.1 10.7.0.1 up",)}),
        Step(frr_do=("router bgp 65000", "neighbor 10.7.0.13 shutdown message maintenance"),
             bird={"100.64.13.0/24": bird(13, community="(65001,911)")}, told={"diary": (r"10.7.0.1 up", r"10.7.0.1 down .*\(6,2\)", "answer done")}),
        Step(frr_do=("router bgp 65000", "no neighbor 10.7.0.13 shutdown"), frr={"100.64.13.0/24": route(13)}, bird={},
             told={"diary": ("10.7.0.1 down", "10.7.0.1 up")}),
    )),
    Case("flow_blocker", 14, "FlowSpec from a log", settings=("exabgp.api.ack=false",), steps=(
        Step(write={"auth.log": failed("198.51.100.7", 2)}, log=("10.7.0.2",),
             bird_shows={"show protocols flow_blocker": ("Established",), "show route table flows": ("!198.51.100",)}),
        Step(append={"auth.log": failed("198.51.100.8") + failed("198.51.100.7", 5) + failed("198.51.100.9", 2)},
             bird_shows={"show route table flows all": (
                 r"flow4 \{ src 198.51.100.7/32; proto (= )?6; dport (= )?22; \}", r"\(generic, 0x80060000, 0x0\)", "!198.51.100.8", "!198.51.100.9")}),
        Step(bird_shows={"show route table flows": ("!198.51.100",)}),
    )),
    Case("http_bridge", 15, "commands over HTTP", steps=(
        Step(run=(*CURL, "-X", "PUT", "-d", '{"prefix": "100.64.15.0/25", "med": 15}', WEB), answer="announced.*\n 201$"),
        Step(run=(*CURL, "-X", "PUT", "-d", '{"prefix": "100.64.15.128/25"}', WEB), answer=" 201$",
             frr={"100.64.15.0/25": route(15, med=15), "100.64.15.128/25": route(15, med=0)}),
        Step(run=(*CURL, "-X", "PUT", "-d", '{"prefix": "100.64.15.300/25"}', WEB), answer="refused.*\n 400$"),
        Step(run=(*CURL, WEB), answer=r'^\["100.64.15.0/25","100.64.15.128/25"\]\n 200$'),
        Step(run=(*CURL, "-X", "DELETE", f"{WEB}/100.64.15.0%2F25"), answer=" 200$", frr={"100.64.15.128/25": route(15, med=0)}),
        Step(run=(*CURL, WEB), answer=r'^\["100.64.15.128/25"\]\n 200$'),
        Step(frr_do=("do clear bgp 10.7.0.15",), frr={"100.64.15.128/25": route(15, med=0)}),
        Step(signal="SIGUSR1", log=("SIGUSR1 received", "(?s)SIGUSR1 received.*loaded new configuration successfully"), frr={"100.64.15.128/25": route(15, med=0)}),
        Step(run=(*CURL, "-X", "PUT", "-d", '{"prefix": "100.64.15.0/25", "med": 16}', WEB), answer=" 201$",
             frr={"100.64.15.0/25": route(15, med=16), "100.64.15.128/25": route(15, med=0)}),
    )),
    Case("reflector_feed", 16, "feeds a route reflector", steps=(
        Step(write={"routes": FEED}, bird={"100.64.16.0/26": FED, "100.64.16.64/26": FED, "100.64.16.128/26": FED_LATER}),
        Step(write={"routes": FEED.replace("100.64.16.64/26 ", "100.64.16.192/26").replace(" 150 ", " 90 ")},
             bird={"100.64.16.0/26": FED, "100.64.16.192/26": FED, "100.64.16.128/26": {**FED_LATER, "local_pref": "90"}}),
        Step(write={"routes": ""}, bird={}),
    )),
    Case("two_way", 17, "waits for every answer", steps=(
        Step(write={"commands": COMMANDS}, frr={
            "100.64.17.0/26": route(17, med=7, communities=["65001:17", "no-export"]),
            "100.64.17.128/26": route(17, path="65001 64517 64517", origin="incomplete")},
            told={"transcript": (
                "^done: announce route 100.64.17.0/26", "^error: announce route 100.64.17.64/33", "^error: announce route 100.64.17.64/26$", "^error: anounce", "^done: # a",
                "^done: announce route 100.64.17.128", "^done: announce route 100.64.17.192", "^error: neighbor 10.7.0.9", "^done: withdraw",
                r"^\| 10.7.0.1 ipv4 unicast 100.64.17.0/26 next-hop 10.7.0.17$", r"^\| 10.7.0.1 ipv4 unicast 100.64.17.128/26 next-hop 10.7.0.17$", "^done: show adj-rib out$",
                r"^\| exabgp \d", "^done: version", r"^end of the file\n\Z")}),
    )),
    Case("med_shifter", 18, "shifts the MED with the load", steps=(
        Step(write={"load": "12\n"}, frr={"100.64.18.0/24": route(18, med=10)}),
        Step(write={"load": "77\n"}, frr={"100.64.18.0/24": route(18, med=500)}),
        Step(write={"load": "99\n"}, frr={}),
        Step(write={"load": "3\n"}, frr={"100.64.18.0/24": route(18, med=10)}),
        Step(write={"load": "55\n"}, signal="SIGUSR2", log=("(?s)SIGUSR2 received.*Started process 'load'",), frr={"100.64.18.0/24": route(18, med=500)}),
    )),
    Case("anycast", 19, "several anycast services", steps=(
        Step(write={"dns.json": DNS % "true", "ntp.json": NTP}, frr={**DNS4, **NTP4}, frr6=DNS6),
        Step(write={"dns.json": DNS % "false"}, frr=NTP4, frr6={}),
        Step(write={"dns.json": DNS % "true", "ntp.json": NTP[:20]}, frr=DNS4, frr6=DNS6, log=("anycast: ntp.json:",)),
    )),
    Case("rtbh", 20, "blackholes by community", steps=(
        Step(frr={}, bird_shows={"show protocols rtbh": ("Established",)}),
        Step(bird_do=("enable attack",), frr=BLACKHOLED),
        Step(bird_do=("disable attack",), frr={}),
    )),
    Case("sql_logger", 21, "logs JSON to a database", settings=("exabgp.compat=6",), steps=(
        Step(run=(*LOOK, "routes"), answer=f"\\A{ROWS}\\Z"),
        Step(frr_do=("router bgp 65000", "address-family ipv4 unicast", "no network 100.64.21.0/25", "address-family ipv6 unicast", "no network 2001:db8:21::/48"),
             run=(*LOOK, "routes"), answer=rf"\A{ROWS.splitlines()[1]}\n\Z"),
        Step(frr_do=("router bgp 65000", "neighbor 10.7.0.21 shutdown"), run=(*LOOK, "routes"), answer=r"\A\Z"),
        Step(frr_do=("router bgp 65000", "no neighbor 10.7.0.21 shutdown"), run=(*LOOK, "routes"), answer=rf"\A{ROWS.splitlines()[1]}\n\Z"),
        Step(run=(*LOOK, "history"), answer=HISTORY),
    )),
    Case("link_state", 22, "reads BGP-LS", topology=str(CONF / "link_state.hex"), steps=(
        Step(told={"diary": (r"^node 010203040506 name r1 at 192.0.2.1,2001:db8::1$", "^node 192168251231 name HL5MMT1-107-IXR-R6 at ", "^bgpls-link$",
                             "^bgpls-prefix-v4$")},
             frr={"192.0.2.1/32": route(22, large=["65001:22:2"]),
                  **{f"192.168.{end}/32": route(22, large=["65001:22:1"]) for end in ("175.49", "175.51", "251.231")}}),
    )),
    Case("leak_watchdog", 23, "guards against leaks and hijacks", steps=(
        Step(frr={}, bird_shows={"show protocols leak_watchdog": ("Established",)}),
        Step(bird_do=("enable hijack",), frr={"100.64.23.0/25": route(23), "100.64.23.128/25": route(23)}, told={"alerts": ("^hijack 100.64.23.0/24 by AS 64666$",)}),
        Step(bird_do=("disable hijack",), frr={}, told={"alerts": ("^over 100.64.23.0/24$",)}),
        Step(bird_do=("enable leak",), bird_shows={"show protocols all leak_watchdog": ("Received: Other configuration change",)},
             told={"alerts": ("^leak 100.64.223.0/24 through 65010 64777 64888$",)}),
        Step(bird_do=("disable leak",), bird_shows={"show protocols leak_watchdog": ("Established",)}),
    )),
    Case("flood", 24, "floods the pipe", steps=(
        Step(bird_shows={"show route protocol flood count": (r"\s20000 of",)}),
        Step(write={"half": ""}, bird_shows={
            "show route protocol flood count": (r"\s10000 of",), "show route 10.128.0.4/30 all": (r"BGP.med: 1\n", r"BGP.community: \(65001,1\)")}),
    )),
    Case("several", 25, "several helpers in one daemon", steps=(
        Step(frr={"100.64.25.1/32": route(25), "100.64.25.2/32": route(25)}, bird={"100.64.25.3/32": bird(25)},
             told={"for-frr": ("^done: announce", "^error: neighbor 10.7.0.2", "^done: announce"), "for-bird": ("^done: announce", "^done: withdraw")}),
    )),
    Case("latin1", 26, "writes what is not UTF-8", steps=(
        Step(frr={"100.64.26.0/26": route(26), "100.64.26.128/26": route(26)},
             told={"answers": ("^done # les routes", "^done announce route 100.64.26.0/26", "^error announce route 100.64.26.64/26",
                               "^error .* announce$", "^done announce route 100.64.26.128/26")}),
    )),
    Case("phoenix", 27, "dies and comes back", steps=(
        Step(frr={f"100.64.27.{number}/32": route(27) for number in (1, 2, 3)}, told={"lives": (r"\A3$",)}),
    )),
    Case("vpn_site", 28, "announces VPNs and IPv6, in the words of 6", settings=("exabgp.compat=6",), steps=(
        Step(frr={}, frr6={"2001:db8:28::/48": route(28, nexthop="2001:db8:7::28", med=28)}, frr_shows={
            "show bgp ipv4 vpn": (r"Route Distinguisher: 65001:18", r"\*> +100.64.28.0/25 +10.7.0.28", r"\*> +100.64.28.128/25"),
            "show bgp ipv6 vpn": ("2001:db8:728::/48",),
            "show bgp ipv4 vpn 100.64.28.0/25": ("RT:65001:18", "Remote label: 1800")},
            told={"answers": (r'^\{"version": "6', "^done$", "group started", '"announced": 4, "withdrawn": 0', "^error: .*announce route 100.64.28.0/24", "^error$")}),
        Step(write={"move": ""}, frr={"100.64.28.0/24": route(28)}, frr_shows={"show bgp ipv4 vpn": ("100.64.28.0/25", "!100.64.28.128/25")}),
    )),
    Case("evpn_hosts", 29, "reads EVPN, announces hosts", steps=(
        Step(told={"diary": ("^learned 3  10.7.0.1 rd 10.7.0.1:[0-9]+ at 10.7.0.1$",)}, frr={}),
        Step(frr_host=("bridge fdb add 02:00:00:00:00:29 dev access master static", "ip neighbor add 100.64.29.7 lladdr 02:00:00:00:00:29 dev br100 nud permanent"),
             frr={"100.64.29.7/32": route(29, communities=["65001:29"])}, told={"diary": ("^learned 2 02:00:00:00:00:29 100.64.29.7 ",)}),
        Step(frr_host=("ip neighbor del 100.64.29.7 dev br100", "bridge fdb del 02:00:00:00:00:29 dev access master"), frr={},
             told={"diary": ("^lost 2 02:00:00:00:00:29 100.64.29.7",)}),
    )),
    Case("watchdog", 30, "uses watchdogs", steps=(
        Step(frr=STATIC, log=("watchdog: withdraw dns: done",)),
        Step(write={"dns.pid": "1\n"}, frr={**STATIC, "100.64.30.53/32": route(30), "100.64.30.54/32": route(30, med=54)}, log=("watchdog: announce dns: done",)),
        Step(write={"dns.pid": ""}, frr=STATIC),
    )),
)
