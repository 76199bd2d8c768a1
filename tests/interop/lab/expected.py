"""Routes as FRR shows them."""


def route(**attributes):
    """A route of the guide's host, announced plainly, with what differs from that."""
    return {"path": "65001", "origin": "IGP", "nexthop": "192.168.1.2", **attributes}
