from lab.bird import Bird

from .router import Router
from .session import FEEDER, FEEDER_AS, THEIR_HOLD_TIME

RETRY = "connect retry time 1; error wait time 1,2;"


class BirdRouter(Router):
    name, program = "BIRD", "/usr/sbin/bird"

    def __init__(self, world, host, session):
        self.session = session
        self.router = world.keep(Bird(host, world.folder / "bird", self.everything(session) if session.everything else self.config(session)))

    @staticmethod
    def options(session):
        options = f" password \"{session.password}\";" if session.password else ""
        options += " ttl security on;" if session.ttl_security else ""
        options += " enable extended messages on;" if session.extended_message else ""
        options += " bfd on;" if session.bfd else ""
        return options + (f" local role {session.role};" if session.role else "")

    def config(self, session):
        channel = session.word or session.family.split()[0]
        kind = channel.split()[0]
        routes = "".join(f" route {prefix} blackhole;" for prefix in session.announce) + " ".join(session.originate)
        own_table = kind not in ("ipv4", "ipv6")
        table = f"{kind} table learned;" if own_table else ""
        into = "table learned;" if own_table else ""
        mapped = "extended next hop on;" if session.maps_next_hop else ""
        return f"""router id 10.9.0.5;
{table}
{'protocol bfd { interface "*" { interval 100 ms; multiplier 3; }; }' if session.bfd else ""}
protocol static {{ {kind} {{ {into} }};{routes} }}
protocol bgp ours {{ local {session.theirs} as 65000; neighbor {session.ours} as 65001; {RETRY}{self.options(session)}
  {channel} {{ {into} import all; export where source = RTS_STATIC; next hop self; {mapped} }}; }}
"""

    @staticmethod
    def everything(session):
        static = "".join(f"protocol static {{ ipv{version}; {' '.join(f'route {prefix} blackhole;' for prefix in session.announced(version))} }}\n" for version in (4, 6))
        return f"""router id 10.9.0.5;
{static}
protocol bgp feeder {{ local {session.theirs} as 65000; neighbor {FEEDER} as {FEEDER_AS}; {RETRY} ipv4 {{ import all; export none; }}; }}
protocol bgp ours {{ local {session.theirs} as 65000; neighbor {session.ours} as 65001; {RETRY}
  hold time {THEIR_HOLD_TIME}; graceful restart on; graceful restart time 60;
  ipv4 {{ add paths on; import all; export where proto != "ours"; next hop self; }}; ipv6 {{ import all; export where source = RTS_STATIC; }}; }}
"""

    def established(self):
        return self.router.established("ours")

    def received(self, version):
        return set(self.router.table(f"master{version}", "ours"))

    def paths(self, prefix):
        return self.route(prefix).count("BGP.next_hop")

    def show(self, what):
        return self.router.birdc(*what.split())

    def route(self, prefix):
        return self.show(f"show route {prefix} protocol ours all")

    def hold_time(self):
        return next(int(float(line.split("/")[-1])) for line in self.show("show protocols all ours").splitlines() if "Hold timer:" in line)

    def refresh(self):
        self.router.order("reload", "in", "ours")

    def shut_down(self, text):
        self.router.order("disable", "ours", f'"{text}"')
        return text

    def was_told(self, text):
        return text in self.router.process.log()
