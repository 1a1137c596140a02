package main

import (
	"strings"
	"testing"
	"time"
)

// tell reports 200 files, one each tick, and returns what was written.
func tell(terminal bool, tick time.Duration) string {
	var text strings.Builder
	now := time.Unix(0, 0)
	p := newProgress(&program{stderr: &text, terminal: terminal, now: func() time.Time { return now }})
	for done := range 200 {
		now = now.Add(tick)
		p.show(done+1, 200)
	}
	p.end()
	return text.String()
}

func TestAShortBuildSaysNothingOfItsProgress(t *testing.T) {
	for _, terminal := range []bool{true, false} {
		if said := tell(terminal, 4*time.Millisecond); said != "" {
			t.Errorf("it says %q", said)
		}
	}
}

func TestALongBuildShowsABarAndTakesItAway(t *testing.T) {
	said := tell(true, 50*time.Millisecond)
	if !strings.Contains(said, "\r[##############................] 100 of 200 files") && !strings.Contains(said, "\r[###############...............] 100 of 200 files") ||
		!strings.HasSuffix(said, "\r\x1b[K") || strings.Contains(said, "\n") {
		t.Errorf("it says %q", said)
	}
}

func TestALongBuildWritesLinesWhereNobodyWatches(t *testing.T) {
	if said := tell(false, 100*time.Millisecond); strings.Count(said, "\n") != 3 || !strings.HasPrefix(said, "rendering: 60 of 200 files\n") || strings.ContainsAny(said, "\r\x1b") {
		t.Errorf("it says %q", said)
	}
}
