"""Everything that is rendered fits the schemas of its kinds; no field is unknown."""

import json
import re

import chart
import programs
import pytest
import schemas
import yaml


@pytest.fixture(scope="module")
def conform(tmp_path_factory):
    folder = schemas.folder(tmp_path_factory.mktemp("schemas"))

    def run(text):
        """(what is wrong by object, how many objects)"""
        done = chart.run(programs.find("kubeconform"), "-strict", "-output", "json", "-summary", "-schema-location", f"{folder}/{{{{.ResourceKind}}}}{{{{.KindSuffix}}}}.json", data=text)
        answer = json.loads(done.stdout)
        summary = answer["summary"]
        return answer.get("resources") or [], sum(summary[key] for key in ("valid", "invalid", "errors", "skipped"))

    return run


@pytest.mark.parametrize("values", chart.VALUES, ids=lambda path: path.name)
def test_rendered(conform, values):
    text = chart.template(values).stdout
    wrong, count = conform(text)
    assert not wrong, wrong
    assert count == len([one for one in yaml.load_all(text, yaml.CSafeLoader) if one])


def test_manifests(conform):
    wrong, count = conform((chart.CHECKOUT / "manifests/vigilcast.yaml").read_text())
    assert not wrong and count > 15, wrong


def test_examples_in_the_documentation(conform):
    """The first objects that the README and the notes tell people to make."""
    blocks = re.findall(r"```yaml\n(apiVersion: vigilcast.*?)```", (chart.ROOT / "README.md").read_text(), re.S)
    notes = (chart.ROOT / "templates/NOTES.txt").read_text()
    blocks += [re.sub(r"^  ", "", one, flags=re.M) for one in re.findall(r"<<EOT\n(.*?)  EOT", notes, re.S)]
    assert len(blocks) == 2
    for block in blocks:
        wrong, count = conform(block)
        assert not wrong and count == 3, wrong


@pytest.mark.parametrize("mistake", [
    ("readOnlyRootFilesystem", "readOnlyRootFileSystem"),
    ("hostNetwork: true", "hostNetwork: yes please"),
    ("minReadySeconds: 15", "minReadySeconds: soon"),
    ("publishNotReadyAddresses", "publishUnreadyAddresses"),
    ("failurePolicy: Fail", "failurePolice: Fail"),
])
def test_a_mistake_is_seen(conform, mistake):
    text = chart.template().stdout
    assert mistake[0] in text
    wrong, _ = conform(text.replace(*mistake))
    assert wrong
