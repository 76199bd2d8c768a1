"""Which node has which session, and with what password."""

import sys

from cluster import chart, objects
from cluster.node import ASN
from cluster.site import OBSERVER, ROUTER
from cluster.stage import ROUTER_ASN
from lab.process import Process
from lab.waiting import stays, wait_until

PREFIX = "198.51.100.1/32"


def sessions(stage):
    return {node.name for node in stage.nodes if stage.router.established(node.address)}


def test_a_peer_says_how_many_nodes_hold_it(stage):
    """SESSIONS of `kubectl get bgppeers`: counted over all nodes, with the cause of one that is down; a peer that is left out counts as down."""
    stage.frr()
    router = stage.peer_router()
    locked = stage.apply(objects.peer("locked", OBSERVER, 65099, passwordSecret={"name": "nowhere"}))
    stage.start_agents()
    stage.controller()

    def status(manifest):
        return (stage.api.find(manifest) or {}).get("status", {})

    def says(manifest, sessions, *words, within=40):
        wait_until(lambda: status(manifest).get("sessions") == sessions, lambda: f"{sessions} sessions: {status(manifest)}", within)
        return stage.wait_condition(manifest, *words, within=within)

    assert says(router, "3/3", "3 of 3 nodes hold the session")["type"] == "Established"
    says(locked, "0/3", "0 of 3 nodes", "node-1", "no Secret")
    listed = stage.site.plane.kubectl("get", "bgppeers").stdout
    assert "SESSIONS" in listed and "3/3" in listed and "0/3" in listed, listed
    stage.router.configure(f"router bgp {ROUTER_ASN}", f"neighbor {stage.nodes[1].address} shutdown")
    says(router, "2/3", "2 of 3 nodes", "node-2")
    assert (status(router)["nodes"], status(router)["established"]) == (3, 2)
    stage.router.configure(f"router bgp {ROUTER_ASN}", f"no neighbor {stage.nodes[1].address} shutdown")
    says(router, "3/3", "3 of 3")


def test_two_peers_by_node_label(stage):
    """Racks have routers of their own; a node that is labelled anew changes its router."""
    one, two, three = stage.nodes
    observer = stage.observe()
    stage.frr()
    stage.apply(objects.peer("rack-a", ROUTER, ROUTER_ASN, nodeSelectors=[objects.selector(rack="a")]))
    stage.apply(objects.peer("rack-b", OBSERVER, 65099, nodeSelectors=[objects.selector(rack="b")]))
    stage.apply(objects.advertisement())
    stage.start_agents()
    stage.web(*stage.ready_everywhere(), address="198.51.100.1")
    stage.wait_announcers(PREFIX, one, two)
    wait_until(lambda: observer.announcers(PREFIX) == {three.address}, "rack b's router has the node of rack b")
    assert sessions(stage) == {"node-1", "node-2"}
    two.register(stage.api, rack="b")
    stage.wait_announcers(PREFIX, one)
    wait_until(lambda: observer.announcers(PREFIX) == {two.address, three.address}, "node-2 has moved")
    assert sessions(stage) == {"node-1"}


def test_a_peer_is_changed_without_touching_others(stage):
    observer = stage.observe()
    stage.frr()
    stage.peer_router()
    stage.peer_observer()
    stage.apply(objects.advertisement())
    stage.start_agents(1)
    stage.web(*stage.ready_everywhere(), address="198.51.100.1")
    stage.wait_announcers(PREFIX, stage.nodes[0])
    observer.wait_up(stage.nodes[0].address)
    mark = observer.mark()
    stage.delete(objects.peer("router", ROUTER, ROUTER_ASN))
    wait_until(lambda: not stage.router.established(stage.nodes[0].address), "the session has ended")
    stage.peer_router(holdTime="30s")
    stage.wait_announcers(PREFIX, stage.nodes[0])
    assert observer.since(mark) == [] and observer.ends == 0


def test_password_is_rotated(stage):
    """The Secret changes first, then the router: the session comes back by itself and bears the new password."""
    node = stage.nodes[0]
    stage.frr(f"router bgp {ROUTER_ASN}\n neighbor {node.address} password first-phrase\n")
    stage.apply(objects.secret("router-password", chart.NAMESPACE, password="first-phrase"))
    stage.peer_router(passwordSecret={"name": "router-password"})
    stage.apply(objects.advertisement())
    stage.start_agents(1)
    stage.web(*stage.ready_everywhere(), address="198.51.100.1")
    stage.wait_announcers(PREFIX, node)
    for phrase in ("second-phrase", "third-phrase"):
        stage.apply(objects.secret("router-password", chart.NAMESPACE, password=phrase))
        stage.router.configure(f"router bgp {ROUTER_ASN}", f"neighbor {node.address} password {phrase}")
        wait_until(lambda: stage.router.established(node.address) and stage.announcers(PREFIX) == {node.name}, f"a session with {phrase}", 30)
    stage.router.configure(f"router bgp {ROUTER_ASN}", f"neighbor {node.address} password not-ours")
    stage.router.vtysh(f"clear bgp {node.address}")
    stays(lambda: not stage.router.established(node.address), "without the right password there is no session", during=3)
    everything = "".join(agent.log() for agent in stage.agents.values()) + str(stage.api.list("events.k8s.io/v1", "Event"))
    assert "phrase" not in everything, "a password is never told"


