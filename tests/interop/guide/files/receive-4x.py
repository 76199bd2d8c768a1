#!/usr/bin/env python3
import json, sys

while True:
    line = sys.stdin.readline()
    msg = json.loads(line)

    # 4.x structure
    if 'update' in msg['neighbor']['message']:
        update = msg['neighbor']['message']['update']
        if 'announce' in update:
            if 'ipv4 unicast' in update['announce']:
                routes = update['announce']['ipv4 unicast']
                for prefix, attrs_list in routes.items():
                    nexthop = attrs_list[0]['next-hop']
                    print(f"Route: {prefix} via {nexthop}")
