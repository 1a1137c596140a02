package preview

import "time"

// recheck is how long the clock is trusted: it may be set, and a computer may
// sleep while timers stand still.
const recheck = time.Minute

// untilDue is how long to wait before asking whether a build is due.
func untilDue(now, next time.Time) time.Duration {
	if next.IsZero() {
		return recheck
	}
	return min(max(next.Sub(now), 0), recheck)
}

// due tells whether time alone asks for a build: the instant has come at which
// the site differs, or the clock was set back to before the last build. Small
// steps back are the clock being kept right.
func due(now, built, next time.Time) bool {
	return !next.IsZero() && !next.After(now) || now.Before(built.Add(-recheck))
}
