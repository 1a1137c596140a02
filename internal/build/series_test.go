package build

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"example.org/advocate/internal/calendar"
	"example.org/advocate/internal/site"
)

// hours is an event with one date that is then called off by one edit.
const hours = `---
title: Office hours
date: 2026-11-01
topics: [water]
start: 2026-12-01 10:00
duration: 1h
repeat: FREQ=WEEKLY;COUNT=4
CHANGES---
`

const calledOff = "changes: [{ date: 2026-12-08, announced: 2026-11-24, status: cancelled }]\n"

func TestOneEditCancelsADateInSevenPlaces(t *testing.T) {
	source := func(changes string) map[string]string {
		return map[string]string{
			"content/topics/water.md":    "---\ntitle: Water\n---\n",
			"content/events/hours.md":    strings.Replace(hours, "CHANGES", changes, 1),
			"content/events/together.md": "---\ntitle: Another\nstart: 2026-12-08 18:00\n---\n",
		}
	}
	before := renderedSite(t, sourceFolderOf(t, source("")), site.Options{})
	after := renderedSite(t, sourceFolderOf(t, source(calledOff)), site.Options{})
	for name, words := range map[string][]string{
		"events/hours/index.html":   {"Tuesday, December 8, 2026 is cancelled", `class="is-cancelled-title">Tuesday, December 8, 2026`, "https://schema.org/EventCancelled"},
		"events/2026/12/index.html": {`<strong class="is-cancelled">Cancelled:</strong>`},
		"events/index.html":         {`<span class="state is-cancelled">Cancelled</span>`},
		"events/hours/event.ics":    {"STATUS:CANCELLED", "SUMMARY:Cancelled: Office hours", "RECURRENCE-ID;TZID=America/Chicago:20261208T100000"},
		"topics/water/events.ics":   {"STATUS:CANCELLED", "RECURRENCE-ID;TZID=America/Chicago:20261208T100000"},
		"events/calendar.ics":       {"STATUS:CANCELLED"},
		"feed.xml":                  {"Office hours: Tuesday, December 8, 2026 is cancelled"},
		"feed.atom":                 {"Office hours: Tuesday, December 8, 2026 is cancelled"},
		"topics/water/feed.json":    {"Office hours: Tuesday, December 8, 2026 is cancelled"},
		"events/index.json":         {`"status": "cancelled"`},
		"topics/water/index.html":   {`<span class="state is-cancelled">Cancelled</span>`},
		"events/2026/index.html":    {`<span class="state is-cancelled">Cancelled</span>`},
	} {
		for _, word := range words {
			if strings.Contains(string(before[name]), word) {
				t.Errorf("%s says %q before anything was cancelled", name, word)
			}
			if !strings.Contains(string(after[name]), word) {
				t.Errorf("%s does not say %q", name, word)
			}
		}
	}
	if n := strings.Count(string(after["events/hours/event.ics"]), "STATUS:CANCELLED"); n != 1 {
		t.Errorf("%d dates are cancelled in the calendar", n)
	}
}

// subscribed are the files that programs ask for again and again.
func subscribed(made files) files {
	list := files{}
	for name, content := range made {
		if strings.HasSuffix(name, ".ics") || strings.Contains(name, "feed.") {
			list[name] = content
		}
	}
	return list
}

func TestCalendarsAndFeedsInWhichNothingBeganOrEndedStayTheSame(t *testing.T) {
	local := time.Local
	defer func() { time.Local = local }()
	// From this day to the last, dates are over, and none of them has been for ninety days, nor
	// becomes anything known, nor a month page more.
	first := time.Date(2026, 12, 2, 15, 0, 0, 0, time.UTC)
	var before files
	for i, name := range []string{"America/Chicago", "Pacific/Kiritimati", "America/Los_Angeles"} {
		zone, err := calendar.LoadZone(name)
		if err != nil {
			t.Fatal(err)
		}
		machines := *zone // a zone of its own, as the machine has it
		time.Local = &machines
		source := starter(t)
		if i > 0 {
			source = copyContent(t, source)
		}
		made := subscribed(renderedSite(t, source, site.Options{Now: first.AddDate(0, 0, i).In(zone)}))
		if len(made) < 100 {
			t.Fatalf("only %d calendars and feeds", len(made))
		}
		if i > 0 {
			same(t, made, before)
		}
		before = made
	}
}

func TestTheDatesOfASeriesAreTheSameInEveryPlace(t *testing.T) {
	made := renderedSite(t, sourceFolderOf(t, map[string]string{
		"content/events/hours.md": strings.NewReplacer("topics: [water]\n", "", "CHANGES", "except: 2026-12-15\nalso: [2027-02-03, 2027-02-04 16:00]\nchanges: [{ date: 2026-12-08, announced: 2026-11-24, start: 2026-12-09 15:30 }]\n").Replace(hours),
	}), site.Options{})
	var list []site.Occurrence
	if err := json.Unmarshal(made["events/index.json"], &list); err != nil {
		t.Fatal(err)
	}
	want := []string{"2026-12-01T10:00:00-06:00", "2026-12-09T15:30:00-06:00", "2026-12-22T10:00:00-06:00", "2027-02-03T10:00:00-06:00", "2027-02-04T16:00:00-06:00"}
	identities := map[string]bool{}
	for i, o := range list {
		if i >= len(want) || o.Start != want[i] {
			t.Errorf("date %d begins at %s", i, o.Start)
		}
		identities[o.UID+" "+o.Planned] = true
		if !bytes.Contains(made["events/hours/index.html"], []byte(`<time datetime="`+o.Start+`">`)) {
			t.Errorf("its page does not tell %s", o.Start)
		}
		if month := o.Start[:4] + "/" + o.Start[5:7]; !bytes.Contains(made["events/"+month+"/index.html"], []byte("Office hours")) {
			t.Errorf("the month %s does not tell %s", month, o.Start)
		}
	}
	if len(list) != len(want) || len(identities) != len(want) {
		t.Errorf("%d dates with %d identities", len(list), len(identities))
	}
}

func TestALaterDayOfAnEventDoesNotBeginAgain(t *testing.T) {
	made := renderedSite(t, sourceFolderOf(t, map[string]string{
		"content/events/night.md":    "---\ntitle: Night\nstart: 2026-12-04 22:00\nend: 2026-12-05 02:00\n---\n",
		"content/events/festival.md": "---\ntitle: Festival\nstart: 2026-12-11\nend: 2026-12-13\nall_day: true\n---\n",
	}), site.Options{})
	month := string(made["events/2026/12/index.html"])
	for text, want := range map[string]int{
		`<span class="clock">10:00 pm</span> Night`:                                        1,
		`<span class="clock">day 2 of 2, until 2:00 am</span> Night`:                       1,
		`<span>10:00 pm to Saturday, December 5, 2026, 2:00 am</span>`:                     1, // on phones
		`<span>day 2 of 2, until 2:00 am</span>`:                                           1,
		`<span class="clock">all day</span> Festival`:                                      1,
		`<span class="clock">day 2 of 3</span> Festival`:                                   1,
		`<span class="clock">day 3 of 3</span> Festival`:                                   1,
		`<span>all day to Sunday, December 13, 2026</span>`:                                1,
		`<span class="vh">Saturday, December 5, 2026, </span><span class="clock">10:00 pm`: 0,
	} {
		if n := strings.Count(month, text); n != want {
			t.Errorf("%q stands %d times in the month", text, n)
		}
	}
}
