"""A part of a document that a run of tests writes: what stands between `<!-- NAME -->` and `<!-- end of NAME -->`."""

import os

WRITES = "VIGILCAST_UPDATE"  # in the environment: the run writes the part, instead of being compared with it


class Part:
    def __init__(self, file, name):
        self.file = file
        self.begin, self.end = f"<!-- {name} -->", f"<!-- end of {name} -->"

    def with_it(self, table):
        before, begin, rest = self.file.read_text().partition(self.begin)
        _, end, after = rest.partition(self.end)
        assert begin and end, f"{self.file} has no {self.begin}"
        return f"{before}{begin}\n{table}\n{end}{after}"

    def settle(self, table):
        """Nothing, or what is wrong."""
        text = self.with_it(table)
        if os.environ.get(WRITES):
            self.file.write_text(text)
        elif text != self.file.read_text():
            return f"{self.file} does not say what this run has seen:\n{table}"
        return None


def rows(*lines):
    """A table: its head, and its rows."""
    head, *rest = [f"| {' | '.join(line)} |" for line in lines]
    return "\n".join([head, "|---" * len(lines[0]) + "|", *rest])
