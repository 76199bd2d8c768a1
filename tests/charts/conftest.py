"""Fixtures: the programs, built when they are missing, and what the chart renders."""

import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path[:0] = [str(HERE), str(HERE.parent / "tools")]

import chart  # noqa: E402
import programs  # noqa: E402


@pytest.fixture(scope="session", autouse=True)
def built():
    """helm and kubeconform."""
    if subprocess.run([HERE.parent / "tools/build", "helm", "kubeconform"], check=False).returncode != 0:
        pytest.skip("helm and kubeconform could not be built, see above")


@pytest.fixture(scope="session")
def promtool():
    if not chart.PROMTOOL:
        pytest.skip("promtool is not installed (make deps)")
    return chart.PROMTOOL


@pytest.fixture(scope="session", params=chart.VALUES, ids=[path.name.removesuffix("-values.yaml") for path in chart.VALUES])
def rendered(request):
    """Each file of ci in turn: what the chart makes of it."""
    return chart.render(values=request.param)


@pytest.fixture(scope="session")
def minimal():
    return chart.render()


@pytest.fixture(scope="session")
def full():
    return chart.render(values=chart.ROOT / "ci/full-values.yaml")
