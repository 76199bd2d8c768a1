"""From a Service to a route on a router, and back."""

from cluster import objects
from lab.waiting import stays, wait_until

POOL = ("198.51.100.0/28",)


def announced(stage, *endpoints, nodes=None, **options):
    """The whole way: router, pool, agents, controller, one Service. Returns (service, its prefix)."""
    stage.frr()
    stage.peer_router()
    stage.apply(objects.pool("pool", *POOL), objects.advertisement())
    stage.start_agents()
    stage.controller()
    web = stage.web(*(endpoints or stage.ready_everywhere()), **options)
    prefix = stage.wait_addresses(web)[0] + "/32"
    stage.wait_announcers(prefix, *(stage.nodes if nodes is None else nodes))
    return web, prefix


def test_service_is_announced_and_withdrawn(stage):
    web, prefix = announced(stage)
    path = stage.router.paths(prefix)[0]
    assert path["aspath"]["string"] == "65001"
    assert stage.api.get(web)["status"]["loadBalancer"]["ingress"] == [{"ip": prefix.split("/")[0], "ipMode": "VIP"}]
    stage.delete(web)
    stage.wait_announcers(prefix)
    wait_until(lambda: stage.api.find(web) is None, "the Service is gone: no finalizer holds it")


def test_dual_stack(stage):
    stage.frr()
    stage.peer_router()
    stage.apply(objects.pool("pool", *POOL, "2001:db8:100::/124"), objects.advertisement())
    stage.start_agents(2)
    stage.controller()
    web = stage.apply(objects.service("web", ipFamilyPolicy="RequireDualStack", ipFamilies=["IPv4", "IPv6"]))
    stage.apply(objects.slice_of("web", *stage.ready_everywhere()))
    stage.apply(objects.slice_of("web", objects.endpoint("node-1", "fd00:244:1::5"), family="IPv6"))
    four, six = wait_until(lambda: len(stage.addresses(web)) == 2 and sorted(stage.addresses(web), key=lambda one: ":" in one), "both addresses")
    stage.wait_announcers(f"{four}/32", *stage.nodes[:2])
    stage.wait_announcers(f"{six}/128", *stage.nodes[:2], family="ipv6")
    # Each family lives by its own slices.
    stage.apply(objects.slice_of("web", objects.endpoint("node-1", "fd00:244:1::5", ready=False), family="IPv6"))
    stage.wait_announcers(f"{six}/128", family="ipv6")
    assert stage.announcers(f"{four}/32") == {"node-1", "node-2"}


def test_external_traffic_policy_local(stage):
    """Only nodes that have a ready endpoint themselves."""
    one, two, three = stage.nodes
    web, prefix = announced(stage, objects.endpoint("node-1", "10.244.1.5"), objects.endpoint("node-2", "10.244.2.5"), nodes=[one, two], policy="Local")
    stage.apply(objects.slice_of("web", objects.endpoint("node-2", "10.244.2.5"), objects.endpoint("node-3", "10.244.3.5")))
    stage.wait_announcers(prefix, two, three)


def test_last_terminating_endpoint_keeps_serving(stage):
    """Local: a terminating endpoint counts only while nobody else has a ready one."""
    one, two, _ = stage.nodes
    serving = objects.endpoint("node-1", "10.244.1.5", ready=False, serving=True, terminating=True)
    web, prefix = announced(stage, objects.endpoint("node-1", "10.244.1.5"), objects.endpoint("node-2", "10.244.2.5"), nodes=[one, two], policy="Local")
    stage.apply(objects.slice_of("web", serving, objects.endpoint("node-2", "10.244.2.5")))
    stage.wait_announcers(prefix, two)
    stage.apply(objects.slice_of("web", serving))
    stage.wait_announcers(prefix, one)
    stage.apply(objects.slice_of("web"))
    stage.wait_announcers(prefix)


def test_conditions_that_are_left_out(stage):
    """The API reads an absent `ready` as true; slices of one Service are taken together; an endpoint on no node counts for Cluster."""
    web, prefix = announced(stage, objects.endpoint(None, "10.9.9.9", ready=None))
    stage.apply(objects.slice_of("web", name="web-more"))
    stays(lambda: len(stage.announcers(prefix)) == 3, "an empty second slice takes nothing away", during=1)
    stage.apply(objects.slice_of("web"))
    stage.wait_announcers(prefix)
    stage.apply(objects.slice_of("web", objects.endpoint(None, "10.9.9.9"), name="web-more"))
    stage.wait_announcers(prefix, *stage.nodes)


