package main

import (
	"math"
	"runtime"
	"runtime/debug"
)

const (
	// freeHeap is how much memory a build may fill before the collector begins:
	// most builds end before.
	freeHeap = 128 << 20
	// laterPercent is how much a larger build may then add to what it needs.
	laterPercent = 60
)

// spareCollections has a command that builds once and ends collect garbage only
// where there is much of it. GOGC and GOMEMLIMIT have their way.
func (p *program) spareCollections() {
	if p.getenv("GOGC") != "" || p.getenv("GOMEMLIMIT") != "" {
		return
	}
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(freeHeap)
	// What nobody points to goes with the first collection, which is the sign.
	sentinel := new([16]byte)
	runtime.AddCleanup(sentinel, func(int) {
		debug.SetGCPercent(laterPercent)
		debug.SetMemoryLimit(math.MaxInt64)
	}, 0)
}
