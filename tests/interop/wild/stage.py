"""The network of all cases: FRR and BIRD, and a host for each helper on which our program runs as `exabgp`. Plays several cases at once."""

import re
import subprocess
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from lab.agent import ROOT
from lab.exabgp import ExaBgpHost, prepare_shared
from lab.session import open_to_all, told
from lab.world import World

from .routers import BIRD, FRR, Routers
from .scene import Scene

HERE = Path(__file__).parent
BUILT = ROOT / "build/wild"
AT_ONCE = 7   # they mostly wait
# FRR's machine is a VTEP, too, and has a network to discard into.
FABRIC = ("link add br100 type bridge", f"link add vxlan100 type vxlan id 100 local {FRR} dstport 4789 nolearning", "link set vxlan100 master br100",
          "link add access type veth peer name server", "link set access master br100", "link set br100 up", "link set vxlan100 up", "link set access up",
          "address add 192.0.2.2/30 dev br100")
LIMIT = 100   # seconds until a case is over; others may be played before it


def compile_go():
    """Go helpers as programs; what is newer than its source stays. The cache is ours: nothing comes from or goes to the network."""
    BUILT.mkdir(parents=True, exist_ok=True)
    environment = {"PATH": "/usr/local/go/bin:/usr/local/bin:/usr/bin:/bin", "GOCACHE": str(ROOT / "build/go-cache"), "GO111MODULE": "off", "GOFLAGS": "",
                   "CGO_ENABLED": "0", "GOTOOLCHAIN": "local", "HOME": str(BUILT)}
    for source in sorted((HERE / "helpers").glob("*.go")):
        program = BUILT / source.stem
        if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
            done = subprocess.run(["go", "build", "-o", program, source], env=environment, capture_output=True, text=True, timeout=300, check=False)
            assert done.returncode == 0, f"go build {source.name}: {done.stdout}{done.stderr}"


class Stage:
    def __init__(self, folder, cases):
        self.folder, self.cases = folder, cases
        open_to_all(folder)
        self.problem = None
        self.world = World(folder)
        self.outcomes = {case.name: Future() for case in cases}
        try:
            self.prepare()
        except BaseException:
            self.problem, self.pool = told(self.folder), None
            return
        # A case's processes end with the thread that started them: the threads live as long as the stage.
        self.pool = ThreadPoolExecutor(AT_ONCE)
        for case in cases:
            self.pool.submit(self.play, case)

    def prepare(self):
        compile_go()
        shared = self.folder / "shared"
        shared.mkdir()
        prepare_shared(shared)
        frr = self.world.host("frr", f"{FRR}/24", "2001:db8:7::1/64")
        bird = self.world.host("bird", f"{BIRD}/24", "2001:db8:7::2/64")
        for command in FABRIC:
            frr.ip(*command.split())
        self.routers = Routers(self.world.frr(frr, (HERE / "conf/frr.conf").read_text()), self.world.bird(bird, (HERE / "conf/bird.conf").read_text()))
        self.hosts = {case.name: self.host(case, shared) for case in self.cases}

    def host(self, case, shared):
        """A machine with an /etc/exabgp as its user has it."""
        namespace = self.world.host(case.name.replace("_", ""), f"{case.address}/24", f"{case.address6}/64")
        host = ExaBgpHost(namespace, self.folder / case.name, shared)
        for folder in ("helpers", "bin", "state"):
            (host.etc / folder).mkdir()
        (host.etc / "state").chmod(0o777)  # helpers are run as nobody
        conf = (HERE / f"conf/{case.name}.conf").read_text()
        host.write("exabgp.conf", conf, 0o644)
        for path in set(re.findall(r"/etc/exabgp/((?:helpers|bin)/\w[\w.]*)", conf)):
            host.install((BUILT if path.startswith("bin/") else HERE / "helpers") / Path(path).name, path)
        return host

    def play(self, case):
        scene, problem = Scene(case, self.hosts[case.name], self.routers), ""
        for act in (scene.play, scene.end):
            try:
                act()
            except BaseException:
                problem += told(self.folder / case.name)
        self.outcomes[case.name].set_result(problem)

    def outcome(self, case):
        """Nothing, or what went wrong."""
        return self.problem or self.outcomes[case.name].result(LIMIT)

    def end(self):
        if self.pool:
            self.pool.shutdown(cancel_futures=True)
        self.world.end()
