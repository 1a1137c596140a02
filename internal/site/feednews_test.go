package site

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// feedOf is what a feed of a site holds: "id title (day)" for each entry.
func feedOf(t *testing.T, s *Site, path string) []FeedEntry {
	t.Helper()
	for _, target := range s.Targets {
		if from, ok := target.From.(FeedFile); ok && target.Path == path {
			return from.Feed().Entries
		}
	}
	t.Fatalf("there is no feed %s", path)
	return nil
}

func told(entries []FeedEntry) string {
	var list []string
	for _, e := range entries {
		list = append(list, e.Published.Format(time.DateOnly)+" "+e.Title)
	}
	return strings.Join(list, "\n")
}

// changing is a site of which much became known.
var changing = []string{
	"topics/water.md", "---\ntitle: Water\n---\n",
	"events/hours.md", `---
title: Office hours
date: 2026-10-01
topics: [water]
start: 2026-11-03 10:00
duration: 1h
repeat: FREQ=WEEKLY
changes:
  - { date: 2026-12-08, announced: 2026-11-20, start: 2026-12-10 14:00, note: The room is not free. }
  - { date: 2026-12-15, announced: 2026-11-21, status: cancelled }
  - { date: 2027-01-05, announced: 2026-12-20, status: cancelled }
---
`,
	"events/off.md", "---\ntitle: Town hall\nstart: 2026-12-03 18:00\nstatus: postponed\nstatus_since: 2026-11-22\n---\n",
	"initiatives/bills.md", `---
title: Clear bills
status: active
topics: [water]
milestones:
  - { date: 2026-11-01, title: Drawn, done: 2026-11-02 }
  - { date: 2026-11-01, title: Printed, done: 2026-11-02 }
  - { date: 2026-12-24, title: Sent }
---
`,
	"issues/slow.md", `---
title: Slow answers
summary: It took weeks.
status: monitoring
date: 2026-09-01
topics: [water]
opened: 2026-08-01
resolved: 2026-10-09
history:
  - { date: 2026-09-10, status: implementing }
  - { date: 2026-10-09, status: resolved, note: Six days now. }
  - { date: 2026-11-10, status: monitoring }
---
`,
	"issues/old.md", "---\ntitle: Old\nstatus: closed\nresolved: 2026-07-01\n---\n",
}

func TestFeedsTellWhatBecameOfDocuments(t *testing.T) {
	s := linked(t, files(changing...), Options{})
	want := `2026-11-22 Town hall: This event is postponed
2026-11-21 Office hours: Tuesday, December 15, 2026 is cancelled
2026-11-20 Office hours: Tuesday, December 8, 2026 is moved to Thursday, December 10, 2026, 2:00 pm
2026-11-02 Clear bills: Drawn, done
2026-11-02 Clear bills: Printed, done
2026-10-09 Resolved: Slow answers
2026-10-01 Office hours
2026-09-01 Slow answers
2026-07-01 Resolved: Old`
	entries := feedOf(t, s, "feed.xml")
	if got := told(entries); got != want {
		t.Errorf("the feed tells\n%s", got)
	}
	ids := map[string]bool{}
	for _, e := range entries {
		if ids[e.ID] || !strings.HasPrefix(e.ID, "urn:uuid:") {
			t.Errorf("the identity of %q is %s", e.Title, e.ID)
		}
		ids[e.ID] = true
	}
	if entries[2].Summary != "The room is not free." || entries[2].URL != "https://advocate.example.org/events/hours/" || entries[2].HTML != "" || len(entries[2].Categories) != 1 {
		t.Errorf("%+v", entries[2])
	}
	if got := told(feedOf(t, s, "topics/water/feed.atom")); !strings.Contains(got, "is cancelled") || !strings.Contains(got, "Resolved: Slow") || strings.Contains(got, "Town hall") {
		t.Errorf("the topic's feed tells\n%s", got)
	}
	if got := told(feedOf(t, s, "issues/feed.json")); strings.Count(got, "Resolved") != 2 || strings.Contains(got, "Office hours") {
		t.Errorf("the section's feed tells\n%s", got)
	}
}

