"""What the API server refuses, and with which sentence. Each row: a resource with one mistake, and words that must be in what a person reads."""

import copy

import pytest
from cluster import objects
from cluster.api import ApiError

GOOD = {
    "BGPPeer": objects.peer("good", "192.0.2.1", 65000, passwordSecret={"name": "secret"}, holdTime="9s", families=["ipv4-unicast"], gracefulRestart={"time": "15s"},
                            nodeSelectors=[{"matchExpressions": [{"key": "rack", "operator": "In", "values": ["a"]}]}]),
    "AddressPool": objects.pool("good", "198.51.100.0/24", "203.0.113.1-203.0.113.9", "2001:db8::/120", autoAssign=False, priority=5),
    "Advertisement": objects.advertisement("good", aggregation={"ipv4": 24, "ipv6": 64}, whenNoEndpoints="keep", terminating="serve", checks=["web"], peers=["router"],
                                           attributes={"med": 10, "localPreference": 200, "communities": ["65001:1", "no-export"], "largeCommunities": ["65001:1:2"],
                                                       "asPathPrepend": 3},
                                           whenDown={"attributes": {"med": 500}}),
    "HealthCheck": objects.health_check("good", target="vip", http={"path": "/healthz", "scheme": "https", "bodyContains": "ok"}),
}

# (kind, path of the mistake, value, words of the refusal)
MISTAKES = [
    ("BGPPeer", "address", "router.example.com", ["address"]),
    ("BGPPeer", "address", "192.0.2.300", ["address"]),
    ("BGPPeer", "address", None, ["address", "required"]),
    ("BGPPeer", "asn", None, ["asn", "required"]),
    ("BGPPeer", "asn", 0, ["asn"]),
    ("BGPPeer", "asn", 4294967296, ["asn", "429496729"]),
    ("BGPPeer", "address", "fe80::1", ["address", "link-local", "interface"]),
    ("BGPPeer", "interface", "eth 0", ["interface", "letters"]),
    ("BGPPeer", "interface", "an-interface-too-long", ["interface", "15"]),
    ("BGPPeer", "vrf", "a/b", ["vrf", "letters"]),
    ("BGPPeer", "bfd", {"interval": "1ms"}, ["bfd", "interval", "10ms"]),
    ("BGPPeer", "bfd", {"multiplier": 256}, ["bfd", "multiplier", "255"]),
    ("BGPPeer", "bfd", {"intervall": "300ms"}, ["bfd", "unknown field"]),
    ("BGPPeer", "port", 0, ["port"]),
    ("BGPPeer", "port", 65536, ["port", "65535"]),
    ("BGPPeer", "holdTime", "2s", ["holdTime", "3s"]),
    ("BGPPeer", "holdTime", "fast", ["holdTime"]),
    ("BGPPeer", "sourceAddress", "here", ["sourceAddress"]),
    ("BGPPeer", "ebgpMultihop", 256, ["ebgpMultihop", "255"]),
    ("BGPPeer", "families", ["ipv5-unicast"], ["families", "ipv4-unicast"]),
    ("BGPPeer", "passwordSecret", {}, ["passwordSecret", "name", "required"]),
    ("BGPPeer", "nodeSelectors", [{"matchExpressions": [{"key": "rack", "operator": "Is", "values": ["a"]}]}], ["operator"]),
    ("BGPPeer", "adress", "192.0.2.1", ["adress", "unknown field"]),
    ("AddressPool", "addresses", [], ["addresses"]),
    ("AddressPool", "addresses", None, ["addresses", "required"]),
    ("AddressPool", "addresses", ["198.51.100.0/33"], ["addresses"]),
    ("AddressPool", "addresses", ["198.51.100.9-198.51.100.1"], ["addresses"]),
    ("AddressPool", "addresses", ["198.51.100.1-2001:db8::1"], ["addresses"]),
    ("AddressPool", "addresses", ["many"], ["addresses"]),
    ("AddressPool", "priority", "high", ["priority", "integer"]),
    ("Advertisement", "aggregation", {"ipv4": 33}, ["aggregation", "32"]),
    ("Advertisement", "whenNoEndpoints", "panic", ["whenNoEndpoints", "withdraw", "keep"]),
    ("Advertisement", "terminating", "wait", ["terminating", "drain"]),
    ("Advertisement", "attributes", {"communities": ["65001:1:1:1"]}, ["communities"]),
    ("Advertisement", "attributes", {"largeCommunities": ["65001:1"]}, ["largeCommunities"]),
    ("Advertisement", "attributes", {"med": -1}, ["med"]),
    ("HealthCheck", "target", "pods", ["target", "vip"]),
    ("HealthCheck", "interval", "soon", ["interval"]),
    ("HealthCheck", "rise", 0, ["rise"]),
    ("HealthCheck", "target", "url", ["url"]),
]
TOGETHER = [
    ("BGPPeer", {"ebgpMultihop": 2, "ttlSecurity": 1}, ["ebgpMultihop", "ttlSecurity"]),
    ("BGPPeer", {"address": None, "interface": "eth0", "ebgpMultihop": 2}, ["ebgpMultihop", "link"]),
    ("BGPPeer", {"address": "fe80::1", "interface": "eth0", "ebgpMultihop": 2}, ["ebgpMultihop", "link"]),
    ("BGPPeer", {"address": None, "interface": "eth0", "sourceAddress": "192.0.2.9"}, ["sourceAddress", "address"]),
    ("BGPPeer", {"address": None, "vrf": "red"}, ["address", "required", "interface"]),
    ("HealthCheck", {"http": {"path": "/"}, "tcp": {}}, ["http", "tcp"]),
]


