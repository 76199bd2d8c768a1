// Says the commands of a file one at a time, never the next before the answer to the last, and keeps a transcript of both.
// Usage: two_way COMMANDS TRANSCRIPT
package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"
)

// ask says a command and returns its answer: the last line, and those in front of it.
func ask(daemon *bufio.Scanner, command string) (verdict string, lines []string) {
	fmt.Println(command)
	for daemon.Scan() {
		line := strings.TrimSpace(daemon.Text())
		if line == "done" || line == "error" {
			return line, lines
		}
		lines = append(lines, line)
	}
	return "gone", lines
}

func main() {
	commands, err := os.Open(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, "two_way:", err)
		os.Exit(1)
	}
	transcript, err := os.Create(os.Args[2])
	if err != nil {
		fmt.Fprintln(os.Stderr, "two_way:", err)
		os.Exit(1)
	}
	daemon := bufio.NewScanner(os.Stdin)
	script := bufio.NewScanner(commands)
	for script.Scan() {
		verdict, lines := ask(daemon, script.Text())
		for _, line := range lines {
			fmt.Fprintln(transcript, "|", line)
		}
		fmt.Fprintf(transcript, "%s: %s\n", verdict, script.Text())
	}
	fmt.Fprintln(transcript, "end of the file")
	for daemon.Scan() {
		fmt.Fprintln(transcript, "unasked:", daemon.Text())
	}
}
