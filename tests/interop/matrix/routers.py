"""The other implementations, each set up for one session with us and asked the same questions.

A router has `name` and `program`, `without` (features that it has not), and once it runs `established()` `received()`, the NLRI that came from us, and
`show(what)`, its own text of them.
"""

from dataclasses import dataclass

from lab.agent import ROOT
from lab.bird import Bird
from lab.exabgp_router import ExaBgpRouter
from lab.frr import Frr
from lab.gobgp import Gobgp
from lab.openbgpd import OpenBgpd

OURS = {4: "10.9.0.10", 6: "2001:db8:9::10"}
THEIRS = {4: "10.9.0.5", 6: "2001:db8:9::5"}


@dataclass(frozen=True)
class Session:
    """What both ends are to agree on. `announce` are prefixes that the other side originates."""

    family: str = "ipv4 unicast"
    password: str = ""
    ttl_security: bool = False
    extended_message: bool = False
    announce: tuple = ()
    word: str = ""         # the family in the words of the other side, where they are not those of exabgp.conf
    originate: tuple = ()  # more that the other side originates, in its own words

    @property
    def version(self):
        return 6 if self.family.startswith("ipv6") else 4

    @property
    def ours(self):
        return OURS[self.version]

    @property
    def theirs(self):
        return THEIRS[self.version]


class FrrRouter:
    name, program = "FRR", "/usr/lib/frr/bgpd"
    without = {"extended messages"}

    def __init__(self, world, host, session):
        options = [f"neighbor {session.ours} remote-as 65001", f"neighbor {session.ours} timers connect 1"]
        options += [f"neighbor {session.ours} password {session.password}"] if session.password else []
        options += [f"neighbor {session.ours} ttl-security hops 1"] if session.ttl_security else []
        family = [f"neighbor {session.ours} activate", *[f"network {prefix}" for prefix in session.announce], *session.originate]
        lines = [" bgp router-id 10.9.0.5", " no bgp ebgp-requires-policy", " no bgp network import-check", " no bgp default ipv4-unicast"]
        lines += [f" {line}" for line in options] + [f" address-family {session.word or session.family}"] + [f"  {line}" for line in family] + [" exit-address-family"]
        self.session = session
        self.router = world.keep(Frr(host, world.folder / "frr", "router bgp 65000\n" + "\n".join(lines)))

    def established(self):
        return self.router.established(self.session.ours)

    def received(self):
        return set(self.router.received(f"ipv{self.session.version}"))

    def show(self, what):
        return self.router.vtysh(what)


class BirdRouter:
    name, program = "BIRD", "/usr/sbin/bird"
    without = set()

    def __init__(self, world, host, session):
        channel = session.word or session.family.split()[0]
        kind = channel.split()[0]
        options = f" password \"{session.password}\";" if session.password else ""
        options += " ttl security on;" if session.ttl_security else ""
        options += " enable extended messages on;" if session.extended_message else ""
        routes = "".join(f" route {prefix} blackhole;" for prefix in session.announce) + " ".join(session.originate)
        own_table = kind not in ("ipv4", "ipv6")
        table = f"{kind} table learned;" if own_table else ""
        into = "table learned;" if own_table else ""
        config = f"""router id 10.9.0.5;
{table}
protocol static {{ {kind} {{ {into} }};{routes} }}
protocol bgp ours {{ local {session.theirs} as 65000; neighbor {session.ours} as 65001; connect retry time 1; error wait time 1,2;{options}
  {channel} {{ {into} import all; export where source = RTS_STATIC; next hop self; }}; }}
"""
        self.session, self.table = session, f"master{session.version}"
        self.router = world.keep(Bird(host, world.folder / "bird", config))

    def established(self):
        return self.router.established("ours")

    def received(self):
        return set(self.router.table(self.table))

    def show(self, what):
        return self.router.birdc(*what.split())


