"""The families beyond unicast, route by route."""

import pytest
from lab.waiting import wait_until

from .families import FAMILIES
from .routers import Session


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name.replace(" ", "-"))
def test_family(request, cell, kind, family):
    there = family.there.get(kind.name)
    if not cell(family.name, has_it=there is not None):
        return
    meeting = request.getfixturevalue("meeting")  # only now: an empty cell needs no network
    router = meeting.router(Session(family.family, word=there.word, originate=there.originate))
    ours = meeting.ours(Session(family.family), sections=family.ours)
    wait_until(router.established, "the session is up", within=30)
    if there.originate:
        arrives = set(there.arrives or family.arrives)
        wait_until(lambda: arrives <= ours.received(), lambda: f"we have {arrives}, now {ours.received()}", within=5)
    if there.shows:
        wait_until(lambda: shown(router, there), lambda: f"the router shows {there.shows}:\n{router.show(there.ask)}", within=5)


def shown(router, there):
    text = " ".join(router.show(there.ask).split())
    return all(piece in text for piece in there.shows)
