"""The program under test, called as `exabgp`, on a host where /etc/exabgp and /usr/bin/python are as the guide has them."""

import os
import shutil
import subprocess
from pathlib import Path

from .agent import BINARY
from .process import Process

# Runs in a mount namespace of its own; nothing of it is visible on the host. $1: the shared folder, $2: this host's /etc/exabgp; the rest is the command.
SETUP = """
set -e
shared=$1; etc=$2; shift 2
mount --bind /usr/bin "$shared/usr-bin-before"
mount --bind "$shared/usr-bin" /usr/bin
mount --bind "$shared/etc" /etc
mount --bind "$etc" /etc/exabgp
exec "$@"
"""


def prepare_shared(folder):
    """What all hosts have in common: /etc with an empty exabgp, and /usr/bin as links into the real one with the `python` of 3.x files added."""
    for name in ("usr-bin-before", "usr-bin"):
        (folder / name).mkdir()
    shutil.copytree("/etc", folder / "etc", symlinks=True, ignore_dangling_symlinks=True)
    shutil.rmtree(folder / "etc/exabgp", ignore_errors=True)
    (folder / "etc/exabgp").mkdir()
    for program in Path("/usr/bin").iterdir():
        (folder / "usr-bin" / program.name).symlink_to(folder / "usr-bin-before" / program.name)
    if not (folder / "usr-bin/python").is_symlink():
        (folder / "usr-bin/python").symlink_to("python3")


class ExaBgpHost:
    """The files of the host. `exabgp` on its path is a link to our program, or to what EXABGP_STAND_IN names (to try the tests against ExaBGP itself)."""

    def __init__(self, namespace, folder, shared):
        self.namespace = namespace
        self.folder = Path(folder)
        self.shared = shared
        self.etc = self.folder / "etc"
        (self.etc / "api").mkdir(parents=True)
        (self.folder / "bin").mkdir()
        (self.folder / "bin/exabgp").symlink_to(os.environ.get("EXABGP_STAND_IN", BINARY))

    def install(self, source, target, mode=0o755):
        """Puts a file to a path below /etc/exabgp."""
        path = self.etc / target
        shutil.copyfile(source, path)
        path.chmod(mode)

    def write(self, target, text, mode=0o755):
        path = self.etc / target
        path.write_text(text)
        path.chmod(mode)

    def command(self, words):
        # By its full name: another ExaBGP of this machine must never stand in for ours.
        words = [self.folder / "bin/exabgp" if word == "exabgp" else word for word in words]
        return ["unshare", "--mount", "sh", "-c", SETUP, "sh", self.shared, self.etc, *words]

    def environment(self):
        return {"PATH": f"{self.folder}/bin:{os.environ['PATH']}", "VIGILCAST_SOCKET": str(self.folder / "control.sock"), "exabgp_daemon_drop": "false",
                "PYTHONDONTWRITEBYTECODE": "1"}

    def start(self, *words, log="exabgp.log"):
        """A command of the guide in the background."""
        return Process(self.command(words), self.folder / log, self.namespace, self.environment())

    def run(self, *words, timeout=20):
        """A command of the guide that ends by itself."""
        inside = ["nsenter", f"--net={self.namespace.path}", *[str(word) for word in self.command(words)]]
        return subprocess.run(inside, env={**os.environ, **self.environment()}, capture_output=True, text=True, timeout=timeout, check=False)
