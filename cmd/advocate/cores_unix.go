//go:build unix && !linux

package main

import "syscall"

// noCoreDumps keeps what is in memory from being written to a file when the process crashes.
func noCoreDumps() error { return syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{}) }