func TestWhatIsToBecomeKnownIsInNoFeedBeforeItsDay(t *testing.T) {
	source := files(changing...)
	if got := told(feedOf(t, linked(t, source, Options{}), "feed.xml")); strings.Contains(got, "January 5") {
		t.Errorf("the feed tells\n%s", got)
	}
	after := linked(t, source, Options{Now: time.Date(2026, 12, 20, 6, 0, 0, 0, time.UTC)})
	if got := told(feedOf(t, after, "feed.xml")); !strings.HasPrefix(got, "2026-12-20 Office hours: Tuesday, January 5, 2027 is cancelled") {
		t.Errorf("the feed tells\n%s", got)
	}
}

// unread are the entries that a reader who knew before shows as new, or as
// changed.
func unread(before, after []FeedEntry) []string {
	known := map[string]time.Time{}
	for _, e := range before {
		known[e.ID] = e.Updated
	}
	var list []string
	for _, e := range after {
		if at, ok := known[e.ID]; !ok || !at.Equal(e.Updated) {
			list = append(list, e.Title)
		}
	}
	return list
}

func TestATypoOrANewAddressMakesNothingUnread(t *testing.T) {
	before := feedOf(t, linked(t, files(changing...), Options{}), "feed.xml")
	for _, correction := range [][2]string{
		{"title: Office hours", "title: Office  Hours!"},
		{"The room is not free.", "The room is taken."},
		{"title: Office hours", "title: Office hours\nslug: other"},
		{"title: Drawn", "title: Is drawn"},
		{"Six days now.", "Five days now."},
		{"title: Slow answers", "title: Slower answers\nslug: slower"},
		{"title: Sent }", "title: Sent and read }\n  - { date: 2027-01-01, title: One more }"},
		{"status: postponed", "status: postponed\nupdated: 2020-01-01"},
		{"start: 2026-12-10 14:00", "start: 2026-12-10 15:00"},
	} {
		var corrected []string
		found := false
		for _, text := range changing {
			found = found || strings.Contains(text, correction[0])
			corrected = append(corrected, strings.Replace(text, correction[0], correction[1], 1))
		}
		if !found {
			t.Fatalf("nothing says %q", correction[0])
		}
		after := feedOf(t, linked(t, files(corrected...), Options{}), "feed.xml")
		if list := unread(before, after); len(list) > 0 || len(after) != len(before) {
			t.Errorf("%q makes unread: %q", correction[1], list)
		}
	}
}

func TestWhatBecomesKnownIsUnreadOnce(t *testing.T) {
	before := feedOf(t, linked(t, files(changing...), Options{}), "feed.xml")
	for change, want := range map[[2]string]string{
		{"title: Sent }", "title: Sent, done: 2026-11-24 }"}:                                             "[Clear bills: Sent, done]",
		{"announced: 2026-11-20, start: 2026-12-10 14:00", "announced: 2026-11-24, status: cancelled"}:   "[Office hours: Tuesday, December 8, 2026 is cancelled Office hours]",
		{"status: monitoring }\n", "status: monitoring }\n  - { date: 2026-11-20, status: resolved }\n"}: "[Resolved: Slow answers]",
	} {
		var changed []string
		for _, text := range changing {
			changed = append(changed, strings.Replace(text, change[0], change[1], 1))
		}
		after := feedOf(t, linked(t, files(changed...), Options{}), "feed.xml")
		if got := fmt.Sprint(unread(before, after)); got != want {
			t.Errorf("%q makes unread: %s", change[1], got)
		}
	}
}

func TestATranslationTellsChangesUnderItsOwnIdentity(t *testing.T) {
	source := files(append(changing, "events/hours.es.md", "---\ntitle: Horas\n---\n")...)
	source["content/site.yaml"].Data = []byte(strings.Replace(settings, "[en]", "[en, es]", 1))
	s := linked(t, source, Options{})
	spanish, english := feedOf(t, s, "es/feed.xml"), feedOf(t, s, "feed.xml")
	if len(spanish) != 3 {
		t.Errorf("the Spanish feed tells\n%s", told(spanish))
	}
	for _, a := range spanish {
		for _, b := range english {
			if a.ID == b.ID {
				t.Errorf("%q and %q have one identity", a.Title, b.Title)
			}
		}
	}
}
