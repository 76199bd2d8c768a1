"""docs/interop.md: implementations by features, as the run has seen them."""

BEGIN, END = "<!-- table -->", "<!-- end of table -->"
WORKS, FAILS, ABSENT = "yes", "**no**", "–"


class Results:
    def __init__(self, file, columns):
        self.file, self.columns = file, columns
        self.cells = {}    # {feature: {column: word}}
        self.running = {}  # {test: (feature, column)}

    def begin(self, test, feature, column, has_it):
        row = self.cells.setdefault(feature, {})
        if has_it:
            self.running[test] = (feature, column)
        else:
            row[column] = ABSENT

    def end(self, test, passed):
        """A feature of several tests works when all of them pass."""
        if test not in self.running:
            return
        feature, column = self.running[test]
        row = self.cells[feature]
        row[column] = WORKS if passed and row.get(column, WORKS) == WORKS else FAILS

    def complete(self):
        return bool(self.cells) and all(set(row) == set(self.columns) for row in self.cells.values())

    def table(self):
        lines = ["| | " + " | ".join(self.columns) + " |", "|---" * (len(self.columns) + 1) + "|"]
        lines += [f"| {feature} | " + " | ".join(row[column] for column in self.columns) + " |" for feature, row in self.cells.items()]
        return "\n".join(lines)

    def text(self):
        before, _, rest = self.file.read_text().partition(BEGIN)
        return f"{before}{BEGIN}\n{self.table()}\n{END}{rest.partition(END)[2]}"

    def write(self):
        self.file.write_text(self.text())

    def compare(self):
        return None if self.text() == self.file.read_text() else f"{self.file} does not say what this run has seen:\n{self.table()}"
