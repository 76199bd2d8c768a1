#!/usr/bin/env python3
"""The helper of both programs: sends the lines of SCRIPT when the file GO appears, each when the one before is answered, and writes to LOG what it is told.

helper.py SCRIPT GO LOG. `> LINE` in the log is what it sent. A line `~ LINE` of the script is sent without waiting for an answer.
"""

import os
import sys
import threading
import time

PATIENCE = 1.5
ANSWERS = ("done", "error")


class Reader(threading.Thread):
    def __init__(self, log):
        super().__init__(daemon=True)
        self.log, self.lock, self.answered = log, threading.Lock(), threading.Event()

    def note(self, text):
        with self.lock:
            self.log.write(text)
            self.log.flush()

    def run(self):
        for line in sys.stdin:
            self.note(line)
            if line.strip() in ANSWERS:
                self.answered.set()


def main():
    script, go, log = sys.argv[1:4]
    with open(log, "a", encoding="utf-8") as file:
        reader = Reader(file)
        reader.start()
        while not os.path.exists(go):
            time.sleep(0.02)
        with open(script, encoding="utf-8") as lines:
            for line in lines.read().splitlines():
                waits, command = not line.startswith("~ "), line.removeprefix("~ ")
                reader.answered.clear()
                reader.note(f"> {command}\n")
                sys.stdout.write(command + "\n")
                sys.stdout.flush()
                if waits:
                    reader.answered.wait(PATIENCE)
                time.sleep(0.1)
        reader.note("> end\n")
        reader.join()


if __name__ == "__main__":
    main()
