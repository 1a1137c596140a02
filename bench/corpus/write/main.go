// Command write makes a corpus on the disk, for looking at it and for profiles.
//
//	go run ./bench/corpus/write 10000 DIR        content for Advocate
//	go run ./bench/corpus/write 10000 DIR hugo   the same for Hugo
package main

import (
	"fmt"
	"os"
	"strconv"

	"example.org/advocate/bench/corpus"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "write:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) < 2 {
		return fmt.Errorf("usage: write PAGES DIR [hugo]")
	}
	pages, err := strconv.Atoi(args[0])
	if err != nil || pages < 50 {
		return fmt.Errorf("%q is no number of pages, from 50 on", args[0])
	}
	if len(args) > 2 {
		return corpus.Hugo(args[1], pages)
	}
	return corpus.Advocate(args[1], pages)
}
