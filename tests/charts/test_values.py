"""What can be set: the schema knows it, a comment explains it, and a file in ci uses it."""

import json
import re

import chart
import pytest
import yaml
from generated import generate


@pytest.mark.parametrize("values", chart.VALUES, ids=lambda path: path.name)
def test_lint(values):
    done = chart.helm("lint", "--strict", chart.ROOT, "--values", values)
    assert done.returncode == 0 and "WARNING" not in done.stdout, done.stdout + done.stderr


def test_without_values_it_is_said_what_is_missing():
    done = chart.helm("template", chart.RELEASE, chart.ROOT)
    assert done.returncode != 0 and "'/config/router': missing property 'asn'" in done.stderr


# (values, where, what is said)
REFUSED = [
    ({"metricz": "{}"}, "''", "'metricz' not allowed"),
    ({"metrics__prot": 1}, "/metrics", "'prot' not allowed"),
    ({"config__router__mayanounce": "[]"}, "/config/router", "'mayanounce' not allowed"),
    ({"config__peers": "[]"}, "/config", "'peers' not allowed"),
    ({"agent__tolleration": "[]"}, "/agent", "'tolleration' not allowed"),
    ({"agent__livenessProbe__period": 1}, "/agent/livenessProbe", "'period' not allowed"),
    ({"controller__replica": 1}, "/controller", "'replica' not allowed"),
    ({"metrics__podMonitor__enable": "true"}, "/metrics/podMonitor", "'enable' not allowed"),
    ({"config__router__asn": 0}, "/config/router/asn", "minimum"),
    ({"config__router__asn": 4294967296}, "/config/router/asn", "maximum"),
    ({"config__router__asn": '"AS65001"'}, "/config/router/asn", "does not match pattern"),
    ({"config__router__holdDown": 5}, "/config/router/holdDown", "got number, want string"),
    ({"config__router__holdDown": '"5"'}, "/config/router/holdDown", "does not match pattern"),
    ({"config__router__id": '"2001:db8::1"'}, "/config/router/id", "does not match pattern"),
    ({"config__router__mayAnnounce": '["198.51.100.0"]'}, "/config/router/mayAnnounce/0", "does not match pattern"),
    ({"metrics__port": 70000}, "/metrics/port", "maximum"),
    ({"metrics__auth": '"basic"'}, "/metrics/auth", "must be one of"),
    ({"logLevel": '"trace"'}, "/logLevel", "must be one of"),
    ({"image__digest": '"sha256:12"'}, "/image/digest", "does not match pattern"),
    ({"image__pullPolicy": '"Sometimes"'}, "/image/pullPolicy", "must be one of"),
    ({"agent__nodeSelector": '{"edge": true}'}, "/agent/nodeSelector/edge", "got boolean, want string"),
    ({"agent__runDirectory__hostPath": '"run"'}, "/agent/runDirectory/hostPath", "does not match pattern"),
    ({"controller__replicas": 0}, "/controller/replicas", "minimum"),
    ({"controller__replicas": '"2"'}, "/controller/replicas", "got string, want integer"),
    ({"metrics__tls__enabled": "false"}, "", "tokens are not sent in the clear"),
    ({"exabgpConf": '"x"', "exabgpConfSecret": '"y"'}, "", "keep one of them"),
    ({"metrics__enabled": "false", "metrics__podMonitor__enabled": "true"}, "", "need metrics.enabled"),
    ({"metrics__podMonitor__enabled": "true", "metrics__serviceMonitor__enabled": "true"}, "", "enable one of them"),
    ({"metrics__port": 7479}, "", "the same port"),
]


@pytest.mark.parametrize(("values", "where", "words"), REFUSED, ids=[" ".join(f"{name}={value}" for name, value in values.items()) for values, _, _ in REFUSED])
def test_refused(values, where, words):
    done = chart.template(**values)
    assert done.returncode != 0, "it was accepted"
    assert where in done.stderr and words in done.stderr, done.stderr


@pytest.mark.parametrize("value", [1, 65001, 4294967295, '"1.10"'])
def test_as_numbers(value):
    config = chart.named(chart.render(config__router__asn=value), "ConfigMap", "vigilcast")["data"]
    written = str(value).strip('"')
    for text in config.values():
        assert re.search(rf"asn: [\"']?{re.escape(written)}[\"']?$", text, re.M), text


def leaves(tree, path=()):
    """The keys of values.yaml: a map that is there with keys has children, everything else is a leaf."""
    for key, value in tree.items():
        yield from leaves(value, (*path, key)) if isinstance(value, dict) and value else [(*path, key)]


def followed(schema):
    while "$ref" in schema:
        schema = SCHEMA["definitions"][schema["$ref"].rpartition("/")[2]]
    return schema


def in_schema(schema, path):
    """Kubernetes' own objects (an updateStrategy) are not described here: below them everything is known."""
    for word in path:
        schema = followed(schema)
        if word not in schema.get("properties", {}):
            return schema == {"type": "object"}
        schema = schema["properties"][word]
    return True


DEFAULTS = yaml.safe_load((chart.ROOT / "values.yaml").read_text())
SCHEMA = json.loads((chart.ROOT / "values.schema.json").read_text())
EXPLAINED = {path for path, _, _ in generate().values()}


@pytest.mark.parametrize("path", leaves(DEFAULTS), ids=".".join)
def test_every_value_is_known_and_explained(path):
    assert in_schema(SCHEMA, path)
    assert any(".".join(path[:size]) in EXPLAINED for size in range(1, len(path) + 1)), "it has no comment that begins with # --"


def properties(schema, path=()):
    """Every key that the schema knows."""
    for key, inner in followed(schema).get("properties", {}).items():
        yield (*path, key)
        yield from properties(inner, (*path, key))


def test_schema_knows_no_more():
    """A key that the schema accepts and values.yaml does not have would be accepted and do nothing."""
    of_kubernetes = ("livenessProbe", "readinessProbe", "resources")
    known = {".".join(path) for path in properties(SCHEMA) if not set(path[:-1]) & set(of_kubernetes)}
    present = {".".join(path[:size]) for path in leaves(DEFAULTS) for size in range(1, len(path) + 1)} | {"config.router.asn", "global"}
    assert known - present == set()
