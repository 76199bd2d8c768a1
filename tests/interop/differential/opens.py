"""Why the OPENs that the same neighbor leads to differ: rows, each with its reason. What no row explains is a mistake of somebody."""

VERSIONS = ("3.4", "4", "5", "6")


def more_families(values, neighbor):
    """In one version the same, in a later one those of the earlier and more."""
    lists = [set(value) for _, value in sorted(values, key=lambda each: VERSIONS.index(each[0][1])) if value]
    by_version = {version: value for (_, version), value in values}
    same = all(by_version[version] == value for (_, version), value in values)
    return neighbor["all families"] and len(lists) == len(values) and same and all(a <= b for a, b in zip(lists, lists[1:]))


def restart_of_more_families(values, neighbor):
    """Four flags and the time, then a family and its flags in four octets each."""
    if not all(value and len(value) == 1 for _, value in values) or len({value[0][:4] for _, value in values}) != 1:
        return False
    return more_families([(who, [value[0][i:i + 8] for i in range(4, len(value[0]), 8)]) for who, value in values], neighbor)


def second_code_since_5(values, _):
    return all(value == (["00"] if version in ("5", "6") else None) for (_, version), value in values)


def one_capability_since_6(values, _):
    return all(value == (["0001"] if version == "6" else ["00", "01"]) for (_, version), value in values)


def no_name_in_4(values, _):
    return all(value is None for (_, version), value in values if version == "4") and len({repr(value) for (_, version), value in values if version != "4"}) < 2


def cut_time(values, _):
    """The first two octets are four flags and the time."""
    ours = all((value or [""])[0].startswith("8fff") for (who, _), value in values if who.startswith("we"))
    return ours and all(value for _, value in values) and len({value[0][4:] for _, value in values}) == 1


def own_name(values, _):
    """A length and the text."""
    return all(value and len(value) == 1 and bytes.fromhex(value[0])[1:].startswith(b"ExaBGP/" if who.startswith("ExaBGP") else b"vigilcast ")
               for (who, _), value in values)


ROWS = (
    ("capability 1", more_families, "a neighbor without `family` has all those of its version"),
    ("capability 73", no_name_in_4, "4.2 reads host-name and never sends it"),
    ("capability 64", cut_time, "4.2 and 5.0 send the last 12 bits of a restart time above 4095, we send 4095"),
    ("capability 64", restart_of_more_families, "a neighbor without `family` has all those of its version, in this capability too"),
    ("capability 131", second_code_since_5, "4.2 knows the first code of multi-session only"),
    ("capability 68", one_capability_since_6, "6 puts what it says of multi-session into one capability"),
    ("capability 75", own_name, "each has the name and version of its program"),
)


def explained(key, values, neighbor):
    """`values`: [((who, version), value)]."""
    return any(key == row and explains(values, neighbor) for row, explains, _ in ROWS)
