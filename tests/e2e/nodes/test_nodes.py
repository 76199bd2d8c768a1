"""The whole story on real nodes, in order: each test goes on where the one before it ended."""

import json
import time

import pytest
from cluster import chart, images, objects
from cluster.fleet import COUNT, ROUTER, ROUTER_ASN, Load
from lab.waiting import wait_until

ADDRESS = "198.51.100.10"
PREFIX = f"{ADDRESS}/32"
IN = ("-n", chart.NAMESPACE)
VALUES = ("--set", "config.router.asn=65001", "--set", "config.router.holdDown=1s", "--set", "image.tag=e2e", "--set", "crds.keep=false", "--set", "agent.minReadySeconds=1")


def deployment(name="web", replicas=4):
    container = {"name": "web", "image": images.WEB, "imagePullPolicy": "IfNotPresent", "ports": [{"containerPort": 8080}],
                 "readinessProbe": {"httpGet": {"path": "/readyz", "port": 8080}, "periodSeconds": 1}}
    spread = {"maxSkew": 1, "topologyKey": "kubernetes.io/hostname", "whenUnsatisfiable": "ScheduleAnyway", "labelSelector": {"matchLabels": {"app": name}}}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name, "namespace": "default"},
            "spec": {"replicas": replicas, "selector": {"matchLabels": {"app": name}},
                     "template": {"metadata": {"labels": {"app": name}}, "spec": {"containers": [container], "topologySpreadConstraints": [spread]}}}}


def service():
    made = objects.service("web", policy="Local", selector={"app": "web"})
    made["metadata"]["annotations"] = {"vigilcast.dev/addresses": ADDRESS}
    return made


@pytest.fixture(scope="session")
def released(fleet):
    fleet.helm("install", chart.RELEASE, chart.CHART, "--namespace", chart.NAMESPACE, "--create-namespace", *VALUES, "--wait", "--timeout", "4m")
    return fleet


@pytest.fixture(scope="session")
def served(released):
    """Announced once the node's kube-proxy forwards what comes for the address."""
    api = released.plane.api
    check = objects.health_check("forwarded", target="vip", http={"path": "/"}, interval="1s", timeout="1s")
    for manifest in (objects.peer("router", ROUTER, ROUTER_ASN), objects.pool("pool", "198.51.100.0/24"), check, objects.advertisement(checks=["forwarded"]), deployment(), service()):
        api.apply(manifest)
    wait_until(lambda: released.hops(PREFIX) == {worker.name for worker in released.workers}, lambda: f"all nodes are next hops: {released.hops(PREFIX)}", 90)
    return released


def unnoticed(load, nodes=1):
    assert load.good > 10 and not load.failed, f"{len(load.failed)} requests failed, {load.good} did not: {load.failed}"
    assert len(load.moved) <= 2 * nodes, f"the withdrawal and the announcement of a node move one connection each at most: {load.moved}"


def test_install(released):
    def ready():
        state = json.loads(released.kubectl("get", "daemonset,deployment", *IN, "-o", "json"))["items"]
        status = {one["kind"]: one["status"] for one in state}
        return status["DaemonSet"]["numberReady"], status["Deployment"]["readyReplicas"]

    # `helm install --wait` is content with all but one of a DaemonSet: as many may be missing in an update.
    wait_until(lambda: ready() == (COUNT, 2), lambda: f"{COUNT} agents and 2 controllers are ready, now {ready()}", 60)


def test_client_reaches_pods_over_all_nodes(served):
    answers = [served.curl(ADDRESS) for _ in range(60)]
    assert None not in answers
    pods = json.loads(served.kubectl("get", "pods", "-l", "app=web", "-o", "json"))["items"]
    nodes = {pod["metadata"]["name"]: pod["spec"]["nodeName"] for pod in pods}
    assert {nodes[answer] for answer in answers} == {worker.name for worker in served.workers}


def test_helm_test(served):
    served.helm("test", chart.RELEASE, *IN, "--timeout", "2m")


def test_a_pod_is_killed(served):
    """Nobody notices: it serves until nothing is sent to it any more."""
    name = served.kubectl("get", "pods", "-l", "app=web", "-o", "jsonpath={.items[0].metadata.name}")
    with Load(served, ADDRESS) as load:
        time.sleep(1)
        served.kubectl("delete", "pod", name, "--wait=true")
        wait_until(lambda: served.hops(PREFIX) == {worker.name for worker in served.workers}, "another pod has taken its place", 60)
        time.sleep(1)
    unnoticed(load)


def test_a_node_is_drained(served):
    node = served.workers[0]
    with Load(served, ADDRESS) as load:
        time.sleep(1)
        served.kubectl("drain", node.name, "--ignore-daemonsets", "--delete-emptydir-data", "--timeout=50s")
        wait_until(lambda: served.hops(PREFIX) == {worker.name for worker in served.workers[1:]}, lambda: f"it is no next hop: {served.hops(PREFIX)}", 60)
        time.sleep(1)
    unnoticed(load)
    served.kubectl("uncordon", node.name)
    served.kubectl("rollout", "restart", "deployment/web")
    wait_until(lambda: len(served.hops(PREFIX)) == COUNT, "all nodes are next hops again", 90)


def test_upgrade(served):
    before = served.kubectl("get", "pods", *IN, "-l", "app.kubernetes.io/component=agent", "-o", "jsonpath={.items[*].metadata.uid}")
    with Load(served, ADDRESS) as load:
        served.helm("upgrade", chart.RELEASE, chart.CHART, *IN, *VALUES, "--set", "logLevel=debug", "--wait", "--timeout", "4m")
        served.kubectl("rollout", "status", *IN, f"daemonset/{chart.RELEASE}-agent", "--timeout=50s")
        wait_until(lambda: len(served.hops(PREFIX)) == COUNT, lambda: f"all nodes are next hops: {served.hops(PREFIX)}", 60)
    unnoticed(load, nodes=COUNT)
    after = served.kubectl("get", "pods", *IN, "-l", "app.kubernetes.io/component=agent", "-o", "jsonpath={.items[*].metadata.uid}")
    assert not set(before.split()) & set(after.split()), "every agent was replaced"


def test_uninstall_leaves_nothing(served):
    served.helm("uninstall", chart.RELEASE, *IN, "--wait", "--timeout", "2m")
    wait_until(lambda: not served.hops(PREFIX), "the route is gone", 30)
    kinds = served.kubectl("api-resources", "--verbs=list", "-o", "name").split()
    left = served.kubectl("get", ",".join(kind for kind in kinds if not kind.startswith("events")), "-A", "--ignore-not-found", "-o", "name",
                          "-l", f"app.kubernetes.io/instance={chart.RELEASE}")
    assert not left
    assert "vigilcast.dev" not in served.kubectl("get", "customresourcedefinitions", "-o", "name")
    assert not served.kubectl("get", "leases", *IN, "-o", "name")
    served.kubectl("delete", "service", "web", "--timeout=30s")
