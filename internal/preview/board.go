package preview

import (
	"strconv"
	"sync"
	"time"

	"example.org/advocate/internal/content"
)

// shown is what requests are answered from.
type shown struct {
	version  string            // differs from every other, also of an earlier process
	since    time.Time         // pages that were asked for earlier show something else
	site     bool              // a site has been built
	problems []content.Problem // why the newest content is not shown; empty when it is
}

// board holds what is shown, and tells who listens when that changes. It is
// safe for concurrent use.
type board struct {
	process string

	mu      sync.Mutex
	count   int
	current shown
	changed chan struct{} // closed at the next change
}

// newBoard makes the board of a process that begins now.
func newBoard(now time.Time) *board {
	b := &board{process: strconv.FormatInt(now.UnixNano(), 36), changed: make(chan struct{})}
	b.current = shown{version: b.version(), since: now}
	return b
}

func (b *board) version() string { return b.process + "-" + strconv.Itoa(b.count) }

// show replaces what is shown.
func (b *board) show(now time.Time, site bool, problems []content.Problem) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.count++
	if b.count == 1 { // who asks during the first build is answered after it
		now = b.current.since
	}
	b.current = shown{version: b.version(), since: now, site: site, problems: problems}
	close(b.changed)
	b.changed = make(chan struct{})
}

// shown returns what is shown now.
func (b *board) shown() shown {
	current, _ := b.watch()
	return current
}

// watch returns what is shown now, and a channel that is closed when that
// changes.
func (b *board) watch() (shown, <-chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.current, b.changed
}