def test_without_endpoints_it_stays_when_asked(stage):
    stage.frr()
    stage.peer_router()
    stage.apply(objects.advertisement(whenNoEndpoints="keep"))
    stage.start_agents(1)
    stage.web(objects.endpoint("node-1", "10.244.1.5"), address="198.51.100.1")
    stage.wait_announcers("198.51.100.1/32", stage.nodes[0])
    stage.apply(objects.slice_of("web"))
    stays(lambda: stage.announcers("198.51.100.1/32"), "it is kept")


def test_what_is_not_ours_is_left_alone(stage):
    """Another class, no class, another type, no Advertisement that selects it."""
    stage.frr()
    stage.peer_router()
    stage.apply(objects.pool("pool", *POOL), objects.advertisement(serviceSelector=objects.selector(public="yes")))
    stage.start_agents(1)
    stage.controller()
    inner = objects.service("inner", labels={"public": "yes"})
    inner["spec"] = {"ports": inner["spec"]["ports"]}
    others = [objects.service("other", labels={"public": "yes"}, loadBalancerClass="example.com/other"), inner, objects.service("quiet")]
    made = {one["metadata"]["name"]: stage.apply(one) for one in others}
    for name in made:
        stage.apply(objects.slice_of(name, objects.endpoint("node-1", "10.244.1.5")))
    ours = stage.web(objects.endpoint("node-1", "10.244.1.5"), labels={"public": "yes"})
    prefix = stage.wait_addresses(ours)[0] + "/32"
    stage.wait_announcers(prefix, stage.nodes[0])
    assert stage.wait_addresses(made["quiet"]), "of our class: it has an address, but nothing announces it"
    stays(lambda: set(stage.router.received()) == {prefix}, "nothing else is announced")
    assert not stage.addresses(made["other"]) and not stage.addresses(made["inner"])


def test_node_gates(stage):
    """The label that excludes a node counts by its presence, whatever its value; a cordon does not count."""
    web, prefix = announced(stage)
    one, two, three = stage.nodes
    one.register(stage.api, labels={"node.kubernetes.io/exclude-from-external-load-balancers": "false"})
    stage.wait_announcers(prefix, two, three)
    two.register(stage.api, taints=[{"key": "ToBeDeletedByClusterAutoscaler", "value": "1", "effect": "NoSchedule"}])
    stage.wait_announcers(prefix, three)
    stage.api.merge(three.object, {"spec": {"unschedulable": True}})
    stays(lambda: stage.announcers(prefix) == {"node-3"}, "a cordoned node goes on")
    stage.api.merge(three.object, {"spec": {"unschedulable": None, "taints": None}})
    one.register(stage.api)
    two.register(stage.api)
    stage.wait_announcers(prefix, *stage.nodes)


def test_attributes_and_selection(stage):
    """What an Advertisement says is on the wire, and only nodes and peers that it names have part in it."""
    observer = stage.observe()
    stage.frr()
    stage.peer_router()
    stage.peer_observer()
    stage.apply(objects.advertisement("to-observer", peers=["observer"], nodeSelectors=[objects.selector(rack="b")],
                                      attributes={"med": 50, "communities": ["65001:7"], "asPathPrepend": 2}))
    stage.start_agents()
    stage.web(*stage.ready_everywhere(), address="198.51.100.1")
    wait_until(lambda: observer.announcers("198.51.100.1/32") == {stage.nodes[2].address}, "the node of rack b announces it")
    assert observer.route("198.51.100.1/32") == {"med": 50, "communities": ["65001:7"], "path": [65001] * 3, "nexthop": stage.nodes[2].address}
    stays(lambda: stage.announcers("198.51.100.1/32") == set(), "the router was not named")


def test_vip_probe_through_the_data_path(stage):
    """The endpoints are said to be ready, but what is sent to the address arrives nowhere: the probe knows."""
    node = stage.nodes[0]
    stage.frr()
    stage.peer_router()
    stage.apply(objects.health_check("answers", target="vip", http={"path": "/", "bodyContains": "ok"}), objects.advertisement(checks=["answers"]))
    web = stage.serve(node)
    node.forward("198.51.100.1", 80, web.port)
    stage.start_agents(1)
    stage.web(*stage.ready_everywhere(), address="198.51.100.1")
    stage.wait_announcers("198.51.100.1/32", node)
    node.break_data_path()
    stage.wait_announcers("198.51.100.1/32")
    node.forward("198.51.100.1", 80, web.port)
    stage.wait_announcers("198.51.100.1/32", node)
    web.say("no\n")
    stage.wait_announcers("198.51.100.1/32")


