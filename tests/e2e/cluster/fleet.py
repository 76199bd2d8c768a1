"""A whole cluster with real nodes, a router in front of it and a client behind the router."""

import subprocess
import threading
import time

import programs
from lab.frr import Frr
from lab.network import Network
from lab.waiting import wait_until

from . import images
from .control_plane import ControlPlane
from .node import ASN
from .worker import Worker

PLANE, ROUTER, CLIENT, GATEWAY = "10.8.0.1", "10.8.0.2", "192.0.2.10", "192.0.2.1"
ROUTER_ASN = 65000
COUNT = 3


class Fleet:
    def __init__(self, folder):
        self.folder = folder
        self.network = Network()
        self.running, self.workers = [], []

    def start(self):
        self.plane = ControlPlane(self.network.add("cp", f"{PLANE}/24"), PLANE, self.folder / "plane", controllers="*")
        self.make_router()
        self.archives = [images.ours(self.folder), images.web(self.folder)]
        pause = images.pause(self.folder)
        self.plane.start()
        self.plane.start_scheduler()
        for number in range(1, COUNT + 1):
            self.add_worker(number)
        for worker in self.workers:
            worker.start(pause)
            for archive in self.archives:
                worker.load(archive)
        wait_until(lambda: self.ready_nodes() == COUNT, lambda: f"the nodes are ready: {self.plane.kubectl('get', 'nodes').stdout}", 120)

    def make_router(self):
        self.router = self.network.add("frr", f"{ROUTER}/24")
        # Flows are spread by addresses and ports, as routers do it.
        self.router.run("sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv4.fib_multipath_hash_policy=1", check=True)
        self.client = self.network.add("client")
        self.client.ip("link", "add", "far", "type", "veth", "peer", "name", "near", "netns", self.router.name)
        self.client.ip("address", "add", f"{CLIENT}/24", "dev", "far")
        self.router.ip("address", "add", f"{GATEWAY}/24", "dev", "near")
        self.client.ip("link", "set", "far", "up")
        self.router.ip("link", "set", "near", "up")
        self.client.ip("route", "add", "default", "via", GATEWAY)
        neighbors = "".join(f" neighbor 10.8.0.{10 + number} remote-as {ASN}\n neighbor 10.8.0.{10 + number} timers connect 1\n" for number in range(1, COUNT + 1))
        config = (f"router bgp {ROUTER_ASN}\n bgp router-id {ROUTER}\n no bgp ebgp-requires-policy\n{neighbors}"
                  " address-family ipv4 unicast\n  maximum-paths 8\n exit-address-family\n")
        self.frr = Frr(self.router, self.folder / "frr", config)
        self.running.append(self.frr)

    def add_worker(self, number):
        namespace = self.network.add(f"n{number}", f"10.8.0.{10 + number}/24")
        namespace.ip("route", "add", "default", "via", ROUTER)
        namespace.run("sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1", check=True)
        worker = Worker(number, namespace, f"10.8.0.{10 + number}", self.plane, self.folder / f"node-{number}")
        # Every pod is reached from everywhere: what a network plugin would arrange.
        for other in self.workers:
            other.namespace.ip("route", "add", worker.pods, "via", worker.address)
            namespace.ip("route", "add", other.pods, "via", other.address)
        self.plane.namespace.ip("route", "add", worker.pods, "via", worker.address)
        self.workers.append(worker)

    def ready_nodes(self):
        return sum(one["type"] == "Ready" and one["status"] == "True" for node in self.plane.api.list("v1", "Node") for one in node["status"].get("conditions", []))

    # --- tools --------------------------------------------------------------------------------------------------------------------

    def helm(self, *words, limit=400):
        command = ["nsenter", f"--net={self.plane.namespace.path}", str(programs.find("helm")), f"--kubeconfig={self.plane.admin_kubeconfig}", *[str(word) for word in words]]
        done = subprocess.run(command, capture_output=True, text=True, timeout=limit, check=False)
        assert done.returncode == 0, f"helm {' '.join(map(str, words))}:\n{done.stdout}{done.stderr}"
        return done.stdout

    def kubectl(self, *words, data=None):
        done = self.plane.kubectl(*words, data=data)
        assert done.returncode == 0, f"kubectl {' '.join(map(str, words))}:\n{done.stdout}{done.stderr}"
        return done.stdout

    def ask(self, address):
        """curl on the client, completed."""
        return self.client.run("curl", "-sS", "-m", "3", f"http://{address}/")

    def curl(self, address):
        """What a pod answered to the client, or nothing."""
        done = self.ask(address)
        return done.stdout.strip() if done.returncode == 0 else None

    def hops(self, prefix):
        """Nodes to which the router's kernel sends what goes to the prefix."""
        routes = self.router.run("ip", "route", "show", prefix).stdout
        return {worker.name for worker in self.workers if f"via {worker.address} " in routes + " "}

    def stop(self):
        for worker in self.workers:
            worker.stop()
        for thing in reversed(self.running):
            thing.stop()
        if hasattr(self, "plane"):
            self.plane.stop()
        self.network.remove()


# curl's codes for a connection that stood and was reset: no answer, cannot send, cannot receive.
RESET = (52, 55, 56)


class Load:
    """A client that asks again and again while something happens.

    When the next hops of a route change, a router that hashes flows sends some that are under way to another node, which resets them. That is not the nodes'
    doing, so `moved` is counted apart from `failed`: there nobody answered.
    """

    def __init__(self, fleet, address):
        self.fleet, self.address = fleet, address
        self.good, self.moved, self.failed, self.ending = 0, [], [], False
        self.thread = threading.Thread(target=self.run)

    def run(self):
        started = time.monotonic()
        while not self.ending:
            done = self.fleet.ask(self.address)
            if done.returncode == 0:
                self.good += 1
            else:
                (self.moved if done.returncode in RESET else self.failed).append(f"{time.monotonic() - started:.2f} s: {done.stderr.strip()}")

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ending = True
        self.thread.join()
