"""etcd, kube-apiserver and kube-controller-manager in a network namespace."""

import json
import subprocess

import programs
from lab.process import Process
from lab.waiting import wait_until

from .api import Api
from .certificates import Authority

PORT = 6443
SERVICE_RANGES = "10.96.0.0/16,fd00:96::/112"
OWN_NAMES = ("IP:127.0.0.1", "IP:10.96.0.1", "DNS:kubernetes", "DNS:kubernetes.default", "DNS:kubernetes.default.svc")
# Nodes here have no kubelet: nothing renews their lease, so nothing may judge them by it.
WITHOUT_KUBELETS = "*,-node-lifecycle-controller"


def kubeconfig(server, authority, user):
    """A kubeconfig as JSON, which is YAML too."""
    return json.dumps({
        "apiVersion": "v1", "kind": "Config", "current-context": "e2e",
        "clusters": [{"name": "e2e", "cluster": {"server": server, "certificate-authority": str(authority)}}],
        "users": [{"name": "e2e", "user": user}],
        "contexts": [{"name": "e2e", "context": {"cluster": "e2e", "user": "e2e"}}],
    }, indent=1)


class ControlPlane:
    def __init__(self, namespace, address, folder, controllers=WITHOUT_KUBELETS):
        self.namespace, self.address, self.folder, self.controllers = namespace, address, folder, controllers
        self.server = f"https://{address}:{PORT}"
        self.authority = Authority(folder / "pki")
        self.serving = self.authority.issue("apiserver", "/CN=kube-apiserver", (f"IP:{address}", *OWN_NAMES))
        self.admin = self.authority.issue("admin", "/O=system:masters/CN=admin")
        self.manager = self.authority.issue("manager", "/CN=system:kube-controller-manager")
        self.tokens = self.authority.key_pair("tokens")
        self.admin_kubeconfig = self.write_kubeconfig("admin", self.admin)
        self.api = Api(namespace, address, PORT, self.authority.certificate, certificate=self.admin)
        self.etcd = self.api_server = self.controller_manager = self.scheduler = None

    def write_kubeconfig(self, name, pair):
        path = self.folder / f"{name}.kubeconfig"
        path.write_text(kubeconfig(self.server, self.authority.certificate, {"client-certificate": str(pair[0]), "client-key": str(pair[1])}))
        return path

    def run(self, name, *options):
        return Process([programs.find(name), *options], self.folder / f"{name}.log", self.namespace)

    def start(self):
        try:
            self.start_etcd()
            self.start_api_server()
            self.start_controller_manager()
            wait_until(lambda: self.api.request("GET", "/api/v1/namespaces/default/serviceaccounts/default"), "the default service account is there", 90)
        except BaseException:
            self.stop()
            raise

    def start_etcd(self):
        clients, peers = "http://127.0.0.1:2379", "http://127.0.0.1:2380"
        # Nothing here has to survive a crash of the machine.
        self.etcd = self.run("etcd", "--name=e2e", f"--data-dir={self.folder}/etcd", "--unsafe-no-fsync", "--log-level=warn", f"--listen-client-urls={clients}",
                             f"--advertise-client-urls={clients}", f"--listen-peer-urls={peers}", f"--initial-advertise-peer-urls={peers}", f"--initial-cluster=e2e={peers}")

    def start_api_server(self, within=120):
        certificate, key = self.serving
        private, public = self.tokens
        self.api_server = self.run(
            "kube-apiserver", "--etcd-servers=http://127.0.0.1:2379", "--bind-address=0.0.0.0", f"--advertise-address={self.address}", f"--secure-port={PORT}",
            f"--service-cluster-ip-range={SERVICE_RANGES}", f"--tls-cert-file={certificate}", f"--tls-private-key-file={key}",
            f"--client-ca-file={self.authority.certificate}", "--service-account-issuer=https://kubernetes.default.svc",
            f"--service-account-key-file={public}", f"--service-account-signing-key-file={private}", "--authorization-mode=Node,RBAC",
            "--allow-privileged=true", "--profiling=false", "--kubelet-preferred-address-types=InternalIP", f"--kubelet-client-certificate={self.admin[0]}",
            f"--kubelet-client-key={self.admin[1]}")
        self.wait_ready(self.api_server, self.api.ready, within)

    def start_controller_manager(self):
        self.controller_manager = self.run(
            "kube-controller-manager", f"--kubeconfig={self.write_kubeconfig('manager', self.manager)}", "--bind-address=127.0.0.1", "--leader-elect=false",
            f"--service-account-private-key-file={self.tokens[0]}", f"--root-ca-file={self.authority.certificate}", "--use-service-account-credentials",
            f"--controllers={self.controllers}", "--node-monitor-grace-period=20s", "--profiling=false")

    def start_scheduler(self):
        access = self.write_kubeconfig("scheduler", self.authority.issue("scheduler", "/CN=system:kube-scheduler"))
        self.scheduler = self.run("kube-scheduler", f"--kubeconfig={access}", "--bind-address=127.0.0.1", "--leader-elect=false", "--profiling=false")

    def wait_ready(self, process, question, within):
        def ready_or_gone():
            return not process.running() or question()

        wait_until(ready_or_gone, lambda: f"{process.command[0]} is ready; its log ends:\n{process.log()[-3000:]}", within)
        assert process.running(), f"{process.command[0]} ended with code {process.child.returncode}; its log ends:\n{process.log()[-3000:]}"

    def kill_api_server(self):
        """It is gone from one instant to the next, as in a crash."""
        self.api_server.kill()

    def compact(self):
        """Forgets all old revisions, as the API server has etcd do every five minutes."""
        def etcd(path, body):
            done = self.namespace.run("curl", "-fsS", "-d", json.dumps(body), f"http://127.0.0.1:2379/v3/{path}")
            assert done.returncode == 0, f"etcd {path}: {done.stdout}{done.stderr}"
            return json.loads(done.stdout)

        revision = etcd("kv/range", {"key": "AA==", "range_end": "AA==", "limit": 1})["header"]["revision"]
        etcd("kv/compaction", {"revision": revision, "physical": True})

    def kubectl(self, *words, data=None):
        command = ["nsenter", f"--net={self.namespace.path}", str(programs.find("kubectl")), f"--kubeconfig={self.admin_kubeconfig}", *[str(word) for word in words]]
        return subprocess.run(command, input=data, capture_output=True, text=True, timeout=60, check=False)

    def stop(self):
        for process in (self.scheduler, self.controller_manager, self.api_server, self.etcd):
            if process:
                process.kill()
