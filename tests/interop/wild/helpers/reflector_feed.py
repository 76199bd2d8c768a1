#!/usr/bin/env python3
"""Plays a route reflector's client: a file has the routes of the network, and what changes in it is announced, routes of equal attributes together.

A line of the file: PREFIX NEXT-HOP LOCAL-PREFERENCE ORIGINATOR CLUSTERS AS-PATH, where CLUSTERS and AS-PATH are lists joined by commas.
Usage: reflector_feed.py FILE
"""
import collections
import sys
import time
from pathlib import Path


def read(path):
    routes = {}
    for line in path.read_text().splitlines():
        words = line.split("#")[0].split()
        if len(words) == 6:
            routes[words[0]] = tuple(words[1:])
    return routes


def attributes(next_hop, preference, originator, clusters, as_path):
    return (f"next-hop {next_hop} local-preference {preference} originator-id {originator} "
            f"cluster-list [ {clusters.replace(',', ' ')} ] as-path [ {as_path.replace(',', ' ')} ]")


def command(line):
    print(line, flush=True)
    answer = sys.stdin.readline().strip()
    if answer != "done":
        print(f"reflector_feed: {line}: {answer}", file=sys.stderr)


def tell(before, now):
    for prefix in sorted(before.keys() - now.keys()):
        command(f"withdraw route {prefix} next-hop {before[prefix][0]}")
    alike = collections.defaultdict(list)
    for prefix, route in now.items():
        if before.get(prefix) != route:
            alike[route].append(prefix)
    for route, prefixes in sorted(alike.items()):
        command(f"announce attributes {attributes(*route)} nlri {' '.join(sorted(prefixes))}")


def main():
    path, before = Path(sys.argv[1]), {}
    while True:
        now = read(path)
        if now != before:
            tell(before, now)
            before = now
        time.sleep(0.3)


main()