def refusal(site, manifest):
    try:
        site.api.create(manifest, dryRun="All", fieldValidation="Strict")
    except ApiError as error:
        return error
    raise AssertionError(f"it was accepted: {manifest['spec']}")


def with_fields(kind, **fields):
    manifest = copy.deepcopy(GOOD[kind])
    for name, value in fields.items():
        if value is None:
            manifest["spec"].pop(name, None)
        else:
            manifest["spec"][name] = value
    return manifest


def check_words(error, words):
    assert error.status in (400, 422), error
    assert all(word.lower() in error.message.lower() for word in words), error.message
    # The machinery's own words for a rule without a message say nothing to whoever wrote the object.
    assert "failed rule" not in error.message and "should match" not in error.message, error.message


@pytest.mark.parametrize("kind", GOOD)
def test_good_ones_are_accepted(site, installed, kind):
    site.api.apply(GOOD[kind], dryRun="All", fieldValidation="Strict")


@pytest.mark.parametrize("fields", [{"address": None, "interface": "eth0", "bfd": {}}, {"address": "fe80::1", "interface": "eth0"}, {"interface": "eth0", "vrf": "red"}], ids=str)
def test_routers_are_known_by_address_or_link(site, installed, fields):
    site.api.apply(with_fields("BGPPeer", **fields), dryRun="All", fieldValidation="Strict")


@pytest.mark.parametrize(("kind", "field", "value", "words"), MISTAKES, ids=[f"{kind}.{field}={value}" for kind, field, value, _ in MISTAKES])
def test_mistakes_are_refused(site, installed, kind, field, value, words):
    check_words(refusal(site, with_fields(kind, **{field: value})), words)


@pytest.mark.parametrize(("kind", "fields", "words"), TOGETHER, ids=[kind + "." + "+".join(fields) for kind, fields, _ in TOGETHER])
def test_what_excludes_each_other(site, installed, kind, fields, words):
    check_words(refusal(site, with_fields(kind, **fields)), words)


def test_everything_that_the_chart_renders_is_accepted(site, installed):
    """As helm would send it, workloads too."""
    for manifest in installed:
        site.api.apply(manifest, dryRun="All", fieldValidation="Strict")


def test_kubectl_shows_columns(site, installed, stage):
    stage.apply(*GOOD.values())
    for kind, shown in (("bgppeers", ("192.0.2.1", "65000")), ("addresspools", ("198.51.100.0/24",)), ("healthchecks", ("vip",))):
        text = site.plane.kubectl("get", kind).stdout
        assert all(word in text for word in shown), text
    explained = site.plane.kubectl("explain", "bgppeers.spec.holdTime").stdout
    assert "DESCRIPTION" in explained and "<empty>" not in explained, explained
