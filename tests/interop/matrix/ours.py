"""Our side of a session of the matrix: an exabgp.conf, where every family can be said, or our own format, where roles and BFD can."""

from lab.agent import BINARY, Vigilcast
from lab.process import Process

HOLD_TIME = 30  # where `everything` is agreed on
EVERYTHING = "asn4 enable; route-refresh enable; graceful-restart 60; add-path send/receive;"


class Native(Vigilcast):
    def received(self):
        """The NLRI that the only peer has announced."""
        return {route["nlri"] for route in self.routes()}

    def routes(self):
        return self.ask("routes", "in")["routes"]

    def stale(self, prefix):
        """Of each path to it that we have."""
        return {route.get("stale", False) for route in self.routes() if route["nlri"].split()[0] == prefix}

    def only_peer(self):
        (peer,) = self.ask("peers")["peers"]
        return peer

    def established(self):
        return self.only_peer()["up"]


class Ours(Native):
    def write(self, config):
        self.file = self.folder / "exabgp.conf"
        self.commands = self.folder / "commands"
        self.commands.write_text("")
        self.file.write_text(f"process say {{ run /usr/bin/tail -f {self.commands}; encoder text; }}\n{config}")

    def start(self):
        self.process = Process([BINARY, "run", "--exabgp", self.file, "--log-level", "debug"], self.folder / "vigilcast.log", self.namespace, self.environment())

    def say(self, command):
        """A line of ExaBGP's process API."""
        with self.commands.open("a") as out:
            out.write(command + "\n")


def config(session, routes=(), sections=""):
    options = f" md5-password '{session.password}';" if session.password else ""
    # ExaBGP's listener answers with the usual TTL: there the session must come from it.
    options += " outgoing-ttl 255; incoming-ttl 255; listen 179;" if session.ttl_security else ""
    options += f" hold-time {HOLD_TIME};" if session.everything else ""
    capabilities = f"extended-message {'enable' if session.extended_message else 'disable'};"
    capabilities += EVERYTHING if session.everything else " nexthop enable;" if session.maps_next_hop else ""
    families = "ipv4 unicast; ipv6 unicast;" if session.everything or session.maps_next_hop else f"{session.family};"
    mapped = f"nexthop {{ {session.family} ipv6; }}" if session.maps_next_hop else ""
    lines = "".join(f"    {route};\n" for route in routes)
    return f"""neighbor {session.theirs} {{
  router-id 10.9.0.10; local-address {session.ours}; local-as 65001; peer-as 65000;{options}
  capability {{ {capabilities} }}
  family {{ {families} }}
  {mapped}
  static {{
{lines}  }}
  {sections}
  api {{ processes [ say ]; }}
}}
"""
