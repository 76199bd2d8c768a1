"""Network namespaces joined by one bridge, as if their hosts stood on one Ethernet."""

import itertools
import os
import subprocess

NUMBERS = itertools.count(1)


def ip(*words):
    subprocess.run(["ip", *words], check=True, capture_output=True, text=True, timeout=20)


class Namespace:
    def __init__(self, name):
        self.name = f"vc{os.getpid()}-{next(NUMBERS)}-{name}"
        self.path = f"/run/netns/{self.name}"
        ip("netns", "add", self.name)
        # IPv6 addresses, link-local ones too, are usable at once.
        self.run("sysctl", "-qw", "net.ipv6.conf.all.accept_dad=0", "net.ipv6.conf.default.accept_dad=0", check=True)
        self.ip("link", "set", "lo", "up")

    def ip(self, *words):
        ip("-n", self.name, *words)

    def run(self, *command, timeout=20, **options):
        """Runs a short command inside and returns it completed."""
        return subprocess.run(["nsenter", f"--net={self.path}", *[str(word) for word in command]], capture_output=True, text=True, timeout=timeout, **options)

    def add_address(self, address, device="eth0"):
        self.ip("address", "add", address, "dev", device, *(["nodad"] if ":" in address else []))

    def remove(self):
        subprocess.run(["ip", "netns", "delete", self.name], capture_output=True, timeout=20, check=False)


def link_local(namespace, device="eth0"):
    words = namespace.run("ip", "-6", "-o", "address", "show", "dev", device, "scope", "link").stdout.split()
    return words[words.index("inet6") + 1].split("/")[0]


class Network:
    """The bridge lives in a namespace too: nothing of this is visible on the host, and deleting the namespaces removes all of it."""

    def __init__(self):
        self.switch = Namespace("sw")
        self.members = []
        self.switch.ip("link", "add", "br0", "type", "bridge")
        self.switch.ip("link", "set", "br0", "up")

    def add(self, name, *addresses):
        member = Namespace(name)
        self.members.append(member)
        self.plug(member, *addresses)
        return member

    def plug(self, member, *addresses):
        """Gives the member its eth0, also anew."""
        port = f"p{self.members.index(member) + 1}"
        self.switch.ip("link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", member.name)
        self.switch.ip("link", "set", port, "master", "br0")
        self.switch.ip("link", "set", port, "up")
        member.ip("link", "set", "eth0", "up")
        for address in addresses:
            member.add_address(address)

    def unplug(self, member):
        """Takes its eth0 away, with its number and its addresses."""
        member.ip("link", "delete", "eth0")

    def remove(self):
        for member in [*self.members, self.switch]:
            member.remove()
