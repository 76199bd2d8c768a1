#!/bin/bash
# The routes are in the configuration; this says only whether the service behind their watchdog lives: while its pid file names something that runs.
# Usage: watchdog.sh NAME PID-FILE
name=$1 file=$2
last=unknown
while true; do
    if [ -s "$file" ] && [ -d "/proc/$(<"$file")" ]; then now=announce; else now=withdraw; fi
    if [ $now != $last ]; then
        echo "$now watchdog $name"
        read -r -t 5 answer
        echo "watchdog: $now $name: $answer" >&2
        last=$now
    fi
    sleep 0.3
done
