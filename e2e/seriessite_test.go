//go:build e2e

package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const seriesSettings = `title: Series
base_url: https://office.example/
timezone: America/Chicago
languages: [en]
`

// seriesSite builds a site whose events are seriesCases, as people write them.
func seriesSite(t *testing.T) *served {
	t.Helper()
	source := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		name = filepath.Join(source, "content", filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("site.yaml", seriesSettings)
	for _, c := range seriesCases {
		write("events/"+c.slug()+".md", c.document(t))
	}
	built, err := serve(source, filepath.Join(t.TempDir(), "public"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = built.server.Close() }) // the test is over
	return built
}

// slug is the case's file name, and the last part of its address.
func (c seriesCase) slug() string {
	return strings.NewReplacer(" ", "-", ",", "").Replace(strings.ToLower(c.name))
}

// document is the case as content.
func (c seriesCase) document(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	line := func(key, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%s: %s\n", key, value)
		}
	}
	list := func(key string, values []string) {
		if len(values) > 0 {
			line(key, "["+strings.Join(values, ", ")+"]")
		}
	}
	b.WriteString("---\n")
	line("title", c.name)
	line("summary", "Come, all of you.")
	line("timezone", c.zone)
	line("start", c.start)
	switch {
	case c.allDay:
		line("all_day", "true")
		line("end", c.lastDay(t))
	default:
		line("duration", c.length)
	}
	line("repeat", c.rule)
	list("except", c.except)
	list("also", c.also)
	if len(c.changes) > 0 {
		b.WriteString("changes:\n")
	}
	for _, change := range c.changes {
		line("  - date", change.date)
		line("    announced", "2026-11-01")
		line("    start", change.start)
		line("    end", change.end)
		if change.start == "" && change.end == "" {
			line("    status", "cancelled")
		}
	}
	b.WriteString("---\nCome, **all** of you.\n")
	return b.String()
}

// lastDay is the last of the whole days that an occurrence takes; none when it
// is the first.
func (c seriesCase) lastDay(t *testing.T) string {
	t.Helper()
	if c.length == "" {
		return ""
	}
	length, err := time.ParseDuration(c.length)
	if err != nil {
		t.Fatal(err)
	}
	return wallClock(t, c.start).Add(length).AddDate(0, 0, -1).Format(time.DateOnly)
}
