"""One network and everything that runs in it."""

from . import session
from .agent import Vigilcast
from .bird import Bird
from .frr import Frr
from .network import Network
from .service import HttpService


class World:
    def __init__(self, folder):
        self.folder = folder
        self.network = Network()
        self.running = []

    def host(self, name, *addresses):
        return self.network.add(name, *addresses)

    def keep(self, thing):
        self.running.append(thing)
        return thing

    def frr(self, namespace, config, name="frr", **options):
        return self.keep(Frr(namespace, self.folder / name, config, **options))

    def bird(self, namespace, config, name="bird"):
        return self.keep(Bird(namespace, self.folder / name, config))

    def service(self, namespace, port=8080):
        return self.keep(HttpService(namespace, self.folder / f"service{port}", port))

    def vigilcast(self, namespace, config, name="vigilcast", **options):
        return self.keep(Vigilcast(namespace, self.folder / name, config, **options))

    def end(self):
        session.stop_all(self.running, self.network.remove)
