"""What is made from something else is what would be made of it now."""

import re

import chart
import yaml
from generated import generate


def test_up_to_date():
    done = chart.run(chart.CHECKOUT / "manifests/generate", "--check")
    assert done.returncode == 0, done.stdout + done.stderr


def test_definitions():
    """All kinds are in the chart, and left out when asked. Those whose objects people write are kept when it goes."""
    kinds = {"BGPPeer", "AddressPool", "Advertisement", "HealthCheck", "NodeBGPState"}

    def definitions(**changes):
        return {one["spec"]["names"]["kind"]: one for one in chart.of_kind(chart.render(**changes), "CustomResourceDefinition")}

    usual = definitions()
    assert kinds <= set(usual)
    for path in (chart.CHECKOUT / "manifests/crds").glob("*.yaml"):
        written = yaml.load(path.read_text(), yaml.CSafeLoader)
        installed = usual[written["spec"]["names"]["kind"]]
        assert installed["spec"] == written["spec"]
        kept = installed["metadata"].get("annotations", {}).get("helm.sh/resource-policy") == "keep"
        assert kept == (written["spec"]["names"]["kind"] != "NodeBGPState")
    assert all("helm.sh/resource-policy" not in one["metadata"].get("annotations", {}) for one in definitions(crds__keep="false").values())
    assert not definitions(crds__install="false")


def test_versions():
    """One version for the program, the chart's application and the image."""
    project = re.search(r"project\(vigilcast VERSION ([\d.]+)", (chart.CHECKOUT / "CMakeLists.txt").read_text())[1]
    assert yaml.safe_load((chart.ROOT / "Chart.yaml").read_text())["appVersion"] == project
    assert f"ARG VERSION={project}\n" in (chart.CHECKOUT / "Dockerfile").read_text()


def test_manifests_need_no_helm():
    objects = [one for one in yaml.load_all((chart.CHECKOUT / "manifests/vigilcast.yaml").read_text(), yaml.CSafeLoader) if one]
    assert objects[0]["kind"] == "Namespace" and objects[0]["metadata"]["labels"] == {"pod-security.kubernetes.io/enforce": "privileged"}
    assert not any("helm" in key.lower() or "helm" in str(value).lower() for one in objects for key, value in one["metadata"].get("labels", {}).items())
    assert not chart.of_kind(objects, "Pod"), "a test is a hook of Helm's"


def test_every_value_is_in_the_table():
    module = generate()
    rows = module.values()
    assert len(rows) > 80 and len({path for path, _, _ in rows}) == len(rows)
    assert ("config.router.asn", None) in {(path, default) for path, default, _ in rows if default is None}
