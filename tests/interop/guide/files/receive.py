#!/usr/bin/env python3
"""
Receive and process BGP routes
"""
import sys
import json

while True:
    line = sys.stdin.readline().strip()
    if not line:
        break

    try:
        message = json.loads(line)

        # Handle route updates
        if message['type'] == 'update':
            # New route announced
            if 'announce' in message['neighbor']['message']:
                announce = message['neighbor']['message']['announce']
                if 'ipv4 unicast' in announce:
                    for prefix, attrs in announce['ipv4 unicast'].items():
                        next_hop = attrs[0]['next-hop']
                        print(f"[RECEIVED] Route {prefix} via {next_hop}", file=sys.stderr)

            # Route withdrawn
            if 'withdraw' in message['neighbor']['message']:
                withdraw = message['neighbor']['message']['withdraw']
                if 'ipv4 unicast' in withdraw:
                    for prefix in withdraw['ipv4 unicast'].keys():
                        print(f"[WITHDRAWN] Route {prefix}", file=sys.stderr)

        # Handle session state
        elif message['type'] == 'state':
            state = message['neighbor']['state']
            print(f"[STATE] BGP session state: {state}", file=sys.stderr)

    except json.JSONDecodeError:
        pass
    except Exception as e:
        print(f"[ERROR] {e}", file=sys.stderr)
