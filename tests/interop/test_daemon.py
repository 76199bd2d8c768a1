"""ExaBGP's settings for daemons of the old school: the background, the file with the pid, the mask of new files."""

import os
import signal
import subprocess

from lab.agent import BINARY
from lab.process import Process
from lab.waiting import wait_until

NEIGHBOR = "neighbor 127.0.0.1 { router-id 192.0.2.1; local-address 127.0.0.1; local-as 65001; peer-as 65002; passive; }\n"


def start(folder, config, **settings):
    file = folder / "exabgp.conf"
    file.write_text(config, encoding="utf-8")
    environment = {"PATH": "/usr/bin:/bin", "VIGILCAST_SOCKET": str(folder / "control.sock"), "exabgp.daemon.pid": str(folder / "pid"), **settings}
    return subprocess.run([BINARY, "exabgp", str(file)], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30, check=False, env=environment)


def test_in_the_background(tmp_path):
    log = tmp_path / "log"
    wanted = {"exabgp.daemon.daemonize": "true", "exabgp.log.destination": str(log), "exabgp.daemon.umask": "0077"}
    started = start(tmp_path, NEIGHBOR, **wanted)
    assert started.returncode == 0, started
    pid = int((tmp_path / "pid").read_text(encoding="utf-8"))
    try:
        assert os.getsid(pid) == pid and os.readlink(f"/proc/{pid}/fd/2") == "/dev/null"
        assert log.stat().st_mode & 0o777 == 0o600
        again = start(tmp_path, NEIGHBOR, **wanted)
        assert again.returncode == 1 and f"process {pid} runs already" in again.stderr, again
    finally:
        os.kill(pid, signal.SIGTERM)
    wait_until(lambda: not (tmp_path / "pid").exists(), "the file goes with the process")
    assert "SIGTERM received" in log.read_text(encoding="utf-8")


def test_mistakes_are_told_before(tmp_path):
    """A caller that gets 0 has a daemon; one that does not has the reason on its terminal."""
    wanted = {"exabgp.daemon.daemonize": "true", "exabgp.log.destination": str(tmp_path / "log")}
    wrong = start(tmp_path, NEIGHBOR.replace("local-as", "local-ass"), **wanted)
    assert wrong.returncode == 1 and "local-ass" in wrong.stderr and not (tmp_path / "pid").exists(), wrong
    started = start(tmp_path, NEIGHBOR, **wanted, **{"exabgp.tcp.bind": "192.0.2.99"})
    assert started.returncode == 1 and not (tmp_path / "pid").exists(), started


def test_a_log_on_the_terminal_keeps_the_program_there(tmp_path):
    """As it keeps ExaBGP."""
    file = tmp_path / "exabgp.conf"
    file.write_text(NEIGHBOR, encoding="utf-8")
    environment = {"PATH": "/usr/bin:/bin", "VIGILCAST_SOCKET": str(tmp_path / "control.sock"), "exabgp.daemon.daemonize": "true"}
    process = Process([BINARY, "exabgp", file], tmp_path / "log", None, environment)
    process.wait_for_log("stays in the foreground(.|\n)*loaded new configuration")
    assert process.running() and process.stop() == 0
