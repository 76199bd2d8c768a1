"""The other implementations, each set up for one session with us and asked the same questions.

A router has `name` and `program`, `without` (features that it has not), and once it runs

- `established()`, `received(version)`: the prefixes that came from us, `paths(prefix)`: how many paths to one of them did
- `show(what)`, its own text of our routes
- `refresh()`: it asks us for everything again, `hold_time()`: what it has agreed on, where it says so
- `shut_down(text)`: it ends the session with a communication, this one if it can, and returns it; `was_told(text)`: it shows the one that came with ours
- `start()`, `kill()`: of the program; `unusable`: what it announces in a way that nobody can use
"""

from .bird import BirdRouter
from .exabgp import ExaBgp4Router, ExaBgp5Router
from .frr import FrrRouter
from .gobgp import GobgpRouter
from .openbgpd import OpenBgpdRouter
from .session import FEEDER, FEEDER_AS, OURS, THEIRS, THEIR_HOLD_TIME, Session

ROUTERS = (FrrRouter, BirdRouter, GobgpRouter, OpenBgpdRouter, ExaBgp4Router, ExaBgp5Router)
__all__ = ["FEEDER", "FEEDER_AS", "OURS", "ROUTERS", "THEIRS", "THEIR_HOLD_TIME", "Session"]
