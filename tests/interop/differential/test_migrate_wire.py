"""What `exabgp migrate conf` makes of an older file says the same on the wire: the newer ExaBGP with the new file, the older one and we with the old file.

Compared are the OPEN (AS number, hold time, identifier, each capability) and the routes with their attributes.
What versions say otherwise in an OPEN is in opens.py.

Of 3.4 there is no program here: our own personality stands in for it, and for 6 as the newer one.
"""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lab.agent import BINARY, ROOT

from . import apart, older, opens

PROGRAMS = {"4": Path("/usr/sbin/exabgp"), "5": ROOT / "build/venv/bin/exabgp"}
QUIET = {"exabgp_daemon_user": "root", "exabgp_daemon_drop": "false", "exabgp_api_cli": "false", "EXABGP_ENVFILE": "/dev/null", "PYTHONDONTWRITEBYTECODE": "1"}
PERSONALITY = {"3.4": "3.4", "4": "4.2", "5": "5.0", "6": "6"}
# What a version does not load although we do as that version: the brace that ends the file twice, a number without brackets after as-path.
REFUSED = {("extra_brace.in", "4"), ("extra_brace.in", "5"), ("routes.in", "5")}
# What a version sends otherwise, as docs/exabgp.md says: nothing for `attributes … nlri`, and all octets of a prefix with an offset.
OTHERWISE = {("four.in", "route 1/1 - 180a0003"), ("four.in", "route 1/1 - 180a0004"),
             ("conf-flow.conf", "route 2/133 - 210180002a020b80001500007aca39fffeaea87a028078010381110b81650d9107dd"),
             ("conf-flow.conf", "route 2/133 - 300180002a020b80001500007aca39fffeaea87a028078000000000000000000000000000000010381110b81650d9107dd")}
UNSAYABLE = {("3.4", "4"): "26"}  # 4.2 sends no AIGP to another AS, whatever its file says
LISTS = {"8", "16", "32"}  # communities: 4.2 sends them as they are written, later versions sorted
SIZES = {"8": 8, "16": 16, "32": 24}  # of one, in hexadecimal digits
HEARD = {}  # what was said is not asked for twice


def comparable(conversation, left_out):
    """What was told, with the lists of routes in one order."""
    out = {}
    for key, attributes in conversation.items():
        if not key.startswith("route"):
            out[key] = attributes
            continue
        out[key] = {code: in_order(code, value) if code in LISTS else value for code, value in attributes.items() if code != left_out}
    return out


def in_order(code, value):
    size = SIZES[code]
    return sorted({value[at:at + size] for at in range(0, len(value), size)})


def sources(before, after, folder):
    """{name: text} of what may be older files."""
    files = {name: older.without_keys(text) for name, text in older.corpus().items()}
    made_up = older.of_version_3 if before == "3.4" else older.of_version_4
    files["made up"] = "".join(made_up(seed) for seed in range(1, 61))
    files["acceptance.txt"] = older.readable_rows(before, after, folder)
    return files


def compare(name, text, before, after, folder):
    """What differs, in words; nothing when all say the same."""
    folder.mkdir()
    version = PERSONALITY[before]
    new = older.migrated(text, before, after, folder)
    if new is None:
        return None
    neighbors = older.neighbors(text, version, folder)
    if not neighbors:
        return None
    (folder / "old.conf").write_text(text, encoding="utf-8")
    (folder / "new.conf").write_text(new, encoding="utf-8")

    left_out = UNSAYABLE.get((before, after))

    def said(command, file, of):
        compat = PERSONALITY[of]
        played = (command[0], compat, (folder / file).read_text(encoding="utf-8"))
        if played not in HEARD:
            HEARD[played] = apart.run([*command, folder / file], neighbors, folder, f"{command[0].parent.name}-{file}", {**QUIET, "exabgp_compat": compat})
        return {address: comparable(each, left_out) for address, each in HEARD[played].items()}

    ours, runs = [BINARY, "exabgp"], {}
    runs["we, before"] = ours, "old.conf", before
    if before in PROGRAMS and (name, before) not in REFUSED:
        runs["ExaBGP, before"] = [PROGRAMS[before]], "old.conf", before
    if after in PROGRAMS and (name, after) not in REFUSED:
        runs["ExaBGP, after"] = [PROGRAMS[after]], "new.conf", after
    if after not in PROGRAMS:
        runs["we, after"] = ours, "new.conf", after
    with ThreadPoolExecutor(len(runs)) as pool:
        told = dict(zip(runs, pool.map(lambda run: said(*run), runs.values())))
    wrong = [f"  {address} was never called\n" for address in neighbors if not any(address in each for each in told.values())]
    for address in neighbors:
        keys = sorted({key for each in told.values() for key in each.get(address, {"no session": ""})})
        for key in keys:
            if (name, key) in OTHERWISE:
                continue
            values = {who: each.get(address, {"no session": "none"}).get(key) for who, each in told.items()}
            if opens.explained(key, [((who, runs[who][2]), value) for who, value in values.items()], neighbors[address]):
                continue
            if len({repr(value) for value in values.values()}) > 1:
                wrong.append(f"  {address} {key}\n" + "".join(f"    {who}: {value}\n" for who, value in values.items()))
    return f"{name}\n" + "".join(wrong) if wrong else ""


@pytest.mark.parametrize("versions", ["3.4 4", "3.4 5", "4 5", "4 6", "5 6"])
def test_the_same_on_the_wire(tmp_path, versions):
    before, after = versions.split()
    for program in (PROGRAMS.get(version) for version in (before, after)):
        if program is not None and not program.exists():
            pytest.skip(f"{program} is not there")
    files = sources(before, after, tmp_path)
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda item: compare(*item[1], before, after, tmp_path / str(item[0])), enumerate(files.items())))
    wrong = [result for result in results if result]
    assert not wrong, f"{len(wrong)} files differ\n" + "\n".join(wrong)
    assert results[-2:] == ["", ""], "made-up neighbors and rows are among what is compared"
    assert sum(result == "" for result in results) >= 10
