#!/bin/bash
# Moves a service along a list of prefixes for ever: the next one is announced before the last one is taken back.
# Usage: announce_loop.sh SECONDS PREFIX...
pause=$1; shift
last=
while true; do
    for prefix in "$@"; do
        echo "announce route $prefix next-hop self"
        [ -z "$last" ] || echo "withdraw route $last next-hop self"
        last=$prefix
        sleep "$pause"
    done
done
