"""What the chart's roles allow, and what they do not: asked with the very tokens that agents and controllers use."""

import pytest
from cluster import chart, objects
from cluster.api import Api, ApiError
from cluster.control_plane import PORT
from cluster.site import PLANE


def api_with(site, token):
    return Api(site.plane.namespace, PLANE, PORT, site.plane.authority.certificate, token=token)


@pytest.fixture
def agent(site, installed):
    """The API server as the agent of node-1 sees it."""
    return api_with(site, (site.folder / "credentials/node-1.token").read_text())


@pytest.fixture
def controller(site, installed):
    return api_with(site, site.api.token_for(chart.NAMESPACE, site.controller_account))


def refused(question):
    try:
        question()
    except ApiError as error:
        return error.status == 403 or error.status == 422 and "node" in error.message
    return False



def test_agent_reads_what_it_needs(agent):
    for version, kind in (("v1", "Service"), ("v1", "Node"), (objects.SLICES, "EndpointSlice"), *((objects.GROUP, kind) for kind in ("BGPPeer", "AddressPool", "Advertisement"))):
        agent.list(version, kind)
    agent.list("v1", "Secret", chart.NAMESPACE)


def test_agent_reads_no_other_secrets(agent):
    assert refused(lambda: agent.list("v1", "Secret"))
    assert refused(lambda: agent.list("v1", "Secret", "kube-system"))


def test_agent_writes_its_own_state_only(stage, agent):
    own = {"apiVersion": objects.GROUP, "kind": "NodeBGPState", "metadata": {"name": "node-1"}}
    other = {"apiVersion": objects.GROUP, "kind": "NodeBGPState", "metadata": {"name": "node-2"}}
    agent.apply(own)
    assert refused(lambda: agent.apply(other))
    assert stage.api.find(other) is None
    stage.api.apply(other)
    assert refused(lambda: agent.delete(other))
    agent.delete(own)
    assert stage.api.find(own) is None and stage.api.find(other)


def test_agent_changes_nothing_else(stage, agent):
    web = stage.apply(objects.service("web"))
    assert refused(lambda: agent.merge(web, {"spec": {"externalTrafficPolicy": "Local"}}))
    assert refused(lambda: agent.merge(web, {"status": {"loadBalancer": {"ingress": [{"ip": "198.51.100.1"}]}}}, "status"))
    assert refused(lambda: agent.apply(objects.pool("mine", "0.0.0.0/0")))
    assert refused(lambda: agent.merge(stage.nodes[0].object, {"metadata": {"labels": {"rack": "z"}}}))
    assert refused(lambda: agent.list("v1", "Pod"))


def test_controller_writes_addresses_only(stage, controller):
    web = stage.apply(objects.service("web"))
    controller.merge(web, {"status": {"loadBalancer": {"ingress": [{"ip": "198.51.100.1"}]}}}, "status")
    assert refused(lambda: controller.merge(web, {"spec": {"externalTrafficPolicy": "Local"}}))
    assert refused(lambda: controller.list("v1", "Secret"))
    assert controller.list(objects.GROUP, "NodeBGPState") == [], "it counts sessions, and writes none of them"
    assert refused(lambda: controller.apply({"apiVersion": objects.GROUP, "kind": "NodeBGPState", "metadata": {"name": "node-1"}}))
