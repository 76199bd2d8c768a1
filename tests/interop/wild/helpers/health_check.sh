#!/bin/bash
# Asks a web service and announces its address while it answers: two good answers in a row bring it up, two bad ones take it down.
# Usage: health_check.sh URL PREFIX
url=$1 prefix=$2
state=down good=0 bad=0

say() {
    echo "$1"
    read -r -t 5 answer || answer=nothing
    echo "health_check: $1: $answer" >&2
}

while true; do
    if curl --fail --silent --max-time 1 --output /dev/null "$url"; then
        good=$((good + 1)) bad=0
    else
        bad=$((bad + 1)) good=0
    fi
    if [ $state = down ] && [ $good -ge 2 ]; then
        state=up
        say "announce route $prefix next-hop self med 100"
    elif [ $state = up ] && [ $bad -ge 2 ]; then
        state=down
        say "withdraw route $prefix next-hop self"
    fi
    sleep 0.3
done
