//go:build e2e

package e2e

import (
	"testing"
	"time"

	"example.org/advocate/internal/calendar"
)

// seriesCase is a series whose file the readers expand. Times are written as
// people write them, on the clock of the zone.
type seriesCase struct {
	name, zone, start, rule string
	length                  string // such as 1h30m; empty for no end
	allDay                  bool
	except, also            []string
	changes                 []seriesChange
	years                   int // how far the readers look, from the start; 0 is two
}

// seriesChange is a change of the occurrence of one day. Without start and end it is
// cancelled.
type seriesChange struct{ date, start, end string }

const tulsa = "America/Chicago"

// seriesCases hold what readers are known to trip over.
var seriesCases = []seriesCase{
	// Both clock changes, and times that they skip or repeat.
	{name: "evening over both changes", zone: tulsa, start: "2026-10-01 18:00", rule: "FREQ=WEEKLY;BYDAY=TH", length: "1h30m"},
	{name: "skipped time within a series", zone: tulsa, start: "2027-03-07 02:30", rule: "FREQ=WEEKLY;COUNT=4", length: "1h"},
	{name: "skipped time at the start", zone: tulsa, start: "2027-03-14 02:30", rule: "FREQ=DAILY;COUNT=4", length: "20m"},
	{name: "skipped time every year", zone: tulsa, start: "2026-03-01 02:30", rule: "FREQ=WEEKLY;BYDAY=SU", length: "1h", years: 3},
	{name: "repeated time within a series", zone: tulsa, start: "2026-10-29 01:30", rule: "FREQ=DAILY;COUNT=6", length: "15m"},
	{name: "repeated time at the start", zone: tulsa, start: "2026-11-01 01:30", rule: "FREQ=DAILY;COUNT=3", length: "1h"},
	{name: "repeated time at the end", zone: tulsa, start: "2026-10-30 00:30", rule: "FREQ=DAILY;COUNT=4", length: "1h"},
	{name: "repeated time as the last", zone: tulsa, start: "2026-10-30 01:30", rule: "FREQ=DAILY;UNTIL=20261101", length: "15m"},
	{name: "night over both changes", zone: tulsa, start: "2026-10-03 23:00", rule: "FREQ=WEEKLY", length: "8h", years: 3},
	{name: "night that begins on a change", zone: tulsa, start: "2026-10-31 23:00", rule: "FREQ=WEEKLY;COUNT=4", length: "8h"},
	{name: "skipped time left out", zone: tulsa, start: "2027-03-07 02:30", rule: "FREQ=WEEKLY;COUNT=4", length: "1h", except: []string{"2027-03-14"}},
	{name: "skipped time cancelled", zone: tulsa, start: "2027-03-07 02:30", rule: "FREQ=WEEKLY;COUNT=4", length: "1h", changes: []seriesChange{{date: "2027-03-14"}}},
	{name: "skipped time moved", zone: tulsa, start: "2027-03-07 02:30", rule: "FREQ=WEEKLY;COUNT=4", length: "1h", changes: []seriesChange{{"2027-03-14", "2027-03-14 10:00", ""}}},
	{name: "repeated time without end", zone: tulsa, start: "2026-10-29 01:30", rule: "FREQ=DAILY;COUNT=6"},

	// Leap days, last days, last weekdays, BYSETPOS.
	{name: "leap day", zone: tulsa, start: "2028-02-29 10:00", rule: "FREQ=YEARLY", length: "1h", years: 13},
	{name: "leap day by month", zone: tulsa, start: "2028-02-29 10:00", rule: "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=29", length: "1h", years: 13},
	{name: "day 31", zone: tulsa, start: "2026-12-31 10:00", rule: "FREQ=MONTHLY", length: "1h"},
	{name: "last day", zone: tulsa, start: "2026-12-31 10:00", rule: "FREQ=MONTHLY;BYMONTHDAY=-1", length: "1h"},
	{name: "last Friday", zone: tulsa, start: "2026-12-25 17:00", rule: "FREQ=MONTHLY;BYDAY=-1FR", length: "2h"},
	{name: "fifth Tuesday", zone: tulsa, start: "2026-12-29 17:00", rule: "FREQ=MONTHLY;BYDAY=5TU", length: "2h"},
	{name: "last working day", zone: tulsa, start: "2026-12-31 17:00", rule: "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", length: "2h"},
	{name: "first and last weekend day", zone: tulsa, start: "2026-12-05 09:00", rule: "FREQ=MONTHLY;BYDAY=SA,SU;BYSETPOS=1,-1", length: "2h"},
	{name: "third Thursday in some months", zone: tulsa, start: "2026-11-19 18:00", rule: "FREQ=YEARLY;BYMONTH=3,6,11;BYDAY=3TH", length: "2h"},
	{name: "every other week from Sunday", zone: tulsa, start: "2026-11-29 09:00", rule: "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,TU;WKST=SU", length: "2h"},
	{name: "every other week from Monday", zone: tulsa, start: "2026-11-29 09:00", rule: "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,TU", length: "2h"},
	{name: "Friday the 13th", zone: tulsa, start: "2026-11-13 09:00", rule: "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", length: "2h", years: 6},
	{name: "numbered weekday beside every", zone: tulsa, start: "2026-12-02 09:00", rule: "FREQ=MONTHLY;BYDAY=WE,-1FR", length: "1h"},
	{name: "day of the year", zone: tulsa, start: "2026-04-10 09:00", rule: "FREQ=YEARLY;BYYEARDAY=100,-1", length: "1h", years: 5},
	{name: "week of the year", zone: tulsa, start: "2026-05-12 09:00", rule: "FREQ=YEARLY;BYWEEKNO=20", length: "1h", years: 5},
	{name: "Sunday of the year", zone: tulsa, start: "2026-05-17 09:00", rule: "FREQ=YEARLY;COUNT=2;BYDAY=20SU", length: "1h"},

	{name: "last Thursday of the year", zone: tulsa, start: "2026-12-31 09:00", rule: "FREQ=YEARLY;BYDAY=-1TH", length: "1h", years: 5},
	{name: "day of every month, yearly", zone: tulsa, start: "2026-01-15 09:00", rule: "FREQ=YEARLY;BYMONTHDAY=15", length: "1h"},
	{name: "last days of some months", zone: tulsa, start: "2026-01-31 09:00", rule: "FREQ=YEARLY;BYMONTH=1,2,3", length: "1h", years: 3},
	{name: "last working day of the year", zone: tulsa, start: "2026-12-31 09:00", rule: "FREQ=YEARLY;COUNT=2;BYMONTH=12;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", length: "1h"},
	{name: "first Monday of the year", zone: tulsa, start: "2027-01-04 09:00", rule: "FREQ=YEARLY;COUNT=2;BYDAY=MO;BYSETPOS=1", length: "1h"},
	{name: "some days of a daily rule", zone: tulsa, start: "2026-12-01 09:00", rule: "FREQ=DAILY;INTERVAL=2;BYMONTHDAY=1,3,5", length: "1h"},

	// How a rule ends.
	{name: "until a day", zone: tulsa, start: "2026-10-20 18:00", rule: "FREQ=DAILY;UNTIL=20261103", length: "1h"},
	{name: "until the instant of the last", zone: tulsa, start: "2026-10-20 18:00", rule: "FREQ=DAILY;UNTIL=20261104T000000Z", length: "1h"},
	{name: "until a second before", zone: tulsa, start: "2026-10-20 18:00", rule: "FREQ=DAILY;UNTIL=20261103T235959Z", length: "1h"},
	{name: "until a day, just before midnight", zone: tulsa, start: "2026-10-20 23:59", rule: "FREQ=DAILY;UNTIL=20261103", length: "1h"},
	{name: "until a day, whole days", zone: tulsa, start: "2026-10-20", rule: "FREQ=DAILY;UNTIL=20261103", allDay: true},
	{name: "until a day, east", zone: "Asia/Tokyo", start: "2026-10-20 06:00", rule: "FREQ=DAILY;UNTIL=20261103", length: "1h"},
	{name: "until a day, west", zone: "Pacific/Honolulu", start: "2026-10-20 21:00", rule: "FREQ=DAILY;UNTIL=20261103", length: "1h"},
	{name: "count with dates left out", zone: tulsa, start: "2026-12-01 18:00", rule: "FREQ=WEEKLY;COUNT=6", length: "1h", except: []string{"2026-12-22", "2026-12-29"}},
	{name: "first date left out", zone: tulsa, start: "2026-12-01 18:00", rule: "FREQ=WEEKLY;COUNT=3", length: "1h", except: []string{"2026-12-01"}},

	// What differs on one date.
	{name: "moved within its day", zone: tulsa, start: "2026-12-01 18:00", rule: "FREQ=WEEKLY;COUNT=4", length: "1h", changes: []seriesChange{{"2026-12-08", "2026-12-08 19:30", ""}}},
	{name: "moved between its neighbours", zone: tulsa, start: "2026-12-01 18:00", rule: "FREQ=WEEKLY;COUNT=4", length: "1h", changes: []seriesChange{{"2026-12-08", "2026-12-10 18:00", "2026-12-10 20:00"}}},
	{name: "moved past a neighbour", zone: tulsa, start: "2026-12-01 18:00", rule: "FREQ=WEEKLY;COUNT=4", length: "1h", changes: []seriesChange{{"2026-12-08", "2026-12-17 18:00", ""}}},
	{name: "moved to the day of a neighbour", zone: tulsa, start: "2026-12-01 18:00", rule: "FREQ=WEEKLY;COUNT=4", length: "1h", changes: []seriesChange{{"2026-12-08", "2026-12-15 12:00", ""}}},
	{name: "two changed places", zone: tulsa, start: "2026-12-01 18:00", rule: "FREQ=WEEKLY;COUNT=4", length: "1h", changes: []seriesChange{{"2026-12-08", "2026-12-15 18:00", ""}, {"2026-12-15", "2026-12-08 18:00", ""}}},
	{name: "first moved before the start", zone: tulsa, start: "2026-12-01 18:00", rule: "FREQ=WEEKLY;COUNT=4", length: "1h", changes: []seriesChange{{"2026-12-01", "2026-11-30 18:00", ""}}},
	{name: "last moved past the end", zone: tulsa, start: "2026-12-01 18:00", rule: "FREQ=WEEKLY;UNTIL=20261222", length: "1h", changes: []seriesChange{{"2026-12-22", "2027-01-05 18:00", ""}}},
	{name: "moved over a clock change", zone: tulsa, start: "2026-10-29 18:00", rule: "FREQ=WEEKLY;COUNT=4", length: "1h", changes: []seriesChange{{"2026-10-29", "2026-11-02 18:00", ""}}},
	{name: "moved into a repeated hour", zone: tulsa, start: "2026-10-29 18:00", rule: "FREQ=WEEKLY;COUNT=4", length: "1h", changes: []seriesChange{{"2026-10-29", "2026-11-01 01:30", ""}}},
	{name: "cancelled", zone: tulsa, start: "2026-12-01 18:00", rule: "FREQ=WEEKLY;COUNT=4", length: "1h", changes: []seriesChange{{date: "2026-12-08"}}},
	{name: "longer", zone: tulsa, start: "2026-12-01 18:00", rule: "FREQ=WEEKLY;COUNT=4", length: "1h", changes: []seriesChange{{"2026-12-08", "", "2026-12-08 22:00"}}},
	{name: "whole day moved", zone: tulsa, start: "2026-12-01", rule: "FREQ=WEEKLY;COUNT=4", allDay: true, changes: []seriesChange{{"2026-12-08", "2026-12-10", ""}}},
	{name: "whole day left out and cancelled", zone: tulsa, start: "2026-12-01", rule: "FREQ=WEEKLY;COUNT=4", length: "48h", allDay: true, except: []string{"2026-12-08"}, changes: []seriesChange{{date: "2026-12-15"}}},
	{name: "further dates", zone: tulsa, start: "2026-12-01 18:00", rule: "FREQ=WEEKLY;COUNT=2", length: "1h", also: []string{"2026-12-05 18:00", "2026-12-08 10:00", "2027-07-03 18:00"}},
	{name: "further dates alone", zone: tulsa, start: "2026-12-01 18:00", length: "1h", also: []string{"2026-12-05 18:00", "2027-07-03 18:00"}},
	{name: "further date cancelled", zone: tulsa, start: "2026-12-01 18:00", rule: "FREQ=WEEKLY;COUNT=2", length: "1h", also: []string{"2026-12-05 18:00"}, changes: []seriesChange{{date: "2026-12-05"}}},
	{name: "further date in a repeated hour", zone: tulsa, start: "2026-10-01 18:00", rule: "FREQ=WEEKLY;COUNT=2", length: "1h", also: []string{"2026-11-01 01:30"}},
	{name: "whole days further", zone: tulsa, start: "2026-12-01", rule: "FREQ=WEEKLY;COUNT=2", allDay: true, also: []string{"2026-12-05"}},

	// Zones.
	{name: "Lord Howe, half an hour", zone: "Australia/Lord_Howe", start: "2026-09-20 02:15", rule: "FREQ=WEEKLY", length: "1h"},
	{name: "Lord Howe, repeated", zone: "Australia/Lord_Howe", start: "2027-03-21 01:45", rule: "FREQ=WEEKLY;COUNT=6", length: "1h"},
	{name: "Casablanca, Ramadan", zone: "Africa/Casablanca", start: "2026-01-04 18:00", rule: "FREQ=WEEKLY", length: "1h", years: 5},
	{name: "Casablanca, nights", zone: "Africa/Casablanca", start: "2026-01-04 02:30", rule: "FREQ=WEEKLY", length: "1h", years: 3},
	{name: "Dublin, winter as saving", zone: "Europe/Dublin", start: "2026-03-01 18:00", rule: "FREQ=WEEKLY", length: "1h"},
	{name: "Dublin, nights", zone: "Europe/Dublin", start: "2026-03-01 01:30", rule: "FREQ=WEEKLY", length: "1h"},
	{name: "Kolkata", zone: "Asia/Kolkata", start: "2026-03-01 09:30", rule: "FREQ=MONTHLY;BYDAY=1SU", length: "1h"},
	{name: "Apia", zone: "Pacific/Apia", start: "2026-03-01 23:30", rule: "FREQ=WEEKLY", length: "1h"},
	{name: "Beirut, midnight", zone: "Asia/Beirut", start: "2026-03-01 00:00", rule: "FREQ=WEEKLY", length: "1h"},
	{name: "Beirut, whole days", zone: "Asia/Beirut", start: "2026-03-01", rule: "FREQ=WEEKLY", allDay: true},
	{name: "Cairo", zone: "Africa/Cairo", start: "2026-04-02 18:00", rule: "FREQ=WEEKLY;BYDAY=TH,FR", length: "1h"},
	{name: "Santiago", zone: "America/Santiago", start: "2026-03-01 18:00", rule: "FREQ=WEEKLY", length: "1h"},
	{name: "New York", zone: "America/New_York", start: "2026-10-01 18:00", rule: "FREQ=WEEKLY", length: "1h"},
	{name: "Honolulu", zone: "Pacific/Honolulu", start: "2026-10-01 18:00", rule: "FREQ=WEEKLY", length: "1h"},
	{name: "Kiritimati", zone: "Pacific/Kiritimati", start: "2026-10-01 18:00", rule: "FREQ=WEEKLY", length: "1h"},
	{name: "UTC", zone: "UTC", start: "2026-10-01 18:00", rule: "FREQ=WEEKLY;UNTIL=20270301", length: "1h", except: []string{"2026-10-08"}, changes: []seriesChange{{"2026-10-15", "2026-10-16 18:00", ""}}},
}

