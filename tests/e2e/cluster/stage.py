"""One test on the site: what it starts is stopped, what it writes is deleted afterwards."""

import json
import subprocess

from lab import session
from lab.agent import BINARY, Vigilcast
from lab.frr import Frr
from lab.process import Process
from lab.waiting import wait_until

from . import chart, objects
from .control_plane import kubeconfig
from .node import ASN
from .observer import Observer
from .site import OBSERVER, ROUTER

ROUTER_ASN = 65000


def frr_config(nodes, extra=""):
    """All nodes are neighbors in both families over IPv4; what is learnt is passed on to the observer."""
    neighbors = "".join(f" neighbor {node.address} remote-as {ASN}\n neighbor {node.address} timers connect 1\n" for node in nodes)
    activated = "".join(f"  neighbor {node.address} activate\n" for node in nodes)
    return (f"router bgp {ROUTER_ASN}\n bgp router-id {ROUTER}\n no bgp ebgp-requires-policy\n no bgp network import-check\n"
            f"{neighbors} address-family ipv4 unicast\n  maximum-paths 8\n exit-address-family\n"
            f" address-family ipv6 unicast\n{activated}  maximum-paths 8\n exit-address-family\n!\n{extra}")


class Agent(Vigilcast):
    """With what the chart puts into a pod's environment."""

    def __init__(self, node, folder, config):
        self.address = node.address
        super().__init__(node.namespace, folder, config)

    def environment(self):
        return super().environment() | {"POD_IP": self.address}

    def metrics(self):
        """Prometheus text, over the control socket."""
        done = subprocess.run(["curl", "-fsS", "--unix-socket", str(self.socket), "http://localhost/metrics"], capture_output=True, text=True, timeout=20, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout


class Stage:
    def __init__(self, site, folder):
        self.site, self.folder, self.api, self.nodes = site, folder, site.api, site.nodes
        self.running, self.agents = [], {}

    def keep(self, thing):
        self.running.append(thing)
        return thing

    # --- what can be started ------------------------------------------------------------------------------------------------------

    def frr(self, extra=""):
        self.router = self.keep(Frr(self.site.router, self.folder / "frr", frr_config(self.nodes, extra)))
        return self.router

    def observe(self):
        return self.keep(Observer(self.site.observer, OBSERVER))

    def agent(self, node, extra="", **router):
        return self.agent_with(node, node.config(chart.NAMESPACE, extra, **router))

    def agent_with(self, node, config):
        self.agents[node.name] = self.keep(Agent(node, self.folder / node.name, config))
        return self.agents[node.name]

    def start_agents(self, count=3):
        return [self.agent(node) for node in self.nodes[:count]]

    def controller(self, name="controller-0"):
        """One replica, with the rights that the chart gives it, beside the control plane."""
        folder = self.folder / name
        folder.mkdir()
        token, access, file = folder / "token", folder / "kubeconfig", folder / "controller.yaml"
        token.write_text(self.api.token_for(chart.NAMESPACE, self.site.controller_account))
        access.write_text(kubeconfig(self.site.plane.server, self.site.plane.authority.certificate, {"tokenFile": str(token)}))
        cluster = {"kubeconfig": str(access), "namespace": chart.NAMESPACE, "loadBalancerClass": objects.CLASS}
        file.write_text(f"router: {{asn: {ASN}}}\nkubernetes: {json.dumps(cluster)}\nadmin: {{listen: none}}\n")
        environment = {"POD_NAME": name, "VIGILCAST_SOCKET": str(folder / "control.sock")}
        return self.keep(Process([BINARY, "controller", "-c", file], folder / "controller.log", self.site.plane.namespace, environment))

    def serve(self, node, port=8080):
        return self.keep(node.serve(self.folder / f"{node.name}-service{port}", port))

    def service_proxies(self, service):
        """One on each node, by the node's name, which says that it forwards. Only a Service with externalTrafficPolicy Local has a port for that."""
        port = service["spec"]["healthCheckNodePort"]
        return {node.name: self.keep(node.service_proxy(self.folder / f"{node.name}-proxy{port}", port)) for node in self.nodes}

    # --- objects ------------------------------------------------------------------------------------------------------------------

    def apply(self, *manifests):
        return [self.api.apply(one) for one in manifests][-1]

    def delete(self, *manifests):
        for one in manifests:
            self.api.delete(one)

    def peer_router(self, **spec):
        return self.apply(objects.peer("router", ROUTER, ROUTER_ASN, **spec))

    def peer_observer(self, **spec):
        return self.apply(objects.peer("observer", OBSERVER, 65099, **spec))

    def web(self, *endpoints, name="web", address=None, proxies=True, **options):
        """A Service and its IPv4 EndpointSlice. With an address it is served as if a controller had given it that, and with proxies the nodes forward."""
        made = self.apply(objects.service(name, **options))
        if proxies and made["spec"]["externalTrafficPolicy"] == "Local":
            self.service_proxies(made)
        if address:
            self.give_address(made, address)
        self.apply(objects.slice_of(name, *endpoints))
        return made

    def give_address(self, service, *addresses):
        self.api.merge(service, {"status": {"loadBalancer": {"ingress": [{"ip": one, "ipMode": "VIP"} for one in addresses]}}}, "status")

    def ready_everywhere(self):
        return [objects.endpoint(node.name, f"10.244.{number}.5") for number, node in enumerate(self.nodes, 1)]

    def addresses(self, service):
        """What status.loadBalancer says."""
        return [one["ip"] for one in self.api.get(service).get("status", {}).get("loadBalancer", {}).get("ingress", [])]

    def wait_addresses(self, service, within=20.0):
        return wait_until(lambda: self.addresses(service), lambda: f"{service['metadata']['name']} has an address; told: {self.told(service)}", within)

    # --- what is told about objects -----------------------------------------------------------------------------------------------

    def events(self, manifest):
        """Events about this object, oldest first."""
        meta = manifest["metadata"]
        found = [one for namespace in {meta.get("namespace", "default"), "default", chart.NAMESPACE} for one in self.api.list("events.k8s.io/v1", "Event", namespace)]
        mine = [one for one in found if one["regarding"].get("kind") == manifest["kind"] and one["regarding"].get("name") == meta["name"]]
        return sorted(mine, key=lambda one: one.get("eventTime") or "")

    def conditions(self, manifest):
        return (self.api.find(manifest) or {}).get("status", {}).get("conditions", [])

    def told(self, manifest):
        """Conditions and Events of an object as short text, for a failed test."""
        conditions = [f"condition {one['type']}={one['status']} {one.get('reason')}: {one.get('message')}" for one in self.conditions(manifest)]
        return conditions + [f"event {one['type']} {one['reason']}: {one.get('note')}" for one in self.events(manifest)]

    def wait_condition(self, manifest, *words, status=None, within=20.0):
        """A condition whose message has all the words, in one sentence that begins with none of the machinery's names."""
        def found():
            return next((one for one in self.conditions(manifest) if status in (None, one["status"]) and has(one.get("message", ""), words)), None)

        return wait_until(found, lambda: f"a condition of {manifest['kind']} {manifest['metadata']['name']} with {words}; told: {self.told(manifest)}", within)

    def wait_event(self, manifest, *words, kind="Warning", within=20.0):
        def found():
            return next((one for one in self.events(manifest) if one["type"] == kind and has(one.get("note", ""), words)), None)

        return wait_until(found, lambda: f"a {kind} Event about {manifest['kind']} {manifest['metadata']['name']} with {words}; told: {self.told(manifest)}", within)

    def wait_explained(self, manifest, *words, within=20.0):
        """Both: a condition to look at and an Event that tells."""
        return self.wait_condition(manifest, *words, within=within), self.wait_event(manifest, *words, within=within)

    def node_state(self, node):
        return self.api.find(objects.custom("NodeBGPState", node.name, {}))

    # --- what the router has ------------------------------------------------------------------------------------------------------

    def announcers(self, prefix, family="ipv4"):
        """Names of the nodes from which FRR has a route to the prefix."""
        hops = {hop["ip"] for path in self.router.paths(prefix, family) if path.get("valid") for hop in path["nexthops"]}
        return {node.name for node in self.nodes if hops & {node.address, node.address6}}

    def wait_announcers(self, prefix, *nodes, family="ipv4", within=20.0):
        names = {node.name for node in nodes}
        wait_until(lambda: self.announcers(prefix, family) == names,
                   lambda: f"{prefix} should be announced by {sorted(names) or 'nobody'}, and is by {sorted(self.announcers(prefix, family)) or 'nobody'}", within)

    # --- the end ------------------------------------------------------------------------------------------------------------------

    def end(self):
        session.stop_all(self.running, self.site.reset)


def has(text, words):
    return all(word.lower() in text.lower() for word in words)
