"""The chart's objects, rendered by helm."""

import subprocess
from pathlib import Path

import programs
import yaml

CHART = Path(__file__).resolve().parents[3] / "charts/vigilcast"
RELEASE, NAMESPACE = "vigilcast", "vigilcast-system"
# What kubelets would run; our agents are started by hand instead.
WORKLOADS = ("DaemonSet", "Deployment", "Job", "Pod")


def helm(*words):
    done = subprocess.run([str(programs.find("helm")), *[str(word) for word in words]], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, f"helm {' '.join(map(str, words))}:\n{done.stdout}{done.stderr}"
    return done.stdout


def render(*settings):
    """The objects of a release with these values ("metrics.enabled=true"), custom resource definitions among them. Hooks, such as tests, are left out."""
    values = [word for setting in settings for word in ("--set", setting)]
    text = helm("template", RELEASE, CHART, "--namespace", NAMESPACE, "--include-crds", "--no-hooks", f"--kube-version={programs.kubernetes_version()}", *values)
    objects = [one for one in yaml.safe_load_all(text) if one]
    assert objects, f"{CHART} renders nothing"
    return objects


def of_kind(objects, *kinds):
    return [one for one in objects if one["kind"] in kinds]


def account_of(workload):
    """The ServiceAccount under which the pods of a DaemonSet or Deployment run."""
    return workload["spec"]["template"]["spec"]["serviceAccountName"]
