"""Monitors find the pods; alerts use metrics that exist, and each of them is tried both ways."""

import re

import chart
import pytest
import yaml

RULES = chart.ROOT / "rules/vigilcast.yaml"
CASES = chart.CHECKOUT / "tests/charts/alerts_test.yaml"


def alerts():
    return [rule for group in yaml.safe_load(RULES.read_text())["groups"] for rule in group["rules"]]


def tried():
    """(alert, whether it is expected to fire) for each case."""
    return {(case["alertname"], bool(case["exp_alerts"])) for test in yaml.safe_load(CASES.read_text())["tests"] for case in test["alert_rule_test"]}


def test_rules_are_rules(promtool):
    done = chart.run(promtool, "check", "rules", RULES)
    assert done.returncode == 0, done.stdout + done.stderr


def test_alerts_fire_and_do_not(promtool):
    done = chart.run(promtool, "test", "rules", CASES)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("alert", [rule["alert"] for rule in alerts()])
def test_every_alert_is_tried_both_ways(alert):
    assert {(alert, True), (alert, False)} <= tried()


@pytest.mark.parametrize("rule", alerts(), ids=lambda rule: rule["alert"])
def test_alerts_have_what_people_need(rule):
    assert rule["labels"]["severity"] in ("critical", "warning")
    assert rule["annotations"]["summary"].endswith(".") and "{{" not in rule["annotations"]["summary"], "a summary groups alerts: it is the same for all of them"
    assert "$labels." in rule["annotations"]["description"]


def metrics():
    """The rows of the program's own tables: name -> labels."""
    rows = {}
    for path in (chart.CHECKOUT / "pkg").rglob("*metrics*.h"):
        for name, labels in re.findall(r'\{\s*"(vigilcast_\w+)",\s*MetricType::\w+,\s*\{([^}]*)\}', path.read_text()):
            rows[name] = set(re.findall(r'"(\w+)"', labels))
    return rows


def used():
    """(metric, label) for each use in an alert; the label is empty where a metric is used without one."""
    for rule in alerts():
        for name, matchers in re.findall(r"(vigilcast_\w+)(?:\{([^}]*)\})?", rule["expr"]):
            for label in re.findall(r"(\w+)=", matchers) or [""]:
                yield re.sub(r"_(bucket|sum|count)$", "", name), label


def test_the_table_is_found():
    assert "vigilcast_peer_up" in metrics() and metrics()["vigilcast_peer_up"] == {"peer"}


@pytest.mark.parametrize(("metric", "label"), sorted(set(used())))
def test_alerts_use_metrics_that_exist(metric, label):
    assert metric in metrics(), "no such metric: the alert would never fire"
    assert not label or label in metrics()[metric], "it has no such label: the alert would never fire"


@pytest.mark.parametrize("rule", alerts(), ids=lambda rule: rule["alert"])
def test_descriptions_use_labels_that_are_left(rule):
    """A label that the expression has aggregated away would be an empty word."""
    mentioned = set(re.findall(r"\$labels\.(\w+)", rule["annotations"]["description"]))
    by = re.match(r"\w+ by \(([\w, ]+)\)", rule["expr"])
    if by:
        assert mentioned <= set(by[1].replace(" ", "").split(",")), rule["expr"]
        return
    without = set(re.findall(r"without \((\w+)\)", rule["expr"]))
    name = next((one for one in re.findall(r"vigilcast_\w+", rule["expr"])), "")
    own = metrics().get(re.sub(r"_bucket$", "", name), set()) - without
    assert mentioned <= own | {"instance"}, rule["expr"]


def test_the_rule_is_the_file():
    rendered = chart.render(metrics__prometheusRule__enabled="true")
    (rule,) = chart.of_kind(rendered, "PrometheusRule")
    assert rule["spec"] == yaml.safe_load(RULES.read_text())
    more = chart.render(metrics__prometheusRule__enabled="true", metrics__prometheusRule__additionalRules='[{"alert":"Own","expr":"up == 0"}]')
    assert chart.of_kind(more, "PrometheusRule")[0]["spec"]["groups"][-1] == {"name": "vigilcast-additional", "rules": [{"alert": "Own", "expr": "up == 0"}]}


# --- monitors ---------------------------------------------------------------------------------------------------------------------


def relabelled(monitor, labels):
    """What Prometheus makes of a target's labels by the PodMonitor, or nothing when it drops it."""
    labels = dict(labels)
    for rule in monitor["spec"]["podMetricsEndpoints"][0]["relabelings"]:
        value = ";".join(labels.get(name, "") for name in rule.get("sourceLabels", []))
        match = re.fullmatch(rule.get("regex", "(.*)"), value)
        if rule["action"] == "keep" and not match:
            return None
        if rule["action"] == "replace" and match:
            labels[rule["targetLabel"]] = re.sub(r"\$1", lambda _, match=match: match[1], rule.get("replacement", "$1"))
    return labels


