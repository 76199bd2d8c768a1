"""How each speaker is told the same: so many routes in so many attribute sets, to so many neighbors. A row is a speaker."""

import ipaddress
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

SPEAKER, FIRST_NEIGHBOR = "10.9.0.1", ipaddress.IPv4Address("10.9.1.0")
SPEAKER_AS, NEIGHBOR_AS = 65000, 65001
FIRST_ROUTE = ipaddress.IPv4Address("10.0.0.0")


@dataclass
class Load:
    """Route i of n has attribute set i*sets//n, which is MED and community alike."""

    neighbors: int
    routes: int
    sets: int = 1
    hold: int = 180

    def neighbor_addresses(self):
        return [str(FIRST_NEIGHBOR + number) for number in range(self.neighbors)]

    def route_sets(self):
        """(prefix, number of its attribute set)"""
        return ((f"{FIRST_ROUTE + number}/32", number * self.sets // self.routes) for number in range(self.routes))


class Speaker:
    name = ""
    binary = ""
    calls = False  # it connects to its neighbors; else it is called
    environment = {}

    def there(self):
        return shutil.which(self.binary) is not None

    def config(self, folder, load):
        """Writes what it needs."""
        raise NotImplementedError

    def command(self, folder):
        raise NotImplementedError


class ExaBgp(Speaker):
    """Ours takes the same file."""

    calls = True

    def __init__(self, name, command, environment=None):
        self.name, self.words, self.binary, self.environment = name, command, command[0], {"exabgp_daemon_user": "root", **(environment or {})}

    def config(self, folder, load):
        with (folder / "exabgp.conf").open("w") as file:
            file.write("template { neighbor all {\n"
                       f" router-id {SPEAKER}; local-address {SPEAKER}; local-as {SPEAKER_AS}; peer-as {NEIGHBOR_AS}; hold-time {load.hold};\n"
                       " family { ipv4 unicast; }\n static {\n")
            for prefix, number in load.route_sets():
                file.write(f"  route {prefix} next-hop self med {number} community [{SPEAKER_AS}:{number}];\n")
            file.write(" }\n} }\n")
            for address in load.neighbor_addresses():
                file.write(f"neighbor {address} {{ inherit all; }}\n")

    def command(self, folder):
        return [*self.words, folder / "exabgp.conf"]


class Bird(Speaker):
    name, binary = "bird", "/usr/sbin/bird"

    def config(self, folder, load):
        with (folder / "bird.conf").open("w") as file:
            file.write(f"router id {SPEAKER};\nprotocol device {{}}\nprotocol static {{\n ipv4;\n")
            for prefix, number in load.route_sets():
                file.write(f" route {prefix} blackhole {{ bgp_med = {number}; bgp_community.add(({SPEAKER_AS},{number})); }};\n")
            file.write(f"}}\ntemplate bgp T {{ local {SPEAKER} as {SPEAKER_AS}; hold time {load.hold}; passive yes; ipv4 {{ import none; export all; }}; }}\n")
            for number, address in enumerate(load.neighbor_addresses()):
                file.write(f"protocol bgp n{number} from T {{ neighbor {address} as {NEIGHBOR_AS}; }}\n")

    def command(self, folder):
        return [self.binary, "-f", "-c", folder / "bird.conf", "-s", folder / "bird.ctl"]


class Frr(Speaker):
    name, binary = "frr", "/usr/lib/frr/bgpd"

    def config(self, folder, load):
        folder.chmod(0o777)
        with (folder / "bgpd.conf").open("w") as file:
            for number in range(load.sets):
                file.write(f"route-map A{number} permit 10\n set metric {number}\n set community {SPEAKER_AS}:{number}\nexit\n")
            # coalesce-time would add a second to the first table.
            file.write(f"router bgp {SPEAKER_AS}\n bgp router-id {SPEAKER}\n coalesce-time 0\n no bgp ebgp-requires-policy\n no bgp network import-check\n"
                       f" neighbor G peer-group\n neighbor G remote-as {NEIGHBOR_AS}\n neighbor G passive\n neighbor G timers {load.hold // 3} {load.hold}\n")
            file.writelines(f" neighbor {address} peer-group G\n" for address in load.neighbor_addresses())
            file.write(" address-family ipv4 unicast\n  neighbor G activate\n")
            file.writelines(f"  network {prefix} route-map A{number}\n" for prefix, number in load.route_sets())
            file.write(" exit-address-family\nexit\n")

    def command(self, folder):
        return [self.binary, "-f", folder / "bgpd.conf", "-n", "-Z", "-S", "-i", folder / "bgpd.pid", "--vty_socket", folder, "-P", "0", "-u", "root", "-g", "root"]


class OpenBgpd(Speaker):
    name, binary = "openbgpd", "/usr/sbin/bgpd"

    def config(self, folder, load):
        Path("/run/openbgpd").mkdir(exist_ok=True)  # its chroot
        sets = {}
        for prefix, number in load.route_sets():
            sets.setdefault(number, []).append(prefix)
        with (folder / "bgpd.conf").open("w") as file:
            file.write(f'AS {SPEAKER_AS}\nrouter-id {SPEAKER}\nfib-update no\nsocket "{folder}/bgpd.sock"\nlisten on {SPEAKER}\nholdtime {load.hold}\n')
            for number, prefixes in sets.items():
                file.write(f"prefix-set P{number} {{ {' '.join(prefixes)} }}\nnetwork prefix-set P{number} set {{ med {number} community {SPEAKER_AS}:{number} }}\n")
            file.write(f"group g {{\n remote-as {NEIGHBOR_AS}\n passive\n announce IPv6 none\n enforce neighbor-as no\n")
            file.writelines(f" neighbor {address}\n" for address in load.neighbor_addresses())
            file.write("}\nallow from any\nallow to any\n")
        (folder / "bgpd.conf").chmod(0o600)

    def command(self, folder):
        return [self.binary, "-d", "-f", folder / "bgpd.conf"]


def every(root):
    """Ours first. What is not installed is left out."""
    ours = os.environ.get("VIGILCAST_BINARY", str(root / "build/release/vigilcast"))
    speakers = [
        ExaBgp("vigilcast", [ours, "exabgp"]),
        Bird(),
        OpenBgpd(),
        Frr(),
        # Without a level, its log.enable=false ends in an exception.
        ExaBgp("exabgp 4.2", ["/usr/sbin/exabgp"], {"exabgp_log_level": "CRIT"}),
        ExaBgp("exabgp 5.0", [str(root / "build/venv/bin/exabgp"), "server"], {"exabgp_log_enable": "false"}),
    ]
    return [speaker for speaker in speakers if speaker.there()]
