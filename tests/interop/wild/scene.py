"""One helper at work: what happens to it, step by step, and what is seen after each step."""

import re
import signal
from dataclasses import dataclass, field

from lab.agent import BINARY
from lab.process import Process
from lab.service import HttpService
from lab.session import stop_all
from lab.waiting import wait_until

WITHIN = 30.0
EVERY = 0.25  # seconds: each look at a router is a process


@dataclass(frozen=True)
class Step:
    """What is done comes first, in the order of the fields; then all that is named must be seen."""

    write: dict = field(default_factory=dict)   # file of /etc/exabgp/state -> its text, replaced in one go
    append: dict = field(default_factory=dict)  # the same, written behind what is there
    service: str = ""                           # what the host's web service answers from now on; "gone": it is killed
    signal: str = ""                            # to the daemon
    frr_do: tuple = ()                          # lines of its configuration
    frr_host: tuple = ()                        # `ip` and `bridge` commands on the router's machine
    bird_do: tuple = ()                         # orders
    run: tuple = ()                             # a command on the host …
    answer: str = ""                            # … and what it must print in the end: it is repeated until it does
    frr: dict = None                            # the table, whole: {prefix: route}
    frr6: dict = None
    bird: dict = None                           # the same, with the attributes that matter
    frr_shows: dict = field(default_factory=dict)   # command -> patterns of its output; "!" in front: it must not be there
    bird_shows: dict = field(default_factory=dict)
    told: dict = field(default_factory=dict)    # file of /etc/exabgp/state -> patterns, in this order
    log: tuple = ()                             # patterns of the daemon's log


@dataclass(frozen=True)
class Case:
    name: str                # also that of its configuration
    number: int              # the last part of its addresses
    kind: str                # what such helpers are for
    steps: tuple
    settings: tuple = ()     # of the daemon's environment
    service: bool = False    # whether the host has a web service
    topology: str = ""       # a file of UPDATEs that somebody on the host says to us

    @property
    def address(self):
        return f"10.7.0.{self.number}"

    @property
    def address6(self):
        return f"2001:db8:7::{self.number}"


def all_in_order(patterns, text):
    at = 0
    for pattern in patterns:
        found = re.compile(pattern, re.M).search(text, at)
        if not found:
            return False
        at = found.end()
    return True


def all_there(patterns, text):
    return all(bool(re.search(pattern.removeprefix("!"), text)) != pattern.startswith("!") for pattern in patterns)


class Scene:
    def __init__(self, case, host, routers):
        self.case, self.host, self.routers = case, host, routers
        self.running = []  # (process, the codes that it may end with)
        self.state = host.etc / "state"
        self.service = None

    def play(self):
        steps = list(self.case.steps)
        self.prepare(steps[0])
        self.begin()
        for number, step in enumerate(steps):
            if number:
                self.do(step)
            self.see(step, f"{self.case.name}, step {number + 1}")

    def begin(self):
        if self.case.service:
            self.service = HttpService(self.host.namespace, self.host.folder / "service")
            self.keep(self.service.process, (-15, -9))
        self.exabgp = self.host.start("env", "--unset=exabgp_daemon_drop", *self.case.settings, "exabgp", "/etc/exabgp/exabgp.conf")
        self.keep(self.exabgp)
        if self.case.topology:
            wait_until(lambda: "1790" in self.host.namespace.run("ss", "-Hltn").stdout, "our program listens", WITHIN)
            originate = [BINARY.parent / "tests/originate", "127.0.0.2", 65001, "127.0.0.1", 1790, self.case.topology]
            self.keep(Process(originate, self.host.folder / "originate.log", self.host.namespace), (-15,))

    def keep(self, process, codes=(0,)):
        self.running.append((process, codes))

    def end(self):
        stop_all([process for process, _ in self.running])
        for process, codes in self.running:
            code = process.child.returncode
            assert code in codes, f"{process.command[-2:]} ended with {code}"

    def prepare(self, step):
        """Files are there before the daemon starts."""
        for name, text in step.write.items():
            self.write(name, text)

    def write(self, name, text):
        new = self.state.parent / f"new-{name}"
        new.write_text(text)
        new.rename(self.state / name)

    def do(self, step):
        self.prepare(step)
        for name, text in step.append.items():
            with open(self.state / name, "a", encoding="utf-8") as file:
                file.write(text)
        if step.service == "gone":
            self.service.kill()
        elif step.service:
            self.service.say(step.service)
        if step.signal:
            self.exabgp.signal(getattr(signal, step.signal))
        if step.frr_do:
            self.routers.frr.configure(*step.frr_do)
        for command in step.frr_host:
            self.routers.frr.namespace.run(*command.split(), check=True)
        for order in step.bird_do:
            self.routers.bird.order(*order.split())

    def see(self, step, where):
        if step.run:
            self.wait(lambda: self.host.run(*step.run), lambda done: re.search(step.answer, done.stdout + done.stderr), f"{where}: {step.run} prints /{step.answer}/")
        for family, wanted in (("ipv4", step.frr), ("ipv6", step.frr6)):
            if wanted is not None:
                self.wait(lambda: self.routers.frr_table(self.case.address, family, wanted), lambda table: table == wanted, f"{where}: FRR has {wanted}")
        if step.bird is not None:
            self.wait(lambda: self.routers.bird_table(self.case.name, step.bird), lambda table: table == step.bird, f"{where}: BIRD has {step.bird}")
        for command, patterns in step.frr_shows.items():
            self.wait(lambda: self.routers.frr.vtysh(command), lambda text: all_there(patterns, text), f"{where}: FRR's {command} shows {patterns}")
        for command, patterns in step.bird_shows.items():
            self.wait(lambda: self.routers.bird.birdc(*command.split()), lambda text: all_there(patterns, text), f"{where}: BIRD's {command} shows {patterns}")
        for name, patterns in step.told.items():
            self.wait(lambda: (self.state / name).read_text(errors="replace"), lambda text: all_in_order(patterns, text), f"{where}: {name} tells {patterns}")
        for pattern in step.log:
            self.exabgp.wait_for_log(pattern, WITHIN)

    def wait(self, ask, good, what):
        last = "nothing"

        def question():
            nonlocal last
            last = ask()
            assert self.exabgp.running(), "exabgp has ended"
            return good(last)

        wait_until(question, lambda: f"{what}; now {last}", WITHIN, EVERY)
