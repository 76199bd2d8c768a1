"""What both ends of a session are to agree on."""

from dataclasses import dataclass

OURS = {4: "10.9.0.10", 6: "2001:db8:9::10"}
THEIRS = {4: "10.9.0.5", 6: "2001:db8:9::5"}
FEEDER, FEEDER_AS = "10.9.0.11", 65002  # another neighbor of the router, so that it has two paths to tell us of
THEIR_HOLD_TIME = 21                    # where `everything` is agreed on; ours is longer


@dataclass(frozen=True)
class Session:
    """`announce` are prefixes that the other side originates."""

    family: str = "ipv4 unicast"
    over: int = 0          # the IP version of the connection, where it is not the family's
    password: str = ""
    ttl_security: bool = False
    extended_message: bool = False
    everything: bool = False  # IPv4 and IPv6, several paths, graceful restart, refresh, another hold time, and a feeder
    role: str = ""            # the other side's (RFC 9234)
    bfd: bool = False
    announce: tuple = ()
    word: str = ""         # the family in the words of the other side, where they are not those of exabgp.conf
    originate: tuple = ()  # more that the other side originates, in its own words

    @property
    def version(self):
        """Of the connection."""
        return self.over or self.routes_version

    @property
    def routes_version(self):
        return 6 if self.family.startswith("ipv6") else 4

    @property
    def maps_next_hop(self):
        """RFC 8950."""
        return self.version == 6 and self.routes_version == 4

    @property
    def ours(self):
        return OURS[self.version]

    @property
    def theirs(self):
        return THEIRS[self.version]

    def announced(self, version):
        return [prefix for prefix in self.announce if (":" in prefix) == (version == 6)]
