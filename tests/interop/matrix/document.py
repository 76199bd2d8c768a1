"""docs/interop.md: implementations by features, as the run has seen them."""

from lab.document import Part, rows

WORKS, FAILS, ABSENT = "yes", "**no**", "–"


class Results:
    def __init__(self, file, columns):
        self.part, self.columns = Part(file, "table"), columns
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
        return rows(("", *self.columns), *((feature, *(row[column] for column in self.columns)) for feature, row in self.cells.items()))

    def settle(self):
        return self.part.settle(self.table())
