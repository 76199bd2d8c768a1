"""A node: a network namespace, a Node object, and credentials that kubelet would have given to the agent's pod."""

import json

from lab.service import HttpService

from . import objects
from .control_plane import kubeconfig

ASN = 65001


class Node:
    """`rack` is a label of the node, for selectors."""

    def __init__(self, name, namespace, address, address6, rack):
        self.name, self.namespace, self.address, self.address6, self.rack = name, namespace, address, address6, rack
        self.object = None  # as the API server has it
        self.kubeconfig = None
        self.renew = lambda: None  # writes a new token

    def register(self, api, rack=None, labels=None, taints=()):
        """Writes the Node object; without arguments as it was at first."""
        before = self.object
        self.object = api.apply(objects.node(self.name, {"rack": rack or self.rack, **(labels or {})}, taints))
        # Server-side apply takes one address of each type only; kubelets patch them, too.
        addresses = [{"type": "InternalIP", "address": address} for address in (self.address, self.address6)]
        api.merge(self.object, {"status": {"addresses": addresses, "conditions": None}}, "status")
        if before and before["metadata"]["uid"] != self.object["metadata"]["uid"]:
            self.renew()  # a token is bound to one object, not to its name

    def install(self, plane, namespace, account, folder):
        """A kubeconfig with a token of that ServiceAccount, bound to this node as a pod's token is."""
        folder.mkdir(parents=True, exist_ok=True)
        token = folder / f"{self.name}.token"
        self.renew = lambda: token.write_text(plane.api.token_for(namespace, account, self.object))
        self.renew()
        self.kubeconfig = folder / f"{self.name}.kubeconfig"
        self.kubeconfig.write_text(kubeconfig(plane.server, plane.authority.certificate, {"tokenFile": str(token)}))

    def config(self, namespace, extra="", **router):
        """The agent's YAML file. JSON is YAML, so values are written as JSON."""
        fields = {"asn": ASN, "holdDown": "0s", **router}
        cluster = {"kubeconfig": str(self.kubeconfig), "node": self.name, "namespace": namespace, "loadBalancerClass": objects.CLASS}
        return f"router: {json.dumps(fields)}\nkubernetes: {json.dumps(cluster)}\nadmin: {{listen: none}}\n{extra}"

    # --- the node's data path -----------------------------------------------------------------------------------------------------

    def nft(self, text):
        done = self.namespace.run("nft", text)
        assert done.returncode == 0, f"nft on {self.name}: {done.stdout}{done.stderr}"

    def forward(self, address, port, target):
        """What a service proxy does: connections from here to the address end at a program of this node."""
        self.nft("add table ip path; add chain ip path out { type nat hook output priority -100; }; "
                 f"add rule ip path out ip daddr {address} tcp dport {port} dnat to 127.0.0.1:{target}")

    def break_data_path(self):
        """Nothing that is sent to a forwarded address arrives any more, nor is it refused. The programs behind it are as before."""
        self.nft("add table ip path; delete table ip path")

    def serve(self, folder, port=8080):
        return HttpService(self.namespace, folder, port)

    def service_proxy(self, folder, port):
        """kube-proxy as far as it answers at a healthCheckNodePort: what begins with "ok" means that it forwards to a ready endpoint of this node."""
        return HttpService(self.namespace, folder, port, self.address)
