"""What a helper is told by ExaBGP and by us: the same session, the same UPDATEs, the same commands; line by line, without times, process ids and counters.

VIGILCAST_SCENARIOS=updates plays those whose name begins like that.
"""

import asyncio
import difflib
import os
import re
from pathlib import Path

import pytest

from lab.agent import BINARY, ROOT

from .play import play
from .scenarios import LISTEN, SCENARIOS

PROGRAMS = {"5.0": ROOT / "build/venv/bin/exabgp", "4.2": Path("/usr/sbin/exabgp")}
AT_ONCE = 6
WANTED = os.environ.get("VIGILCAST_SCENARIOS", "")

CHANGING = (
    (r'"time": [\d.]+', '"time": T'), (r'"(p?pid)" : \d+', r'"\1" : P'), (r'"counter": \d+', '"counter": C'), (r'"host" : "[^"]*"', '"host" : "H"'),
    (r"^shutdown \d+ \d+$", "shutdown"), (r"\d+:\d\d:\d\d", "T:TT:TT"), (r'"duration": \d+', '"duration": D'),
    (r"       down established", "    T:TT:TT established"), (r"^   down for  (.*T:TT:TT)", r"   up for    \1"),  # what began this second has no age in ExaBGP
    (r"exabgp 4\.2\.\d+", "exabgp 4.2"),
    (r"down active", "down idle  "), (r"^   state +(IDLE|ACTIVE) *", "   state IDLE"), (r'"fsm": "ACTIVE"', '"fsm": "IDLE"'),  # a neighbor that is waited for
    (r" as-path (\(  \)|\[ \])", ""), (r'"as-path": \[\], "confederation-path": \[\], ', ""),  # an empty path is said here
    (r', "path-information": "0\.0\.0\.0"', ""),  # is not printed here
    (r"/ [\x00-\x1f]", "/ "),  # 4.2 prints the length of a shutdown text as a character
)

# Differences that are on purpose, or ExaBGP's own mistakes: what to leave out of both, and why.
EXPLAINED = {
    "both": (
        (r'"type": "fsm".*"state": "(ACTIVE|IDLE)"', "helpers start after the first attempt here; 5.0 says IDLE twice at the end"),
        (r"^\[neighbor|^show ", "help says more here"),
    ),
    "5.0": (),
    "4.2": (
        (r'""ipv4""', "no JSON"),
        (r'"type": "refresh"', "no JSON"),
        (r"^   ID  ", "4.2 shows its own identifier as the peer's"),
        (r"host-name|domain-name", "4.2 makes one up"),
        (r"can not decode update message of type|notification.* 1[, ].*0x63616E206E6F74206465636F6465", "4.2 cannot read the NOTIFICATION that it is sent"),
        (r"notification received \(6,2\)|notification.* 6[, ].*0x53687574646F776E20436F6D6D756E69", "as above: what we make of that"),
        (r"announced .* (attribute \[ 0x19 0xC0 redirect|0x800C0000447A0000 )", "4.2 has no words for these; here they can be read again"),
        (r"^  md5-base64 (false|auto);$", "4.2 prints what stood in the file, where there is no password too"),
        (r"=unknown icmp type type 128", "4.2 has no words for ICMPv6, and says so in the middle of the flow"),
        (r'"local-preference": 100, "extended-community": \[ \{ "value": \d+, "string": "rate-limit:0" \} \] \} \} \} \} \}$', "4.2 loses a flow whose IPv6 prefix has an offset"),
    ),
}
# Commands whose answers are not compared: `ip` and, in 4.2, `inet` find nothing in ExaBGP; an address is looked for in the whole name of a neighbor there.
# Messages of an `operational` section are said here, none of a command.
NOT_COMPARED = {"5.0": r"announce operational|adj-rib .* ip$|(extensive|configuration) 127\.0\.0\.1$", "4.2": r"adj-rib .* (ip|inet|127\.0\.0\.1)$|(extensive|configuration) 127\.0\.0\.1$"}
# Where one version's own fault ends the session: 4.2 cannot say in JSON that it sends several paths (TypeError in json.py), and ends each session at that.
SKIPPED = {"4.2": r"^add-path-send-negotiated$", "5.0": r"^$"}


