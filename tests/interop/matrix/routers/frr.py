from lab.frr import Frr

from .router import Router
from .session import FEEDER, FEEDER_AS, THEIR_HOLD_TIME

RESTART = [" bgp graceful-restart", " bgp graceful-restart restart-time 60", " bgp graceful-restart preserve-fw-state"]


class FrrRouter(Router):
    name, program = "FRR", "/usr/lib/frr/bgpd"
    without = {"extended messages"}

    def __init__(self, world, host, session):
        self.session = session
        self.router = world.keep(Frr(host, world.folder / "frr", "\n".join(self.config(session)), bfd=session.bfd))

    def config(self, session):
        ours = f"neighbor {session.ours}"
        options = [f"{ours} remote-as 65001", f"{ours} timers connect 1"]
        options += [f"{ours} password {session.password}"] if session.password else []
        options += [f"{ours} ttl-security hops 1"] if session.ttl_security else []
        options += [f"{ours} bfd 3 100 100"] if session.bfd else []
        options += [f"{ours} local-role {session.role}"] if session.role else []
        options += [f"{ours} capability extended-nexthop"] if session.maps_next_hop else []
        options += [f"{ours} timers {THEIR_HOLD_TIME // 3} {THEIR_HOLD_TIME}", f"neighbor {FEEDER} remote-as {FEEDER_AS}"] if session.everything else []
        lines = ["router bgp 65000", " bgp router-id 10.9.0.5", " no bgp ebgp-requires-policy", " no bgp network import-check", " no bgp default ipv4-unicast"]
        lines += (RESTART if session.everything else []) + [f" {line}" for line in options]
        families = ["ipv4 unicast", "ipv6 unicast"] if session.everything else [session.word or session.family]
        for family in families:
            announced = session.announced(6 if family.startswith("ipv6") else 4)
            lines += [f" address-family {family}", f"  {ours} activate", *[f"  network {prefix}" for prefix in announced], *[f"  {line}" for line in session.originate]]
            lines += [f"  {ours} addpath-tx-all-paths", *([f"  neighbor {FEEDER} activate"] if family == "ipv4 unicast" else [])] if session.everything else []
            lines += [" exit-address-family"]
        return lines

    def received(self, version):
        """Without what the feeder has sent."""
        routes = self.router.json(f"show bgp ipv{version} unicast json").get("routes", {})
        return {prefix for prefix, paths in routes.items() if any(path.get("peerId") == self.session.ours for path in paths)}

    def paths(self, prefix):
        return len(self.router.paths(prefix))

    def show(self, what):
        return self.router.vtysh(what)

    def route(self, prefix):
        return self.show(f"show bgp ipv4 unicast {prefix}")

    def hold_time(self):
        return self.router.neighbor(self.session.ours)["bgpTimerHoldTimeMsecs"] // 1000

    def refresh(self):
        self.router.vtysh(f"clear bgp ipv4 unicast {self.session.ours} soft in")

    def shut_down(self, text):
        self.router.configure("router bgp 65000", f"neighbor {self.session.ours} shutdown message {text}")
        return text

    def was_told(self, text):
        return self.router.neighbor(self.session.ours).get("lastShutdownDescription") == text
