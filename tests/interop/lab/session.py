"""What every pytest session with namespaces needs: an end that takes everything away, whatever happens, and a reason where it cannot run."""

import ctypes
import os
import shutil
import signal
import subprocess
import traceback
from pathlib import Path

from .frr import DAEMONS

NO_RANDOM_ADDRESSES = 0x0040000  # ADDR_NO_RANDOMIZE


def give_up(number, _frame):
    raise KeyboardInterrupt("asked to stop") if number == signal.SIGTERM else AssertionError("the test took longer than it may")


def end_on_signals():
    """Being stopped still takes away what was made, and so does a test that takes too long (signal.alarm)."""
    signal.signal(signal.SIGTERM, give_up)
    signal.signal(signal.SIGALRM, give_up)


def sweep():
    """Takes away what a run left that was killed."""
    if os.geteuid() != 0 or not Path("/run/netns").is_dir():
        return
    for name in os.listdir("/run/netns"):
        owner = name.removeprefix("vc").split("-")[0]
        if name.startswith("vc") and owner.isdigit() and not Path(f"/proc/{owner}").exists():
            subprocess.run(["ip", "netns", "delete", name], check=False)


def begin():
    # Sanitizers of GCC 12 fail at random under the address randomisation of newer kernels; children inherit this.
    ctypes.CDLL(None).personality(NO_RANDOM_ADDRESSES)
    end_on_signals()
    sweep()


# --- what must be there: whether it is, and what to say when it is not -----------------------------------------------------------------


def root(what):
    return lambda: os.geteuid() == 0, f"{what} need root"


def program(name, how="make deps"):
    return lambda: shutil.which(name), f"{name} is not installed ({how})"


def file(path, what, how="make deps"):
    return Path(path).exists, f"{what} installed ({how})"


def built(binary):
    return binary.exists, f"{binary} is not built"


def kubernetes(builder, *programs):
    """Builds them where they are not there yet: the last thing to ask for."""
    return lambda: subprocess.run([builder, *programs], check=False).returncode == 0, "the Kubernetes programs could not be built, see above"


FRR = (lambda: (DAEMONS / "bgpd").exists() and shutil.which("vtysh"), "FRR is not installed (make deps)")


def missing(*needs):
    """What to say of the first that is not there, or nothing."""
    return next((text for there, text in needs if not there()), None)


# --- one test --------------------------------------------------------------------------------------------------------------------------


def open_to_all(folder):
    """FRR and helper programs do not run as root."""
    for one in (folder, folder.parent, folder.parent.parent):
        one.chmod(0o755)


def stop_all(things, *last):
    """Stops all of it, the newest first, and then does what comes last. Problems are told after everything is gone."""
    problems = []
    for step in [*(thing.stop for thing in reversed(things)), *last]:
        try:
            step()
        except Exception as problem:
            problems.append(problem)
    assert not problems, problems


def ends_of_logs(folder):
    """(name, text) of every log."""
    return [(str(log.relative_to(folder)), log.read_text(errors="replace")[-6000:]) for log in sorted(folder.rglob("*.log"))]


def add_logs(report, folder):
    """A failed test shows the end of every log."""
    report.sections.extend(ends_of_logs(folder))


def told(folder):
    """The exception at hand and the end of every log, as one text: for what is played beside the thread of the tests."""
    return traceback.format_exc() + "".join(f"--- {name}\n{text}\n" for name, text in ends_of_logs(folder))
