#!/bin/bash
# One of several helpers of a daemon: announces what it is given and then only reads its answers.
# Usage: several.sh ANSWERS-FILE COMMAND...
file=$1; shift
: > "$file"
for command in "$@"; do
    echo "$command"
    read -r -t 5 answer
    echo "$answer: $command" >> "$file"
done
while read -r line; do echo "more: $line" >> "$file"; done
