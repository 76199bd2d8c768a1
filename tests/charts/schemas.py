"""JSON Schemas of Kubernetes' kinds, of the Prometheus Operator's and of our own, each closed: an unknown field is a mistake.

They are made from what the Go modules of both projects bring along, so no registry of schemas is needed.
"""

import importlib.machinery
import importlib.util
import json
import os
import subprocess
from pathlib import Path

import chart
import programs
import yaml

OPERATOR = ("github.com/prometheus-operator/prometheus-operator", "v0.85.0")
SPECIAL = {
    "io.k8s.apimachinery.pkg.util.intstr.IntOrString": {"type": ["string", "integer"]},
    "io.k8s.apimachinery.pkg.api.resource.Quantity": {"type": ["string", "number"]},
}


class Loader(yaml.CSafeLoader):
    """YAML 1.1 has a type for a bare "=", which is one of the operator's enumerated words."""


Loader.add_constructor("tag:yaml.org,2002:value", Loader.construct_scalar)


def go():
    loader = importlib.machinery.SourceFileLoader("tools_build", str(chart.CHECKOUT / "tests/tools/build"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("tools_build", loader))
    loader.exec_module(module)
    return module.go_for((1, 25))


def module(path, version):
    """The folder of a Go module's files."""
    environment = {**os.environ, "GOFLAGS": "-mod=mod", "GOTOOLCHAIN": "local"}
    done = subprocess.run([go(), "mod", "download", "-json", f"{path}@{version}"], cwd=programs.CACHE, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"go mod download {path}@{version}: {done.stdout}{done.stderr}"
    return Path(json.loads(done.stdout)["Dir"])


def closed(schema):
    """The schema with `additionalProperties: false` wherever properties are listed, and in JSON Schema's words."""
    if not isinstance(schema, dict):
        return schema
    out = {key: value for key, value in schema.items() if key != "format"}
    if out.pop("x-kubernetes-int-or-string", False):
        return {"type": ["string", "integer"]}
    for key in ("items", "additionalProperties"):
        if key in out:
            out[key] = closed(out[key])
    if "properties" in out:
        out["properties"] = {name: closed(one) for name, one in out["properties"].items()}
        if not out.get("x-kubernetes-preserve-unknown-fields"):
            out.setdefault("additionalProperties", False)
    return out


def file_name(group, version, kind):
    """As kubeconform asks for it: {{.ResourceKind}}{{.KindSuffix}}.json."""
    first = group.split(".")[0]
    return f"{kind.lower()}{'-' + first if first else ''}-{version.lower()}.json"


def of_kubernetes(folder):
    """A file for each kind; all of them share one document of definitions."""
    swagger = json.loads((module("k8s.io/kubernetes", programs.kubernetes_version()) / "api/openapi-spec/swagger.json").read_text())
    definitions = {name: SPECIAL.get(name) or closed(schema) for name, schema in swagger["definitions"].items()}
    for name, schema in definitions.items():
        for one in schema.get("x-kubernetes-group-version-kind", []):
            wanted = needed(definitions, name)
            document = {"$ref": f"#/definitions/{name}", "definitions": wanted}
            (folder / file_name(one["group"], one["version"], one["kind"])).write_text(json.dumps(document))


def needed(definitions, name):
    """The definition and those that it refers to."""
    out, waiting = {}, [name]
    while waiting:
        present = waiting.pop()
        if present in out:
            continue
        out[present] = definitions[present]
        waiting += [reference.removeprefix("#/definitions/") for reference in references(definitions[present])]
    return out


def references(node):
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def of_definition(definition, folder):
    """A custom resource definition says what its objects are; metadata is Kubernetes' own."""
    spec = definition["spec"]
    for version in spec["versions"]:
        schema = closed(version["schema"]["openAPIV3Schema"])
        schema["properties"] |= {"apiVersion": {"type": "string"}, "kind": {"type": "string"}, "metadata": {"type": "object"}}
        (folder / file_name(spec["group"], version["name"], spec["names"]["kind"])).write_text(json.dumps(schema))


def folder(into):
    """All schemas."""
    of_kubernetes(into)
    for path in (module(*OPERATOR) / "example/prometheus-operator-crd").glob("*.yaml"):
        of_definition(yaml.load(path.read_text(), Loader), into)
    for path in (chart.CHECKOUT / "manifests/crds").glob("*.yaml"):
        of_definition(yaml.load(path.read_text(), Loader), into)
    return into
