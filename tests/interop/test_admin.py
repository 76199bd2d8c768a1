"""Metrics and probes on loopback, the control socket, and the examples that ship with the program."""

import re
from pathlib import Path

import pytest
from lab.agent import ROOT, run_once
from lab.rack import OURS, yaml
from lab.waiting import wait_until

ONE = "{name: one, prefixes: [198.51.100.1/32]}"
FETCH = "import sys, urllib.request; print(urllib.request.urlopen(sys.argv[1], timeout=5).read().decode())"


def fetch(host, path):
    done = host.run("python3", "-c", FETCH, f"http://127.0.0.1:7479{path}")
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_metrics_and_probes(rack):
    frr = rack.frr()
    rack.vigilcast(yaml(services=[ONE], checks=()).replace("listen: none", 'listen: "127.0.0.1:7479"'))
    frr.wait_established(OURS)
    wait_until(lambda: fetch(rack.host, "/readyz"), "ready")
    assert fetch(rack.host, "/livez")
    metrics = wait_until(lambda: re.search(r'^vigilcast_\w+\{.*peer="frr4".*\} 1', fetch(rack.host, "/metrics"), re.M) and fetch(rack.host, "/metrics"), "a metric of the peer")
    for line in metrics.splitlines():
        assert line == "" or line.startswith(("#", "vigilcast_", "process_")), line


def test_no_agent_is_told():
    done = run_once("status", environment={"VIGILCAST_SOCKET": "/nonexistent/vigilcast.sock"})
    assert done.returncode != 0
    assert "/nonexistent/vigilcast.sock" in done.stderr


def test_unknown_verb():
    done = run_once("anounce")
    assert done.returncode not in (0, -6, -11)
    assert done.stderr


@pytest.mark.parametrize("example", sorted((ROOT / "manifests/examples").glob("*.yaml")), ids=lambda path: path.name)
def test_examples(example):
    done = run_once("check", example)
    assert done.returncode == 0, done.stdout + done.stderr


def yaml_blocks():
    """Every complete configuration that the documentation prints."""
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
        for number, block in enumerate(re.findall(r"^```yaml\n(.*?)^```", page.read_text(), re.S | re.M)):
            if block.lstrip().startswith("router:") or "\nrouter:" in block:
                yield pytest.param(block, id=f"{page.name}-{number}")


@pytest.mark.parametrize("block", yaml_blocks())
def test_yaml_in_the_documentation(block, tmp_path):
    """Files that a block names are provided beside it: what is checked is the block."""
    (tmp_path / "exabgp.conf").write_text((ROOT / "manifests/examples/exabgp.conf").read_text())
    for secret in re.findall(r"file: ([\w./-]+)", block):
        (tmp_path / Path(secret).name).write_text("secret\n")
    file = tmp_path / "block.yaml"
    file.write_text(re.sub(r"/etc/(exabgp|vigilcast)/", "", block))
    done = run_once("check", file)
    assert done.returncode == 0, done.stdout + done.stderr


def test_resource_definitions_are_printed():
    """All of them, or one; manifests/crds holds what is printed."""
    files = sorted((ROOT / "manifests/crds").glob("*.yaml"))
    everything = run_once("crd").stdout
    assert everything.count("---\n") == len(files) == 5
    for file in files:
        assert file.read_text() in everything
    for name in ("BGPPeer", "bgppeers", "vcpeer"):
        assert run_once("crd", name).stdout == (ROOT / "manifests/crds/vigilcast.dev_bgppeers.yaml").read_text()
    wrong = run_once("crd", "Peer")
    assert wrong.returncode == 1
    assert "there is no kind 'Peer'" in wrong.stderr
    assert "BGPPeer" in wrong.stderr
