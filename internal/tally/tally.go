// Package tally counts what fails while requests are answered. A line of log for one request would tell when somebody
// wrote, and an error could repeat what; so the log gets sums, now and then.
//
// The calls that matter:
//
//	faults.Add("a concern could not be stored")
//	faults.Report(log, "intake: ") // every hour
package tally

import (
	"log/slog"
	"sync"
	"sync/atomic"
)

// Tally counts things by what they are called. The zero value counts from none; several may use it at once.
type Tally struct {
	counts sync.Map // what -> *atomic.Int64
}

// Add counts one more of what: words from the source, never from a request.
func (t *Tally) Add(what string) {
	n, _ := t.counts.LoadOrStore(what, new(atomic.Int64))
	n.(*atomic.Int64).Add(1)
}

// Report writes to the log, as an error each, how many there were of each since the last report.
func (t *Tally) Report(log *slog.Logger, prefix string) {
	t.counts.Range(func(what, n any) bool {
		if n := n.(*atomic.Int64).Swap(0); n > 0 {
			log.Error(prefix+what.(string), "times", n)
		}
		return true
	})
}
