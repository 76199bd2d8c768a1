"""A program that runs beside the test, with its output in a file, and that never outlives it."""

import ctypes
import os
import re
import signal
import subprocess
from pathlib import Path

from .waiting import wait_until

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)


def die_with_parent():
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Process:
    def __init__(self, command, log, namespace=None, environment=None, user=None):
        self.command = [str(word) for word in command]
        self.log_path = Path(log)
        # setpriv may follow nsenter only: entering a namespace needs root.
        as_user = ["setpriv", f"--reuid={user}", f"--regid={user_group(user)}", "--clear-groups"] if user else []
        inside = ["nsenter", f"--net={namespace.path}"] if namespace else []
        self.log_file = open(self.log_path, "ab")
        self.child = subprocess.Popen(
            inside + as_user + self.command,
            stdin=subprocess.DEVNULL,
            stdout=self.log_file,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(environment or {})},
            preexec_fn=die_with_parent,
        )

    @property
    def pid(self):
        return self.child.pid

    def log(self):
        return self.log_path.read_text(errors="replace")

    def wait_for_log(self, pattern, within=20.0, count=1):
        """The text of the first (or the count-th) match."""
        found = wait_until(lambda: len(list(re.finditer(pattern, self.log()))) >= count and list(re.finditer(pattern, self.log())),
                           lambda: f"/{pattern}/ in the log of {self.command[0]}:\n{self.log()[-4000:] if self.log_path.exists() else ''}", within)
        return found[count - 1].group(0)

    def running(self):
        return self.child.poll() is None

    def signal(self, number):
        self.child.send_signal(number)

    def kill(self):
        self.child.kill()
        self.child.wait(10)

    def wait(self, within=15.0):
        return self.child.wait(within)

    def stop(self, within=15.0):
        """Asks it to end, then insists. Returns the exit code."""
        if self.running():
            self.child.terminate()
            try:
                self.child.wait(within)
            except subprocess.TimeoutExpired:
                self.child.kill()
                self.child.wait(10)
                raise AssertionError(f"{self.command[0]} did not end within {within} s after SIGTERM\n{self.log()[-4000:]}") from None
        self.log_file.close()
        return self.child.returncode


def user_group(user):
    import pwd

    return pwd.getpwnam(user).pw_gid
