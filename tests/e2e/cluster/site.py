"""The place where all tests happen: one control plane, three nodes, a host for the router and one for the observer, on one Ethernet."""

import contextlib
import time

from lab.network import Network
from lab.waiting import wait_until

from . import chart, objects
from .api import ApiError
from .control_plane import ControlPlane
from .node import ASN, Node

PLANE, ROUTER, ROUTER6, OBSERVER = "10.8.0.1", "10.8.0.2", "2001:db8:8::2", "10.8.0.3"
CUSTOM_KINDS = ("Advertisement", "HealthCheck", "BGPPeer", "AddressPool", "NodeBGPState")


class Site:
    def __init__(self, folder):
        self.folder = folder
        self.network = Network()
        try:
            self.build()
        except BaseException:
            self.remove()
            raise

    def build(self):
        self.plane = ControlPlane(self.network.add("cp", f"{PLANE}/24"), PLANE, self.folder / "plane")
        self.router = self.network.add("frr", f"{ROUTER}/24", f"{ROUTER6}/64")
        self.observer = self.network.add("obs", f"{OBSERVER}/24")
        self.nodes = [self.add_node(number, rack) for number, rack in ((1, "a"), (2, "a"), (3, "b"))]
        started = time.monotonic()
        self.plane.start()
        self.started_in = time.monotonic() - started

    def add_node(self, number, rack):
        address, address6 = f"10.8.0.{10 + number}", f"2001:db8:8::{10 + number}"
        namespace = self.network.add(f"n{number}", f"{address}/24", f"{address6}/64")
        namespace.ip("route", "add", "default", "via", ROUTER)
        namespace.run("sysctl", "-qw", "net.ipv4.conf.all.route_localnet=1", check=True)
        return Node(f"node-{number}", namespace, address, address6, rack)

    @property
    def api(self):
        return self.plane.api

    # --- the chart ----------------------------------------------------------------------------------------------------------------

    def install(self, *settings):
        """Everything that the chart renders except what kubelets would run, and credentials for each node with the rights that it gives."""
        rendered = chart.render(f"config.router.asn={ASN}", *settings)
        self.api.apply({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": chart.NAMESPACE}})
        self.apply_all(rendered)
        for definition in chart.of_kind(rendered, "CustomResourceDefinition"):
            self.wait_served(definition)
        (agents,), (controllers,) = chart.of_kind(rendered, "DaemonSet"), chart.of_kind(rendered, "Deployment")
        for node in self.nodes:
            node.register(self.api)
            node.install(self.plane, chart.NAMESPACE, chart.account_of(agents), self.folder / "credentials")
        self.controller_account = chart.account_of(controllers)
        return rendered

    def apply_all(self, rendered):
        """Kinds of the Prometheus Operator are unknown here, and workloads would need kubelets."""
        first = ("CustomResourceDefinition", "ServiceAccount")
        for manifest in sorted(rendered, key=lambda one: one["kind"] not in first):
            if manifest["kind"] not in chart.WORKLOADS and not manifest["apiVersion"].startswith("monitoring.coreos.com/"):
                self.api.apply(manifest)

    def wait_served(self, definition):
        def served():
            conditions = self.api.get(definition).get("status", {}).get("conditions", [])
            return any(one["type"] == "Established" and one["status"] == "True" for one in conditions)

        wait_until(served, f"{definition['metadata']['name']} is served", 30)
        version = next(one["name"] for one in definition["spec"]["versions"] if one["served"])
        spec = definition["spec"]
        wait_until(lambda: self.api.resource(f"{spec['group']}/{version}", spec["names"]["kind"]), "it is discovered", 30)

    # --- between tests ------------------------------------------------------------------------------------------------------------

    def reset(self):
        """As if nothing had happened: no object of a test is left, every node is as it was at first."""
        if not self.plane.api_server.running():
            self.plane.start_api_server()
        for node in self.nodes:
            self.reconnect(node)
            node.break_data_path()
        for kind in CUSTOM_KINDS:
            self.delete_all(objects.GROUP, kind)
        for one in self.api.list("v1", "Service"):
            if one["metadata"]["name"] != "kubernetes":
                self.delete_stuck(one)
        self.delete_all(objects.SLICES, "EndpointSlice", keep=lambda one: "e2e" not in one["metadata"].get("labels", {}).get("endpointslice.kubernetes.io/managed-by", ""))
        self.delete_all("coordination.k8s.io/v1", "Lease", namespace=chart.NAMESPACE)
        for namespace in ("default", chart.NAMESPACE):
            self.delete_all("events.k8s.io/v1", "Event", namespace=namespace)
        self.delete_all("v1", "Secret", namespace=chart.NAMESPACE, keep=lambda one: one["type"] != "Opaque")
        for node in self.nodes:
            node.register(self.api)

    def delete_all(self, version, kind, namespace=None, keep=lambda one: False):
        for one in self.api.list(version, kind, namespace):
            if not keep(one):
                self.delete_stuck(one)

    def delete_stuck(self, manifest):
        """A finalizer of a controller that is no more must not hold an object."""
        self.api.delete(manifest)
        with contextlib.suppress(ApiError):
            self.api.merge(manifest, {"metadata": {"finalizers": None}})

    # --- the network --------------------------------------------------------------------------------------------------------------

    def cut_off(self, node):
        """The API server's answers do not reach the node any more; nobody is told, and BGP is not concerned."""
        self.plane.namespace.ip("route", "replace", "blackhole", f"{node.address}/32")

    def reconnect(self, node):
        self.plane.namespace.run("ip", "route", "del", "blackhole", f"{node.address}/32")

    def remove(self):
        if hasattr(self, "plane"):
            self.plane.stop()
        self.network.remove()
