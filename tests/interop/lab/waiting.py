"""Waiting for something outside this process, always with an end."""

import time


def wait_until(question, what, within=20.0, every=0.05):
    """Asks until the answer is true and returns it. An exception of the question counts as "not yet"; the last one is told.

    `what` says what is waited for; a function is asked at the end, when it can tell how things stand.
    """
    end = time.monotonic() + within
    last = None
    while True:
        try:
            answer = question()
            if answer:
                return answer
            last = answer
        except Exception as problem:  # the other side is still starting
            last = problem
        if time.monotonic() >= end:
            raise AssertionError(f"not within {within} s: {what() if callable(what) else what}; the last answer was {last!r}")
        time.sleep(every)


def stays(question, what, during=2.0, every=0.1):
    """The opposite: the answer must be true all the time."""
    end = time.monotonic() + during
    while time.monotonic() < end:
        assert question(), f"did not stay: {what}"
        time.sleep(every)