def plain(line):
    for pattern, replacement in CHANGING:
        line = re.sub(pattern, replacement, line)
    return line


def compared(version, lines):
    """Up to the end of the first session, without what is explained."""
    out = []
    explained = [pattern for pattern, _ in (*EXPLAINED["both"], *EXPLAINED[version])]
    for line in map(plain, lines):
        if not any(re.search(pattern, line) for pattern in explained):
            out.append(line)
        if re.search(r'"state": "down"| down - ', line):
            break
    return [line for line in out if line]


def answers(version, lines):
    """command -> its answer. The order of routes is nobody's promise."""
    out, command = {}, ""
    for line in lines:
        if line.startswith("> "):
            command = line
        elif command:
            out.setdefault(command, []).append(line)
    return {command: sorted(lines) if "adj-rib" in command else lines for command, lines in out.items() if not re.search(NOT_COMPARED[version], command)}


def events(lines):
    """What is told, in order, for each direction; a command's answer may come in between."""
    out = {}
    for line in lines:
        if line.startswith("> ") or line in ("done", "error"):
            continue
        kind = "receive" if re.search(r'"direction": "receive"| receive ', line) else "send" if re.search(r'"direction": "send"| send ', line) else "state"
        out.setdefault(kind, []).append(line)
    return out


def missing(theirs, ours):
    """Lines of theirs that ours does not have in that order."""
    matcher = difflib.SequenceMatcher(None, theirs, ours, autojunk=False)
    return [line for what, first, last, _, _ in matcher.get_opcodes() if what in ("delete", "replace") for line in theirs[first:last]]


def differences(version, scenario, theirs, ours):
    theirs, ours = compared(version, theirs), compared(version, ours)
    if scenario in LISTEN:
        left, right = events(theirs), events(ours)
        if scenario.name.startswith("updates"):
            left, right = {"receive": left.get("receive", [])}, {"receive": right.get("receive", [])}
    else:
        left, right = answers(version, theirs), answers(version, ours)
    out = []
    for key in left:
        lost = missing(left[key], right.get(key, []))
        added = [] if scenario.name.startswith("updates") else missing(right.get(key, []), left[key])
        out += [f"  ExaBGP: {key} | {line}" for line in lost] + [f"  ours:   {key} | {line}" for line in added]
    return out


async def play_all(version, folder, scenarios):
    turn = asyncio.Semaphore(AT_ONCE)

    async def one(scenario):
        async with turn:
            theirs = await play([PROGRAMS[version]], folder / "theirs" / scenario.name, scenario, {})
            ours = await play([BINARY, "exabgp"], folder / "ours" / scenario.name, scenario, {"exabgp_compat": version})
            return scenario, theirs.lines, ours.lines

    return await asyncio.gather(*map(one, scenarios))


@pytest.mark.parametrize("version", PROGRAMS)
def test_a_helper_is_told_the_same(tmp_path, version):
    if not PROGRAMS[version].exists():
        pytest.skip(f"{PROGRAMS[version]} is not there")
    chosen = [scenario for scenario in SCENARIOS if scenario.name.startswith(WANTED) and not re.search(SKIPPED[version], scenario.name)]
    wrong, lines = [], 0
    for scenario, theirs, ours in asyncio.run(play_all(version, tmp_path, chosen)):
        lines += len(compared(version, theirs))
        if found := differences(version, scenario, theirs, ours):
            wrong.append(f"{scenario.name}:\n" + "\n".join(found))
    assert not wrong, f"{len(wrong)} of {len(chosen)} scenarios differ\n" + "\n".join(wrong)
    assert lines > 3 * len(chosen)
