#!/usr/bin/env python3
"""Written in 2003 on a machine that knew ISO 8859-1 only: names of sites with their accents, in comments, in debug lines and once in a command.

Usage: latin1.py ANSWERS
"""
import sys

LINES = [
    b"# les routes de Gen\xe8ve\n",
    b"announce route 100.64.26.0/26 next-hop self\n",
    b"debug Z\xfcrich est pr\xeate\n",
    b"announce route 100.64.26.64/26 next-hop self community caf\xe9\n",
    b"\xff\xfe\x00\x80 announce\n",
    b"announce route 100.64.26.128/26 next-hop self\r\n",
]
with open(sys.argv[1], "wb", buffering=0) as answers:
    for line in LINES:
        sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()
        if not line.startswith(b"debug"):
            answers.write(sys.stdin.buffer.readline().strip() + b" " + line.strip() + b"\n")
    for line in sys.stdin.buffer:
        answers.write(b"more: " + line)
