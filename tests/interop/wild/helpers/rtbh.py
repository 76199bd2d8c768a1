#!/usr/bin/env python3
"""A customer marks addresses under attack with BLACKHOLE (65535:666); the border routers get them with the discard next hop and no-export.

Only host routes inside of the customer's own space are taken. Usage: rtbh.py CUSTOMER BORDER SPACE DISCARD
"""
import ipaddress
import json
import sys

CUSTOMER, BORDER, SPACE, DISCARD = sys.argv[1:]
MARK = [65535, 666]
active = set()


def command(text):
    print(f"neighbor {BORDER} {text}", flush=True)


def good(prefix):
    network = ipaddress.ip_network(prefix)
    return network.prefixlen == 32 and network.subnet_of(ipaddress.ip_network(SPACE))


def announced(prefix, attributes):
    if MARK in attributes.get("community", []) and good(prefix):
        active.add(prefix)
        command(f"announce route {prefix} next-hop {DISCARD} community [ 65535:666 no-export ]")
    else:
        withdrawn(prefix)


def withdrawn(prefix):
    if prefix in active:
        active.remove(prefix)
        command(f"withdraw route {prefix} next-hop {DISCARD}")


for line in sys.stdin:
    if not line.startswith("{"):
        continue
    event = json.loads(line)
    update = event.get("neighbor", {}).get("message", {}).get("update")
    if event["type"] != "update" or update is None or event["neighbor"]["address"]["peer"] != CUSTOMER:
        continue
    for route in update.get("withdraw", {}).get("ipv4 unicast", []):
        withdrawn(route["nlri"])
    for routes in update.get("announce", {}).get("ipv4 unicast", {}).values():
        for route in routes:
            announced(route["nlri"], update.get("attribute", {}))
