#!/bin/bash
# A helper with a bug: it counts its lives, announces one more prefix in each, and dies in the first two of them.
# Usage: phoenix.sh LIVES-FILE
lives=$(( $(cat "$1" 2>/dev/null || echo 0) + 1 ))
echo $lives > "$1"
echo "announce route 100.64.27.$lives/32 next-hop self"
read -r -t 5 _
sleep 0.5
[ $lives -lt 3 ] && exit 1
# In the end it stays, and obeys who ends it.
while read -r -t 3600 _; do :; done
