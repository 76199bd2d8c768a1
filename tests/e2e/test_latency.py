"""How long it takes from the write to the API server until the UPDATE is at the router. Clock: time.monotonic() for both ends."""

import os
import time
from statistics import median

import pytest
from cluster import objects
from lab.waiting import wait_until

ROUNDS = int(os.environ.get("VIGILCAST_E2E_ROUNDS", "100"))
PREFIX = "198.51.100.1/32"


def spread(seconds):
    milliseconds = sorted(1000 * one for one in seconds)
    return f"median {median(milliseconds):6.1f} ms, p99 {milliseconds[int(0.99 * (len(milliseconds) - 1))]:6.1f} ms, most {milliseconds[-1]:6.1f} ms"


@pytest.mark.limit(600)
def test_endpoint_to_update(stage, show):
    """An endpoint turns not ready: withdrawn. It turns ready: announced. Each time from just before the request is sent until the UPDATE is read."""
    observer = stage.observe()
    stage.peer_observer()
    stage.apply(objects.advertisement())
    node = stage.nodes[0]
    stage.agent(node)
    stage.web(objects.endpoint(node.name, "10.244.1.5"), address="198.51.100.1")
    wait_until(lambda: observer.announcers(PREFIX) == {node.address}, "it is announced", 30)
    took = {False: [], True: []}
    answered = []
    for _ in range(ROUNDS):
        for ready in (False, True):
            manifest = objects.slice_of("web", objects.endpoint(node.name, "10.244.1.5", ready=ready))
            mark, started = observer.mark(), time.monotonic()
            stage.apply(manifest)
            answered.append(time.monotonic() - started)
            seen = observer.wait_change(mark, PREFIX, announced=ready)
            assert not seen.session_ended
            took[ready].append(seen.at - started)
            # Nothing else may follow: one event, one UPDATE.
            time.sleep(0.02)
            assert len(observer.since(mark)) == 1, observer.since(mark)
    show(f"endpoint not ready -> withdrawn, {ROUNDS} times: {spread(took[False])}")
    show(f"endpoint ready -> announced,     {ROUNDS} times: {spread(took[True])}")
    show(f"of it the API server's answer to the write:   {spread(answered)}")
    # Far above what it takes, so that a busy machine passes; a wait, a poll or a batch of seconds does not.
    assert median(took[False]) < 0.25 and median(took[True]) < 0.25
