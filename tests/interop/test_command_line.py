"""What people get who do not know the verbs by heart. Needs no namespaces and no agent."""

import subprocess

import pytest
from lab.agent import BINARY


def vigilcast(*words):
    environment = {"VIGILCAST_SOCKET": "/nonexistent/vigilcast.sock", "PATH": "/usr/bin:/bin"}
    return subprocess.run([BINARY, *words], capture_output=True, text=True, timeout=20, check=False, env=environment)


def test_version():
    verb, option = vigilcast("version"), vigilcast("--version")
    assert verb.returncode == option.returncode == 0
    assert verb.stdout == option.stdout and verb.stdout.startswith("vigilcast ")


@pytest.mark.parametrize(("words", "told"), [
    ((), "explain"),
    (("stauts",), "did you mean 'status'?"),
    (("zebra",), "vigilcast --help"),
    (("--nonsense",), "--nonsense"),
    (("status", "--nonsense"), "vigilcast status --help"),
    (("status", "nonsense"), "nonsense"),
    (("routes", "sideways"), "in"),
    (("explain",), "subject"),
    (("explain", "peer", "a", "b"), "vigilcast explain --help"),
    (("explain", "cat", "tom"), "the kinds are peer, service"),
    (("check",), "files"),
    (("decode",), "hex"),
    (("probe",), "url"),
    (("status", "-o", "xml"), "json"),
    (("run", "--log-level", "loud"), "debug"),
])
def test_what_is_not_understood(words, told):
    """Exit code 2, a sentence that names the verb or the word, and nothing on stdout."""
    done = vigilcast(*words)
    assert done.returncode == 2, done
    assert told in done.stderr and done.stderr.startswith("vigilcast"), done.stderr
    assert not done.stdout


@pytest.mark.parametrize("words", [
    ("status",), ("peers",), ("services",), ("routes",), ("routes", "in"), ("events",), ("reload",), ("explain", "web"), ("explain", "peer", "tor-a"),
])
def test_without_an_agent(words):
    done = vigilcast(*words)
    assert done.returncode == 1 and "/nonexistent/vigilcast.sock" in done.stderr and not done.stdout, done


@pytest.mark.parametrize(("words", "told"), [
    (("check", "/nonexistent.yaml"), "/nonexistent.yaml"),
    (("decode", "xyz"), "not hex"),
    (("crd", "Nonsense"), "the kinds are BGPPeer"),
    (("probe", "nonsense"), "nonsense"),
    (("run", "-c", "/nonexistent.yaml"), "/nonexistent.yaml"),
])
def test_what_cannot_be_done(words, told):
    """Exit code 1, and what is wrong."""
    done = vigilcast(*words)
    assert done.returncode == 1 and told in done.stderr, done
