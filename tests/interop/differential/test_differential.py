"""Neighbors made up by chance, given to ExaBGP and to us: the same OPEN, the same routes with the same attributes, octet by octet.

VIGILCAST_NEIGHBORS=2000 tries that many of each version (else 120), VIGILCAST_SEED=7 begins at that seed. A difference is told with the neighbor's text.
"""

import asyncio
import os
from pathlib import Path

import pytest

from lab.agent import BINARY, ROOT
from lab.process import Process

from .grammar import Neighbor
from .recorder import Recorder, capabilities
from .table import Table

COUNT = int(os.environ.get("VIGILCAST_NEIGHBORS", "120"))
FIRST = int(os.environ.get("VIGILCAST_SEED", "1"))
BATCH = 60
PROGRAMS = {"4.2": Path("/usr/sbin/exabgp"), "5.0": ROOT / "build/venv/bin/exabgp"}
QUIET = {"exabgp_daemon_user": "root", "exabgp_daemon_drop": "false", "exabgp_api_cli": "false", "EXABGP_ENVFILE": "/dev/null", "PYTHONDONTWRITEBYTECODE": "1"}


def neighbors(version, first, count):
    return [Neighbor(seed, f"127.{1 + seed // 62500 % 200}.{seed // 250 % 250}.{1 + seed % 250}", version) for seed in range(first, first + count)]


# What ExaBGP refuses although its own documentation has it. Everything else that it refuses fails the test.
REFUSED = {"4.2": (), "5.0": ()}


class Refused(Exception):
    """ExaBGP did not load the file."""


async def record(command, folder, who, group, environment):
    """address -> Conversation, of one run of the program with all the neighbors in one file."""
    file = folder / f"{who}.conf"
    file.write_text("".join(neighbor.text for neighbor in group), encoding="utf-8")
    families = {neighbor.address: len(neighbor.families) for neighbor in group}
    async with Recorder({neighbor.address: neighbor.peer_as for neighbor in group}) as recorder:
        settings = {**QUIET, **environment, "exabgp_tcp_port": str(recorder.port), "VIGILCAST_SOCKET": str(folder / f"{who}.sock")}
        process = Process([*command, file], folder / f"{who}.log", None, settings)
        try:
            enough = lambda address, each: each.notification is not None or ends(each) >= families[address]  # noqa: E731
            quiet = await recorder.until_quiet(enough, process.running, within=20 + len(group))
            if not quiet and not recorder.conversations:
                raise Refused(process.log()[-3000:])
        finally:
            process.stop()
        return recorder.conversations


def recorded(version, folder, group):
    """Pairs (neighbor, ExaBGP's conversation). A file that it refuses is tried in halves, until the neighbor is alone that it refuses."""
    try:
        theirs = asyncio.run(record([PROGRAMS[version]], folder, f"exabgp-{group[0].seed}-{len(group)}", group, {}))
        return [(neighbor, theirs.get(neighbor.address)) for neighbor in group]
    except Refused as refused:
        if len(group) > 1:
            middle = len(group) // 2
            return recorded(version, folder, group[:middle]) + recorded(version, folder, group[middle:])
        assert any(known in str(refused) for known in REFUSED[version]), f"seed {group[0].seed}: {refused}\n{group[0].text}"
        return []


def ends(conversation):
    return sum(body == bytes(4) or (len(body) in (10, 11) and body[:2] == b"\0\0" and body[5 if len(body) == 10 else 5] == 15) for body in conversation.updates)


def told(conversation):
    """What a conversation amounts to, in a form that can be compared and read."""
    if conversation is None or conversation.open is None:
        return {"session": "none"}
    table = Table(conversation.open)
    for body in conversation.updates:
        table.update(body)
    out = {}
    for code, value in sorted(capabilities(conversation.open)):
        out.setdefault(f"capability {code}", []).append(value.hex())
    out["open"] = conversation.open[:9].hex()
    if conversation.notification:
        out["notification"] = conversation.notification.hex()
    for (afi, safi, path, nlri), attributes in table.routes.items():
        name = f"route {afi}/{safi} {path.hex() if path else '-'} {nlri.hex()}"
        out[name] = {code: value.hex() for code, value in sorted(attributes.items()) if value is not None}
    return out


def differences(ours, theirs):
    return {key: (ours.get(key), theirs.get(key)) for key in sorted({*ours, *theirs}) if ours.get(key) != theirs.get(key)}


COMMUNITIES = {8: 4, 16: 8, 32: 12}  # attribute -> octets of one community


def without_borrowed_orders(found, ours):
    """4.2 has one set of attributes for all routes whose attributes read the same, and what it prints of communities is sorted: some routes are sent in the
    order of another one's communities. No receiver tells these orders apart."""
    def borrowed(key, own, its):
        if not key.startswith("route ") or own is None or its is None or own.keys() != its.keys():
            return False
        others = [route for name, route in ours.items() if name.startswith("route ") and name != key]
        for code in (code for code in own if own[code] != its[code]):
            size = 2 * COMMUNITIES.get(code, 0)
            sets = [sorted(value[i:i + size] for i in range(0, len(value), size)) for value in (own[code], its[code])] if size else [0, 1]
            if sets[0] != sets[1] or not any(other.get(code) == its[code] for other in others):
                return False
        return True
    return {key: (own, its) for key, (own, its) in found.items() if not borrowed(key, own, its)}


@pytest.mark.parametrize("version", PROGRAMS)
def test_the_same_on_the_wire(tmp_path, version):
    program = PROGRAMS[version]
    if not program.exists():
        pytest.skip(f"{program} is not there")
    wrong, compared = [], 0
    for first in range(FIRST, FIRST + COUNT, BATCH):
        pairs = recorded(version, tmp_path, neighbors(version, first, min(BATCH, FIRST + COUNT - first)))
        ours = asyncio.run(record([BINARY, "exabgp"], tmp_path, f"vigilcast-{first}", [neighbor for neighbor, _ in pairs], {"exabgp_compat": version}))
        compared += len(pairs)
        for neighbor, theirs in pairs:
            mine = told(ours.get(neighbor.address))
            found = differences(mine, told(theirs))
            if version == "4.2":
                found = without_borrowed_orders(found, mine)
            if found:
                wrong.append(f"seed {neighbor.seed}: (ours, ExaBGP's)\n" + "\n".join(f"  {key}: {value}" for key, value in found.items()) + f"\n{neighbor.text}")
    assert not wrong, f"{len(wrong)} of {COUNT} neighbors differ\n" + "\n".join(wrong[:10])
    assert compared >= COUNT * 0.8
