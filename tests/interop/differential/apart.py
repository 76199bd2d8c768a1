"""A program in a network of its own, where every neighbor of its file is there and says yes to everything: what it tells each of them.

`run` starts this file by itself, below `unshare --net`: the addresses of the file can be what they are.
"""

import asyncio
import ipaddress
import json
import subprocess
import sys
import time
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
FEW_SECONDS = 6  # without End-of-RIB, which manual-eor leaves to a helper


def run(command, neighbors, folder, who, environment):
    """{address: told()} of `command`; {} with the reason where it loads nothing. `neighbors`: {address: {local, peer_as, port}}."""
    task = {"command": [str(word) for word in command], "neighbors": neighbors, "log": str(folder / f"{who}.log"), "environment": environment}
    words = ["unshare", "--net", sys.executable, "-m", f"{FOLDER.name}.{Path(__file__).stem}"]
    done = subprocess.run(words, cwd=FOLDER.parent, input=json.dumps(task), capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def set_up(neighbors):
    own = {address for address in neighbors} | {each["local"] for each in neighbors.values()}
    lines = ["link set lo up"]
    for address in sorted(own):
        if not ipaddress.ip_address(address).is_loopback:
            lines.append(f"address add {address}/{ipaddress.ip_address(address).max_prefixlen} dev lo" + (" nodad" if ":" in address else ""))
    subprocess.run(["ip", "-batch", "-"], input="\n".join(lines), text=True, check=True, timeout=20)


async def converse(task):
    from lab.process import Process

    from .recorder import Recorder, capabilities
    from .test_differential import ends, told

    neighbors = task["neighbors"]
    endpoints = [(address, each["port"]) for address, each in neighbors.items()]
    begun = {}

    def enough(address, each):
        since = begun.setdefault(address, time.monotonic())
        if each.notification is not None or each.open is None:
            return each.notification is not None
        families = sum(code == 1 for code, _ in capabilities(each.open)) or 1
        return ends(each) >= families or time.monotonic() - since > FEW_SECONDS

    async with Recorder({address: each["peer_as"] for address, each in neighbors.items()}, endpoints) as recorder:
        process = Process(task["command"], task["log"], None, task["environment"])
        try:
            await recorder.until_quiet(enough, process.running, quiet=1.0, within=60)
        finally:
            process.stop()
        return {address: told(each) for address, each in recorder.conversations.items()}


def main():
    task = json.load(sys.stdin)
    set_up(task["neighbors"])
    json.dump(asyncio.run(converse(task)), sys.stdout)


if __name__ == "__main__":
    main()
