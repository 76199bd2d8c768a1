#!/usr/bin/python3
"""The release program beside the speakers that are installed here: how long from the start until every neighbor has every route, and in how much memory.

Each case runs three times, the speakers in turn; medians are printed, with the ratio to ours. What lost its patience once is left out of the cases after.
Needs root: the speaker and its neighbors are in network namespaces of their own.
"""
import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT / "tests/interop"), str(Path(__file__).parent)]
from lab.network import Network  # noqa: E402
from lab.process import die_with_parent  # noqa: E402
from speakers import FIRST_NEIGHBOR, SPEAKER, Load, every  # noqa: E402

SINK = ROOT / "build/bench/bench/bench_sink"
CASES = {
    "10,000 routes": Load(1, 10_000),
    "100,000 routes": Load(1, 100_000),
    "100,000 routes in 100 attribute sets": Load(1, 100_000, 100),
    "1,000,000 routes": Load(1, 1_000_000),
    "100 neighbors x 1,000 routes": Load(100, 1_000),
}
HOLDS = Load(1000, 1_000, hold=3)


class Sink:
    def __init__(self, host, load, called_by_speaker):
        words = [str(SINK), str(load.neighbors), str(load.routes), str(load.hold), *([] if called_by_speaker else [SPEAKER])]
        self.child = subprocess.Popen(["nsenter", f"--net={host.path}", *words], stdout=subprocess.PIPE, preexec_fn=die_with_parent)
        os.set_blocking(self.child.stdout.fileno(), False)
        self.text = b""

    def event(self, name):
        self.text += self.child.stdout.read() or b""
        return next((event for event in map(json.loads, self.text.splitlines()) if event["event"] == name), None) if self.text.endswith(b"\n") else None

    def wait(self, name, until, alive=lambda: True):
        while not (found := self.event(name)) and time.monotonic() < until and alive():
            time.sleep(0.005)
        return found

    def end(self):
        self.child.terminate()
        self.child.wait(10)
        return self.event("end")


def family_of(pid):
    """The process and what it started."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    return [pid, *(member for child in (children.read_text().split() if children.exists() else []) for member in family_of(int(child)))]


def most_memory(pid):
    """MiB, of the whole family."""
    total = 0
    for member in family_of(pid):
        for line in Path(f"/proc/{member}/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                total += int(line.split()[1])
    return total / 1024


class Stage:
    """Two hosts on one wire; the neighbors' addresses are all on the second."""

    def __init__(self, neighbors):
        self.network = Network()
        self.speaker = self.network.add("speaker", f"{SPEAKER}/16")
        self.neighbors = self.network.add("sink", f"{FIRST_NEIGHBOR}/16")
        batch = "".join(f"address add {FIRST_NEIGHBOR + number}/16 dev eth0\n" for number in range(1, neighbors))
        subprocess.run(["ip", "-n", self.neighbors.name, "-batch", "-"], input=batch, text=True, check=True)

    def play(self, speaker, load, patience, hold_on=0.0):
        """Seconds, MiB, the sink's last words; no seconds: not within the patience, or it ended."""
        with tempfile.TemporaryDirectory(prefix="bench") as name:
            folder = Path(name)
            folder.chmod(0o755)
            speaker.config(folder, load)
            sink = Sink(self.neighbors, load, speaker.calls)
            if not sink.wait("ready", time.monotonic() + 10):
                sys.exit("bench_sink does not start: `make bench` builds it")
            with (folder / "log").open("w") as log:
                began = time.monotonic_ns()
                command = ["nsenter", f"--net={self.speaker.path}", *map(str, speaker.command(folder))]
                child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env={**os.environ, **speaker.environment}, preexec_fn=die_with_parent)
                done = sink.wait("complete", time.monotonic() + patience, lambda: child.poll() is None)
                if done:
                    time.sleep(hold_on)
                memory = most_memory(child.pid) if child.poll() is None else 0.0
                last = sink.end()
                child.send_signal(signal.SIGTERM)
                try:
                    child.wait(10)
                except subprocess.TimeoutExpired:
                    child.kill()
                    child.wait(10)
        return (done["ns"] - began) / 1e9 if done else None, memory, last


def compare(name, load, speakers, arguments, too_slow):
    stage = Stage(load.neighbors)
    results = {speaker.name: [] for speaker in speakers}
    try:
        for _ in range(arguments.runs):
            for speaker in speakers:
                if speaker.name not in too_slow:
                    results[speaker.name].append(stage.play(speaker, load, arguments.patience))
                    if results[speaker.name][-1][0] is None:
                        too_slow.add(speaker.name)
    finally:
        stage.network.remove()
    print(f"\n{name}, from the start until the neighbors have them")
    ours = statistics.median(result[0] or arguments.patience for result in results[speakers[0].name])
    for speaker in speakers:
        seconds = [result[0] for result in results[speaker.name] if result[0] is not None]
        if seconds:
            middle, memory = statistics.median(seconds), statistics.median(result[1] for result in results[speaker.name])
            print(f"  {speaker.name:<12} {middle:9.3f} s  x{middle / ours:<8.1f} {memory:8.1f} MiB  {results[speaker.name][0][2]['updates']:>8} UPDATEs")
        else:
            print(f"  {speaker.name:<12}   not within {arguments.patience:.0f} s, or left out because of it")
    sys.stdout.flush()
    return results[speakers[0].name][0][0] is not None


def holds(ours, arguments):
    """A thousand sessions with hold timers of three seconds while each is told its table: none may be lost."""
    stage = Stage(HOLDS.neighbors)
    try:
        seconds, memory, last = stage.play(ours, HOLDS, arguments.patience, hold_on=10)
    finally:
        stage.network.remove()
    print(f"\n1,000 neighbors x 1,000 routes, hold time 3 s: {'not complete' if seconds is None else f'{seconds:.2f} s'}, {memory:.0f} MiB, {last['established']} sessions, {last['lost']} lost within 10 s more")
    return seconds is not None and last["lost"] == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--patience", type=float, default=30, help="seconds for one run")
    parser.add_argument("--case", help="only the cases with this in their name")
    arguments = parser.parse_args()
    speakers, too_slow = every(ROOT), set()
    good = all([compare(name, load, speakers, arguments, too_slow) for name, load in CASES.items() if not arguments.case or arguments.case in name])
    if not arguments.case or arguments.case in "hold":
        good = holds(speakers[0], arguments) and good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
