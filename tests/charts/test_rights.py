"""Roles: exactly these rights. A right more has to be written here, too."""

import chart

READ = ("get", "list", "watch")
REVIEWS = {("authentication.k8s.io", "tokenreviews", "create"), ("authorization.k8s.io", "subjectaccessreviews", "create")}


def each(group, resources, *verbs):
    return {(group, resource, verb) for resource in resources.split() for verb in verbs}


AGENT = (each("", "services nodes namespaces", *READ) | each("discovery.k8s.io", "endpointslices", *READ)
         | each("vigilcast.dev", "bgppeers addresspools advertisements healthchecks", *READ)
         | each("vigilcast.dev", "nodebgpstates", "get", "create", "patch", "delete")
         | each("vigilcast.dev", "nodebgpstates/status", "get", "create", "patch") | each("events.k8s.io", "events", "create", "patch"))
CONTROLLER = (each("", "services namespaces", *READ) | each("", "services/status", "patch") | each("vigilcast.dev", "bgppeers addresspools advertisements healthchecks nodebgpstates", *READ)
              | each("vigilcast.dev", "bgppeers/status addresspools/status advertisements/status healthchecks/status", "patch")
              | each("events.k8s.io", "events", "create", "patch"))


def rights(objects, kind, name):
    return {(group, resource, verb) for rule in chart.named(objects, kind, name)["rules"] for group in rule["apiGroups"] for resource in rule["resources"] for verb in rule["verbs"]}


def test_in_the_cluster(minimal):
    assert rights(minimal, "ClusterRole", "vigilcast-agent") == AGENT | REVIEWS
    assert rights(minimal, "ClusterRole", "vigilcast-controller") == CONTROLLER | REVIEWS


def test_in_the_namespace(minimal):
    assert rights(minimal, "Role", "vigilcast-agent") == each("", "secrets", *READ)
    assert rights(minimal, "Role", "vigilcast-controller") == each("", "secrets", *READ) | each("coordination.k8s.io", "leases", "get", "create", "patch")


def test_reviews_only_for_tokens():
    open_to_all = chart.render(metrics__auth='"none"')
    assert rights(open_to_all, "ClusterRole", "vigilcast-agent") == AGENT
    assert rights(open_to_all, "ClusterRole", "vigilcast-controller") == CONTROLLER
    assert rights(chart.render(metrics__enabled="false"), "ClusterRole", "vigilcast-agent") == AGENT


def test_no_stars_and_every_binding_leads_somewhere(rendered):
    roles = {(one["kind"], one["metadata"]["name"]) for one in chart.of_kind(rendered, "Role", "ClusterRole")}
    for one in chart.of_kind(rendered, "Role", "ClusterRole"):
        assert "*" not in str(one["rules"])
    for one in chart.of_kind(rendered, "RoleBinding", "ClusterRoleBinding"):
        assert (one["roleRef"]["kind"], one["roleRef"]["name"]) in roles


def test_accounts(rendered):
    """Each pod runs as an account that exists, and none that needs no token gets one by default."""
    made = {one["metadata"]["name"] for one in chart.of_kind(rendered, "ServiceAccount")}
    assert all(one["automountServiceAccountToken"] is False for one in chart.of_kind(rendered, "ServiceAccount"))
    for one in chart.of_kind(rendered, "DaemonSet", "Deployment"):
        pod = one["spec"]["template"]["spec"]
        assert pod["automountServiceAccountToken"] is True
        assert pod["serviceAccountName"] in made | {"announcer"}
    for one in chart.of_kind(rendered, "Pod"):
        assert one["spec"]["automountServiceAccountToken"] is False


def test_agents_write_of_their_own_node(minimal):
    policy = chart.named(minimal, "ValidatingAdmissionPolicy", "vigilcast-agent")["spec"]
    assert "system:serviceaccount:vigilcast-system:vigilcast-agent" in policy["matchConditions"][0]["expression"]
    assert chart.named(minimal, "ValidatingAdmissionPolicyBinding", "vigilcast-agent")["spec"] == {"policyName": "vigilcast-agent", "validationActions": ["Deny"]}
    assert not chart.of_kind(chart.render(admissionPolicy__enabled="false"), "ValidatingAdmissionPolicy")


def test_own_accounts():
    rendered = chart.render(agent__serviceAccount__name='"one"', controller__serviceAccount__create="false", controller__serviceAccount__name='"two"')
    assert {one["metadata"]["name"] for one in chart.of_kind(rendered, "ServiceAccount")} == {"one"}
    assert chart.of_kind(rendered, "DaemonSet")[0]["spec"]["template"]["spec"]["serviceAccountName"] == "one"
    assert chart.named(rendered, "ClusterRoleBinding", "vigilcast-controller")["subjects"][0]["name"] == "two"
