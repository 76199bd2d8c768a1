"""A reload of a daemon that runs, ours beside ExaBGP 4.2 and 5.0: what a router is told of each change, and what a helper is told of it.

Each story is a neighbor of its own; one reload brings all the changes at once. STORIES has what we do, and where a version differs what it does and why.
"""

import asyncio
import signal
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from lab.agent import BINARY, ROOT
from lab.process import Process

from .router import Router

PROGRAMS = {"4.2": Path("/usr/sbin/exabgp"), "5.0": ROOT / "build/venv/bin/exabgp"}
HELPER = Path(__file__).with_name("reload_helper.py")
QUIET = {"exabgp_daemon_user": "root", "exabgp_daemon_drop": "false", "exabgp_api_cli": "false", "EXABGP_ENVFILE": "/dev/null", "PYTHONDONTWRITEBYTECODE": "1"}
SESSION = "local-as 65000; peer-as 65001; "
FOUR, BOTH = "family { ipv4 unicast; } ", "family { ipv4 unicast; ipv6 unicast; } "
A, B, C, D = (f"10.0.{number}.0/24 next-hop 192.0.2.1" for number in range(1, 5))
UP = ["open as 65000 hold 180 1/1", "announce 10.0.1.0/24", "end"]
ANEW = ["notification 6/6", "closed", *UP]


def static(*routes):
    return "static { " + " ".join(f"route {route};" for route in routes) + " } "


class Story(NamedTuple):
    old: str | None
    new: str | None
    told: list
    theirs: dict = {}  # of a version that does otherwise
    why: str = ""


OVER = {"4.2": "all routes of a changed neighbor are sent again, and what changed is withdrawn first", "5.0": "a route that is gone is not withdrawn",
        "both": "Cease of another subcode; nothing to a neighbor that is gone"}
STORIES = {
    "nothing": Story(SESSION + FOUR + static(A, B), SESSION + FOUR + static(A, B), [], {"4.2": ["announce 10.0.1.0/24", "announce 10.0.2.0/24"]}, OVER["4.2"]),
    "a route more": Story(SESSION + FOUR + static(A), SESSION + FOUR + static(A, B), ["announce 10.0.2.0/24"],
                          {"4.2": ["announce 10.0.1.0/24", "announce 10.0.2.0/24"]}, OVER["4.2"]),
    "a route less": Story(SESSION + FOUR + static(A, B), SESSION + FOUR + static(A), ["withdraw 10.0.2.0/24"],
                          {"4.2": ["withdraw 10.0.2.0/24", "announce 10.0.1.0/24"], "5.0": []}, OVER["5.0"]),
    "another med": Story(SESSION + FOUR + static(A + " med 10", B), SESSION + FOUR + static(A + " med 20", B), ["announce 10.0.1.0/24 med 20"],
                         {"4.2": ["withdraw 10.0.1.0/24", "announce 10.0.2.0/24", "announce 10.0.1.0/24 med 20"]}, OVER["4.2"]),
    "all of these": Story(SESSION + FOUR + static(A + " med 10", B, C), SESSION + FOUR + static(A + " med 20", C, D),
                          ["withdraw 10.0.2.0/24", "announce 10.0.4.0/24", "announce 10.0.1.0/24 med 20"],
                          {"4.2": ["withdraw 10.0.1.0/24", "withdraw 10.0.2.0/24", "announce 10.0.3.0/24", "announce 10.0.4.0/24", "announce 10.0.1.0/24 med 20"],
                           "5.0": ["announce 10.0.1.0/24 med 20", "announce 10.0.4.0/24"]}, OVER["5.0"]),
    "a route of a helper": Story(SESSION + FOUR + static(A), SESSION + FOUR + static(A, B), ["announce 10.0.2.0/24"],
                              {"4.2": ["announce 10.0.1.0/24", "announce 10.0.2.0/24", "announce 10.9.9.0/24"]}, OVER["4.2"]),
    "a route of a watchdog": Story(SESSION + FOUR + static(A + " watchdog dog withdraw", B), SESSION + FOUR + static(A + " watchdog dog withdraw", B, C),
                                ["announce 10.0.3.0/24"], {"4.2": ["announce 10.0.1.0/24", "announce 10.0.2.0/24", "announce 10.0.3.0/24"]}, OVER["4.2"]),
    "gone": Story(SESSION + FOUR + static(A), None, ["notification 6/3", "closed"], {"4.2": ["closed"], "5.0": ["closed"]}, OVER["both"]),
    "new": Story(None, SESSION + FOUR + static(A), UP),
    "another AS of ours": Story(SESSION + FOUR + static(A), "local-as 65009; peer-as 65001; " + FOUR + static(A),
                                ["notification 6/3", "closed", "open as 65009 hold 180 1/1", *UP[1:]],
                                dict.fromkeys(PROGRAMS, ["closed", "open as 65009 hold 180 1/1", *UP[1:]]), OVER["both"]),
    "a family more": Story(SESSION + FOUR + static(A), SESSION + BOTH + static(A),
                           ["notification 6/6", "closed", "open as 65000 hold 180 1/1 2/1", "announce 10.0.1.0/24", "end", "end"],
                           dict.fromkeys(PROGRAMS, ["notification 6/3", "closed", "open as 65000 hold 180 1/1 2/1", "announce 10.0.1.0/24", "end", "end"]),
                           OVER["both"]),
    "a family less": Story(SESSION + BOTH + static(A), SESSION + FOUR + static(A), ANEW, dict.fromkeys(PROGRAMS, ["notification 6/3", *ANEW[1:]]), OVER["both"]),
    "another TTL": Story(SESSION + FOUR + static(A), SESSION + "outgoing-ttl 5; " + FOUR + static(A), ANEW,
                         dict.fromkeys(PROGRAMS, ["notification 6/3", *ANEW[1:]]), OVER["both"]),
    "graceful restart": Story(SESSION + FOUR + "capability { graceful-restart 60; } " + static(A), SESSION + BOTH + "capability { graceful-restart 60; } " + static(A),
                              ["closed", "open as 65000 hold 180 1/1 2/1", "announce 10.0.1.0/24", "end", "end"]),
    "a description": Story(SESSION + FOUR + static(A), SESSION + "description x; " + FOUR + static(A), [], {"4.2": ["announce 10.0.1.0/24"]}, OVER["4.2"]),
}
ADDRESSES = {name: f"127.3.0.{number}" for number, name in enumerate(STORIES, 1)}
HELPERS = ("stays", "changes", "leaves", "comes")
OLD, NEW = {"stays": "one", "changes": "one", "leaves": "one"}, {"stays": "one", "changes": "two", "comes": "one"}
RELOAD, RESTART = signal.SIGUSR1, signal.SIGUSR2


