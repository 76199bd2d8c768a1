"""Every family, announced and withdrawn."""

import pytest

from .conftest import FAMILIES


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name.replace(" ", "-"))
def test_family(updates, row, family):
    """Nothing is marked but what routes.txt says, and that is: a tshark that knows better is noticed."""
    sent = [(message, mark) for message, mark in updates if family.number in message.families]
    announced = [one for one in sent if one[0].announces]
    rest = [one for one in sent if not one[0].announces]
    assert len(announced) == len(family.cases)
    assert len(rest) > 1, "an End-of-RIB, and withdrawals"
    for case, (message, mark) in zip(family.cases, announced, strict=True):
        assert case.marked in mark if case.marked else not mark, f"{case.title} is marked: {mark!r}\n{message.bytes.hex()}"
    known = [case.marked for case in family.cases if case.marked]
    for message, mark in rest:
        assert not mark or any(one in mark for one in known), f"a withdrawal is marked: {mark}\n{message.bytes.hex()}"
    reasons = dict.fromkeys(case.because for case in family.cases if case.marked)
    row(family.name, "yes" if len(known) < len(family.cases) else "no", "; ".join(reasons))
