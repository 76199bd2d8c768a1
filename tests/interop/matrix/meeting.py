"""One router of the matrix and us on one Ethernet."""

from lab.agent import BINARY
from lab.process import Process

from .ours import Native, Ours, config
from .routers import FEEDER, OURS, THEIRS


class Originator(Process):
    def received(self):
        """The NLRI that the router has announced."""
        return set(self.log().splitlines())


class Meeting:
    def __init__(self, world, kind):
        self.world, self.kind = world, kind
        self.ours_host = world.host("ours", f"{OURS[4]}/24", f"{OURS[6]}/64", f"{FEEDER}/24")
        self.theirs_host = world.host("theirs", f"{THEIRS[4]}/24", f"{THEIRS[6]}/64")

    def router(self, session):
        return self.kind(self.world, self.theirs_host, session)

    def ours(self, session, routes=(), sections=""):
        return self.world.keep(Ours(self.ours_host, self.world.folder / "ours", config(session, routes, sections)))

    def native(self, yaml):
        return self.world.keep(Native(self.ours_host, self.world.folder / "ours", yaml))

    def originate(self, updates, version=4, source=None, asn=65001):
        """Announces what is in UPDATEs, given as octets."""
        file = self.world.folder / "updates"
        file.write_text("".join(f"{one.hex()}\n" for one in updates))
        words = [BINARY.parent / "tests/originate", source or OURS[version], asn, THEIRS[version], 179, file]
        return self.world.keep(Originator(words, self.world.folder / "originate.log", self.ours_host))
