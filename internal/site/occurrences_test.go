package site

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"example.org/advocate/internal/calendar"
)

// dayTitles are the entries of a list with their days: "12-03 Hall".
func dayTitles(entries []Entry) string {
	var list []string
	for _, e := range entries {
		text := e.When.Start.Format("01-02") + " " + e.Title
		if e.Event != "scheduled" {
			text += " (" + string(e.Event) + ")"
		}
		list = append(list, text)
	}
	return strings.Join(list, ", ")
}

func TestASeriesTakesThePlaceOfNoOtherEvent(t *testing.T) {
	s := linked(t, files(
		"topics/water.md", "---\ntitle: Water\n---\n",
		"events/daily.md", "---\ntitle: Daily\nstart: 2026-11-01 18:00\nduration: 1h\nrepeat: FREQ=DAILY\ntopics: [water]\nchanges: [{date: 2026-11-25, announced: 2026-11-20, status: cancelled}]\n---\n",
		"events/off.md", "---\ntitle: Off\nstart: 2026-11-02 18:00\nduration: 1h\nrepeat: FREQ=DAILY\nstatus: cancelled\nstatus_since: 2026-11-20\n---\n",
		"events/later.md", "---\ntitle: Later\nstart: 2026-12-24 18:00\ntopics: [water]\n---\n",
		"events/far.md", "---\ntitle: Far\nstart: 2031-12-24 18:00\nrepeat: FREQ=YEARLY;INTERVAL=3\n---\n",
	), Options{})
	if got := dayTitles(viewed[HomePage](t, s, "index.html").Events); got != "11-25 Daily (cancelled), 11-25 Off (cancelled), 11-26 Daily, 12-24 Later, 12-24 Far" {
		t.Errorf("home: %s", got)
	}
	term := viewed[TermPage](t, s, "topics/water/index.html").Coming
	if len(term) != 10 || term[9].Title != "Later" || term[0].Event != "cancelled" || term[1].Rule != "Every day" || term[2].Rule != "" {
		t.Errorf("the topic: %s", dayTitles(term))
	}
	if related := viewed[EventPage](t, s, "events/later/index.html").Related.Events; dayTitles(related) != "11-26 Daily" {
		t.Errorf("related: %s", dayTitles(related))
	}
	coming := viewed[EventsPage](t, s, "events/index.html").Days
	if len(coming) != 30 || len(coming[0].Entries) != 2 {
		t.Errorf("coming: %d days", len(coming))
	}
}

// summaries are the events of a calendar by title, and its file is right.
func summaries(t *testing.T, s *Site, path string) string {
	t.Helper()
	for _, target := range s.Targets {
		from, ok := target.From.(CalendarFile)
		if !ok || target.Path != path {
			continue
		}
		var b bytes.Buffer
		if err := calendar.Write(&b, from.Calendar()); err != nil {
			t.Fatal(err)
		}
		for _, fault := range calendar.Check(&b) {
			t.Errorf("%s: %v", path, fault)
		}
		var list []string
		for _, e := range from.Calendar().Events {
			list = append(list, e.Summary)
		}
		return strings.Join(list, ", ")
	}
	t.Fatalf("there is no calendar %s", path)
	return ""
}

func TestAYearHoldsEverySeriesWithADateInIt(t *testing.T) {
	s := linked(t, files(
		"events/moved.md", "---\ntitle: Moved\nstart: 2026-12-30 18:00\nduration: 1h\nrepeat: FREQ=WEEKLY;COUNT=1\nchanges: [{date: 2026-12-30, announced: 2026-11-20, start: 2027-01-04 18:00}]\n---\n",
		"events/night.md", "---\ntitle: Night\nstart: 2026-12-31 22:00\nduration: 4h\nrepeat: FREQ=YEARLY;COUNT=2\n---\n",
		"events/old.md", "---\ntitle: Old\nstart: 2025-06-01 18:00\nrepeat: FREQ=MONTHLY;UNTIL=20260101\n---\n",
		"events/autumn.md", "---\ntitle: Autumn\nstart: 2026-10-01 18:00\nrepeat: FREQ=YEARLY\n---\n",
	), Options{})
	for year, want := range map[string]string{"2025": "Old", "2026": "Old, Autumn, Night", "2027": "Autumn, Moved, Night", "2028": "Autumn"} {
		if got := summaries(t, s, "events/"+year+"/calendar.ics"); got != want {
			t.Errorf("%s holds %s, not %s", year, got, want)
		}
	}
	if got := summaries(t, s, "events/calendar.ics"); strings.Contains(got, "Old") {
		t.Errorf("what is current holds %s", got)
	}
	december := viewed[MonthPage](t, s, "events/2026/12/index.html")
	if december.Count != 1 || len(december.Days) != 2 || dayTitles(december.Days[0].Entries) != "12-30 Moved (moved)" {
		t.Errorf("December: %d events, %+v", december.Count, december.Days)
	}
}

