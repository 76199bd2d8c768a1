"""One scenario with one program: a session with a peer that is played here, a helper, and what both were told."""

import asyncio
import sys
from dataclasses import dataclass, field
from pathlib import Path

from differential.recorder import KEEPALIVE, NOTIFICATION, OPEN, answer, message, read_message
from lab.process import Process

HELPER = Path(__file__).with_name("helper.py")
QUIET = {"exabgp_daemon_user": "root", "exabgp_daemon_drop": "false", "exabgp_api_cli": "false", "EXABGP_ENVFILE": "/dev/null", "PYTHONDONTWRITEBYTECODE": "1"}
ADDRESS, OWN_AS = "127.0.0.1", 65000
ENOUGH = 0.6  # seconds without a word


@dataclass
class Scenario:
    name: str
    encoder: str = "json"
    api: str = ""                 # of the api section, beside `processes`
    neighbor: str = ""            # options, capability and routes
    families: tuple = ("ipv4 unicast",)
    peer_as: int = 65001
    receives: list = field(default_factory=list)   # (type, body) that the peer sends once the session is up
    commands: list = field(default_factory=list)   # that the helper sends after that
    ends: str = "daemon"          # who ends it: "daemon" (SIGTERM), "notification", "close"
    also: str = ""                # further sections
    environment: dict = field(default_factory=dict)


@dataclass
class Played:
    lines: list        # of the helper's log
    messages: list     # (type, body) that the peer was sent
    log: str


def configuration(scenario, script, go, log):
    return f"""process helper {{ run {sys.executable} {HELPER} {script} {go} {log}; encoder {scenario.encoder}; }}
neighbor {ADDRESS} {{
  router-id 2.2.2.2; local-address {ADDRESS}; local-as {OWN_AS}; peer-as {scenario.peer_as};
  family {{ {" ".join(family + ";" for family in scenario.families)} }}
  {scenario.neighbor}
  api {{ processes [ helper ]; {scenario.api} }}
}}
{scenario.also}"""


class Peer:
    """Says yes to the first session that is offered, and nothing by itself after that."""

    def __init__(self, own_as):
        self.own_as, self.messages, self.writer = own_as, [], None
        self.up, self.heard = asyncio.Event(), asyncio.get_running_loop().time()

    async def serve(self, reader, writer):
        if self.writer is not None:
            writer.close()
            return
        self.writer = writer
        try:
            while True:
                kind, body = await read_message(reader)
                if kind == KEEPALIVE:
                    self.up.set()
                    continue
                self.heard = asyncio.get_running_loop().time()
                self.messages.append((kind, body))
                if kind == OPEN:
                    writer.write(message(OPEN, answer(body, self.own_as)) + message(KEEPALIVE))
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


async def until(condition, within=15.0):
    end = asyncio.get_running_loop().time() + within
    while not condition() and asyncio.get_running_loop().time() < end:
        await asyncio.sleep(0.05)
    return condition()


async def play(command, folder, scenario, environment):
    folder.mkdir(parents=True, exist_ok=True)
    script, go, told = folder / "script", folder / "go", folder / "told"
    script.write_text("".join(line + "\n" for line in scenario.commands), encoding="utf-8")
    told.touch()
    file = folder / "exabgp.conf"
    file.write_text(configuration(scenario, script, go, told), encoding="utf-8")
    peer = Peer(scenario.peer_as)
    server = await asyncio.start_server(peer.serve, ADDRESS, 0)
    port = server.sockets[0].getsockname()[1]
    settings = {**QUIET, **scenario.environment, **environment, "exabgp_tcp_port": str(port), "VIGILCAST_SOCKET": str(folder / "control.sock")}
    process = Process([*command, file], folder / "log", None, settings)

    def quiet():
        now = asyncio.get_running_loop().time()
        size = told.stat().st_size
        if size != quiet.size:
            quiet.size, quiet.since = size, now
        return now - max(peer.heard, quiet.since) > ENOUGH

    quiet.size, quiet.since = 0, 0.0
    try:
        await asyncio.wait_for(peer.up.wait(), 20)
        await until(quiet)
        for kind, body in scenario.receives:
            peer.writer.write(message(kind, body))
            await asyncio.sleep(0.03)
        await until(quiet)
        go.touch()
        await until(lambda: "> end" in told.read_text(errors="replace"), 3.0 + 2.0 * len(scenario.commands))
        await until(quiet)
        if scenario.ends == "notification":
            peer.writer.write(message(NOTIFICATION, b"\x06\x02\x04bye!"))
        elif scenario.ends == "close":
            peer.writer.close()
        if scenario.ends != "daemon":
            await asyncio.sleep(1.0)
            await until(quiet)
    except (TimeoutError, asyncio.TimeoutError):
        pass
    finally:
        server.close()
        process.stop()
    return Played(told.read_text(errors="replace").splitlines(), peer.messages, process.log())
