package main

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
)

const (
	// progressAfter is how long a build may take without a word about it.
	progressAfter = time.Second
	// barEvery and lineEvery are how often a bar moves on, and a line is written
	// where nobody watches.
	barEvery, lineEvery = 100 * time.Millisecond, 5 * time.Second
	barWidth            = 30
)

// progress tells how far a long build has come: with a bar for a person at a
// terminal, else with a line now and then. It is safe for concurrent use.
type progress struct {
	to       io.Writer
	terminal bool
	now      func() time.Time

	mu    sync.Mutex
	begun time.Time
	last  time.Time
	bar   bool // one stands on the terminal
}

func newProgress(p *program) *progress {
	return &progress{to: p.stderr, terminal: p.terminal, now: p.now, begun: p.now()}
}

// show is told of each file that is done.
func (p *progress) show(done, total int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	every := lineEvery
	if p.terminal {
		every = barEvery
	}
	if now.Sub(p.begun) < progressAfter || now.Sub(p.last) < every {
		return
	}
	if !p.terminal && p.last.IsZero() { // the first line after as long as the others
		p.last = now
		return
	}
	p.last = now
	if !p.terminal {
		fmt.Fprintf(p.to, "rendering: %d of %d files\n", done, total)
		return
	}
	filled := barWidth * done / max(total, 1)
	p.bar = true
	fmt.Fprintf(p.to, "\r[%s%s] %d of %d files", strings.Repeat("#", filled), strings.Repeat(".", barWidth-filled), done, total)
}

// end takes the bar away.
func (p *progress) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bar {
		fmt.Fprint(p.to, "\r\x1b[K")
	}
	p.bar = false
}