func TestASeriesThatWasMovedIsToldOnItsDayUntilThatIsOver(t *testing.T) {
	source := files("events/a.md", "---\ntitle: A\nstart: 2026-12-01 10:00\nduration: 1h\nrepeat: FREQ=WEEKLY;COUNT=1\nchanges: [{date: 2026-12-01, announced: 2026-11-20, start: 2026-12-08 10:00}]\n---\n")
	zone := linked(t, source, Options{}).links.settings.Zone
	at := func(day, hour int) Options { return Options{Now: time.Date(2026, 12, day, hour, 0, 0, 0, zone)} }
	for want, opts := range map[string]Options{"12-01 A (moved), 12-08 A": at(1, 10), "12-08 A": at(1, 11), "": at(8, 11)} {
		s := linked(t, source, opts)
		var entries []Entry
		for _, d := range viewed[EventsPage](t, s, "events/index.html").Days {
			entries = append(entries, d.Entries...)
		}
		if got := dayTitles(entries); got != want {
			t.Errorf("at %s comes %q, not %q", opts.Now, got, want)
		}
	}
	if next := linked(t, source, at(1, 10)).Next; !next.Equal(at(1, 11).Now) {
		t.Errorf("the site would next differ at %s", next)
	}
}

func TestADailySeriesOfLongAgoIsLinkedInBoundedTime(t *testing.T) {
	begin := time.Now()
	s := linked(t, files("events/a.md", "---\ntitle: A\nstart: 1950-01-01 10:00\nduration: 1h\nrepeat: FREQ=DAILY\n---\n"), Options{})
	for _, target := range s.Targets {
		if from, ok := target.From.(Rendered); ok {
			from.View()
		}
	}
	if took := time.Since(begin); took > 20*time.Second {
		t.Errorf("%d targets took %v", len(s.Targets), took)
	}
}

func TestACalendarThatHoldsNothingIsNotOffered(t *testing.T) {
	s := linked(t, files(
		"topics/water.md", "---\ntitle: Water\n---\n",
		"events/old.md", "---\ntitle: Old\nstart: 2026-01-01 18:00\ntopics: [water]\n---\n",
	), Options{})
	page := viewed[SubscribePage](t, s, "subscribe/index.html")
	if page.Everything != nil || len(page.Topics) > 0 || viewed[TermPage](t, s, "topics/water/index.html").Subscribe != nil ||
		viewed[EventsPage](t, s, "events/index.html").Subscribe != nil || len(viewed[EventPage](t, s, "events/old/index.html").Subscriptions) > 0 {
		t.Errorf("it is offered: %+v", page)
	}
	if got := viewed[YearPage](t, s, "events/2026/index.html").Calendar; got != "/events/2026/calendar.ics" {
		t.Errorf("the year's calendar is %q", got)
	}
}

func TestEveryWayToSubscribeTakesTheSameCalendar(t *testing.T) {
	s := linked(t, files("events/a.md", "---\ntitle: A\nstart: 2026-12-01 18:00\n---\n"), Options{})
	got := *viewed[SubscribePage](t, s, "subscribe/index.html").Everything
	want := Subscription{
		URL:         "https://advocate.example.org/events/calendar.ics",
		Webcal:      "webcal://advocate.example.org/events/calendar.ics",
		Google:      "https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2Fadvocate.example.org%2Fevents%2Fcalendar.ics",
		Outlook:     "https://outlook.live.com/calendar/0/addfromweb?name=Test%20Office&url=https%3A%2F%2Fadvocate.example.org%2Fevents%2Fcalendar.ics",
		OutlookWork: "https://outlook.office.com/calendar/0/addfromweb?name=Test%20Office&url=https%3A%2F%2Fadvocate.example.org%2Fevents%2Fcalendar.ics",
		Title:       "Test Office",
	}
	if got != want {
		t.Errorf("%+v", got)
	}
}
