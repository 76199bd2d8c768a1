"""A Service with externalTrafficPolicy Local is announced once the node's kube-proxy says at its healthCheckNodePort that it forwards; a small server plays it."""

import time

import pytest
from cluster import objects
from lab.waiting import stays, wait_until

PREFIX = "198.51.100.1/32"
READY = objects.slice_of("web", objects.endpoint("node-1", "10.244.1.5"))
GONE = objects.slice_of("web", objects.endpoint("node-2", "10.244.2.5"))


@pytest.fixture
def local(stage):
    """(observer, agent, Service) of node-1, with an endpoint that is ready there."""
    observer = stage.observe()
    stage.peer_observer()
    stage.apply(objects.advertisement())
    web = stage.web(address="198.51.100.1", policy="Local", proxies=False)
    stage.apply(READY)
    return observer, web


def said(stage):
    """What NodeBGPState tells of the prefix."""
    prefixes = ((stage.node_state(stage.nodes[0]) or {}).get("status") or {}).get("prefixes") or [{}]
    return prefixes[0].get("message", "")


def test_it_waits_for_kube_proxy(stage, local, show):
    observer, web = local
    proxy = stage.service_proxies(web)["node-1"]
    proxy.say("no endpoint is programmed\n")
    agent = stage.agent(stage.nodes[0])
    port = str(web["spec"]["healthCheckNodePort"])
    wait_until(lambda: "does not forward yet" in said(stage) and f"healthCheckNodePort {port}" in said(stage) and "503" in said(stage), lambda: f"the reason: {said(stage)}", 30)
    assert "does not forward yet" in str(agent.explain(PREFIX))
    assert not observer.announcers(PREFIX)
    mark, started = observer.mark(), time.monotonic()
    proxy.say("ok\n")
    seen = observer.wait_change(mark, PREFIX, announced=True)
    show(f"kube-proxy says 200 -> announced: {1000 * (seen.at - started):.0f} ms")
    # A withdrawal never waits for it, and the next beginning does.
    mark, started = observer.mark(), time.monotonic()
    stage.apply(GONE)
    seen = observer.wait_change(mark, PREFIX, announced=False)
    assert seen.at - started < 1, "at once, whatever kube-proxy says"
    proxy.say("no\n")
    mark = observer.mark()
    stage.apply(READY)
    stays(lambda: not observer.since(mark), "it waits", during=1.5)
    proxy.say("ok\n")
    observer.wait_change(mark, PREFIX, announced=True)


def test_kube_proxy_restarts(stage, local):
    """Nobody answers, then 503 for a moment: what is announced stays. Five times 503 in a row are another matter."""
    observer, web = local
    proxy = stage.service_proxies(web)["node-1"]
    stage.agent(stage.nodes[0])
    wait_until(lambda: observer.announcers(PREFIX), "it is announced", 30)
    mark = observer.mark()
    proxy.kill()
    stays(lambda: not observer.since(mark), "its rules are in place", during=12)
    proxy.say("no\n")
    proxy.start()
    stays(lambda: not observer.since(mark), "it begins", during=1)
    proxy.say("ok\n")
    stays(lambda: not observer.since(mark), "it is back", during=3)
    proxy.say("no\n")
    observer.wait_change(mark, PREFIX, announced=False, within=20)
    wait_until(lambda: "does not forward any more" in said(stage), lambda: f"the reason: {said(stage)}", 30)
    proxy.say("ok\n")
    observer.wait_change(mark, PREFIX, announced=True)


def test_nobody_has_that_port(stage, local, show):
    """A service proxy without it keeps nothing from being announced for long, and an Event says so."""
    observer, web = local
    stage.agent(stage.nodes[0])
    started = time.monotonic()
    stays(lambda: not observer.announcers(PREFIX), "it waits for an answer", during=6)
    wait_until(lambda: observer.announcers(PREFIX), "it is announced all the same", 20)
    show(f"without a healthCheckNodePort: announced after {time.monotonic() - started:.1f} s")
    stage.wait_event(web, "nobody answers", str(web["spec"]["healthCheckNodePort"]))