@pytest.mark.parametrize(("container", "address", "target"), [
    ("agent", "192.0.2.11", "192.0.2.11:7480"),
    ("agent", "2001:db8::11", "[2001:db8::11]:7480"),
    ("controller", "10.244.0.7", "10.244.0.7:7480"),
    ("beside", "192.0.2.11", None),
    ("run-directory", "192.0.2.11", None),
])
def test_pod_monitor(container, address, target):
    (monitor,) = chart.of_kind(chart.render(metrics__podMonitor__enabled="true"), "PodMonitor")
    labels = relabelled(monitor, {"__meta_kubernetes_pod_container_name": container, "__meta_kubernetes_pod_ip": address, "__meta_kubernetes_pod_node_name": "node-1"})
    assert (labels and labels["__address__"]) == target
    assert not labels or labels["node"] == "node-1"


def endpoint(rendered):
    (monitor,) = chart.of_kind(rendered, "PodMonitor", "ServiceMonitor")
    (found,) = monitor["spec"].get("podMetricsEndpoints") or monitor["spec"]["endpoints"]
    return found


@pytest.mark.parametrize("kind", ["podMonitor", "serviceMonitor"])
def test_how_it_is_read(kind):
    def read(**changes):
        return endpoint(chart.render(**{f"metrics__{kind}__enabled": "true"}, **changes))

    usual = read()
    assert (usual["scheme"], usual["path"], usual["tlsConfig"]) == ("https", "/metrics", {"insecureSkipVerify": True})
    assert usual["authorization"] == {"credentials": {"name": "vigilcast-metrics-reader", "key": "token"}}
    own = read(metrics__tls__secretName='"own"', metrics__tls__serverName='"vigilcast.example"', metrics__tokenSecret='{"name":"tokens","key":"prometheus"}')
    assert own["tlsConfig"] == {"ca": {"secret": {"name": "own", "key": "ca.crt"}}, "serverName": "vigilcast.example"}
    assert own["authorization"] == {"credentials": {"name": "tokens", "key": "prometheus"}}
    plain = read(metrics__auth='"none"', metrics__tls__enabled="false")
    assert plain["scheme"] == "http" and not {"tlsConfig", "authorization"} & set(plain)


def test_the_readers_token():
    """It exists, belongs to an account that may GET /metrics, and to nothing else."""
    rendered = chart.render(metrics__podMonitor__enabled="true", metrics__readers='[{"kind":"ServiceAccount","name":"prometheus","namespace":"monitoring"}]')
    name = "vigilcast-metrics-reader"
    assert chart.named(rendered, "Secret", name)["metadata"]["annotations"] == {"kubernetes.io/service-account.name": name}
    assert chart.named(rendered, "ClusterRole", name)["rules"] == [{"nonResourceURLs": ["/metrics"], "verbs": ["get"]}]
    assert [one["name"] for one in chart.named(rendered, "ClusterRoleBinding", name)["subjects"]] == [name, "prometheus"]
    assert not chart.of_kind(chart.render(), "Secret"), "nobody asked for a token"
    own = chart.render(metrics__podMonitor__enabled="true", metrics__tokenSecret__name='"tokens"')
    assert not chart.of_kind(own, "Secret")


def test_service_monitor_finds_both():
    rendered = chart.render(metrics__serviceMonitor__enabled="true")
    (monitor,) = chart.of_kind(rendered, "ServiceMonitor")
    selector = monitor["spec"]["selector"]["matchLabels"]
    found = [one for one in chart.of_kind(rendered, "Service") if selector.items() <= one["metadata"]["labels"].items()]
    assert {one["metadata"]["name"] for one in found} == {"vigilcast-agent", "vigilcast-controller"}
    assert all(one["spec"]["clusterIP"] == "None" and one["spec"]["ports"][0]["name"] == endpoint(rendered)["port"] for one in found)


def test_plain_prometheus(promtool, tmp_path):
    """The configuration that the README shows. Debian's promtool knows no clusters: that one line is not judged."""
    text = re.search(r"```yaml\n(rule_files:.*?)```", (chart.ROOT / "README.md").read_text(), re.S)[1]
    text = re.sub(r"kubernetes_sd_configs: .*", "static_configs: [{targets: [localhost]}]", text)
    (tmp_path / "prometheus.yml").write_text(text.replace("/var/run/secrets/kubernetes.io/serviceaccount/token", str(tmp_path / "token")))
    (tmp_path / "token").write_text("x")
    (tmp_path / "vigilcast.yaml").write_text(RULES.read_text())
    done = chart.run(promtool, "check", "config", tmp_path / "prometheus.yml")
    assert done.returncode == 0 and f"{len(alerts())} rules found" in done.stdout, done.stdout + done.stderr
