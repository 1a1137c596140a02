//go:build unix

package bench

import (
	"os"
	"runtime"
	"syscall"
)

// peakMemory is the most memory that a process held, in bytes.
func peakMemory(state *os.ProcessState) int64 {
	usage, ok := state.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	if runtime.GOOS == "darwin" {
		return usage.Maxrss // bytes there, kilobytes elsewhere
	}
	return usage.Maxrss << 10
}
