"""The pods: what they may, how they are asked, how they are named."""

import chart
import pytest


def capabilities(container):
    return container["securityContext"]["capabilities"].get("add", [])


def test_no_container_may_more_than_it_needs(rendered):
    for name, pod in chart.pods(rendered):
        assert pod["securityContext"] == {"runAsNonRoot": True, "runAsUser": 65532, "runAsGroup": 65532, "fsGroup": 65532, "seccompProfile": {"type": "RuntimeDefault"}}, name
        for container in pod["containers"]:
            if container["name"] == "beside":  # the user's own
                continue
            security = container["securityContext"]
            needs = {"/usr/local/bin/vigilcast-listen": ["NET_BIND_SERVICE"], "/usr/local/bin/vigilcast-link": ["NET_BIND_SERVICE", "NET_RAW"]}
            assert security["readOnlyRootFilesystem"] is True
            assert security["capabilities"]["drop"] == ["ALL"]
            assert capabilities(container) == needs.get(container["command"][0], [])
            assert security["allowPrivilegeEscalation"] is False
            assert "cpu" not in container["resources"]["limits"], "a throttled agent loses its sessions"


def test_listening_is_asked_for():
    assert capabilities(chart.agent(chart.render())) == []
    listening = chart.agent(chart.render(agent__listen="true"))
    assert capabilities(listening) == ["NET_BIND_SERVICE"] and listening["command"] == ["/usr/local/bin/vigilcast-listen"]


@pytest.mark.parametrize("listen", ["true", "false"])
def test_sessions_by_interface_are_asked_for(listen):
    agent = chart.agent(chart.render(agent__unnumbered="true", agent__listen=listen))
    assert capabilities(agent) == ["NET_BIND_SERVICE", "NET_RAW"] and agent["command"] == ["/usr/local/bin/vigilcast-link"]


def test_agents_are_in_the_nodes_network(rendered):
    (daemonset,) = chart.of_kind(rendered, "DaemonSet")
    pod = daemonset["spec"]["template"]["spec"]
    assert pod["hostNetwork"] and pod["dnsPolicy"] == "ClusterFirstWithHostNet" and pod["priorityClassName"] == "system-node-critical"
    # A declared port would be one of the node: two versions could not be there at the same time.
    assert all("ports" not in one for one in pod["containers"])
    for probe, path in (("livenessProbe", "/livez"), ("readinessProbe", "/readyz")):
        asked = chart.agent(rendered)[probe]["httpGet"]
        assert asked["host"] == "127.0.0.1" and asked["path"] == path


def test_agents_restart_only_for_what_they_cannot_read_again():
    def marks(**values):
        (daemonset,) = chart.of_kind(chart.render(**values), "DaemonSet")
        return daemonset["spec"]["template"]["metadata"]["annotations"]

    assert marks() == marks(config__router__asn="65099"), "a changed configuration must not end sessions"
    assert marks() != marks(loadBalancerClass='"example.com/other"'), "the section kubernetes cannot change while an agent runs"


def test_probes_ask_where_the_agent_answers(full):
    config = chart.named(full, "ConfigMap", "vigilcast")["data"]["vigilcast.yaml"]
    assert "listen: 127.0.0.1:9479" in config and "listen: node:9480" in config
    assert chart.agent(full)["livenessProbe"]["httpGet"]["port"] == 9479


def test_only_the_controller_is_not_in_it(minimal):
    (deployment,) = chart.of_kind(minimal, "Deployment")
    pod = deployment["spec"]["template"]["spec"]
    assert "hostNetwork" not in pod and deployment["spec"]["replicas"] == 2
    container = chart.controller(minimal)
    assert container["livenessProbe"]["httpGet"] == {"port": "metrics", "path": "/livez", "scheme": "HTTPS"}
    assert container["readinessProbe"]["httpGet"] == {"port": "metrics", "path": "/readyz", "scheme": "HTTPS"}
    plain = chart.controller(chart.render(metrics__auth='"none"', metrics__tls__enabled="false"))
    assert plain["livenessProbe"]["httpGet"]["scheme"] == "HTTP"


def test_identity(rendered):
    wanted = {"NODE_NAME": "spec.nodeName", "POD_NAME": "metadata.name", "POD_NAMESPACE": "metadata.namespace", "POD_IP": "status.podIP"}
    containers = [chart.agent(rendered)] + ([chart.controller(rendered)] if chart.of_kind(rendered, "Deployment") else [])
    for container in containers:
        fields = {one["name"]: one["valueFrom"]["fieldRef"]["fieldPath"] for one in container["env"] if "valueFrom" in one}
        assert fields == wanted


def test_secrets_are_in_no_argument():
    rendered = chart.render(values=chart.ROOT / "ci/exabgp-values.yaml")
    (secret,) = chart.of_kind(rendered, "Secret")
    assert "md5-password" in secret["stringData"]["exabgp.conf"]
    secret.clear()
    assert "md5-password" not in str(rendered)


def test_every_mount_has_its_volume(rendered):
    for name, pod in chart.pods(rendered):
        volumes = [one["name"] for one in pod.get("volumes", [])]
        assert len(set(volumes)) == len(volumes)
        for container in [*pod.get("initContainers", []), *pod["containers"]]:
            mounts = [one["name"] for one in container.get("volumeMounts", [])]
            assert set(mounts) <= set(volumes), f"{name}: {mounts} of {volumes}"
            paths = [one["mountPath"] for one in container.get("volumeMounts", [])]
            assert len(set(paths)) == len(paths)