def test_unknown_secret(stage):
    """Told on the BGPPeer; the other peer goes on. When the Secret comes, the session does."""
    observer = stage.observe()
    node = stage.nodes[0]
    stage.frr(f"router bgp {ROUTER_ASN}\n neighbor {node.address} password a-phrase\n")
    stage.peer_observer()
    broken = stage.peer_router(passwordSecret={"name": "nowhere"})
    stage.apply(objects.advertisement())
    stage.start_agents(1)
    stage.controller()
    stage.web(*stage.ready_everywhere(), address="198.51.100.1")
    stage.wait_explained(broken, "nowhere", "secret")
    wait_until(lambda: observer.announcers(PREFIX) == {node.address}, "the other peer has the route")
    stage.apply(objects.secret("nowhere", chart.NAMESPACE, other="a-phrase"))
    stage.wait_explained(broken, "nowhere", "password")
    stage.apply(objects.secret("nowhere", chart.NAMESPACE, password="a-phrase"))
    stage.wait_announcers(PREFIX, node)


def test_a_port_that_is_taken(stage):
    """A passive peer needs our port 179, which another program has: told on the BGPPeer and of the node; the other peer goes on."""
    observer = stage.observe()
    node = stage.nodes[0]
    listening = f"import socket, signal; held = socket.create_server(('{node.address}', 179)); signal.pause()"
    stage.keep(Process([sys.executable, "-c", listening], stage.folder / "taken.log", node.namespace))
    wait_until(lambda: node.address in node.namespace.run("ss", "-Hltn", "sport = :179").stdout, "the port is taken")
    stage.peer_observer()
    passive = stage.peer_router(passive=True)
    stage.apply(objects.advertisement())
    stage.start_agents(1)
    stage.web(*stage.ready_everywhere(), address="198.51.100.1")
    stage.wait_event(passive, f"{node.address}:179", "in use")
    stage.wait_condition(objects.custom("NodeBGPState", node.name, {}), "BGPPeer router", "in use", status="False")
    wait_until(lambda: observer.announcers(PREFIX) == {node.address}, "the other peer has the route")


def test_wrong_as_number(stage):
    """The router's AS is another one than the BGPPeer says: the node tells both numbers; the other peer goes on."""
    observer = stage.observe()
    stage.frr()
    stage.peer_observer()
    stage.apply(objects.peer("router", ROUTER, 65123))
    stage.apply(objects.advertisement())
    stage.start_agents(1)
    stage.web(*stage.ready_everywhere(), address="198.51.100.1")

    def why_down():
        sessions = {one["peer"]: one for one in stage.node_state(stage.nodes[0])["status"]["sessions"]}
        return sessions["router"]["lastDown"]

    wait_until(lambda: "65123" in why_down() and str(ROUTER_ASN) in why_down(), "the node tells both AS numbers", 40)
    wait_until(lambda: observer.announcers(PREFIX) == {stage.nodes[0].address}, "the other peer has the route")


def test_two_peers_with_one_address(stage):
    """They clash: one session to one router. The first by name counts, the other one says so."""
    stage.frr()
    stage.apply(objects.peer("a-first", ROUTER, ROUTER_ASN))
    second = stage.apply(objects.peer("b-second", ROUTER, ROUTER_ASN + 1))
    stage.apply(objects.advertisement())
    stage.start_agents(1)
    stage.controller()
    stage.web(*stage.ready_everywhere(), address="198.51.100.1")
    stage.wait_explained(second, "a-first", str(ROUTER_ASN), str(ROUTER_ASN + 1))
    stage.wait_announcers(PREFIX, stage.nodes[0])
    stage.delete(objects.peer("a-first", ROUTER, ROUTER_ASN))
    stage.apply(objects.peer("b-second", ROUTER, ROUTER_ASN))
    wait_until(lambda: stage.router.neighbor(stage.nodes[0].address).get("remoteAs") == ASN and stage.announcers(PREFIX), "the second one holds the session now")
