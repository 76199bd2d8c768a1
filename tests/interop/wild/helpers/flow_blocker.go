// Reads a log of logins as it grows: an address that fails three times is cut off at the border by a FlowSpec rule, for a while.
// Usage: flow_blocker LOG SECONDS
package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"time"
)

const allowed = 3

var failure = regexp.MustCompile(`Failed password for .* from (\d+\.\d+\.\d+\.\d+) port`)

func rule(address string) string {
	return fmt.Sprintf("flow route { match { source %s/32; protocol tcp; destination-port =22; } then { discard; } }", address)
}

// follow gives every line that is in the file, or will be.
func follow(name string, lines chan<- string) {
	file, err := os.Open(name)
	for err != nil {
		time.Sleep(100 * time.Millisecond)
		file, err = os.Open(name)
	}
	reader, partial := bufio.NewReader(file), ""
	for {
		piece, err := reader.ReadString('\n')
		partial += piece
		if err == io.EOF {
			time.Sleep(100 * time.Millisecond)
			continue
		}
		lines <- partial
		partial = ""
	}
}

func drain() {
	io.Copy(io.Discard, os.Stdin)
	os.Exit(0)
}

func main() {
	seconds, _ := strconv.Atoi(os.Args[2])
	lines, free := make(chan string), make(chan string)
	go follow(os.Args[1], lines)
	go drain()
	failures, blocked := map[string]int{}, map[string]bool{}
	for {
		select {
		case line := <-lines:
			found := failure.FindStringSubmatch(line)
			if found == nil || blocked[found[1]] {
				continue
			}
			address := found[1]
			failures[address]++
			if failures[address] >= allowed {
				blocked[address] = true
				fmt.Println("announce " + rule(address))
				time.AfterFunc(time.Duration(seconds)*time.Second, func() { free <- address })
			}
		case address := <-free:
			delete(blocked, address)
			delete(failures, address)
			fmt.Println("withdraw " + rule(address))
		}
	}
}
