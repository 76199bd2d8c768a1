"""Every cell of the matrix, a test each. What is looked at is in acts.py, and in families.py as data."""

import pytest

from .acts import FEATURES
from .routers import ROUTERS


@pytest.mark.parametrize("kind", ROUTERS, ids=lambda kind: kind.name.replace(" ", ""))
@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.replace(" ", "-").replace(":", ""))
def test_cell(request, cell, feature, kind):
    if not cell(feature, kind):
        return  # it has no such thing
    told = request.getfixturevalue("stage").outcome(kind, feature)
    if told:
        pytest.fail(told, pytrace=False)
