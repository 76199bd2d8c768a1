#!/usr/bin/env python3
"""Watches sessions. When the one with the primary router goes down, the secondary one gets the service's route, until the primary is back.

Usage: session_watcher.py PRIMARY SECONDARY PREFIX DIARY
"""
import json
import sys

PRIMARY, SECONDARY, PREFIX, DIARY = sys.argv[1:]


def command(verb):
    print(f"neighbor {SECONDARY} {verb} route {PREFIX} next-hop self community 65001:911", flush=True)


def main():
    with open(DIARY, "w", buffering=1) as diary:
        for line in sys.stdin:
            if not line.startswith("{"):
                diary.write(f"answer {line}")
                continue
            event = json.loads(line)
            if event["type"] != "state":
                continue
            neighbor = event["neighbor"]
            peer, state = neighbor["address"]["peer"], neighbor["state"]
            diary.write(f'{event["exabgp"]} {peer} {state} {neighbor.get("reason", "")}\n')
            if peer == PRIMARY and state in ("up", "down"):
                command("withdraw" if state == "up" else "announce")


main()
