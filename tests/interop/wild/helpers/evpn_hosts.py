#!/usr/bin/env python3
"""Reads EVPN: where the hosts of the fabric are. Each address of a MAC/IP route becomes a host route that leads
here, where the tunnels begin, for routers that know no EVPN.

Usage: evpn_hosts.py DIARY
"""
import json
import sys


def host(route):
    """The address of a MAC/IP route, or nothing."""
    if route.get("code") != 2 or not route.get("ip"):
        return None
    return route["ip"] + ("/128" if ":" in route["ip"] else "/32")


def main():
    with open(sys.argv[1], "w", buffering=1) as diary:
        for line in sys.stdin:
            if not line.startswith("{"):
                continue
            update = json.loads(line).get("neighbor", {}).get("message", {}).get("update", {})
            for vtep, routes in update.get("announce", {}).get("l2vpn evpn", {}).items():
                for route in routes:
                    diary.write(f'learned {route["code"]} {route.get("mac", "")} {route.get("ip", "")} rd {route["rd"]} at {vtep}\n')
                    if host(route):
                        print(f"announce route {host(route)} next-hop self community 65001:29", flush=True)
            for route in update.get("withdraw", {}).get("l2vpn evpn", []):
                diary.write(f'lost {route["code"]} {route.get("mac", "")} {route.get("ip", "")}\n')
                if host(route):
                    print(f"withdraw route {host(route)}", flush=True)


main()
