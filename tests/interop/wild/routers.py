"""The two routers of all cases, and what each has from one of the hosts."""

from ipaddress import ip_address

from lab.frr import flat

FRR, BIRD = "10.7.0.1", "10.7.0.2"


class Routers:
    def __init__(self, frr, bird):
        self.frr, self.bird = frr, bird

    def frr_table(self, address, family, wanted):
        """{prefix: route} that FRR has from the neighbor. Attributes are asked for only when the prefixes are the wanted ones: each is a question of its own."""
        told = self.frr.json(f"show bgp {family} unicast neighbors {address} routes json").get("routes", {})
        if told.keys() != wanted.keys():
            return dict.fromkeys(told)
        return {prefix: self.frr_route(address, prefix, family) for prefix in told}

    def frr_route(self, address, prefix, family):
        (path,) = [one for one in self.frr.paths(prefix, family) if one.get("peer", {}).get("peerId") == address]
        route = flat(path)
        hops = {one["ip"] for one in path["nexthops"] if ip_address(one["ip"]).is_link_local is False}
        return {**route, "nexthop": hops.pop()}

    def bird_table(self, protocol, wanted):
        """{prefix: attributes} that BIRD has from the protocol, of the attributes only those that are wanted."""
        table = self.bird.table(protocol=protocol)
        return {prefix: {key: route.get(key) for key in wanted.get(prefix) or route} for prefix, route in table.items()}
