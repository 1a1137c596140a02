package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// version is set by the linker for releases: -X main.version=1.2.3.
var version = "dev"

var versionCommand = command{name: "version", does: "prints the version, the commit and the Go version", run: runVersion}

func runVersion(p *program, c command, args []string) int {
	if _, code, done := p.parse(c, p.flags(c), args, 0); done {
		return code
	}
	fmt.Fprintf(p.stdout, "advocate %s, commit %s, %s\n", version, commit(), runtime.Version())
	return exitDone
}

// commit is the commit that the program was built from, as far as it knows.
func commit() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				return s.Value
			}
		}
	}
	return "unknown"
}
