package build

import (
	"bytes"
	"math/rand/v2"
	"testing"
	"time"

	"example.org/advocate/internal/site"
)

// changing is a site on which something happens by itself again and again:
// each line of it changes something at an instant of its own.
var changing = map[string]string{
	"content/site.yaml": `title: Test Office
base_url: https://advocate.example.org/
timezone: America/Chicago
languages: [en, es]
site_id: test
`,
	"content/publish.md":       "---\ntitle: Appears\npublish: 2026-11-10 09:30\n---\n",
	"content/publish-day.md":   "---\ntitle: Appears for the day\npublish: 2026-11-12\nexpires: 2026-11-12\n---\n",
	"content/expires.md":       "---\ntitle: Disappears\nexpires: 2026-11-13 12:00\n---\n",
	"content/draft.md":         "---\ntitle: Changes nothing\ndraft: true\npublish: 2026-11-14\nexpires: 2026-11-15\nupdated: 2026-11-16\n---\n",
	"content/gone.md":          "---\ntitle: Changes nothing any more\nexpires: 2026-10-01\nupdated: 2026-11-17\ndate: 2026-11-18\n---\n",
	"content/updated.md":       "---\ntitle: Says when it changed\ndate: 2026-10-01\nupdated: 2026-11-20 08:00\n---\n",
	"content/never.md":         "---\ntitle: Over before it began\npublish: 2026-12-24\nexpires: 2026-12-30\nupdated: 2027-03-01\n---\n",
	"content/translated.md":    "---\ntitle: Translated\n---\n",
	"content/translated.es.md": "---\ntitle: Traducido\npublish: 2026-11-21 10:00\nexpires: 2026-11-22 10:00\n---\n",
	"content/news/dated.md":    "---\ntitle: To come\ndate: 2026-11-23\n---\n",
	"content/events/timed.md":  "---\ntitle: Timed\nstart: 2026-11-24 18:00\nend: 2026-11-24 19:30\n---\n",
	"content/events/day.md":    "---\ntitle: Whole day\nstart: 2026-11-25\nall_day: true\ntimezone: Pacific/Auckland\n---\n",
	"content/events/open.md":   "---\ntitle: Without an end\nstart: 2026-11-26 18:00\n---\n",
	"content/events/old.md":    "---\ntitle: Leaves the calendars after ninety days\nstart: 2026-09-01 18:00\nend: 2026-09-01 19:00\n---\n",
	"content/events/off.md":    "---\ntitle: Cancelled\ndate: 2026-11-01\nstart: 2026-12-10 18:00\nstatus: cancelled\nstatus_since: 2026-11-28 07:00\n---\n",
	"content/events/draft.md":  "---\ntitle: Changes nothing\ndraft: true\nstart: 2026-12-02 18:00\nend: 2026-12-02 19:00\n---\n",
	"content/events/series.md": `---
title: Series without end
start: 2026-10-01 10:00
duration: 1h
repeat: FREQ=MONTHLY;BYDAY=1TH
changes:
  - { date: 2026-12-03, announced: 2026-11-24 09:00, start: 2026-12-09 15:00 }
  - { date: 2027-01-07, announced: 2026-12-09 12:00, status: cancelled }
---
`,
	"content/events/short.md": `---
title: Series that ends, without a time of its end
start: 2026-09-05 10:00
repeat: FREQ=WEEKLY;COUNT=2
---
`,
	"content/events/also.md": `---
title: Two dates
start: 2026-12-01 10:00
end: 2026-12-01 11:00
also: [2026-12-02 12:00]
---
`,
	"content/initiatives/i.md": `---
title: Initiative
status: active
comment_until: 2026-12-03
milestones:
  - { date: 2026-12-04, title: Becomes late }
  - { date: 2026-12-05, title: Was reached, done: 2026-10-05 }
  - { date: 2026-11-05, title: Is told then, done: 2026-12-02 }
---
`,
	"content/issues/j.md": `---
title: Issue
status: recommended
recommendations:
  - { text: Becomes overdue, reply_by: 2026-12-06 }
  - { text: Becomes overdue too, reply_by: 2026-12-07 12:00, response: awaited }
  - { text: Was answered, reply_by: 2026-12-08, response: accepted }
---
`,
	"content/issues/k.md": `---
title: Issue that is resolved
status: resolved
opened: 2026-10-01
resolved: 2026-12-08
history: [{ date: 2026-11-15, status: implementing }, { date: 2026-12-08, status: resolved }]
---
`,
}

