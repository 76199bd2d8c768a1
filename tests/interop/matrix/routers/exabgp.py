from lab.agent import ROOT
from lab.exabgp_router import ExaBgpRouter

from .router import Router
from .session import FEEDER, THEIR_HOLD_TIME, THEIRS

EVERYTHING = "asn4 enable; route-refresh enable; graceful-restart 60; add-path send/receive; extended-message enable;"


class ExaBgp4Router(Router):
    name, program, also = "ExaBGP 4.2", "/usr/sbin/exabgp", ""
    # It has no table of what others announce, nothing that it could keep. 4.2.21 fails to decode a NOTIFICATION while its API is told of UPDATEs,
    # and closes a session on which it is asked for its routes.
    without = {"graceful restart: we restart, it keeps", "roles", "shutdown communication: we tell it", "route refresh: we ask", "enhanced route refresh"}

    def __init__(self, world, host, session):
        options = f" md5-password '{session.password}';" if session.password else ""
        options += " outgoing-ttl 255; incoming-ttl 255;" if session.ttl_security else ""
        options += f" hold-time {THEIR_HOLD_TIME};" if session.everything else ""
        extended = "enable" if session.extended_message else "disable"
        capabilities = EVERYTHING if session.everything else f"extended-message {extended};" + (" nexthop enable;" if session.maps_next_hop else "")
        families = "ipv4 unicast; ipv6 unicast;" if session.everything or session.maps_next_hop else f"{session.family};"
        config = f"""neighbor {session.ours} {{
  router-id 10.9.0.5; local-address {session.theirs}; local-as 65000; peer-as 65001;{options}
  capability {{ {capabilities} }}
  family {{ {families} }}
  {f"nexthop {{ {session.family} ipv6; }}" if session.maps_next_hop else ""}
  static {{{self.routes(session)} }}
  {" ".join(session.originate)}
  api {{ processes [ keep ]; neighbor-changes; receive {{ parsed; update; {self.also} }} }}
}}
"""
        self.session = session
        self.router = world.keep(ExaBgpRouter(host, world.folder / "exabgp", self.program, config, listen=session.theirs))

    @staticmethod
    def routes(session):
        if not session.everything:
            return "".join(f" route {prefix} next-hop {session.theirs if session.maps_next_hop else 'self'};" for prefix in session.announce)
        (four,), (six,) = session.announced(4), session.announced(6)
        return f" route {four} next-hop self path-information 0.0.0.1; route {four} next-hop {FEEDER} path-information 0.0.0.2; route {six} next-hop {THEIRS[6]};"

    def established(self):
        return self.router.established()

    def received(self, version):
        """Path identifiers make no other prefix."""
        return {self.router.prefix(nlri) for nlri in self.router.received(f"ipv{version} unicast")}

    def paths(self, prefix):
        return sum(self.router.prefix(nlri) == prefix for nlri in self.router.received())

    def show(self, family):
        return "\n".join(line for line in self.router.lines() if f'"{family}": ' in line)

    def route(self, prefix):
        return self.show("ipv4 unicast")

    def refresh(self):
        self.router.say(f"neighbor {self.session.ours} announce route-refresh ipv4 unicast")

    def shut_down(self, _):
        """Its text is its own."""
        self.router.say(f"neighbor {self.session.ours} teardown 2")
        return "Administrative Shutdown"

    def was_told(self, text):
        told = "\n".join(self.router.lines())
        return text in told or text.encode().hex() in told.lower()


class ExaBgp5Router(ExaBgp4Router):
    name, program, also = "ExaBGP 5.0", ROOT / "build/venv/bin/exabgp", "notification;"
    without = {"graceful restart: we restart, it keeps", "roles"}
