from lab.gobgp import Gobgp

from .router import Router
from .session import FEEDER, FEEDER_AS, THEIR_HOLD_TIME

RESTART = "[neighbors.graceful-restart.config]\nenabled = true\nrestart-time = 60\n"
FAMILY = """[[neighbors.afi-safis]]
[neighbors.afi-safis.config]
afi-safi-name = "{0}"
"""
PATHS = "[neighbors.afi-safis.mp-graceful-restart.config]\nenabled = true\n[neighbors.afi-safis.add-paths.config]\nreceive = true\nsend-max = 8\n"
OTHER = f"""[[neighbors]]
[neighbors.config]
neighbor-address = "{FEEDER}"
peer-as = {FEEDER_AS}
"""


class GobgpRouter(Router):
    name, program = "GoBGP", "/usr/bin/gobgpd"
    # "softresetin" reads again what it has kept; it never asks.
    without = {"extended messages", "roles", "enhanced route refresh", "route refresh: it asks"}

    def __init__(self, world, host, session):
        self.session, self.afi = session, session.family.split()[0]
        self.router = world.keep(Gobgp(host, world.folder / "gobgp", self.config(session)))
        self.originate()

    def config(self, session):
        password = f'auth-password = "{session.password}"' if session.password else ""
        more = "[neighbors.ttl-security.config]\nenabled = true\nttl-min = 255\n" if session.ttl_security else ""
        more += RESTART if session.everything else ""
        names = ["ipv4-unicast", "ipv6-unicast"] if session.everything else [session.word or session.family.replace(" ", "-")]
        families = "".join(FAMILY.format(name) + (PATHS if session.everything else "") for name in names)
        return f"""[global.config]
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
{f"hold-time = {THEIR_HOLD_TIME}" if session.everything else ""}
{more}{families}{OTHER if session.everything else ""}
"""

    def originate(self):
        for version in (4, 6):
            for prefix in self.session.announced(version):
                self.router.gobgp("global", "rib", "add", "-a", f"ipv{version}", prefix, *(["nexthop", self.session.theirs] if version == self.session.version else []))
        for words in self.session.originate:
            self.router.gobgp(*words.split())

    def start(self):
        """What it originated by command it has forgotten."""
        self.router.start("-r")
        self.originate()

    def received(self, version):
        return set(self.router.received(self.session.ours, f"ipv{version}"))

    def paths(self, prefix):
        return len(self.router.ask("neighbor", self.session.ours, "adj-in", "-a", "ipv4").get(prefix, []))

    def show(self, what):
        table = ("adj-in", "-a", what) if what else ()
        return self.router.gobgp("neighbor", self.session.ours, *table)

    def route(self, prefix):
        return self.show("ipv4")

    def hold_time(self):
        return self.router.ask("neighbor", self.session.ours)["timers"]["state"]["negotiated_hold_time"]

    def shut_down(self, text):
        self.router.gobgp("neighbor", self.session.ours, "shutdown", "--reason", text)
        return text

    def was_told(self, text):
        return text in self.router.process.log()
