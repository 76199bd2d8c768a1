"""What the implementations have in common here: `self.router` is the lab's, `self.session` what both ends are to agree on."""


class Router:
    without = frozenset()   # rows that it cannot have
    unusable = frozenset()  # prefixes that it announces in a way that nobody can use

    def start(self):
        self.router.start()

    def kill(self):
        self.router.kill()

    def established(self):
        return self.router.established(self.session.ours)
