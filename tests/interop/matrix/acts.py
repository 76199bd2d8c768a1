"""What is played with every implementation: sessions, and what is looked at in each of them, feature by feature."""

import re
import struct
import time
from dataclasses import replace

from lab.waiting import stays, wait_until

from .families import FAMILIES
from .routers import FEEDER, FEEDER_AS, OURS, THEIRS, THEIR_HOLD_TIME, Session
from .stage import Act

PREFIXES = {4: ("198.51.100.0/24", "203.0.113.0/24"), 6: ("2001:db8:1::/48", "2001:db8:2::/48")}
(THERE, BACK), (THERE6, BACK6) = PREFIXES[4], PREFIXES[6]


def established(router, ours):
    wait_until(lambda: router.established() and ours.established(), "the session is up", within=40)


def look_both_ways(version):
    """One prefix goes each way."""
    there, back = PREFIXES[version]

    def look(router, ours):
        wait_until(lambda: router.received(version) == {there}, lambda: f"the router has {there}, now {router.received(version)}")
        # Some routers tell us our own route again.
        wait_until(lambda: {back} <= ours.received() <= {back, there}, lambda: f"we have {back}, now {ours.received()}")

    return look


def begin(session):
    there, back = PREFIXES[session.routes_version]

    def start(meeting):
        router = meeting.router(replace(session, announce=(back,)))
        ours = meeting.ours(session, [f"route {there} next-hop {session.ours if session.maps_next_hop else 'self'}"])
        established(router, ours)
        return router, ours

    return start


def exchange(feature, session, **more):
    return Act(begin(session), {feature: look_both_ways(session.routes_version), **more})


def next_hops_of_the_other_kind(router, ours):
    """RFC 8950."""
    look_both_ways(4)(router, ours)
    assert OURS[6] in router.route(THERE), router.route(THERE)
    assert [route["nextHop"] for route in ours.routes() if route["nlri"] == BACK] == [THEIRS[6]]


# --- the last words of a session ----------------------------------------------------------------------------------------------------


def tells_us(router, ours):
    text = router.shut_down("maintenance at noon")
    ours.wait_for_log(rf"the peer sent NOTIFICATION Cease - Administrative Shutdown \({re.escape(text)}\)")


def is_told(router, ours):
    assert ours.stop() == 0
    wait_until(lambda: router.was_told("vigilcast is stopping"), "the router shows what we said")


# --- long messages ------------------------------------------------------------------------------------------------------------------

MANY = [f"10.{number >> 8}.{number & 255}.0/24" for number in range(2000)]  # with the same attributes they need more than 4,096 octets


def begin_extended(meeting):
    session = Session(extended_message=True)
    router = meeting.router(session)
    return router, meeting.ours(session, [f"route {destination} next-hop self" for destination in MANY])


def one_message_for_all(router, ours):
    wait_until(lambda: router.received(4) == set(MANY), lambda: f"the router has all of them, now {len(router.received(4))}", within=40)
    assert ours.only_peer()["negotiated"]["extendedMessage"] is True
    assert ours.only_peer()["messages"]["sent"]["update"] <= 2, "the routes and the End-of-RIB"


# --- everything at once: two families, several paths, refresh, restarts ----------------------------------------------------------------

ATTRIBUTES = "large-community [ 65001:1:2 ] extended-community [ target:65001:7 ]"


def feed():
    """An UPDATE of the feeder: another path to what the router has itself."""
    attributes = bytes.fromhex("40010100 400200 400304") + bytes(int(part) for part in FEEDER.split(".")) + bytes.fromhex("40050400000064")
    return struct.pack("!HH", 0, len(attributes)) + attributes + bytes.fromhex("18CB0071")


def begin_everything(meeting):
    session = Session(everything=True, announce=(BACK, BACK6))
    router = meeting.router(session)
    meeting.originate([feed()], source=FEEDER, asn=FEEDER_AS)
    ours = meeting.ours(session, [
        f"route {THERE} next-hop {OURS[4]} path-information 0.0.0.1 {ATTRIBUTES}",
        f"route {THERE} next-hop {OURS[4]} path-information 0.0.0.2 med 7",
        f"route {THERE6} next-hop {OURS[6]}",
    ])
    established(router, ours)
    return router, ours


