#!/usr/bin/env python3
"""
Simple dynamic route announcement
"""
import sys
import time

# Wait for ExaBGP to be ready
time.sleep(2)

# Announce routes
routes = [
    "100.10.0.0/24",
    "100.20.0.0/24",
    "100.30.0.0/24"
]

for route in routes:
    sys.stdout.write(f"announce route {route} next-hop self\n")
    sys.stdout.flush()
    sys.stderr.write(f"[API] Announced {route}\n")

# Keep process alive
while True:
    time.sleep(60)
