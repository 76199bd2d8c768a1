#!/usr/bin/env python3
"""The helper of both programs in a reload: reload_helper.py LOG WORD [COMMAND]. Writes to LOG that it began, what states and signals it is told, and its end."""

import json
import os
import signal
import sys


def main():
    with open(sys.argv[1], "a", encoding="utf-8") as log:
        def say(text):
            log.write(text + "\n")
            log.flush()

        def end(*_):
            say("terminated")
            os._exit(0)

        signal.signal(signal.SIGTERM, end)
        say("begin " + sys.argv[2])
        if len(sys.argv) > 3:
            print(sys.argv[3], flush=True)
        for line in sys.stdin:
            if line.startswith("{"):
                told = json.loads(line)
                neighbor = told["neighbor"]
                say(f"{told['type']} {neighbor['address']['peer']} {neighbor.get('state', '')}".rstrip())


if __name__ == "__main__":
    main()