def theirs(router):
    """What the router announces in both families and we can take."""
    return [prefix for prefix in (BACK, BACK6) if prefix not in router.unusable]


def both_families(router, ours):
    wait_until(lambda: router.received(4) == {THERE} and router.received(6) == {THERE6}, lambda: f"the router has both, now {router.received(4) | router.received(6)}")
    wait_until(lambda: all(ours.stale(prefix) == {False} for prefix in theirs(router)), lambda: f"we have {theirs(router)}, now {ours.received()}")


def two_paths_there(router, ours):
    assert "ipv4 unicast" in ours.only_peer()["negotiated"]["addPathSend"]
    wait_until(lambda: router.paths(THERE) == 2, lambda: f"the router has two paths, now {router.paths(THERE)}")


def two_paths_back(router, ours):
    def paths():
        return {route for route in ours.received() if route.split()[0] == BACK}

    wait_until(lambda: len(paths()) == 2, lambda: f"we have two paths, now {paths()}")
    assert all("path-information" in path for path in paths())


def shows(pattern):
    def look(router, ours):
        wait_until(lambda: re.search(pattern, router.route(THERE)), lambda: f"the router shows {pattern}: {router.route(THERE)}")

    return look


def shorter_hold_time(router, ours):
    assert ours.only_peer()["negotiated"]["holdTime"] == THEIR_HOLD_TIME
    assert not hasattr(router, "hold_time") or router.hold_time() == THEIR_HOLD_TIME


def asks_us(router, ours):
    def counters():
        return ours.only_peer()["messages"]

    before = settled(ours)
    router.refresh()
    wait_until(lambda: counters()["received"]["refresh"] > before["received"]["refresh"], lambda: f"we are asked, now {counters()}")
    wait_until(lambda: counters()["sent"]["update"] > before["sent"]["update"], lambda: f"we send again, now {counters()}")


def is_asked(router, ours):
    updates, sessions = settled(ours)["received"]["update"], ours.only_peer()["sessions"]
    ours.say(f"neighbor {THEIRS[4]} announce route-refresh ipv4 unicast")
    wait_until(lambda: ours.only_peer()["messages"]["received"]["update"] > updates, lambda: f"it sends again, now {ours.only_peer()}")
    assert ours.only_peer()["sessions"] == sessions


def settled(ours):
    """How many messages there were, once no more come for a second; keepalives do not count."""
    seen = []

    def same():
        messages = ours.only_peer()["messages"]
        if not seen or any(seen[-1][1][way][kind] != messages[way][kind] for way in ("sent", "received") for kind in ("update", "refresh")):
            seen.append((time.monotonic(), messages))
        return time.monotonic() - seen[-1][0] > 1

    wait_until(same, "no more messages")
    return seen[-1][1]


def marks_its_answer(router, ours):
    """Where it begins and where it ends (RFC 7313)."""
    received = settled(ours)["received"]["refresh"]
    ours.say(f"neighbor {THEIRS[4]} announce route-refresh ipv4 unicast")
    wait_until(lambda: ours.only_peer()["messages"]["received"]["refresh"] == received + 2, lambda: f"two marks, now {ours.only_peer()['messages']}")
    both_families(router, ours)


def it_keeps(router, ours):
    assert ours.stop() == 0
    wait_until(lambda: not router.established(), "the router has noticed")
    stays(lambda: router.received(4) == {THERE} and router.received(6) == {THERE6}, "our routes are there")
    ours.start()
    established(router, ours)
    assert router.received(4) == {THERE}
    both_families(router, ours)


def we_keep(router, ours):
    both_families(router, ours)
    router.kill()
    wait_until(lambda: not ours.established(), "we have noticed")
    stays(lambda: ours.stale(BACK) == {True} and ours.stale(BACK6) == {True}, "its routes are there, stale", during=1)
    router.start()
    established(router, ours)
    both_families(router, ours)


