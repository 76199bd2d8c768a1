#!/usr/bin/env python3
"""Keeps what the routers say in a database: a table of the routes as they are, and one of all that happened.

Usage: sql_logger.py DATABASE, and sql_logger.py DATABASE routes|history to look at it.
"""
import json
import sqlite3
import sys

TABLES = """
CREATE TABLE IF NOT EXISTS routes (peer TEXT, family TEXT, prefix TEXT, nexthop TEXT, path TEXT, med INTEGER, PRIMARY KEY (peer, family, prefix));
CREATE TABLE IF NOT EXISTS history (at REAL, peer TEXT, what TEXT, prefix TEXT);
"""
QUESTIONS = {
    "routes": "SELECT family, prefix, nexthop, path, med FROM routes ORDER BY prefix",
    "history": "SELECT peer, what, prefix FROM history ORDER BY rowid",
}


def path_of(attributes):
    segments = attributes.get("as-path", {})
    return " ".join(str(number) for key in sorted(segments, key=int) for number in segments[key]["value"])


def store(database, event):
    neighbor = event["neighbor"]
    peer = neighbor["address"]["peer"]

    def happened(what, prefix=""):
        database.execute("INSERT INTO history VALUES (?, ?, ?, ?)", (event["time"], peer, what, prefix))

    if event["type"] == "state":
        happened(neighbor["state"])
        if neighbor["state"] == "down":
            database.execute("DELETE FROM routes WHERE peer = ?", (peer,))
    update = neighbor.get("message", {}).get("update", {}) if event["type"] == "update" else {}
    for family, routes in update.get("withdraw", {}).items():
        for route in routes:
            happened("withdraw", route["nlri"])
            database.execute("DELETE FROM routes WHERE peer = ? AND family = ? AND prefix = ?", (peer, family, route["nlri"]))
    attributes = update.get("attribute", {})
    for family, hops in update.get("announce", {}).items():
        for hop, routes in hops.items():
            if hop.startswith("fe80:"):
                continue  # the companion of a global next hop: the same routes once more
            for route in routes:
                happened("announce", route["nlri"])
                row = (peer, family, route["nlri"], hop, path_of(attributes), attributes.get("med"))
                database.execute("INSERT OR REPLACE INTO routes VALUES (?, ?, ?, ?, ?, ?)", row)


def look(path, question):
    for row in sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10).execute(question):
        print(*row)


def main():
    path, *question = sys.argv[1:]
    if question:
        return look(path, QUESTIONS[question[0]])
    database = sqlite3.connect(path, timeout=10)
    database.executescript(TABLES)
    for line in sys.stdin:
        if line.startswith("{"):
            event = json.loads(line)
            if "neighbor" in event:
                with database:
                    store(database, event)


main()
