"""The lab: everything on loopback, without root."""

import signal
import subprocess
import time

from lab.agent import BINARY


def test_played_through():
    done = subprocess.run([BINARY, "lab", "--once"], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "everything went right" in done.stdout


def test_an_interrupted_play_is_no_success():
    lab = subprocess.Popen([BINARY, "lab", "--once"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    time.sleep(1)
    lab.send_signal(signal.SIGINT)
    said, _ = lab.communicate(timeout=20)
    assert lab.returncode == 1
    assert "interrupted" in said and "went right" not in said
