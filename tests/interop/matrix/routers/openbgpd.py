import re

from lab.openbgpd import OpenBgpd

from .router import Router
from .session import FEEDER, FEEDER_AS, THEIR_HOLD_TIME

ALL = ["announce add-path recv yes", "announce add-path send all", "announce restart yes", "announce refresh yes", "announce enhanced refresh yes",
       "announce IPv4 unicast", "announce IPv6 unicast", f"holdtime {THEIR_HOLD_TIME}"]
OTHER = f"neighbor {FEEDER} {{\n  remote-as {FEEDER_AS}\n}}\n"


class OpenBgpdRouter(Router):
    name, program = "OpenBGPD", "/usr/sbin/bgpd"
    # It names the End-of-RIB alone in its graceful restart capability: nobody is to wait for it. It counts our request of a refresh, and sends nothing.
    without = {"extended messages", "IPv6 next hop for IPv4", "graceful restart: it restarts, we keep", "route refresh: we ask", "enhanced route refresh"}

    unusable = {"2001:db8:2::/48"}  # on an IPv4 session it names ::1 as the next hop of IPv6 routes, whatever its configuration says

    def __init__(self, world, host, session):
        other = "IPv4" if session.version == 6 else "IPv6"
        options = [f"announce {session.word}"] if session.word else [f"announce {other} none"]
        options = ALL if session.everything else options
        options += [f'tcp md5sig password "{session.password}"'] if session.password else []
        options += ["ttl-security yes"] if session.ttl_security else []
        options += [f"announce policy {session.role}"] if session.role else []
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
{OTHER if session.everything else ""}allow from any
allow to any
"""
        self.session = session
        self.router = world.keep(OpenBgpd(host, world.folder / "openbgpd", config))

    def received(self, version):
        return {prefix for prefix in self.router.received(self.session.ours) if (":" in prefix) == (version == 6)}

    def paths(self, prefix):
        return sum(route["prefix"] == prefix for route in self.router.ask("show", "rib", "neighbor", self.session.ours, "detail")["rib"])

    def show(self, what):
        return self.router.bgpctl("show", "rib", "neighbor", self.session.ours, "detail")

    def route(self, prefix):
        return self.router.bgpctl("show", "rib", "detail", prefix)

    def hold_time(self):
        return int(re.search(r"holdtime (\d+)s", self.router.bgpctl("show", "neighbor", self.session.ours)).group(1))

    def refresh(self):
        self.router.bgpctl("neighbor", self.session.ours, "refresh")

    def shut_down(self, text):
        self.router.bgpctl("neighbor", self.session.ours, "down", text)
        return text

    def was_told(self, text):
        return text in self.router.bgpctl("show", "neighbor", self.session.ours)
