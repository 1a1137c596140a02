package content_test

import (
	"strings"
	"testing"
	"time"

	"example.org/advocate/internal/calendar"
	"example.org/advocate/internal/content"
)

// event reads one event that is right.
func event(t *testing.T, front string) *content.Event {
	t.Helper()
	return read(t, "events/a.md", "---\ntitle: A\n"+front+"\n---\n").Editions[0].Events[0]
}

// spans are the first occurrences of a series: from when to when.
func spans(e *content.Event, most int) string {
	var list []string
	for o := range e.Series.From(time.Time{}) {
		span := o.Start.Format("01-02T15:04Z07")
		if !o.End.IsZero() {
			span += "/" + o.End.Format("01-02T15:04Z07")
		}
		if list = append(list, span); len(list) == most {
			break
		}
	}
	return strings.Join(list, " ")
}

func TestASeriesTakesPlaceByTheClockOfItsZone(t *testing.T) {
	for front, want := range map[string]string{
		"start: 2026-10-29 18:00\nrepeat: FREQ=WEEKLY;COUNT=2":                                "10-29T18:00-05 11-05T18:00-06",
		"start: 2026-10-31 23:00\nend: 2026-11-01 07:00\nrepeat: FREQ=DAILY;COUNT=2":          "10-31T23:00-05/11-01T07:00-06 11-01T23:00-06/11-02T07:00-06",
		"start: 2026-10-31 23:00\nduration: 8h\nrepeat: FREQ=DAILY;COUNT=1":                   "10-31T23:00-05/11-01T06:00-06", // eight hours
		"start: 2027-03-07 02:30\nrepeat: FREQ=WEEKLY;COUNT=3":                                "03-07T02:30-06 03-14T03:30-05 03-21T02:30-05",
		"start: 2027-03-14 02:30\nrepeat: FREQ=WEEKLY;COUNT=2":                                "03-14T03:30-05 03-21T02:30-05",
		"start: 2026-12-03T18:00:00Z\nrepeat: FREQ=WEEKLY;COUNT=2":                            "12-03T12:00-06 12-10T12:00-06",
		"start: 2026-12-03\nend: 2026-12-04\nall_day: true\nrepeat: FREQ=WEEKLY;COUNT=2":      "12-03T00:00-06/12-05T00:00-06 12-10T00:00-06/12-12T00:00-06",
		"start: 2026-12-03 18:00\nalso: [2026-12-10, 2026-12-17 19:00, 2026-12-18T10:00:00Z]": "12-03T18:00-06 12-10T18:00-06 12-17T19:00-06 12-18T04:00-06",
		"start: 2026-12-03 18:00\nrepeat: FREQ=WEEKLY;COUNT=3\nexcept: [2026-12-10 18:00]":    "12-03T18:00-06 12-17T18:00-06",
		"start: 2026-12-03 18:00\nrepeat: FREQ=WEEKLY;UNTIL=20261210":                         "12-03T18:00-06 12-10T18:00-06",
		"start: 2026-12-03 18:00\ntimezone: Asia/Kolkata\nrepeat: FREQ=WEEKLY;COUNT=1":        "12-03T18:00+05",
		moving("start: 2026-11-02 23:00"):                                                     "10-31T20:00-05/11-01T03:00-06 11-02T23:00-06/11-03T07:00-06",
		moving("end: 2026-11-01 21:00"):                                                       "10-31T20:00-05/11-01T03:00-06 11-01T20:00-06/11-01T21:00-06",
		"start: 2026-12-03\nall_day: true\nrepeat: FREQ=WEEKLY;COUNT=1\nchanges: [{date: 2026-12-03, announced: 2026-12-01, start: 2026-12-05, end: 2026-12-06}]": "12-05T00:00-06/12-07T00:00-06",
	} {
		e := event(t, front)
		if got := spans(e, 4); got != want {
			t.Errorf("%q\n takes place %s,\n not         %s", front, got, want)
		}
	}
}

// moving is a series of two nights, of which the second changes.
func moving(what string) string {
	return "start: 2026-10-31 20:00\nduration: 8h\nrepeat: FREQ=DAILY;COUNT=2\nchanges: [{date: 2026-11-01, announced: 2026-10-20, " + what + "}]"
}

