"""ExaBGP's healthcheck where only ours is there: as a process of its own, and inside of the daemon."""

import os
import re
import signal
import subprocess

import pytest
from lab.agent import BINARY
from lab.waiting import wait_until

CONF = """
process module {{ run python3 -m exabgp healthcheck --ip 192.0.2.1 {options} --dynamic-ip-setup --withdraw-on-down --command "test ! -e {folder}/bad"; encoder text; }}
process program {{ run /nowhere/exabgp-healthcheck --ip 192.0.2.3 {options} --no-ip-setup; encoder text; }}
neighbor 127.0.0.9 {{ router-id 192.0.2.9; local-address 127.0.0.1; local-as 65001; peer-as 65002; family {{ ipv4 unicast; }} api {{ processes [ module, program ]; }} }}
"""
OPTIONS = "--rise 1 --fall 1 --interval 0.1 --no-syslog"


class Host:
    """The daemon in a network namespace of its own, where Python has no module exabgp."""

    def __init__(self, folder, native):
        self.folder = folder
        (folder / "absent").mkdir()
        (folder / "absent/exabgp.py").write_text("raise ImportError\n", encoding="utf-8")
        (folder / "exabgp.conf").write_text(CONF.format(options=OPTIONS, folder=folder), encoding="utf-8")
        environment = {"VIGILCAST_SOCKET": str(folder / "socket"), "exabgp_tcp_port": "1790", "exabgp_healthcheck_native": native, "EXABGP_ENVFILE": "/dev/null",
                       "exabgp_daemon_drop": "false",  # it sets addresses
                       "PYTHONPATH": str(folder / "absent"), "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
        self.environment = environment
        self.log = (folder / "log").open("w")
        self.daemon = subprocess.Popen(["unshare", "-n", "sh", "-c", f'ip link set lo up; exec "{BINARY}" exabgp exabgp.conf'], cwd=folder, env=environment,
                                       stdout=self.log, stderr=self.log)

    def inside(self, *words):
        return subprocess.run(["nsenter", "-t", str(self.daemon.pid), "-n", *words], capture_output=True, text=True, timeout=20, check=False,
                              env=self.environment).stdout

    def routes(self):
        return sorted(re.findall(r"192\.0\.2\.\d/32", self.inside(str(BINARY), "routes", "out")))

    def addresses(self):
        return re.findall(r"192\.0\.2\.\d/32", self.inside("ip", "-o", "address", "show", "dev", "lo"))

    def children(self):
        return subprocess.run(["pgrep", "-P", str(self.daemon.pid), "-f", "healthcheck --ip"], capture_output=True, text=True, check=False).stdout.split()


@pytest.fixture
def host(tmp_path, request):
    if os.geteuid() != 0:
        pytest.skip("network namespaces need root")
    made = Host(tmp_path, request.param)
    yield made
    if made.daemon.poll() is None:
        made.daemon.kill()
    made.daemon.wait()
    made.log.close()


BOTH = ["192.0.2.1/32", "192.0.2.3/32"]


@pytest.mark.parametrize("host", ["false", "true"], indirect=True, ids=["processes", "inside"])
def test_a_service_that_comes_and_goes(host):
    wait_until(lambda: host.routes() == BOTH, "both are announced")
    assert host.addresses() == BOTH[:1]
    assert len(host.children()) == (2 if host.environment["exabgp_healthcheck_native"] == "false" else 0)
    (host.folder / "bad").touch()
    wait_until(lambda: host.routes() == BOTH[1:] and host.addresses() == [], "the route and its address are gone")
    (host.folder / "bad").unlink()
    wait_until(lambda: host.routes() == BOTH and host.addresses() == BOTH[:1], "they are back")
    host.daemon.send_signal(signal.SIGUSR2)  # all helpers are started again
    wait_until(lambda: (host.folder / "log").read_text().count("Started process 'module'") == 2, "it is started again")
    wait_until(lambda: host.routes() == BOTH and host.addresses() == BOTH[:1], "they are back")
    keeper = subprocess.Popen(["nsenter", "-t", str(host.daemon.pid), "-n", "sleep", "60"])  # the namespace outlives the daemon
    host.daemon.send_signal(signal.SIGTERM)
    assert host.daemon.wait(timeout=20) == 0
    left = subprocess.run(["nsenter", "-t", str(keeper.pid), "-n", "ip", "-o", "address", "show", "dev", "lo"], capture_output=True, text=True, check=True).stdout
    keeper.kill()
    keeper.wait()
    assert "192.0.2.1" not in left