class Daemon:
    """A program with its helpers, below a router. `seen()`: what both were told since the last time."""

    def __init__(self, router, folder, command, environment):
        self.router, self.folder = router, folder
        self.file = folder / "exabgp.conf"
        self.write("old", OLD)
        settings = {**QUIET, **environment, "exabgp_tcp_port": str(router.port), "VIGILCAST_SOCKET": str(folder / "control.sock")}
        self.process = Process([*command, self.file], folder / "log", None, settings)

    def write(self, form, helpers, mistake=""):
        lines = []
        for name, word in helpers.items():
            says = f'"neighbor {ADDRESSES["a route of a helper"]} announce route 10.9.9.0/24 next-hop 192.0.2.1"' if name == "stays" else ""
            lines.append(f"process {name} {{ run {sys.executable} {HELPER} {self.folder / name} {word} {says}; encoder json; }}")
        for name, story in STORIES.items():
            if (inside := getattr(story, form)) is not None:
                api = f"api {{ processes [ {' '.join(helpers)} ]; neighbor-changes; }}"
                lines.append(f"neighbor {ADDRESSES[name]} {{ router-id 10.0.0.1; local-address 127.0.0.1; {inside}{api} }}")
        self.file.write_text("\n".join([*lines, mistake]) + "\n", encoding="utf-8")

    async def seen(self, send=None, quiet=3.0):
        if send is not None:
            self.process.signal(send)
        await self.router.until_quiet(self.process.running, quiet)
        told = {name: list(self.router.story[address]) for name, address in ADDRESSES.items()}
        for each in self.router.story.values():
            each.clear()
        helpers = {}
        for name in HELPERS:
            log = self.folder / name
            helpers[name] = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
            if log.exists():
                with log.open("w"):
                    pass
        return told, helpers


async def changes(folder, command, environment, steps):
    folder.mkdir()
    async with Router({address: 65001 for address in ADDRESSES.values()}) as router:
        daemon = Daemon(router, folder, command, environment)
        try:
            await daemon.seen()
            return [await step(daemon) for step in steps]
        finally:
            daemon.process.stop()


async def reload_all(daemon):
    daemon.write("new", OLD)
    return await daemon.seen(RELOAD, 6.0)


async def reload_helpers(daemon):
    daemon.write("new", NEW)
    return (await daemon.seen(RELOAD))[1]


async def restart_helpers(daemon):
    return (await daemon.seen(RESTART))[1]


async def reload_mistake(daemon):
    daemon.write("old", OLD, "neighbor 127.3.1.1 { nonsense 1; }")
    return await daemon.seen(RELOAD)


def downs(lines):
    return sorted(line for line in lines if line.endswith(" down"))


@pytest.mark.parametrize("version", PROGRAMS)
def test_a_reload_beside_exabgp(tmp_path, version):
    if not PROGRAMS[version].exists():
        pytest.skip(f"{PROGRAMS[version]} is not there")

    async def both():
        # 4.2 ends at SIGUSR2, with an error of its own.
        steps = (reload_all, reload_helpers) if version == "4.2" else (reload_all, reload_helpers, restart_helpers)
        return await asyncio.gather(changes(tmp_path / "ours", [BINARY, "exabgp"], {"exabgp_compat": version}, (reload_all, reload_helpers, restart_helpers)),
                                    changes(tmp_path / "theirs", [PROGRAMS[version]], {}, steps))

    ours, theirs = asyncio.run(both())
    assert ours[0][0] == {name: story.told for name, story in STORIES.items()}
    assert theirs[0][0] == {name: story.theirs.get(version, story.told) for name, story in STORIES.items()}
    assert downs(ours[0][1]["stays"]) == downs(theirs[0][1]["stays"]), "whose sessions end, the removed ones' too"
    leaving = {"stays": [], "changes": [], "leaves": ["terminated"], "comes": ["begin one"]}
    assert ours[1] == theirs[1] == leaving, "a helper whose run line changed goes on with the old one"
    anew = {"stays": ["terminated", "begin one"], "changes": ["terminated", "begin two"], "leaves": [], "comes": ["terminated", "begin one"]}
    assert all(result[2] == anew for result in (ours, theirs) if len(result) > 2)


def test_a_mistake_changes_nothing(tmp_path):
    """ExaBGP 4.2 and 5.0 take what stands in front of the mistake."""
    told, helpers = asyncio.run(changes(tmp_path / "ours", [BINARY, "exabgp"], {}, (reload_all, reload_mistake)))[1]
    assert not any(told.values()) and not any(helpers.values())
