#!/usr/bin/env python3
"""A helper that asked for every message and reads none of them. Its neighbors and the other helpers must not notice."""
import time

while True:
    time.sleep(60)
