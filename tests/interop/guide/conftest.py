"""The guide's lab: FRR at 192.168.1.1 in AS 65000, our host at 192.168.1.2 in AS 65001."""

from pathlib import Path

import pytest

from lab.exabgp import ExaBgpHost, prepare_shared
from lab.waiting import wait_until

FILES = Path(__file__).parent / "files"
# Beyond the guide's lines: its FRR (7 and older) announced `network` without a kernel route and took routes without a policy.
LIKE_THE_GUIDE = " no bgp ebgp-requires-policy\n no bgp network import-check\n neighbor 192.168.1.2 timers connect 1\n"


class Guide:
    def __init__(self, world, shared):
        self.world = world
        self.router = world.host("router", "192.168.1.1/24")
        self.namespace = world.host("exabgp", "192.168.1.2/24")
        self.host = ExaBgpHost(self.namespace, world.folder / "host", shared)
        self.frr = None
        self.exabgp = None

    def start_router(self, extra=""):
        neighbor = " neighbor 192.168.1.2 remote-as 65001\n"
        config = (FILES / "frr.conf").read_text().replace(neighbor, neighbor + LIKE_THE_GUIDE)
        self.frr = self.world.frr(self.router, config + extra)

    def start(self, config, scripts=None, prefix=()):
        """Starts the router (if it does not run yet) and `exabgp /etc/exabgp/exabgp.conf`. `scripts`: path below /etc/exabgp -> file of this folder."""
        if self.frr is None:
            self.start_router()
        self.configure(config, scripts)
        self.exabgp = self.world.keep(self.host.start(*prefix, "exabgp", "/etc/exabgp/exabgp.conf"))
        return self.exabgp

    def configure(self, config, scripts=None):
        text = (FILES / config).read_text() if config.endswith(".conf") else config
        self.host.write("exabgp.conf", text, 0o644)
        for path, source in (scripts or {}).items():
            self.host.install(FILES / source, path)

    def established(self, within=25.0):
        self.frr.wait_established("192.168.1.2", within)

    def log(self, pattern, within=20.0, count=1):
        return self.exabgp.wait_for_log(pattern, within, count)

    def expect_table(self, expected, family="ipv4", within=20.0):
        """FRR has exactly these routes from us, with exactly these attributes."""
        wait_until(lambda: self.frr.received(family) == expected, lambda: f"FRR has {expected}, now {self.frr.received(family)}", within)


@pytest.fixture(scope="session")
def shared(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shared")
    folder.chmod(0o755)
    prepare_shared(folder)
    return folder


@pytest.fixture
def guide(world, shared):
    return Guide(world, shared)
