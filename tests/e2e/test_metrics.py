"""The agent's metrics listener, read by a real Prometheus through what the chart renders."""

import base64
import json
import subprocess

import pytest
import yaml
from cluster import chart, objects
from cluster.node import ASN
from cluster.prometheus import PROGRAM, Prometheus, scrape_config
from lab.waiting import wait_until

URL = "https://{}:7480/metrics"


def pod_of(workload, node):
    """The pod that the DaemonSet controller and a kubelet would make of it on the node."""
    template = workload["spec"]["template"]
    containers = [{"name": one["name"], "image": one["image"]} for one in template["spec"]["containers"]]
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": f"agent-{node.name}", "namespace": chart.NAMESPACE, "labels": template["metadata"]["labels"]},
            "spec": {"nodeName": node.name, "hostNetwork": True, "serviceAccountName": chart.account_of(workload), "containers": containers}}


@pytest.fixture
def monitored(stage):
    """An agent with the chart's own configuration, its pod in the API server, and the PodMonitor."""
    node = stage.nodes[0]
    rendered = chart.render(f"config.router.asn={ASN}", "metrics.podMonitor.enabled=true")
    stage.site.apply_all(rendered)
    text = next(one["data"]["vigilcast.yaml"] for one in chart.of_kind(rendered, "ConfigMap"))
    config = yaml.safe_load(text)
    config["kubernetes"] |= {"kubeconfig": str(node.kubeconfig), "node": node.name, "namespace": chart.NAMESPACE}
    config["router"]["holdDown"] = "0s"
    (workload,), (monitor,) = chart.of_kind(rendered, "DaemonSet"), chart.of_kind(rendered, "PodMonitor")
    pod = pod_of(workload, node)
    stage.apply(pod)
    stage.api.merge(pod, {"status": {"phase": "Running", "podIP": node.address, "podIPs": [{"ip": node.address}]}}, "status")
    stage.agent_with(node, json.dumps(config))
    yield node, monitor, stage.api.get(pod)
    stage.api.request("DELETE", stage.api.path(pod), gracePeriodSeconds=0)


def token_of(stage, monitor):
    """The token that the monitor names; the controller manager writes it."""
    (endpoint,) = monitor["spec"]["podMetricsEndpoints"]
    reference = endpoint["authorization"]["credentials"]
    manifest = objects.secret(reference["name"], chart.NAMESPACE)
    return base64.b64decode(wait_until(lambda: stage.api.get(manifest)["data"][reference["key"]], "the token")).decode()


def test_prometheus_scrapes(stage, monitored):
    if not PROGRAM:
        pytest.skip("prometheus is not installed (make deps)")
    node, monitor, pod = monitored
    observer = stage.observe()
    stage.peer_observer()
    stage.apply(objects.advertisement())
    stage.web(objects.endpoint(node.name, "10.244.1.5"), address="198.51.100.1")
    wait_until(lambda: observer.announcers("198.51.100.1/32"), "announced")
    prometheus = stage.keep(Prometheus(stage.site.plane.namespace, stage.folder / "prometheus", scrape_config(monitor, pod, token_of(stage, monitor))))
    wait_until(lambda: [one["health"] for one in prometheus.targets()] == ["up"], lambda: f"the one target is up: {prometheus.targets()}", 30)
    (target,) = prometheus.targets()
    assert target["labels"]["node"] == node.name and target["scrapeUrl"] == URL.format(node.address)
    up = wait_until(lambda: prometheus.query('vigilcast_peer_up{peer="observer"}'), "the session is a metric")
    assert up[0][1] == 1 and up[0][0]["node"] == node.name
    told = prometheus.query('vigilcast_prefix_announced{prefix="198.51.100.1/32"}')
    assert [value for _, value in told] == [1]
    stage.apply(objects.slice_of("web"))
    wait_until(lambda: not any(value for _, value in prometheus.query('vigilcast_prefix_announced{prefix="198.51.100.1/32"}')), "the withdrawal is seen")


def test_promtool_finds_nothing(stage, monitored):
    node, monitor, _ = monitored
    if not PROGRAM:
        pytest.skip("prometheus is not installed (make deps)")
    text = wait_until(lambda: curl(node, token_of(stage, monitor))[1], "metrics")
    done = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 0 and not done.stdout + done.stderr, done.stdout + done.stderr


def curl(node, token=None, path="/metrics", method="GET"):
    """(status, body)"""
    credentials = ["-H", f"Authorization: Bearer {token}"] if token else []
    done = node.namespace.run("curl", "-ksS", "-X", method, *credentials, "-w", "\n%{http_code}", URL.format(node.address).replace("/metrics", path))
    body, _, status = done.stdout.rpartition("\n")
    return int(status or 0), body


def test_who_may_read(stage, monitored):
    """A token of the metrics reader: yes. None, a wrong one, one without the right: no. And nothing but reading."""
    node, monitor, _ = monitored
    good = token_of(stage, monitor)
    wait_until(lambda: curl(node, good)[0] == 200, lambda: f"it is served: {curl(node, good)}")
    assert curl(node)[0] == 401
    assert curl(node, "nonsense")[0] == 401
    assert curl(node, stage.api.token_for("default", "default"))[0] == 403
    assert curl(node, good, "/api/v1/status")[0] in (403, 404)
    assert curl(node, good, "/api/v1/reload", "POST")[0] in (403, 404, 405)
    assert curl(node, path="/livez")[0] == 200
    assert curl(node, path="/readyz")[0] == 200
