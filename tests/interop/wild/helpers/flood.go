// As many routes as it is told, as fast as the pipe takes them; when a file appears, every second one is taken back.
// It never reads an answer: there are more of them than a pipe holds.
// Usage: flood COUNT FILE
package main

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"time"
)

func prefix(number int) string {
	return fmt.Sprintf("10.%d.%d.%d/30", 128+number>>14, number>>6&255, number&63<<2)
}

func attributes(number int) string {
	return fmt.Sprintf("next-hop self med %d community [ 65001:%d ]", number%10, number%100)
}

func main() {
	count, _ := strconv.Atoi(os.Args[1])
	out := bufio.NewWriterSize(os.Stdout, 1<<16)
	for number := 0; number < count; number++ {
		fmt.Fprintf(out, "announce route %s %s\n", prefix(number), attributes(number))
	}
	out.Flush()
	fmt.Fprintln(os.Stderr, "flood: all", count, "are written")
	for {
		if _, err := os.Stat(os.Args[2]); err == nil {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	for number := 0; number < count; number += 2 {
		fmt.Fprintf(out, "withdraw route %s next-hop self\n", prefix(number))
	}
	out.Flush()
	for {
		time.Sleep(time.Hour)
	}
}
