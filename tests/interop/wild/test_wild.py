"""Helper programs as they are found in the wild, each beside our program called as `exabgp`, and judged by what a router has in the end."""

import pytest

from .cases import CASES


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_helper(case, stage):
    problem = stage.outcome(case)
    assert not problem, f"{case.name} ({case.kind}): {problem}"
