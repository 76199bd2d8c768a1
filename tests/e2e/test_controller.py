"""Addresses from pools."""

from cluster import chart, objects
from lab.waiting import stays, wait_until


def service(stage, name, **options):
    return stage.apply(objects.service(name, **options))


def asking(**annotations):
    return {f"vigilcast.dev/{name.replace('_', '-')}": value for name, value in annotations.items()}


def test_each_service_has_its_own(stage):
    stage.apply(objects.pool("pool", "198.51.100.1-198.51.100.3"))
    stage.controller()
    given = {stage.wait_addresses(service(stage, name))[0] for name in ("a", "b", "c")}
    assert given == {"198.51.100.1", "198.51.100.2", "198.51.100.3"}


def test_exhaustion_is_explained(stage):
    """The Service says which pool has nothing left; when one is freed it is served, without anybody's help."""
    stage.apply(objects.pool("small", "198.51.100.1/32"))
    stage.controller()
    first = service(stage, "first")
    stage.wait_addresses(first)
    second = service(stage, "second")
    stage.wait_explained(second, "small")
    assert not stage.addresses(second)
    stage.delete(first)
    assert stage.wait_addresses(second) == ["198.51.100.1"]
    stage.wait_condition(second, "198.51.100.1", status="True")


def test_requested_address(stage):
    stage.apply(objects.pool("pool", "198.51.100.0/28"), objects.pool("reserved", "203.0.113.0/30", autoAssign=False))
    stage.controller()
    assert stage.wait_addresses(service(stage, "one", annotations=asking(addresses="198.51.100.9"))) == ["198.51.100.9"]
    assert stage.wait_addresses(service(stage, "two", annotations=asking(address_pool="reserved")))[0].startswith("203.0.113.")
    taken = service(stage, "three", annotations=asking(addresses="198.51.100.9"))
    stage.wait_explained(taken, "198.51.100.9", "default/one")
    outside = service(stage, "four", annotations=asking(addresses="192.0.2.1"))
    stage.wait_explained(outside, "192.0.2.1")
    wrong = service(stage, "five", annotations=asking(addresses="198.51.100"))
    stage.wait_explained(wrong, "198.51.100")
    unknown = service(stage, "six", annotations=asking(address_pool="none-such"))
    stage.wait_explained(unknown, "none-such")


def test_sharing(stage):
    """One address for Services with the same key whose ports differ."""
    stage.apply(objects.pool("pool", "198.51.100.0/28"))
    stage.controller()
    key = asking(sharing_key="dns", addresses="198.51.100.5")

    def on(name, port, protocol="TCP", annotations=key):
        return service(stage, name, annotations=annotations, ports=[{"name": "p", "port": port, "protocol": protocol}])

    assert stage.wait_addresses(on("tcp", 53)) == ["198.51.100.5"]
    assert stage.wait_addresses(on("udp", 53, "UDP")) == ["198.51.100.5"]
    stage.wait_explained(on("again", 53), "198.51.100.5", "53")
    stage.wait_explained(on("stranger", 54, annotations=asking(addresses="198.51.100.5")), "198.51.100.5")


def test_selectors_and_priority(stage):
    stage.apply(objects.pool("a-rest", "198.51.100.0/28"), objects.pool("z-best", "203.0.113.0/28", priority=10, serviceSelector=objects.selector(tier="gold")))
    stage.controller()
    assert stage.wait_addresses(service(stage, "gold", labels={"tier": "gold"}))[0].startswith("203.0.113.")
    assert stage.wait_addresses(service(stage, "plain"))[0].startswith("198.51.100.")


def test_restart_changes_nothing(stage):
    """Addresses live in the Services: a new controller takes them as they are and gives none of them twice."""
    stage.apply(objects.pool("pool", "198.51.100.1-198.51.100.4"))
    first = stage.controller()
    services = [service(stage, name) for name in ("a", "b", "c")]
    before = [stage.wait_addresses(one) for one in services]
    first.kill()
    stage.delete(services.pop(0))
    service(stage, "d")
    stage.controller("controller-1")
    fourth = stage.wait_addresses(objects.service("d"), within=40)
    assert [stage.addresses(one) for one in services] == before[1:]
    assert fourth not in before[1:]


def test_another_leads_when_the_leader_is_gone(stage):
    stage.apply(objects.pool("pool", "198.51.100.0/28"))
    leader = stage.controller("controller-0")
    stage.wait_addresses(service(stage, "a"))

    def holders():
        return {one["spec"].get("holderIdentity", "") for one in stage.api.list("coordination.k8s.io/v1", "Lease", chart.NAMESPACE)}

    assert any("controller-0" in one for one in holders())
    stage.controller("controller-1")
    stays(lambda: any("controller-0" in one for one in holders()), "the second one waits")
    leader.kill()
    assert stage.wait_addresses(service(stage, "b"), within=40)
    assert any("controller-1" in one for one in holders())


def test_overlapping_pools(stage):
    """Told on the later one by name; the first goes on."""
    stage.apply(objects.pool("a", "198.51.100.0/28"))
    second = stage.apply(objects.pool("b", "198.51.100.8/29"))
    stage.controller()
    stage.wait_explained(second, "198.51.100.8", "a")
    assert stage.wait_addresses(service(stage, "web"))
    stage.apply(objects.pool("b", "203.0.113.0/29"))
    stage.wait_condition(second, status="True")


def test_a_pool_that_loses_addresses_takes_none_away(stage):
    """A Service that has one keeps it, and it is said that the pool does not have it any more."""
    stage.apply(objects.pool("pool", "198.51.100.0/28"))
    stage.controller()
    web = service(stage, "web")
    before = stage.wait_addresses(web)
    stage.apply(objects.pool("pool", "203.0.113.0/28"))
    stage.wait_event(web, before[0])
    assert stage.addresses(web) == before


def become_internal(stage, web):
    """A Service of type ClusterIP from now on, whose address is taken back."""
    stage.api.merge(web, {"spec": {"type": "ClusterIP", "loadBalancerClass": None, "externalTrafficPolicy": None, "allocateLoadBalancerNodePorts": None}})
    wait_until(lambda: not stage.addresses(web), "its address is taken back")


def test_no_longer_a_load_balancer(stage):
    stage.apply(objects.pool("pool", "198.51.100.1/32"))
    stage.controller()
    web = service(stage, "web")
    stage.wait_addresses(web)
    become_internal(stage, web)
    assert stage.wait_addresses(service(stage, "next")) == ["198.51.100.1"]


def test_a_load_balancer_again(stage):
    stage.apply(objects.pool("pool", "198.51.100.1/32"))
    stage.controller()
    web = service(stage, "web")
    stage.wait_addresses(web)
    become_internal(stage, web)
    stage.api.merge(web, {"spec": {"type": "LoadBalancer", "loadBalancerClass": web["spec"]["loadBalancerClass"]}})
    assert stage.wait_addresses(web) == ["198.51.100.1"]


def test_a_new_leader_writes_nothing_where_all_is_well(stage):
    stage.apply(objects.pool("pool", "198.51.100.0/28"))
    leader = stage.controller("controller-0")
    web = service(stage, "web")
    stage.wait_addresses(web)
    before = stage.api.get(web)["metadata"]["resourceVersion"]
    leader.kill()
    stage.controller("controller-1")
    stage.wait_addresses(service(stage, "next"), within=40)
    assert stage.api.get(web)["metadata"]["resourceVersion"] == before
