"""An agent is replaced by another one of its kind, as in the rollout of a DaemonSet."""

import signal
import time

import pytest
from cluster import objects
from cluster.site import OBSERVER
from cluster.stage import ROUTER_ASN
from lab.waiting import wait_until

PREFIX = "198.51.100.1/32"
# What FRR has is passed on to the observer: it sees whether FRR itself withdrew, even for an instant.
PASS_ON = (f"router bgp {ROUTER_ASN}\n neighbor {OBSERVER} remote-as 65099\n neighbor {OBSERVER} timers connect 1\n neighbor {OBSERVER} advertisement-interval 0\n"
           " address-family ipv4 unicast\n exit-address-family\n")


@pytest.fixture
def running(stage):
    observer = stage.observe()
    stage.frr(PASS_ON)
    stage.peer_router(gracefulRestart={"time": "60s"})
    stage.apply(objects.advertisement())
    stage.start_agents(1)
    stage.web(*stage.ready_everywhere(), address="198.51.100.1")
    stage.wait_announcers(PREFIX, stage.nodes[0])
    wait_until(lambda: observer.announcers(PREFIX), "FRR passes it on")
    return observer


@pytest.mark.parametrize("ending", ["SIGTERM", "SIGKILL"])
def test_restart_without_a_withdrawal(stage, running, ending):
    observer, agent, node = running, stage.agents["node-1"], stage.nodes[0]
    mark = observer.mark()
    agent.signal(getattr(signal, ending))
    agent.process.wait()
    wait_until(lambda: not stage.router.established(node.address), "the session has ended")
    assert stage.announcers(PREFIX) == {"node-1"}, "FRR keeps the route"
    agent.start()
    stage.router.wait_established(node.address, 40)
    wait_until(lambda: not any(path.get("stale") for path in stage.router.paths(PREFIX)), "it has been told anew")
    time.sleep(2)
    assert stage.announcers(PREFIX) == {"node-1"}
    assert observer.since(mark) == [], "FRR never withdrew it"


def test_what_ended_meanwhile_is_gone(stage, running):
    """The endpoint vanished while no agent ran: after the restart FRR drops the route although it kept it over the restart."""
    observer, agent, node = running, stage.agents["node-1"], stage.nodes[0]
    mark = observer.mark()
    agent.kill()
    stage.apply(objects.slice_of("web"))
    time.sleep(1)
    assert stage.announcers(PREFIX) == {"node-1"}
    agent.start()
    observer.wait_change(mark, PREFIX, announced=False, within=60)
    assert stage.announcers(PREFIX) == set()
    assert stage.router.established(node.address)


def test_deleted_node_object(stage, running):
    """Without its Node object the node announces nothing."""
    observer, node = running, stage.nodes[0]
    mark = observer.mark()
    stage.delete(node.object)
    observer.wait_change(mark, PREFIX, announced=False)
    node.register(stage.api)
    observer.wait_change(mark, PREFIX, announced=True)
