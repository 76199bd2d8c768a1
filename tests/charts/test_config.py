"""The configuration that pods get, read by the program that they run."""

import re

import chart
import pytest
import yaml


@pytest.fixture(scope="module", autouse=True)
def binary():
    if not chart.BINARY.exists():
        pytest.skip(f"{chart.BINARY} is not built")


def check(folder, rendered, key):
    """vigilcast check on what is mounted at /etc/vigilcast."""
    for one in chart.of_kind(rendered, "Secret"):
        for name, text in one.get("stringData", {}).items():
            (folder / name).write_text(text)
    path = folder / key
    path.write_text(next(one["data"][key] for one in chart.of_kind(rendered, "ConfigMap") if key in one["data"]))
    return chart.run("setarch", "-R", chart.BINARY, "check", path)


def test_agents_understand_it(tmp_path, rendered):
    done = check(tmp_path, rendered, "vigilcast.yaml")
    assert done.returncode == 0 and "error" not in done.stderr, done.stderr


def test_controllers_understand_it(tmp_path, rendered):
    if not chart.of_kind(rendered, "Deployment"):
        return
    done = check(tmp_path, rendered, "controller.yaml")
    assert done.returncode == 0 and "error" not in done.stderr, done.stderr


def test_arguments_are_known(rendered):
    """Every option that the pods give is one of the verb's."""
    containers = [chart.agent(rendered)] + ([chart.controller(rendered)] if chart.of_kind(rendered, "Deployment") else []) + [
        one["spec"]["containers"][0] for one in chart.of_kind(rendered, "Pod")]
    for container in containers:
        verb, *options = container["args"]
        assert re.search(rf"^  {verb} ", chart.run("setarch", "-R", chart.BINARY, "--help").stdout, re.M), f"there is no verb {verb}"
        told = chart.run("setarch", "-R", chart.BINARY, verb, "--help").stdout
        unknown = [option for option in options if option.startswith("-") and option.partition("=")[0] not in told]
        assert not unknown, f"vigilcast {verb} has no such options"


def test_mistakes_below_the_schema_are_the_programs_to_find(tmp_path):
    """The chart knows that services is a list; what is in it the program knows."""
    rendered = chart.render(config__services='[{"name": "web", "prefixs": ["198.51.100.1/32"]}]')
    done = check(tmp_path, rendered, "vigilcast.yaml")
    assert done.returncode == 1 and "prefixs" in done.stderr


def test_what_is_written():
    rendered = chart.render(config__router__mayAnnounce='["198.51.100.0/24"]', controller__defaultClass="true", loadBalancerClass='"example.com/edge"')
    config = yaml.safe_load(chart.named(rendered, "ConfigMap", "vigilcast")["data"]["vigilcast.yaml"])
    assert config == {
        "router": {"asn": 65001, "holdDown": "5s", "mayAnnounce": ["198.51.100.0/24"]},
        "admin": {"listen": "127.0.0.1:7479"},
        "metrics": {"listen": "node:7480", "auth": "kubernetes", "tls": "selfSigned"},
        "kubernetes": {"loadBalancerClass": "example.com/edge", "defaultClass": True},
    }