func TestASeriesIsOverWithItsLastDate(t *testing.T) {
	for front, want := range map[string]string{
		"start: 2026-12-03 18:00\nrepeat: FREQ=WEEKLY":                                                                                                      "never",
		"start: 2026-12-03 18:00\nrepeat: FREQ=WEEKLY\nstatus: cancelled\nstatus_since: 2026-12-01":                                                         "never",
		"start: 2026-12-03 18:00\nrepeat: FREQ=WEEKLY;COUNT=2":                                                                                              "2026-12-11T00:00:00-06:00",
		"start: 2026-12-03 18:00\nduration: 1h\nrepeat: FREQ=WEEKLY;UNTIL=20261217":                                                                         "2026-12-17T19:00:00-06:00",
		"start: 2026-12-03 18:00\nduration: 1h\nalso: 2026-12-24":                                                                                           "2026-12-24T19:00:00-06:00",
		"start: 2026-12-03 18:00\nduration: 1h\nrepeat: FREQ=WEEKLY;COUNT=2\nchanges: [{date: 2026-12-03, announced: 2026-12-01, start: 2027-01-07 10:00}]": "2027-01-07T11:00:00-06:00",
	} {
		got := "never"
		e := event(t, front)
		if !e.Over.IsZero() {
			got = e.Over.Format(time.RFC3339)
		}
		if got != want {
			t.Errorf("%q is over: %s, not %s", front, got, want)
		}
		if begins := e.Begins.Format(time.RFC3339); begins != "2026-12-03T18:00:00-06:00" {
			t.Errorf("%q begins at %s", front, begins)
		}
	}
}

func TestAnEventThatTakesPlaceOnceIsNoSeries(t *testing.T) {
	if e := event(t, "start: 2026-12-03 18:00"); e.Series != nil {
		t.Errorf("it is %+v", e.Series)
	}
}

func TestAChangeIsFoundByItsDate(t *testing.T) {
	e := event(t, "start: 2026-12-03 18:00\nrepeat: FREQ=WEEKLY\nstatus: moved-online\nstatus_since: 2026-12-01\nonline: https://meet.example.org/\n"+
		"changes: [{date: 2026-12-10, announced: 2026-12-01, status: cancelled}, {date: 2026-12-17, announced: 2026-12-01, note: Bring a coat.}]")
	for day, want := range map[int]content.EventStatus{3: content.MovedOnline, 10: content.Cancelled, 17: content.MovedOnline} {
		change := e.ChangeOn(calendar.Date{Year: 2026, Month: time.December, Day: day})
		if (change == nil) != (day == 3) || e.StatusOn(change) != want {
			t.Errorf("December %d: %+v, %s", day, change, e.StatusOn(change))
		}
	}
}

func TestAMomentKeepsItsDigits(t *testing.T) {
	zone, err := calendar.LoadZone("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"2027-03-14 02:30": "2027-03-14T02:30:00Z", "2027-03-14": "2027-03-14T00:00:00Z", "2026-12-03T18:00:00Z": "2026-12-03T12:00:00Z",
	} {
		m, err := content.ParseMoment(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := m.Wall(zone).Format(time.RFC3339); got != want {
			t.Errorf("%s is %s by the clock, not %s", text, got, want)
		}
	}
}

func TestATranslationHasTheDatesOfItsOriginal(t *testing.T) {
	c := read(t, "site.yaml", strings.Replace(plainSettings, "[en]", "[en, es]", 1),
		"events/a.md", "---\ntitle: A\nstart: 2026-12-03 18:00\nrepeat: FREQ=WEEKLY;COUNT=2\n---\n", "events/a.es.md", "---\ntitle: Uno\n---\n")
	if got := spans(c.Editions[1].Events[0], 4); got != "12-03T18:00-06 12-10T18:00-06" || c.Editions[1].Events[0].Title != "Uno" {
		t.Errorf("the translation takes place %s", got)
	}
}

func TestACancelledSeriesOutdoesWhatWasAnnouncedBefore(t *testing.T) {
	const series = "start: 2026-12-03 18:00\nrepeat: FREQ=WEEKLY;COUNT=3\nstatus: cancelled\nstatus_since: 2026-11-24\n"
	for announced, want := range map[string]content.EventStatus{"2026-11-23": content.Cancelled, "2026-11-24": content.Scheduled, "2026-11-25": content.Scheduled} {
		e := event(t, series+"changes: [{date: 2026-12-10, status: scheduled, announced: "+announced+"}]")
		if got := e.StatusOn(&e.Changes[0]); got != want {
			t.Errorf("announced %s it is %s", announced, got)
		}
	}
}
