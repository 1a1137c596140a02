package main

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// noCoreDumps keeps what is in memory from being written to a file when the process crashes, and other processes of
// its user from reading it.
func noCoreDumps() error {
	if err := unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}); err != nil {
		return fmt.Errorf("setrlimit: %w", err)
	}
	// A program that takes core dumps through a pipe is not bound by the limit; to this it is.
	if err := unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0); err != nil {
		return fmt.Errorf("prctl: %w", err)
	}
	return nil
}
