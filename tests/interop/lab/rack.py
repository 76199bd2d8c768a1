"""The usual place: our host, a router of another AS (FRR, eBGP) and one of our own (BIRD, iBGP), with IPv4 and IPv6."""

OURS, OURS6 = "10.9.0.10", "2001:db8:9::10"
FRR, FRR6 = "10.9.0.1", "2001:db8:9::1"
BIRD, BIRD6 = "10.9.0.2", "2001:db8:9::2"

FRR_CONFIG = f"""
router bgp 65000
 bgp router-id {FRR}
 no bgp ebgp-requires-policy
 no bgp network import-check
 neighbor {OURS} remote-as 65001
 neighbor {OURS} timers connect 1
 neighbor {OURS6} remote-as 65001
 neighbor {OURS6} timers connect 1
 address-family ipv6 unicast
  neighbor {OURS6} activate
 exit-address-family
"""

BIRD_CONFIG = f"""
router id {BIRD};
protocol bgp ours4 {{ local {BIRD} as 65001; neighbor {OURS} as 65001; connect retry time 1; error wait time 1,2; ipv4 {{ import all; export none; }}; }}
protocol bgp ours6 {{ local {BIRD6} as 65001; neighbor {OURS6} as 65001; connect retry time 1; error wait time 1,2; ipv6 {{ import all; export none; }}; }}
"""

ROUTER = f"router: {{asn: 65001, id: {OURS}, holdDown: 0s}}\n"
# One session for each address family, so that each table shows what its own session carried.
PEERS = {
    "frr4": f"{{name: frr4, address: {FRR}, sourceAddress: {OURS}, asn: 65000, families: [ipv4 unicast]}}",
    "frr6": f'{{name: frr6, address: "{FRR6}", sourceAddress: "{OURS6}", asn: 65000, families: [ipv6 unicast]}}',
    "bird4": f"{{name: bird4, address: {BIRD}, sourceAddress: {OURS}, asn: 65001, families: [ipv4 unicast]}}",
    "bird6": f'{{name: bird6, address: "{BIRD6}", sourceAddress: "{OURS6}", asn: 65001, families: [ipv6 unicast]}}',
}
CHECK = '{http: {url: "http://127.0.0.1:8080/healthz", expect: {body: {contains: ok}}}, interval: 300ms, fast: 100ms, timeout: 300ms, rise: 2, fall: 2}'


def yaml(peers=("frr4",), services=(), checks=(("web", CHECK),), extra=""):
    """A configuration file. `services` are lines of YAML, `peers` names of PEERS or lines of YAML."""
    lines = [ROUTER, "peers:\n"]
    lines += [f"  - {PEERS.get(peer, peer)}\n" for peer in peers]
    if checks:
        lines += ["checks:\n"] + [f"  {name}: {check}\n" for name, check in checks]
    if services:
        lines += ["services:\n"] + [f"  - {service}\n" for service in services]
    return "".join(lines) + "admin: {listen: none}\n" + extra


WEB = '{name: web, prefixes: [198.51.100.10/32], healthy: web}'


class Rack:
    """Routers are started when a test asks for them."""

    def __init__(self, world):
        self.world = world
        self.host = world.host("ours", f"{OURS}/24", f"{OURS6}/64")
        self.frr_host = world.host("frr", f"{FRR}/24", f"{FRR6}/64")
        self.bird_host = world.host("bird", f"{BIRD}/24", f"{BIRD6}/64")

    def frr(self, extra="", **options):
        return self.world.frr(self.frr_host, FRR_CONFIG + extra, **options)

    def bird(self, config=BIRD_CONFIG):
        return self.world.bird(self.bird_host, config)

    def service(self, port=8080):
        return self.world.service(self.host, port)

    def vigilcast(self, config, **options):
        return self.world.vigilcast(self.host, config, **options)