def test_endpoint_probe(stage):
    """One local endpoint that answers is enough; a Service whose endpoints are all dumb is withdrawn from this node."""
    node = stage.nodes[0]
    stage.frr()
    stage.peer_router()
    stage.apply(objects.health_check("answers", target="endpoints", http={"path": "/"}), objects.advertisement(checks=["answers"]))
    first, second = stage.serve(node, 8081), stage.serve(node, 8082)
    node.forward("10.244.1.5", 8080, 8081)
    node.forward("10.244.1.6", 8080, 8082)
    stage.start_agents(1)
    stage.web(objects.endpoint("node-1", "10.244.1.5"), objects.endpoint("node-1", "10.244.1.6"), policy="Local", address="198.51.100.1")
    stage.wait_announcers("198.51.100.1/32", node)
    first.kill()
    stays(lambda: stage.announcers("198.51.100.1/32") == {"node-1"}, "the other endpoint answers")
    second.kill()
    stage.wait_announcers("198.51.100.1/32")
    first.start()
    stage.wait_announcers("198.51.100.1/32", node)


def test_what_the_node_forbids_is_told_on_the_service(stage):
    """router.mayAnnounce of the node's file does not cover the address: condition and Event; another Service goes on."""
    node = stage.nodes[0]
    stage.frr()
    stage.peer_router()
    stage.apply(objects.advertisement())
    stage.agent(node, mayAnnounce=["198.51.100.0/28"])
    outside = stage.web(*stage.ready_everywhere(), name="outside", address="203.0.113.9")
    stage.web(*stage.ready_everywhere(), address="198.51.100.1")
    stage.wait_announcers("198.51.100.1/32", node)
    stage.wait_event(outside, "203.0.113.9/32", "mayAnnounce")
    stage.wait_condition(objects.custom("NodeBGPState", node.name, {}), "default/outside", "mayAnnounce", status="False")
    entry = next(one for one in stage.node_state(node)["status"]["prefixes"] if one["prefix"] == "203.0.113.9/32")
    assert (entry["announced"], entry["reason"], entry["services"]) == (False, "MayNotAnnounce", ["default/outside"])
    stays(lambda: not stage.announcers("203.0.113.9/32"), "it is not announced", during=1)


def test_node_state_says_what_and_why(stage):
    """The NodeBGPState of a node belongs to it, and names its sessions, what it announces and why not."""
    web, prefix = announced(stage, objects.endpoint("node-1", "10.244.1.5"), nodes=[stage.nodes[0]], policy="Local")

    def told(node):
        return str((stage.node_state(node) or {}).get("status", {}))

    wait_until(lambda: prefix in told(stage.nodes[0]) and "router" in told(stage.nodes[0]), lambda: f"node-1 tells of {prefix}: {told(stage.nodes[0])}", 40)
    wait_until(lambda: "endpoint" in told(stage.nodes[1]).lower(), lambda: f"node-2 tells why it does not announce: {told(stage.nodes[1])}", 40)
    owner = stage.node_state(stage.nodes[0])["metadata"]["ownerReferences"][0]
    assert (owner["kind"], owner["name"], owner["uid"]) == ("Node", "node-1", stage.nodes[0].object["metadata"]["uid"])
    stage.wait_event(web, prefix, "announced", kind="Normal")


def test_node_state_ends_with_its_agent_or_its_node(stage):
    """An agent that stops takes its NodeBGPState away. One that crashes leaves it, to be told by its age; the garbage collector takes it with the Node."""
    stage.frr()
    stage.peer_router()
    first, second, _ = stage.nodes
    stops, crashes = stage.start_agents(2)
    wait_until(lambda: all((stage.node_state(node) or {}).get("status") for node in (first, second)), "both tell of themselves", 30)
    stops.stop()
    assert stage.node_state(first) is None
    crashes.kill()
    assert stage.node_state(second)["status"]["observedAt"]
    stage.delete(second.object)
    wait_until(lambda: stage.node_state(second) is None, "it goes with its Node", 60)
