"""Which Kubernetes programs the tests need, where they lie, and how each is built from Go modules."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
CACHE = Path(os.environ.get("VIGILCAST_TOOLS") or Path.home() / ".cache/vigilcast-tools")
STRIPPED = "-s -w"


@dataclass(frozen=True)
class Recipe:
    """`folder` is a module of ours whose go.mod pins everything; without one, `package@version` is built as its authors pinned it."""

    package: str
    go: tuple
    folder: str = ""
    version: str = ""
    symbols: str = STRIPPED
    tags: str = ""

    def fingerprint(self):
        """Changes when the program would come out differently."""
        digest = hashlib.sha256(repr(self).encode())
        if self.folder:
            digest.update((HERE / self.folder / "go.mod").read_bytes())
            digest.update((HERE / self.folder / "go.sum").read_bytes())
        return digest.hexdigest()


def kubernetes_version():
    """"v1.35.4", from the go.mod that pins it."""
    for line in (HERE / "kubernetes/go.mod").read_text().splitlines():
        words = line.removeprefix("require").split()
        if len(words) >= 2 and words[0] == "k8s.io/kubernetes":
            return words[1]
    raise LookupError("tests/tools/kubernetes/go.mod does not name k8s.io/kubernetes")


def kubernetes_symbols():
    """What the programs say of themselves; without it they take themselves for v0.0.0 and refuse each other."""
    version = kubernetes_version()
    major, minor = version.removeprefix("v").split(".")[:2]
    values = {"gitVersion": version, "gitMajor": major, "gitMinor": minor, "gitTreeState": "clean", "gitCommit": "0" * 40, "buildDate": "1970-01-01T00:00:00Z"}
    return " ".join([STRIPPED, *(f"-X k8s.io/component-base/version.{name}={value}" for name, value in values.items())])


def kubernetes(program):
    return Recipe(f"k8s.io/kubernetes/cmd/{program}", go=(1, 25), folder="kubernetes", symbols=kubernetes_symbols(), tags="notest,grpcnotrace")


HELM = "v3.22.0"

RECIPES = {
    "kube-apiserver": kubernetes("kube-apiserver"),
    "kube-controller-manager": kubernetes("kube-controller-manager"),
    "kubectl": kubernetes("kubectl"),
    "etcd": Recipe("go.etcd.io/etcd/server/v3", go=(1, 25), folder="etcd"),
    "helm": Recipe("helm.sh/helm/v3/cmd/helm", go=(1, 26), version=HELM, symbols=f"{STRIPPED} -X helm.sh/helm/v3/internal/version.version={HELM}"),
    "kubeconform": Recipe("github.com/yannh/kubeconform/cmd/kubeconform", go=(1, 26), version="v0.8.0"),
    # Only real nodes need these.
    "kubelet": kubernetes("kubelet"),
    "kube-proxy": kubernetes("kube-proxy"),
    "kube-scheduler": kubernetes("kube-scheduler"),
}

CONTROL_PLANE = ("etcd", "kube-apiserver", "kube-controller-manager", "kubectl")
USUAL = (*CONTROL_PLANE, "helm", "kubeconform")
NODES = (*USUAL, "kube-scheduler", "kubelet", "kube-proxy")


def assets():
    """The folder of $KUBEBUILDER_ASSETS when it is whole, else nothing."""
    folder = os.environ.get("KUBEBUILDER_ASSETS")
    if folder and all((Path(folder) / name).is_file() for name in ("kube-apiserver", "etcd", "kubectl")):
        return Path(folder)
    return None


def built(name):
    """True when the cache holds the program as its recipe says."""
    stamp = CACHE / f".{name}.recipe"
    return (CACHE / name).is_file() and stamp.is_file() and stamp.read_text() == RECIPES[name].fingerprint()


def find(name):
    """The program's path, or nothing when it has to be built first (tests/tools/build)."""
    given = assets()
    if given and (given / name).is_file():
        return given / name
    return CACHE / name if built(name) else None