def test_selectors_do_not_change():
    """They are immutable: an upgrade that changed them would fail. And labels of pods that changed would restart them."""
    before, after = chart.render(), chart.render(image__tag='"9.9.9"', commonLabels='{"a":"b"}', nameOverride='""')
    for kind in ("DaemonSet", "Deployment"):
        (old,), (new,) = chart.of_kind(before, kind), chart.of_kind(after, kind)
        assert old["spec"]["selector"] == new["spec"]["selector"]
        assert set(old["spec"]["selector"]["matchLabels"].items()) <= set(old["spec"]["template"]["metadata"]["labels"].items())
        assert not any("version" in key or "chart" in key for key in old["spec"]["template"]["metadata"]["labels"])


def test_services_and_budgets_select_their_pods(rendered):
    templates = [one["spec"]["template"]["metadata"]["labels"] for one in chart.of_kind(rendered, "DaemonSet", "Deployment")]
    for one in chart.of_kind(rendered, "Service", "PodDisruptionBudget", "NetworkPolicy"):
        selector = one["spec"].get("selector") or one["spec"]["podSelector"]
        selector = selector.get("matchLabels", selector)
        assert sum(selector.items() <= labels.items() for labels in templates) == 1, one["metadata"]["name"]


@pytest.mark.parametrize(("changes", "image"), [
    ({}, "localhost/vigilcast:0.1.0"),
    ({"image__registry": '""'}, "vigilcast:0.1.0"),
    ({"image__tag": '"edge"'}, "localhost/vigilcast:edge"),
    ({"image__tag": '"edge"', "image__digest": f'"sha256:{"a" * 64}"'}, f"localhost/vigilcast@sha256:{'a' * 64}"),
])
def test_image(changes, image):
    assert chart.agent(chart.render(**changes))["image"] == image


@pytest.mark.parametrize(("changes", "name"), [
    ({"fullnameOverride": '"anycast"'}, "anycast-agent"),
    ({"nameOverride": '"anycast"'}, "vigilcast-anycast-agent"),
    ({"fullnameOverride": f'"{"a" * 63}"'}, f"{'a' * 47}-agent"),
])
def test_names(changes, name):
    rendered = chart.render(metrics__podMonitor__enabled="true", **changes)
    assert chart.of_kind(rendered, "DaemonSet")[0]["metadata"]["name"] == name
    assert all(len(one["metadata"]["name"]) <= 63 for one in rendered)


def test_namespace():
    rendered = chart.render(namespaceOverride='"elsewhere"')
    assert {one["metadata"].get("namespace") for one in rendered} == {None, "elsewhere"}
    subjects = [subject for one in chart.of_kind(rendered, "RoleBinding", "ClusterRoleBinding") for subject in one["subjects"]]
    assert {one["namespace"] for one in subjects} == {"elsewhere"}


def test_existing_secret_and_certificate():
    rendered = chart.render(exabgpConfSecret='"mine"', metrics__tls__secretName='"certificate"')
    assert not chart.of_kind(rendered, "Secret")
    (daemonset,) = chart.of_kind(rendered, "DaemonSet")
    volumes = {one["name"]: one for one in daemonset["spec"]["template"]["spec"]["volumes"]}
    assert volumes["config"]["projected"]["sources"][1]["secret"]["name"] == "mine"
    assert volumes["metrics-tls"]["secret"]["secretName"] == "certificate"


def test_control_socket_on_the_node():
    (daemonset,) = chart.of_kind(chart.render(agent__runDirectory__hostPath='"/run/vigilcast"'), "DaemonSet")
    pod = daemonset["spec"]["template"]["spec"]
    (prepare,) = pod["initContainers"]
    assert prepare["securityContext"]["capabilities"] == {"drop": ["ALL"], "add": ["CHOWN", "FOWNER"]}
    assert {"name": "run", "hostPath": {"path": "/run/vigilcast", "type": "DirectoryOrCreate"}} in pod["volumes"]


def test_without_metrics():
    rendered = chart.render(metrics__enabled="false")
    assert not chart.of_kind(rendered, "Service", "Pod")
    config = chart.named(rendered, "ConfigMap", "vigilcast")["data"]
    assert "metrics:" not in config["vigilcast.yaml"] and "metrics:" in config["controller.yaml"], "the kubelet asks the controller there"


def test_one_replica_needs_no_budget():
    assert not chart.of_kind(chart.render(controller__replicas=1), "PodDisruptionBudget")
    assert not chart.of_kind(chart.render(controller__podDisruptionBudget__enabled="false"), "PodDisruptionBudget")


def test_notes(tmp_path):
    text = chart.notes(tmp_path)
    assert "kubectl label namespace vigilcast-system pod-security.kubernetes.io/enforce=privileged" in text
    assert "There are no peers yet" in text and "kind: BGPPeer" in text
    assert "loadBalancerClass: vigilcast.dev/vigilcast\n" in text
    assert "There are no peers yet" not in chart.notes(tmp_path, exabgpConf='"neighbor …"')
    assert "helm test" not in chart.notes(tmp_path, metrics__enabled="false")
