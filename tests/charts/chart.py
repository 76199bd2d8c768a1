"""The chart, asked through helm."""

import functools
import os
import shutil
import subprocess
from pathlib import Path

import programs
import yaml

CHECKOUT = Path(__file__).resolve().parents[2]
ROOT = CHECKOUT / "charts/vigilcast"
VALUES = sorted((ROOT / "ci").glob("*-values.yaml"))
RELEASE, NAMESPACE = "vigilcast", "vigilcast-system"
PROMTOOL = os.environ.get("PROMTOOL") or shutil.which("promtool")
BINARY = (Path(os.environ.get("VIGILCAST_BINARY") or CHECKOUT / "build/asan/vigilcast")).absolute()


def run(*words, data=None):
    return subprocess.run([str(word) for word in words], input=data, capture_output=True, text=True, timeout=300, check=False)


def helm(*words):
    """Exit code and all that it says. A program built from the module knows no Kubernetes version of its own."""
    return run(programs.find("helm"), *words, "--kube-version", programs.kubernetes_version())


def settings(**values):
    """settings(metrics__port=1) is --set metrics.port=1."""
    return [word for name, value in values.items() for word in ("--set-json", f"{name.replace('__', '.')}={value}")]


@functools.lru_cache(maxsize=None)
def template(values=ROOT / "ci/minimal-values.yaml", **changes):
    return helm("template", RELEASE, ROOT, "--namespace", NAMESPACE, "--values", values, *settings(**changes))


def render(values=ROOT / "ci/minimal-values.yaml", **changes):
    done = template(values, **changes)
    assert done.returncode == 0, done.stderr
    return [one for one in yaml.load_all(done.stdout, yaml.CSafeLoader) if one]


def of_kind(objects, *kinds):
    return [one for one in objects if one["kind"] in kinds]


def named(objects, kind, name):
    (found,) = [one for one in objects if one["kind"] == kind and one["metadata"]["name"] == name]
    return found


def pods(objects):
    """The pod templates of DaemonSets and Deployments, and pods."""
    for one in objects:
        if one["kind"] in ("DaemonSet", "Deployment"):
            yield one["metadata"]["name"], one["spec"]["template"]["spec"]
        elif one["kind"] == "Pod":
            yield one["metadata"]["name"], one["spec"]


def agent(objects):
    """The agent's container."""
    (daemonset,) = of_kind(objects, "DaemonSet")
    return next(one for one in daemonset["spec"]["template"]["spec"]["containers"] if one["name"] == "agent")


def controller(objects):
    (deployment,) = of_kind(objects, "Deployment")
    return deployment["spec"]["template"]["spec"]["containers"][0]


def notes(folder, **changes):
    """What is said after an installation: helm renders that for an installation only, so it is put into an object."""
    copy = folder / "chart"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(ROOT, copy)
    text = (copy / "templates/NOTES.txt").read_text()
    (copy / "templates/notes.yaml").write_text(
        f'{{{{- define "notes" }}}}{text}{{{{ end }}}}\nkind: Notes\nmetadata: {{name: notes}}\ntext: {{{{ include "notes" . | quote }}}}\n')
    done = helm("template", RELEASE, copy, "--namespace", NAMESPACE, "--values", ROOT / "ci/minimal-values.yaml", "--show-only", "templates/notes.yaml", *settings(**changes))
    assert done.returncode == 0, done.stderr
    return yaml.safe_load(done.stdout)["text"]
