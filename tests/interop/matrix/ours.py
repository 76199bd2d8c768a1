"""Our side of a session of the matrix: an exabgp.conf, since every family and capability can be said there."""

from lab.agent import BINARY, Vigilcast
from lab.process import Process


class Ours(Vigilcast):
    def write(self, config):
        self.file = self.folder / "exabgp.conf"
        self.file.write_text(config)

    def start(self):
        self.process = Process([BINARY, "run", "--exabgp", self.file, "--log-level", "debug"], self.folder / "vigilcast.log", self.namespace, self.environment())

    def received(self):
        """The NLRI that the only peer has announced."""
        return {route["nlri"] for route in self.ask("routes", "in")["routes"]}

    def only_peer(self):
        (peer,) = self.ask("peers")["peers"]
        return peer


def config(session, routes=(), sections=""):
    options = f" md5-password '{session.password}';" if session.password else ""
    # ExaBGP's listener answers with the usual TTL: there the session must come from it.
    options += " outgoing-ttl 255; incoming-ttl 255; listen 179;" if session.ttl_security else ""
    extended = "enable" if session.extended_message else "disable"
    lines = "".join(f"    {route};\n" for route in routes)
    return f"""neighbor {session.theirs} {{
  router-id 10.9.0.10; local-address {session.ours}; local-as 65001; peer-as 65000;{options}
  capability {{ extended-message {extended}; }}
  family {{ {session.family}; }}
  static {{
{lines}  }}
  {sections}
}}
"""
