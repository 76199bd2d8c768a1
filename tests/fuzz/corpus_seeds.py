"""Seeds for the harnesses from tests/corpus: every case there is a start for the fuzzers, so that nothing is kept twice.

corpus_seeds.py FOLDER writes FOLDER/NAME/CASE for each harness fuzz_NAME that has cases.
"""
import hashlib
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
CORPUS = TESTS / "corpus/wire"
STANDARD = {True: {1: "40010100", 2: "4002060201 0000FDE9", 3: "400304C0000201"}, False: {1: "40010100", 2: "4002040201FDE9", 3: "400304C0000201"}}
FLOW_FAMILIES = {(1, 133): 0, (2, 133): 1, (1, 134): 2, (2, 134): 3}


def octets(text):
    out = b""
    for word in text.split():
        once, _, times = word.partition("*")
        out += bytes.fromhex(once) * int(times or 1)
    return out


def cases():
    for file in sorted(CORPUS.glob("*.txt")):
        lines = [line.strip() for line in file.read_text().splitlines()]
        case = None
        for line in lines:
            keyword, _, rest = line.partition(" ")
            if keyword == "case":
                if case:
                    yield case
                case = []
            elif case is not None and line and not line.startswith("#"):
                case.append((keyword, rest.strip()))
        if case:
            yield case


def value(case, keyword):
    return next((rest for word, rest in case if word == keyword), None)


# The first octet of most harnesses: the kind of session.
def choice(case):
    words = (value(case, "session") or "").split()
    flags = {"ibgp": 1, "add-path": 4, "next-hop-ipv6": 8, "aigp": 16}
    return sum(flags.get(word, 0) for word in words) + (0 if "as2" in words else 2)


def body(case):
    if value(case, "update"):
        return octets(value(case, "update"))
    standard = {code: octets(text) for code, text in STANDARD["as2" not in (value(case, "session") or "").split()].items()}
    given = [octets(rest) for word, rest in case if word == "with"]
    for code in [int(code) for word, rest in case if word == "without" for code in rest.split()] + [each[1] for each in given if len(each) > 1]:
        standard.pop(code, None)
    attributes = b"".join(standard.values()) + b"".join(given)
    withdrawn, nlri = octets(value(case, "withdrawn") or ""), octets(value(case, "nlri") or "")
    return len(withdrawn).to_bytes(2, "big") + withdrawn + len(attributes).to_bytes(2, "big") + attributes + nlri


# Flags, type and value, whatever its length says.
def split_attribute(attribute):
    header = 4 if attribute[0] & 0x10 else 3
    return attribute[0], attribute[1], attribute[header:]


def parts(case):
    kind = choice(case)
    for word, rest in case:
        attribute = octets(rest) if word == "with" else b""
        if len(attribute) < 4:
            continue
        flags, code, content = split_attribute(attribute)
        yield "attribute", bytes([kind, code, flags]) + content
        if code not in (14, 15) or len(content) < 4:
            continue
        family, field = content[:3], content[3:]
        if code == 14:
            field = field[field[0] + 2:]
        yield "nlri", bytes([kind]) + family + field
        number = (int.from_bytes(family[:2], "big"), family[2])
        if number in FLOW_FAMILIES and len(field) > 1:
            yield "flow", bytes([kind, FLOW_FAMILIES[number]]) + field[2 if field[0] >= 0xF0 else 1:]
        if number[0] == 16388 and len(field) > 4:
            length = min(int.from_bytes(field[2:4], "big"), 255)
            state = next((split_attribute(octets(rest))[2] for word, rest in case if word == "with" and octets(rest)[1:2] == b"\x1d"), b"")
            yield "link_state", bytes([kind, number[1] & 1, field[1], length]) + field[4:4 + length] + state


def seeds(case):
    if value(case, "open"):
        yield "open", octets(value(case, "open"))
    elif value(case, "parameters") is not None or value(case, "capabilities") is not None:
        capabilities = octets(value(case, "capabilities") or "")
        parameters = octets(value(case, "parameters") or "") + (bytes([2, len(capabilities)]) + capabilities if capabilities else b"")
        yield "open", octets("04 FDE9 005A 01010101") + bytes([len(parameters)]) + parameters
    elif value(case, "frame") is not None:
        yield "frame", bytes([5]) + octets(value(case, "frame"))
    elif value(case, "refresh") or value(case, "notification"):
        kind = 5 if value(case, "refresh") else 3
        content = octets(value(case, "refresh") or value(case, "notification"))
        yield "frame", bytes([4]) + b"\xff" * 16 + (19 + len(content)).to_bytes(2, "big") + bytes([kind]) + content
    else:
        yield "update", bytes([choice(case)]) + body(case)
        yield from parts(case)


# Where the texts of acceptance.txt stand in a file.
FRAME = "neighbor 127.0.0.1 { router-id 1.2.3.4; local-address 127.0.0.1; local-as 65000; peer-as 65001; %s }"
PLACES = {"neighbor": FRAME % "%s", "capability": FRAME % "capability { %s; }", "family": FRAME % "family { %s; }", "api": "process p { run /bin/cat; encoder text; } process r { run /bin/cat; encoder text; } " + FRAME % "%s", "file": "%s",
          "route": FRAME % "static { route 10.0.0.0/24 next-hop self %s; }", "match": FRAME % "flow { route { match { %s; } then { discard; } } }",
          "then": FRAME % "flow { route { match { source 10.0.0.0/24; } then { %s; } } }"}
VERSIONS = 6  # the harness reads the first octet modulo this: any, any, 3.4, 4.2, 5.0, 6


def texts():
    for suffix, name in (("conf", "exabgp_conf"), ("yaml", "yaml_config")):
        for file in sorted((TESTS / "corpus" / suffix).rglob("*.in")):
            content = file.read_bytes()
            yield name, (bytes([0]) if name == "exabgp_conf" else b"") + content
    for number, line in enumerate((TESTS / "corpus/conf/acceptance.txt").read_text().splitlines()):
        words = line.split("  ##")[0].split(" ", 3)
        if len(words) < 4 or words[2].rstrip(":") not in PLACES:
            continue
        text = words[3].replace("\\n", "\n")
        yield "exabgp_conf", bytes([number % VERSIONS]) + (PLACES[words[2].rstrip(":")] % text).encode()
        if words[2] in ("route:", "match:"):
            yield "route_text", text.encode()


def write(folder):
    found = [seed for case in cases() for seed in seeds(case)]
    for name, content in [*found, *texts()]:
        file = folder / name / hashlib.sha1(content).hexdigest()[:16]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