// changes are the instants at which that site differs, in Tulsa's time.
var changes = []string{
	"2026-11-05 11:00", // the series
	"2026-11-09 00:00", // a week begins, as on every Monday
	"2026-11-10 09:30", "2026-11-12 00:00", "2026-11-13 00:00", "2026-11-13 12:00", "2026-11-16 00:00",
	"2026-11-20 08:00", "2026-11-21 10:00", "2026-11-22 10:00", "2026-11-23 00:00",
	"2026-11-24 09:00", // it becomes known that a date moves
	"2026-11-24 19:30", "2026-11-25 05:00", "2026-11-27 00:00", "2026-11-28 07:00",
	"2026-11-30 00:00", "2026-11-30 18:00", "2026-12-01 00:00",
	"2026-12-01 11:00", "2026-12-02 00:00", "2026-12-02 13:00", // two dates, a milestone between them
	"2026-12-03 11:00", // the day that a date left is told till then
	"2026-12-04 00:00", "2026-12-05 00:00",
	"2026-12-07 00:00", "2026-12-07 12:00", "2026-12-08 00:00",
	"2026-12-09 12:00",                     // it becomes known that a date is cancelled
	"2026-12-09 16:00",                     // the date that moved
	"2026-12-11 00:00", "2026-12-11 23:00", // a series has been over for ninety days
	"2026-12-14 00:00", "2026-12-21 00:00", "2026-12-24 00:00", "2026-12-28 00:00", "2026-12-31 00:00",
	"2027-01-01 00:00",
}

// nextOf links and renders a site for an instant.
func nextOf(t *testing.T, built *Built, now time.Time) (made files, next time.Time) {
	t.Helper()
	linked := again(t, built, site.Options{Now: now})
	return rendered(t, linked), linked.Site.Next
}

func equal(a, b files) bool {
	if len(a) != len(b) {
		return false
	}
	for name, content := range a {
		if other, ok := b[name]; !ok || !bytes.Equal(content, other) {
			return false
		}
	}
	return true
}

func TestASiteDiffersAtExactlyTheInstantsThatItForetells(t *testing.T) {
	built := prepared(t, sourceFolderOf(t, changing), site.Options{})
	zone := built.Content.Settings.Zone
	now := time.Date(2026, 11, 5, 0, 0, 0, 0, zone)
	made, next := nextOf(t, built, now)
	for _, change := range changes {
		want, err := time.ParseInLocation("2006-01-02 15:04", change, zone)
		if err != nil {
			t.Fatal(err)
		}
		if !next.Equal(want) {
			t.Fatalf("after %s the site says that it differs at %s, not at %s", now, next.In(zone), want)
		}
		just, _ := nextOf(t, built, next.Add(-time.Second))
		if !equal(made, just) {
			t.Errorf("the site differs before %s", want)
			same(t, just, made)
		}
		now = next
		after, later := nextOf(t, built, now)
		if equal(made, after) {
			t.Errorf("the site does not differ at %s", want)
		}
		made, next = after, later
	}
}

func TestTheNextInstantIsRightAtRandomInstants(t *testing.T) {
	for name, source := range map[string]string{"small": sourceFolderOf(t, changing), "starter": starter(t)} {
		t.Run(name, func(t *testing.T) {
			rounds := map[string]int{"small": 8, "starter": 2}[name]
			random := rand.New(rand.NewPCG(7, 7))
			built := prepared(t, source, site.Options{})
			for range rounds {
				now := time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(random.Int64N(int64(400 * 24 * time.Hour)))).Truncate(time.Second)
				made, next := nextOf(t, built, now)
				if !next.After(now) {
					t.Fatalf("at %s the next instant is %s", now, next)
				}
				between := now.Add(time.Duration(random.Int64N(int64(next.Sub(now))))).Truncate(time.Second)
				for _, then := range []time.Time{between, next.Add(-time.Second)} {
					if other, _ := nextOf(t, built, then); !equal(made, other) {
						t.Errorf("at %s the site says %s, and differs at %s already", now, next, then)
						same(t, other, made)
					}
				}
				if other, _ := nextOf(t, built, next); equal(made, other) {
					t.Errorf("at %s the site says that it differs at %s, and does not", now, next)
				}
				if t.Failed() {
					return
				}
			}
		})
	}
}
