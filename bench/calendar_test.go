package bench

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"example.org/advocate/internal/calendar"
	"example.org/advocate/internal/content"
	"example.org/advocate/internal/markdown"
	"example.org/advocate/internal/site"
)

// manyEvents is the content of BenchmarkCalendars: events over ten years, one
// in twenty a series.
const manyEvents = 20_000

// BenchmarkCalendars compares the calendar part of a build, every .ics file of
// 20 000 events, with parsing the Markdown of the same events.
func BenchmarkCalendars(b *testing.B) {
	source, bodies := eventSite()
	loaded, problems := content.Load(source, content.Options{})
	if n := content.Errors(problems); n > 0 {
		b.Fatalf("%d errors, the first: %s", n, problems[0])
	}
	var reading, writing time.Duration
	for b.Loop() {
		start := time.Now()
		parse(bodies)
		reading += time.Since(start)

		b.StopTimer()
		linked, _ := site.New(loaded, site.Options{Now: now})
		b.StartTimer()

		start = time.Now()
		writeCalendars(b, linked)
		writing += time.Since(start)
	}
	b.ReportMetric(float64(writing)/float64(reading), "x-markdown")
}

func parse(bodies [][]byte) {
	for _, body := range bodies {
		markdown.Parse(body, markdown.Options{TopLevel: 2})
	}
}

// writeCalendars writes each calendar of a site, in one goroutine as parse
// does.
func writeCalendars(b *testing.B, linked *site.Site) {
	for _, target := range linked.Targets {
		if file, ok := target.From.(site.CalendarFile); ok {
			if err := calendar.Write(io.Discard, file.Calendar()); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// eventSite makes the content and the bodies in it, the same at every run.
func eventSite() (fstest.MapFS, [][]byte) {
	source := fstest.MapFS{"content/site.yaml": {Data: []byte(
		"title: Many events\nbase_url: https://events.example.org/\ntimezone: America/Chicago\nlanguages: [en]\n")}}
	first := time.Date(2021, time.January, 1, 0, 0, 0, 0, time.UTC)
	var bodies [][]byte
	for i := range manyEvents {
		day := first.AddDate(0, 0, i*3652/manyEvents)
		repeat := ""
		if i%20 == 0 {
			repeat = "repeat: FREQ=MONTHLY;COUNT=12\n"
		}
		if day.Day() > 28 {
			repeat = ""
		}
		body := eventBody(i)
		source[fmt.Sprintf("content/events/e%05d.md", i)] = &fstest.MapFile{Data: []byte(fmt.Sprintf(
			"---\ntitle: Event %d\nsummary: Come and talk.\nstart: %s %02d:00\nduration: 1h30m\n%s---\n%s",
			i, day.Format(time.DateOnly), 8+i%12, repeat, body))}
		bodies = append(bodies, []byte(body))
	}
	return source, bodies
}

// eventBody is a text of about two kilobytes, as events have.
func eventBody(i int) string {
	paragraph := fmt.Sprintf("Bring what you **have**: a bill, a letter, a *photo* number %d. "+
		"Read [how we work](/about/) first, and see the [charter](/charter/).\n\n", i)
	return "\n## What to expect\n\n" + strings.Repeat(paragraph, 10) +
		"- Talk to us alone\n- Ask a department\n- Get a written answer\n\n| when | what |\n|---|---|\n| 6:00 | Welcome |\n| 6:30 | Questions |\n"
}
