"""Plays the acts of all implementations at once: a thread for each implementation, and its acts one after the other, each in a network of its own.

An act is one session: what begins it, and what is looked at then, feature by feature. A feature that fails leaves the others their turn.
"""

import threading
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Callable

from lab.session import told
from lab.world import World

from .meeting import Meeting

WAIT = 900  # seconds at most until a cell is played; the acts in front of it come first


@dataclass(frozen=True)
class Act:
    begin: Callable               # meeting -> scene: router and ours
    steps: dict                   # {feature: scene -> None}
    has: Callable = lambda kind: True  # of the whole act: may it be played with this router?

    def features(self, kind):
        return [feature for feature in self.steps if self.has(kind) and feature not in kind.without]


class Stage:
    def __init__(self, folder, acts, wanted):
        """`wanted`: {(implementation, feature)}, what this run asks for."""
        self.folder, self.acts = folder, acts
        self.cells = {cell: Future() for cell in wanted}
        self.over = False
        self.problems = []  # of taking things away
        kinds = {kind.name: kind for kind, _ in wanted}
        self.threads = [threading.Thread(target=self.play, args=(kind,)) for kind in kinds.values()]
        for thread in self.threads:
            thread.start()

    def play(self, kind):
        for number, act in enumerate(self.acts):
            features = [feature for feature in act.features(kind) if (kind, feature) in self.cells]
            if features and not self.over:
                folder = self.folder / f"{kind.name.replace(' ', '')}-{number}"
                folder.mkdir()
                self.play_act(act, kind, features, folder)

    def play_act(self, act, kind, features, folder):
        world = scene = failed = None
        try:
            world = World(folder)
            scene = act.begin(Meeting(world, kind))
        except BaseException:
            failed = told(folder)
        for feature in features:
            self.cells[kind, feature].set_result(failed or self.play_step(act.steps[feature], scene, folder))
        try:
            if world:
                world.end()
        except BaseException:
            self.problems.append(told(folder))

    def play_step(self, step, scene, folder):
        try:
            return step(*scene)
        except BaseException:
            return told(folder)

    def outcome(self, kind, feature):
        """Nothing, or what went wrong."""
        return self.cells[kind, feature].result(WAIT)

    def end(self):
        self.over = True
        for thread in self.threads:
            thread.join()
        assert not self.problems, "\n".join(self.problems)