# --- what only our own format has words for -------------------------------------------------------------------------------------------

YAML = """router: {{asn: 65001, id: 10.9.0.10, holdDown: 0s}}
peers: [{{name: router, address: {theirs}, sourceAddress: {ours}, asn: 65000, families: [ipv4 unicast], {more}}}]
services: [{{name: always, prefixes: [{there}]}}]
admin: {{listen: none}}
"""


def begin_native(session, more):
    def start(meeting):
        router = meeting.router(replace(session, announce=(BACK,)))
        ours = meeting.native(YAML.format(theirs=THEIRS[4], ours=OURS[4], there=THERE, more=more))
        established(router, ours)
        return router, ours

    return start


def marked_for_customers(router, ours):
    """Both name their role, and what a provider sends bears its AS (RFC 9234)."""
    look_both_ways(4)(router, ours)
    (route,) = [route for route in ours.routes() if route["nlri"] == BACK]
    assert "attribute [ 0x23 0xE0 0x0000fde8 ]" in route["attributes"], "ONLY_TO_CUSTOMER with AS 65000"


def bfd_is_up(router, ours):
    wait_until(lambda: ours.only_peer().get("bfd", {}).get("state") == "Up", lambda: f"BFD is up, now {ours.only_peer().get('bfd')}")
    look_both_ways(4)(router, ours)
    assert ours.only_peer()["sessions"] == 1


# --- families -------------------------------------------------------------------------------------------------------------------------


def family_act(family):
    def start(meeting):
        there = family.there[meeting.kind.name]
        session = Session(family.family, word=there.word, originate=there.originate)
        router = meeting.router(session)
        if family.octets:
            return router, meeting.originate(family.octets, session.version), there
        ours = meeting.ours(Session(family.family), sections=family.ours)
        wait_until(router.established, "the session is up", within=30)
        return router, ours, there

    def look(router, ours, there):
        if there.originate:
            arrives = set(there.arrives or family.arrives)
            wait_until(lambda: arrives <= ours.received(), lambda: f"we have {arrives}, now {ours.received()}", within=10)
        if there.shows:
            wait_until(lambda: shown(router, there), lambda: f"the router shows {there.shows}:\n{router.show(there.ask)}", within=10)

    return Act(start, {family.name: look}, lambda kind: kind.name in family.there)


def shown(router, there):
    text = " ".join(router.show(there.ask).split())
    return all(piece in text for piece in there.shows)


ACTS = (
    *(family_act(family) for family in FAMILIES),
    exchange("IPv4 unicast", Session(), **{"shutdown communication: we tell it": is_told}),
    exchange("IPv6 unicast", Session("ipv6 unicast"), **{"shutdown communication: it tells us": tells_us}),
    Act(begin(Session(over=6)), {"IPv6 next hop for IPv4": next_hops_of_the_other_kind}),
    exchange("TCP MD5", Session(password="secret")),
    exchange("TTL security", Session(ttl_security=True)),
    Act(begin_extended, {"extended messages": one_message_for_all}),
    Act(begin_everything, {
        "two families in one session": both_families,
        "several paths: to it": two_paths_there,
        "several paths: from it": two_paths_back,
        "large communities": shows(r"65001\W{1,3}1\W{1,3}2\b"),
        "extended communities": shows(r"65001\W{1,2}7\b"),
        "hold time: the shorter one": shorter_hold_time,
        "route refresh: it asks": asks_us,
        "route refresh: we ask": is_asked,
        "enhanced route refresh": marks_its_answer,
        "graceful restart: we restart, it keeps": it_keeps,
        "graceful restart: it restarts, we keep": we_keep,
    }),
    Act(begin_native(Session(role="provider"), "role: customer, strictRole: true"), {"roles": marked_for_customers}),
    Act(begin_native(Session(bfd=True), "bfd: {interval: 100ms}"), {"BFD": bfd_is_up}, lambda kind: kind.name in ("FRR", "BIRD")),
)
FEATURES = [feature for act in ACTS for feature in act.steps]
