"""A daemon of ExaBGP's kind, real or ours, and its command line: where both meet is a folder of the test."""

import os
import subprocess
from contextlib import contextmanager

from .waiting import wait_until


def make_pipes(root, name):
    """The pair of named pipes, as its user makes it."""
    folder = root / "run/exabgp"
    folder.mkdir(parents=True, exist_ok=True)
    for end in ("in", "out"):
        os.mkfifo(folder / f"{name}.{end}", 0o600)
    return folder / f"{name}.in", folder / f"{name}.out"


def wait_for_reader(pipe):
    """ExaBGP says that it runs before the process that reads its pipe does."""
    wait_until(lambda: os.close(os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)) is None, f"somebody reads {pipe}")


def settings(root, port, **more):
    """The environment of both, and nothing of this machine's."""
    return {"PATH": "/usr/bin:/bin", "EXABGP_ROOT": str(root), "EXABGP_ENVFILE": "/dev/null", "VIGILCAST_SOCKET": str(root / "socket"),
            "exabgp_tcp_port": str(port), "exabgp_daemon_drop": "false", **more}


@contextmanager
def daemon(words, root, environment, ready, conf=None):
    """Runs until the block ends. `ready` is a piece of its log; `conf` is what it reads from its standard input."""
    log = root / "log"
    with log.open("w") as file:
        program = subprocess.Popen(words, cwd=root, env=environment, stdin=subprocess.PIPE, stdout=file, stderr=file, text=True)
        try:
            if conf is not None:
                program.stdin.write(conf)
            program.stdin.close()
            wait_until(lambda: ready in log.read_text(), lambda: f"{ready!r} in the log:\n{log.read_text()[-2000:]}", 30)
            yield program
        finally:
            program.kill()
            program.wait()


def said(words, environment, given=""):
    """The command line, with what it is given on its standard input."""
    return subprocess.run(words, input=given, capture_output=True, text=True, timeout=60, check=False, env=environment)