class GobgpRouter:
    name, program = "GoBGP", "/usr/bin/gobgpd"
    without = {"extended messages"}

    def __init__(self, world, host, session):
        afi = session.family.split()[0]
        password = f'auth-password = "{session.password}"' if session.password else ""
        security = "[neighbors.ttl-security.config]\nenabled = true\nttl-min = 255\n" if session.ttl_security else ""
        config = f"""[global.config]
as = 65000
router-id = "10.9.0.5"
local-address-list = ["{session.theirs}"]
[[neighbors]]
[neighbors.config]
neighbor-address = "{session.ours}"
peer-as = 65001
{password}
[neighbors.timers.config]
connect-retry = 1
{security}
[[neighbors.afi-safis]]
[neighbors.afi-safis.config]
afi-safi-name = "{session.word or session.family.replace(' ', '-')}"
"""
        self.session, self.afi = session, afi
        self.router = world.keep(Gobgp(host, world.folder / "gobgp", config))
        for prefix in session.announce:
            self.router.gobgp("global", "rib", "add", "-a", afi, prefix)
        for words in session.originate:
            self.router.gobgp(*words.split())

    def established(self):
        return self.router.established(self.session.ours)

    def received(self):
        return set(self.router.received(self.session.ours, self.afi))

    def show(self, what):
        table = ("adj-in", "-a", what) if what else ()
        return self.router.gobgp("neighbor", self.session.ours, *table)


class OpenBgpdRouter:
    name, program = "OpenBGPD", "/usr/sbin/bgpd"
    without = {"extended messages"}

    def __init__(self, world, host, session):
        other = "IPv4" if session.version == 6 else "IPv6"
        options = [f"announce {session.word}"] if session.word else [f"announce {other} none"]
        options += [f'tcp md5sig password "{session.password}"'] if session.password else []
        options += ["ttl-security yes"] if session.ttl_security else []
        lines = "\n  ".join(options)
        networks = "\n".join(f"network {prefix}" for prefix in session.announce)
        config = f"""AS 65000
router-id 10.9.0.5
listen on {session.theirs}
{networks}
neighbor {session.ours} {{
  remote-as 65001
  {lines}
}}
allow from any
allow to any
"""
        self.session = session
        self.router = world.keep(OpenBgpd(host, world.folder / "openbgpd", config))

    def established(self):
        return self.router.established(self.session.ours)

    def received(self):
        return set(self.router.received(self.session.ours))

    def show(self, what):
        return self.router.bgpctl("show", "rib", "neighbor", self.session.ours, "detail")


class ExaBgp4Router:
    name, program = "ExaBGP 4.2", "/usr/sbin/exabgp"
    without = set()

    def __init__(self, world, host, session):
        options = f" md5-password '{session.password}';" if session.password else ""
        options += " outgoing-ttl 255; incoming-ttl 255;" if session.ttl_security else ""
        routes = "".join(f" route {prefix} next-hop self;" for prefix in session.announce)
        extended = "enable" if session.extended_message else "disable"
        config = f"""neighbor {session.ours} {{
  router-id 10.9.0.5; local-address {session.theirs}; local-as 65000; peer-as 65001;{options}
  capability {{ extended-message {extended}; }}
  family {{ {session.family}; }}
  static {{{routes} }}
  {" ".join(session.originate)}
  api {{ processes [ keep ]; neighbor-changes; receive {{ parsed; update; }} }}
}}
"""
        self.session = session
        self.router = world.keep(ExaBgpRouter(host, world.folder / "exabgp", self.program, config, listen=session.theirs))

    def established(self):
        return self.router.established()

    def received(self):
        return set(self.router.received(self.session.family))

    def show(self, family):
        return "\n".join(line for line in self.router.lines() if f'"{family}": ' in line)


class ExaBgp5Router(ExaBgp4Router):
    name, program = "ExaBGP 5.0", ROOT / "build/venv/bin/exabgp"


ROUTERS = (FrrRouter, BirdRouter, GobgpRouter, OpenBgpdRouter, ExaBgp4Router, ExaBgp5Router)
