#!/bin/bash
# Drains a node by degrees: the busier it is, the higher the MED of its prefix; a full one is taken out.
# Usage: med_shifter.sh LOAD-FILE PREFIX
set -u
file=$1 prefix=$2
last=none

med_of() {
    if [ "$1" -ge 95 ]; then echo out
    elif [ "$1" -ge 50 ]; then echo 500
    else echo 10
    fi
}

echo disable-ack
read -r _
while true; do
    load=$(<"$file")
    now=$(med_of "${load:-0}")
    if [ "$now" != "$last" ]; then
        case $now in
            out) echo "withdraw route $prefix next-hop self" ;;
            *) echo "announce route $prefix next-hop self med $now" ;;
        esac
        last=$now
    fi
    sleep 0.2
done
