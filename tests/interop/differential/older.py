"""The older files that `exabgp migrate conf` is tried on: those of the corpus, what its acceptance rows are made of, and made-up ones."""

import json
import os
import re
import subprocess
from pathlib import Path

from lab.agent import BINARY, ROOT

from .grammar import Neighbor

CORPUS = ROOT / "tests/corpus/conf"
SHARED = Path(os.environ.get("VIGILCAST_SHARED", ROOT / "../shared")) / "exabgp/qa/etc/exabgp"
COLUMNS = {"3.4": 0, "4": 0, "5": 1}  # of those who were asked whether they read a row
PROGRAMS = r"\brun [^;]*;"
# Rows that some version sends otherwise, as docs/exabgp.md says.
OTHERWISE = ("as-path 65000", "extended-community target:1.2.3.4:5", "next-hop self",
             "source 2001::/64/32", "attribute [ 0x02 0x40 0x00 ]", "flow-label >100&<2000",
             "static { route 10.0.0.0/24 next-hop 2001::1; }",
             "static { attributes next-hop 1.1.1.1 med 5 nlri 10.0.0.0/24; }", "static { attribute next-hop 1.1.1.1 med 5 nlri 10.0.0.0/24; }",
             "announce { ipv4 { mpls-vpn 10.0.0.0/24 rd 1:1 label 100 next-hop 1.1.1.1; } }",
             "announce { ipv6 { nlri-mpls 2001::/64 next-hop ::1 label 3; mpls-vpn 2001::/64 rd 1:1 label 3 next-hop ::1; } }",
             "announce { ipv4 { flow-vpn source 10.0.0.0/24 discard; } }",
             "announce { ipv6 { flow source 2001::/64/0 discard; flow-vpn source 2001::/64 discard; } }")
WITHOUT_KEYS = r"\b(incoming-ttl|md5|md5-password|md5-base64|md5-ip) [^;]*;|\btcp-ao *\{[^}]*\}"


def corpus():
    """{name: text}. Programs are there, as ExaBGP wants it, and say nothing."""
    paths = sorted(path for path in CORPUS.rglob("*.in") if "errors" not in path.parts) + sorted(SHARED.glob("*.conf"))
    return {path.name: re.sub(PROGRAMS, "run /bin/sleep 600;", path.read_text(encoding="utf-8")) for path in paths}


# Rows that do not fit into a file of one line for each: several sessions with one address, and a process that moves out of its neighbor.
APART = ("multi-session", "multi-session enable", "process p { run /bin/cat; encoder text; }")


def rows(before):
    """[(kind, text)]: what the older version reads of a session and its routes. Of 3.4: what 4.2 reads, and words that only 3.4 has."""
    out = []
    for line in (CORPUS / "acceptance.txt").read_text(encoding="utf-8").splitlines():
        found = re.match(r"([yn?]{3}) [yn]{4} (neighbor|capability|family|route|match|then): (.*?)(?:  ##(.*))?$", line)
        if not found or found[3] in (*OTHERWISE, *APART):
            continue
        if found[1][COLUMNS[before]] == "y" or (before == "3.4" and found[4] == " a word of 3.4"):
            out.append((found[2], found[3].replace("\\n", "\n").replace("\\\\", "\\")))
    return out


def row_text(number, kind, text):
    inside = {"neighbor": text,
              "capability": f"family {{ ipv4 unicast; ipv6 unicast; }} capability {{ {text}; }}",
              "family": f"family {{ {text}; }}",
              "route": f"static {{ route 10.0.0.0/24 next-hop 1.1.1.1 {text}; }}",
              "match": f"flow {{ route {{ match {{ {text}; }} then {{ discard; }} }} }}",
              "then": f"flow {{ route {{ match {{ source 10.0.0.0/24; }} then {{ {text}; }} }} }}"}[kind]
    return f"neighbor 127.1.{number // 200}.{1 + number % 200} {{ router-id 1.2.3.4; local-address 127.0.0.1; local-as 65000; peer-as 65001; {inside} }}\n"


def of_version_3(seed):
    """A made-up neighbor in a group of its own, with a process in it and the words of 3.4; nothing where it has a section that came later."""
    neighbor = Neighbor(seed, f"127.2.{seed // 200}.{1 + seed % 200}", "4.2")
    if " announce {" in neighbor.text:
        return ""
    text = neighbor.text.replace(" extended-message disable;", "").replace(" nexthop enable;", "")
    text = text.replace(" ipv4 unicast;", " inet unicast;", 1).replace(" ipv6 unicast;", " inet6 unicast;", 1)
    lines = text.splitlines()
    head, body = lines[0], lines[1:-1]
    if seed % 3 == 0:  # beside the group
        return "\n".join([head, *body, f" process p{seed} {{ run /bin/sleep 600; neighbor-changes; }}", "}"]) + "\n"
    common = [line for line in body if line.split()[0] in ("local-as", "peer-as", "hold-time", "capability", "family")]
    own = [line for line in body if line not in common]
    if seed % 2:
        common.append(f" process p{seed} {{ run /bin/sleep 600; receive-routes; }}  # told of routes")
    return "\n".join([f"group g{seed} {{", *common, head, *own, "}", "}"]) + "\n"


def of_version_4(seed):
    return Neighbor(seed, f"127.2.{seed // 200}.{1 + seed % 200}", "4.2").text


def ours(*words, text, version, folder):
    file = folder / "one.conf"
    file.write_text(text, encoding="utf-8")
    environment = {**os.environ, "exabgp_compat": version, "EXABGP_ENVFILE": "/dev/null"}
    return subprocess.run([BINARY, "exabgp", *words, file], capture_output=True, text=True, timeout=60, check=False, env=environment)


def neighbors(text, version, folder):
    """What of it can be called: {address: {local, peer_as, port}}."""
    done = ours("configuration", "export", text=text, version=version, folder=folder)
    out = {}
    for address, each in json.loads(done.stdout)["neighbor"].items():
        local, waits = each.get("local-address", "auto"), each.get("passive") or "/" in address
        if not waits and isinstance(each.get("peer-as"), int) and local != "auto":
            out[address] = {"local": local, "peer_as": each["peer-as"], "port": each.get("connect", 179), "all families": "family" not in each}
    return out


def migrate(text, before, after, folder):
    return ours("migrate", "conf", "-f", before, "-t", after, text=text, version="auto", folder=folder)


def migrated(text, before, after, folder):
    """The file for the newer version; nothing where the older one does not read it, or where only a person can decide."""
    done = migrate(text, before, after, folder)
    return done.stdout if done.returncode == 0 else None


def without_keys(text):
    """A listener would have to know them, and to send the TTL that is waited for."""
    return re.sub(WITHOUT_KEYS, "", text)


def readable_rows(before, after, folder):
    """All the rows that the older version reads and no person is needed for, as one file: the others are named by their lines, which stay where they are."""
    lines = [without_keys(row_text(number, kind, text)) for number, (kind, text) in enumerate(rows(before)) if "\n" not in text]
    for _ in range(10):
        done = migrate("".join(lines), before, after, folder)
        refused = {int(number) for number in re.findall(r"one\.conf(?: \(migrated\))?:(\d+):\d+: error", done.stderr)}
        if not refused:
            break
        lines = [line for number, line in enumerate(lines, 1) if number not in refused]
    return "".join(lines)
