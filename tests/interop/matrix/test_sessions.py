"""What two speakers agree on, feature by feature."""

from dataclasses import replace

from lab.waiting import wait_until

from .routers import Session

PREFIXES = {4: ("198.51.100.0/24", "203.0.113.0/24"), 6: ("2001:db8:1::/48", "2001:db8:2::/48")}


def exchange(meeting, session):
    """One prefix goes each way."""
    there, back = PREFIXES[session.version]
    session = replace(session, announce=(back,))
    router = meeting.router(session)
    ours = meeting.ours(session, [f"route {there} next-hop self"])
    wait_until(router.established, "the session is up", within=30)
    wait_until(lambda: router.received() == {there}, lambda: f"the router has {there}, now {router.received()}")
    # Some routers tell us our own route again.
    wait_until(lambda: {back} <= ours.received() <= {back, there}, lambda: f"we have {back}, now {ours.received()}")
    return router, ours


def test_ipv4_unicast(meeting, cell):
    cell("IPv4 unicast")
    exchange(meeting, Session())


def test_ipv6_unicast(meeting, cell):
    cell("IPv6 unicast")
    exchange(meeting, Session("ipv6 unicast"))


def test_md5(meeting, cell):
    cell("TCP MD5")
    exchange(meeting, Session(password="secret"))


def test_ttl_security(meeting, cell):
    cell("TTL security")
    exchange(meeting, Session(ttl_security=True))


def test_extended_messages(meeting, cell):
    """2,000 destinations with the same attributes need more than 4,096 octets: one message for all of them."""
    if not cell("extended messages"):
        return
    session = Session(extended_message=True)
    router = meeting.router(session)
    destinations = [f"10.{number >> 8}.{number & 255}.0/24" for number in range(2000)]
    ours = meeting.ours(session, [f"route {destination} next-hop self" for destination in destinations])
    wait_until(lambda: router.received() == set(destinations), lambda: f"the router has all of them, now {len(router.received())}", within=40)
    assert ours.only_peer()["negotiated"]["extendedMessage"] is True
    assert ours.only_peer()["messages"]["sent"]["update"] <= 2, "the routes and the End-of-RIB"