// event is the case as an event.
func (c seriesCase) event(t *testing.T, uid string) calendar.Event {
	t.Helper()
	zone, err := calendar.LoadZone(c.zone)
	if err != nil {
		t.Fatal(err)
	}
	s := &calendar.Series{Start: wallClock(t, c.start), Zone: zone, AllDay: c.allDay}
	if c.length != "" {
		if s.Length, err = time.ParseDuration(c.length); err != nil {
			t.Fatal(err)
		}
	}
	if c.rule != "" {
		rule, err := calendar.ParseRule(c.rule)
		if err != nil {
			t.Fatal(err)
		}
		s.Rule = &rule
	}
	instant := func(text string) time.Time {
		if text == "" {
			return time.Time{}
		}
		at, _ := calendar.AttachZone(wallClock(t, text), zone)
		return at
	}
	for _, text := range c.except {
		s.Except = append(s.Except, calendar.DateOf(wallClock(t, text)))
	}
	for _, text := range c.also {
		s.Also = append(s.Also, instant(text))
	}
	for _, change := range c.changes {
		s.Changes = append(s.Changes, calendar.Change{
			Date: calendar.DateOf(wallClock(t, change.date)), Start: instant(change.start), End: instant(change.end),
		})
	}
	for _, err := range s.Check() {
		t.Errorf("%s: %v", c.name, err)
	}
	e := calendar.Event{
		UID: uid, Summary: c.name, Description: "Come, all of you.", Styled: "<p>Come, <b>all</b> of you.</p>", Series: s,
		Image: "https://office.example/hall.png", Concepts: []string{"https://office.example/topics/streets/"}, Group: "Curb ramps",
	}
	e.Instance = func(o calendar.Occurrence) calendar.Event {
		own := e
		if c.cancelled(o) {
			own.Status, own.Summary = calendar.Cancelled, "Cancelled: "+c.name
		}
		return own
	}
	return e
}

// cancelled reports whether an occurrence has a change without new times.
func (c seriesCase) cancelled(o calendar.Occurrence) bool {
	return o.Change != nil && o.Change.Start.IsZero() && o.Change.End.IsZero()
}

func wallClock(t *testing.T, text string) time.Time {
	t.Helper()
	form := "2006-01-02 15:04"
	at, err := time.Parse(form[:len(text)], text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}
