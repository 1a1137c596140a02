package preview

import (
	"context"
	"time"
)

const (
	// quiet is how long nothing must happen before a build begins: copies write
	// in bursts.
	quiet = 80 * time.Millisecond
	// brief is that for one file, which editors write at once.
	brief = 8 * time.Millisecond
	// longest is how long a burst can put a build off.
	longest = time.Second
	// retry is how long to wait where the folders could not be watched.
	retry = 2 * time.Second
)

// gather turns notes into changes: one for each burst, and one for all that
// happens while the receiver is busy. settle is called before a change that
// has to do with folders is handed over, so that a build reads only what is
// watched already. Where it fails, the change says so, and settle is called
// again until it succeeds, which is a change too.
func gather(ctx context.Context, notes <-chan note, settle func() error, changes chan<- change) {
	var (
		pending change
		first   time.Time     // when the pending change began
		broken  error         // why settle failed the last time
		ready   chan<- change // changes, when the pending one may be handed over
	)
	timer := time.NewTimer(0)
	timer.Stop()
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case n := <-notes:
			if pending.empty() {
				first = time.Now()
			}
			pending.add(n)
			ready = nil
			timer.Reset(max(0, min(pending.wait(), time.Until(first.Add(longest)))))
		case <-timer.C:
			mended := broken != nil
			if pending.folders || broken != nil {
				broken = settle()
			}
			if broken != nil {
				timer.Reset(retry)
			} else if mended {
				pending.add(note{name: "."})
			}
			if pending.empty() {
				continue
			}
			pending.err = broken
			ready = changes
		case ready <- pending:
			pending, ready = change{}, nil
		}
	}
}
