"""The API server goes away, in several ways. What was decided stays; local probes still act; what changed meanwhile is acted on when it is back."""

import os
import time

import pytest
from cluster import objects
from lab.waiting import stays, wait_until

# The whole time is two minutes; VIGILCAST_E2E_AWAY=15 is for a quick look.
AWAY = float(os.environ.get("VIGILCAST_E2E_AWAY", "120"))
PREFIX, OTHER = "198.51.100.1/32", "198.51.100.2/32"


def stale_seconds(agent):
    """How long the agent's own metrics say that its picture of the cluster is out of date."""
    lines = [line for line in agent.metrics().splitlines() if line.startswith("vigilcast_kubernetes_") and "stale" in line]
    assert lines, "there is no metric of staleness"
    return max(float(line.rsplit(" ", 1)[1]) for line in lines)


@pytest.fixture
def served(stage):
    """Two Services on node-1, one of them with a probe of a local program; the observer is the router."""
    node = stage.nodes[0]
    observer = stage.observe()
    stage.peer_observer()
    stage.apply(objects.health_check("local", target="url", url="http://127.0.0.1:8080/"),
                objects.advertisement("probed", checks=["local"], serviceSelector=objects.selector(probed="yes")),
                objects.advertisement("plain", serviceSelector=objects.selector(probed="no")))
    program = stage.serve(node)
    agent = stage.agent(node)
    stage.web(objects.endpoint(node.name, "10.244.1.5"), name="web", labels={"probed": "yes"}, address=PREFIX.split("/")[0])
    stage.web(objects.endpoint(node.name, "10.244.1.6"), name="other", labels={"probed": "no"}, address=OTHER.split("/")[0])
    wait_until(lambda: observer.announcers(PREFIX) and observer.announcers(OTHER), "both are announced", 30)
    return observer, program, agent


@pytest.mark.limit(int(AWAY) + 300)
def test_api_server_away(stage, served, show):
    observer, program, agent = served
    wait_until(lambda: stale_seconds(agent) == 0, "all of it is followed")
    mark, started = observer.mark(), time.monotonic()
    stage.site.plane.kill_api_server()
    stays(lambda: not observer.since(mark), "nothing is sent", during=AWAY / 2, every=0.5)
    assert stale_seconds(agent) > 0
    program.kill()
    gone = observer.wait_change(mark, PREFIX, announced=False)
    assert not gone.session_ended and observer.announcers(OTHER), "the local probe acts, and only where it is asked for"
    program.start()
    observer.wait_change(mark, PREFIX, announced=True)
    mark = observer.mark()
    stays(lambda: not observer.since(mark), "nothing more is sent", during=max(0.0, started + AWAY - time.monotonic()), every=0.5)
    stage.site.plane.start_api_server()
    back = time.monotonic()
    wait_until(lambda: stale_seconds(agent) == 0, "the picture is current again", 60)
    show(f"API server away for {back - started:.0f} s; the picture was current {time.monotonic() - back:.1f} s after it answered")
    assert not observer.since(mark), "its return changes nothing"
    stage.wait_event({"apiVersion": "v1", "kind": "Node", "metadata": {"name": "node-1"}}, "API server", kind="Normal", within=60)
    stage.apply(objects.slice_of("web", objects.endpoint("node-1", "10.244.1.5", ready=False)))
    observer.wait_change(mark, PREFIX, announced=False)


def test_half_open_watch(stage, served):
    """Answers get lost without a word. The agent notices by itself and, once they arrive again, learns what it missed."""
    observer, _, agent = served
    mark = observer.mark()
    stage.site.cut_off(stage.nodes[0])
    stage.delete(objects.service("other"), objects.slice_of("other"))
    wait_until(lambda: stale_seconds(agent) > 0, "it notices", 90)
    assert not observer.since(mark)
    stage.site.reconnect(stage.nodes[0])
    observer.wait_change(mark, OTHER, announced=False, within=60)
    assert observer.announcers(PREFIX)


@pytest.mark.limit(300)
def test_history_is_compacted_away(stage, served):
    """The version from which the agent would go on is gone (410): it lists anew, and what was deleted meanwhile goes."""
    observer, _, _ = served
    node = stage.nodes[0]
    mark = observer.mark()
    stage.site.cut_off(node)
    stage.delete(objects.service("other"), objects.slice_of("other"))
    stage.web(objects.endpoint(node.name, "10.244.1.7"), name="new", labels={"probed": "no"}, address="198.51.100.3")
    # The API server remembers the latest changes itself; a new one knows only what etcd still has.
    stage.site.plane.compact()
    stage.site.plane.kill_api_server()
    stage.site.plane.start_api_server()
    assert not observer.since(mark)
    stage.site.reconnect(node)
    observer.wait_change(mark, OTHER, announced=False, within=90)
    observer.wait_change(mark, "198.51.100.3/32", announced=True, within=30)
    assert [one for one in observer.since(mark) if one.prefix == PREFIX] == [], "what did not change is not touched"


def test_start_without_api_server(stage):
    """An agent that starts while it is away announces nothing of the cluster and waits; an empty picture is not an empty cluster."""
    node = stage.nodes[0]
    observer = stage.observe()
    stage.peer_observer()
    stage.apply(objects.advertisement())
    stage.web(objects.endpoint(node.name, "10.244.1.5"), address="198.51.100.1")
    stage.site.cut_off(node)
    agent = stage.agent(node)
    time.sleep(3)
    assert agent.process.running()
    stage.site.reconnect(node)
    wait_until(lambda: observer.announcers(PREFIX), "it has learnt", 60)


def test_token_is_read_again(stage, served):
    """A token that the server does not take any more changes no decision; the new one in the file is used."""
    observer, _, agent = served
    node = stage.nodes[0]
    token = stage.site.folder / f"credentials/{node.name}.token"
    good, mark = token.read_text(), observer.mark()
    try:
        token.write_text("bad")
        stage.site.plane.kill_api_server()  # watches that run are not asked for a token again
        stage.site.plane.start_api_server()
        wait_until(lambda: stale_seconds(agent) > 0, "it is refused", 90)
        assert not observer.since(mark)
    finally:
        token.write_text(good)
    wait_until(lambda: stale_seconds(agent) == 0, "the good token is used", 90)
    assert not observer.since(mark)
