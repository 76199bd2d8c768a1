// Reads BGP-LS: each router of the topology is written down with its name and its identifiers, and its address is announced as a host route.
// Usage: link_state DIARY
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"
)

type node struct {
	Type        string           `json:"ls-nlri-type"`
	Protocol    int              `json:"protocol-id"`
	Descriptors []map[string]any `json:"node-descriptors"`
	Local       []map[string]any `json:"local-node-descriptors"`
	Remote      []map[string]any `json:"remote-node-descriptors"`
}

type update struct {
	Attribute struct {
		LinkState struct {
			Name    string   `json:"node-name"`
			Routers []string `json:"local-te-router-ids"`
			Metric  int      `json:"igp-metric"`
		} `json:"bgp-ls"`
	} `json:"attribute"`
	Announce map[string]map[string][]node `json:"announce"`
	Withdraw map[string][]node            `json:"withdraw"`
}

type event struct {
	Neighbor struct {
		Message struct {
			Update update `json:"update"`
		} `json:"message"`
	} `json:"neighbor"`
}

func id(descriptors []map[string]any) string {
	for _, one := range descriptors {
		if name, there := one["router-id"]; there {
			return fmt.Sprint(name)
		}
	}
	return "?"
}

func (told update) write(diary *os.File) {
	for _, routes := range told.Announce["bgp-ls bgp-ls"] {
		for _, route := range routes {
			if route.Type != "bgpls-node" {
				fmt.Fprintf(diary, "%s\n", route.Type)
				continue
			}
			about := told.Attribute.LinkState
			fmt.Fprintf(diary, "node %s name %s at %s\n", id(route.Descriptors), about.Name, strings.Join(about.Routers, ","))
			for _, address := range about.Routers {
				if !strings.Contains(address, ":") {
					fmt.Printf("announce route %s/32 next-hop self large-community 65001:22:%d\n", address, route.Protocol)
				}
			}
		}
	}
	for _, route := range told.Withdraw["bgp-ls bgp-ls"] {
		fmt.Fprintf(diary, "lost %s %s\n", route.Type, id(route.Descriptors))
	}
}

func main() {
	diary, err := os.Create(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, "link_state:", err)
		os.Exit(1)
	}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<22)
	for lines.Scan() {
		if !strings.HasPrefix(lines.Text(), "{") {
			continue
		}
		var told event
		if err := json.Unmarshal(lines.Bytes(), &told); err != nil {
			fmt.Fprintf(diary, "not understood: %s: %v\n", lines.Text(), err)
			continue
		}
		told.Neighbor.Message.Update.write(diary)
	}
}
