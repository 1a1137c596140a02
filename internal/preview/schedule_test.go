package preview

import (
	"testing"
	"time"
)

func TestTheClockIsAskedAtLeastOnceAMinute(t *testing.T) {
	now := time.Date(2026, 12, 3, 18, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		next time.Time
		want time.Duration
	}{
		"never":          {time.Time{}, time.Minute},
		"in a second":    {now.Add(time.Second), time.Second},
		"in an hour":     {now.Add(time.Hour), time.Minute},
		"in 8000 years":  {time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC), time.Minute},
		"now":            {now, 0},
		"an hour ago":    {now.Add(-time.Hour), 0},
		"2000 years ago": {time.Date(1, 1, 1, 0, 0, 1, 0, time.UTC), 0},
	} {
		if got := untilDue(now, c.next); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
