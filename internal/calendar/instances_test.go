package calendar

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"
)

const seriesUID = "6ba7b810-9dad-11d1-80b4-00c04fd430c8"

// event is a series as an event. An occurrence with a change but without new times is cancelled.
func event(s Series) Event {
	e := Event{UID: seriesUID, Summary: "Office hours", Description: "Come in.", Styled: "<p>Come in.</p>", Series: &s}
	e.Instance = func(o Occurrence) Event {
		own := e
		own.UID = "is not taken"
		if o.Change != nil && o.Change.Start.IsZero() && o.Change.End.IsZero() {
			own.Status, own.Summary = Cancelled, "Cancelled: Office hours"
		}
		return own
	}
	return e
}

// eventLines are the lines of the VEVENTs of a series that tell when it takes place.
func eventLines(t testing.TB, s Series) string {
	t.Helper()
	for _, err := range s.Check() {
		t.Error(err)
	}
	text := written(t, Calendar{Zone: s.Zone, Events: []Event{event(s)}})
	for _, err := range Check(strings.NewReader(text)) {
		t.Error(err)
	}
	var lines []string
	_, text, _ = strings.Cut(strings.ReplaceAll(text, "\r\n ", ""), "BEGIN:VEVENT")
	for _, line := range strings.Split(text, "\r\n") {
		name := line[:strings.IndexAny(line+":", ":;")]
		switch name {
		case "BEGIN":
			lines = append(lines, "--")
		case "DTSTART", "DTEND", "DURATION", "RRULE", "EXDATE", "RECURRENCE-ID", "RELATED-TO":
			lines = append(lines, line)
		case "UID":
			if line != "UID:"+seriesUID {
				lines = append(lines, line)
			}
		case "STATUS":
			if line != "STATUS:CONFIRMED" {
				lines = append(lines, line)
			}
		}
	}
	return strings.Join(lines, "\n")
}

func TestASeriesIsOneEventAndWhatDiffersIsOneOfItsOwn(t *testing.T) {
	chicago := mustZone(t, "America/Chicago")
	s := weekly(t, ";COUNT=8")
	s.Except = []Date{day("2026-12-22"), day("2026-12-29")}
	s.Also = []time.Time{instant(t, "2026-12-12 10:00")}
	s.Changes = []Change{
		{Date: day("2026-12-15")},
		{Date: day("2026-12-08"), Start: instant(t, "2026-12-10 19:00")},
		{Date: day("2027-01-05"), Start: instant(t, "2027-01-13 18:00")},
	}
	days := Series{Start: clock(t, "2026-12-05 00:00"), Length: 48 * time.Hour, Zone: chicago, AllDay: true, Except: []Date{day("2027-01-02")}}
	monthly := mustRule(t, "FREQ=MONTHLY;UNTIL=20270430;BYDAY=1SA")
	days.Rule = &monthly
	days.Changes = []Change{{Date: day("2027-02-06"), Start: day("2027-02-13").Start(chicago)}}
	days.Also = []time.Time{day("2026-12-19").Start(chicago)}
	all := []Event{event(s), event(days)}
	all[1].UID = "fair"
	golden(t, "series.ics", written(t, Calendar{Name: "Series", Zone: chicago, Events: all}))
}

func TestAMoveToOrPastTheDayOfANeighbourStandsBesideTheSeries(t *testing.T) {
	for move, apart := range map[string]bool{
		"2026-12-09 18:00": false,
		"2026-12-14 23:00": false,
		"2026-12-15 08:00": true,
		"2026-12-16 18:00": true,
		"2026-12-02 18:00": false,
		"2026-12-01 20:00": true,
		"2026-11-28 20:00": true,
		"2026-12-08 07:00": false,
	} {
		s := weekly(t, "")
		s.Changes = []Change{{Date: day("2026-12-08"), Start: instant(t, move)}}
		text := eventLines(t, s)
		if got := strings.Contains(text, "EXDATE;TZID=America/Chicago:20261208T180000") && strings.Contains(text, "RELATED-TO:"+seriesUID); got != apart {
			t.Errorf("to %s: apart is %v in\n%s", move, got, text)
		}
		if got := strings.Contains(text, "RECURRENCE-ID;TZID=America/Chicago:20261208T180000"); got == apart {
			t.Errorf("to %s: within is %v in\n%s", move, got, text)
		}
	}
}

func TestAMovePastADateThatIsLeftOutStaysInTheSeries(t *testing.T) {
	s := weekly(t, "")
	s.Except = []Date{day("2026-12-15")}
	s.Changes = []Change{{Date: day("2026-12-08"), Start: instant(t, "2026-12-15 18:00")}}
	if text := eventLines(t, s); !strings.Contains(text, "RECURRENCE-ID;TZID=America/Chicago:20261208T180000") {
		t.Error(text)
	}
}

func TestMovesThatMeetEachOtherStandBesideTheSeries(t *testing.T) {
	s := weekly(t, "")
	s.Changes = []Change{
		{Date: day("2026-12-08"), Start: instant(t, "2026-12-11 18:00")},
		{Date: day("2026-12-15"), Start: instant(t, "2026-12-11 10:00")},
	}
	if text := eventLines(t, s); strings.Contains(text, "RECURRENCE-ID") || strings.Count(text, "RELATED-TO") != 2 {
		t.Error(text)
	}
}

func TestOccurrencesOnClockChangesHaveTimesOfTheirOwn(t *testing.T) {
	for _, test := range []struct{ start, length, rule, want string }{
		{"2027-03-07 02:30", "1h", "FREQ=WEEKLY;COUNT=4", `
DTSTART;TZID=America/Chicago:20270307T023000
DTEND;TZID=America/Chicago:20270307T033000
RRULE:FREQ=WEEKLY;COUNT=4
--
DTSTART:20270314T083000Z
DTEND:20270314T093000Z
RECURRENCE-ID;TZID=America/Chicago:20270314T023000`},
		{"2026-10-31 01:30", "15m", "FREQ=DAILY;UNTIL=20261102", `
DTSTART;TZID=America/Chicago:20261031T013000
DTEND;TZID=America/Chicago:20261031T014500
RRULE:FREQ=DAILY;UNTIL=20261103T055959Z
--
DTSTART:20261101T063000Z
DTEND:20261101T064500Z
RECURRENCE-ID;TZID=America/Chicago:20261101T013000`},
		{"2026-10-30 23:00", "8h", "FREQ=DAILY;COUNT=3", `
DTSTART;TZID=America/Chicago:20261030T230000
DTEND;TZID=America/Chicago:20261031T070000
RRULE:FREQ=DAILY;COUNT=3
--
DTSTART;TZID=America/Chicago:20261031T230000
DTEND;TZID=America/Chicago:20261101T070000
RECURRENCE-ID;TZID=America/Chicago:20261031T230000`},
		{"2027-03-14 02:30", "20m", "FREQ=DAILY;COUNT=2", `
DTSTART;TZID=America/Chicago:20270314T023000
DURATION:PT20M
RRULE:FREQ=DAILY;COUNT=2
--
DTSTART:20270314T083000Z
DTEND:20270314T085000Z
RECURRENCE-ID;TZID=America/Chicago:20270314T023000`},
		{"2026-10-30 18:00", "1h", "FREQ=DAILY;COUNT=4", `
DTSTART;TZID=America/Chicago:20261030T180000
DTEND;TZID=America/Chicago:20261030T190000
RRULE:FREQ=DAILY;COUNT=4`},
	} {
		s := series(t, mustZone(t, "America/Chicago"), test.start, test.rule)
		s.Length, _ = time.ParseDuration(test.length)
		if got := "\n" + eventLines(t, s); got != test.want {
			t.Errorf("%s for %s: %s\nwant%s", test.start, test.length, got, test.want)
		}
	}
}

func TestASeriesWithoutEndHasItsClockChangesForYearsAndNoFurther(t *testing.T) {
	s := series(t, mustZone(t, "America/Chicago"), "2026-10-03 23:00", "FREQ=WEEKLY")
	s.Length = 8 * time.Hour
	text := eventLines(t, s)
	if n := strings.Count(text, "RECURRENCE-ID"); n != 2*ownTimesYears {
		t.Errorf("%d occurrences have times of their own, want two a year", n)
	}
}

func TestASeriesWithoutARuleIsAnEventForEachDate(t *testing.T) {
	s := weekly(t, "")
	s.Rule = nil
	s.Also = []time.Time{instant(t, "2026-12-05 18:00"), instant(t, "2026-12-05 20:00")}
	text := eventLines(t, s)
	want := `
DTSTART;TZID=America/Chicago:20261201T180000
DTEND;TZID=America/Chicago:20261201T193000
--
UID:` + derivedUID(seriesUID, "also 2026-12-05") + `
DTSTART;TZID=America/Chicago:20261205T180000
DTEND;TZID=America/Chicago:20261205T193000
RELATED-TO:` + seriesUID + `
--
UID:` + derivedUID(seriesUID, "also 2026-12-05 20:00") + `
DTSTART;TZID=America/Chicago:20261205T200000
DTEND;TZID=America/Chicago:20261205T213000
RELATED-TO:` + seriesUID
	if "\n"+text != want {
		t.Errorf("got\n%s\nwant%s", text, want)
	}
}

func TestTheUIDOfAFurtherDateComesFromThatOfTheSeriesAndTheDay(t *testing.T) {
	if got := derivedUID(seriesUID, "also 2026-12-05"); got != derivedUID(seriesUID, "also 2026-12-05") || got == derivedUID(seriesUID, "also 2026-12-06") || got == derivedUID("fair", "also 2026-12-05") {
		t.Error(got)
	}
	s := weekly(t, "")
	s.Also = []time.Time{instant(t, "2026-12-05 18:00")}
	before := eventLines(t, s)
	s.Also = []time.Time{instant(t, "2026-12-05 20:00")}
	uid := "UID:" + derivedUID(seriesUID, "also 2026-12-05")
	if !strings.Contains(before, uid) || !strings.Contains(eventLines(t, s), uid) {
		t.Error("another time of the day makes it another event")
	}
}

func TestUntilIsWrittenInTheFormOfTheStart(t *testing.T) {
	for _, test := range []struct{ zone, start, until, want string }{
		{"America/Chicago", "2026-10-20 18:00", "20261103", "20261104T055959Z"},
		{"America/Chicago", "2026-10-20 18:00", "20261104T000000Z", "20261104T000000Z"},
		{"Asia/Tokyo", "2026-10-20 18:00", "20261103", "20261103T145959Z"},
		{"UTC", "2026-10-20 18:00", "20261103", "20261103T235959Z"},
		{"Asia/Beirut", "2026-03-25 23:30", "20260328", "20260328T215959Z"},
	} {
		s := series(t, mustZone(t, test.zone), test.start, "FREQ=DAILY;UNTIL="+test.until)
		if text := eventLines(t, s); !strings.Contains(text, "RRULE:FREQ=DAILY;UNTIL="+test.want+"\n") && !strings.HasSuffix(text, "RRULE:FREQ=DAILY;UNTIL="+test.want) {
			t.Errorf("%s until %s:\n%s\nwant %s", test.zone, test.until, text, test.want)
		}
	}
	rule := mustRule(t, "FREQ=DAILY;UNTIL=20261103")
	s := Series{Start: clock(t, "2026-10-20 00:00"), AllDay: true, Zone: mustZone(t, "America/Chicago"), Rule: &rule}
	if text := eventLines(t, s); !strings.Contains(text, "UNTIL=20261103") || strings.Contains(text, "UNTIL=20261103T") {
		t.Error(text)
	}
}

func TestAZoneIsRightForAllOfASeries(t *testing.T) {
	s := series(t, mustZone(t, "Africa/Casablanca"), "2026-01-04 18:00", "FREQ=WEEKLY")
	text := written(t, Calendar{Zone: mustZone(t, "America/Chicago"), Events: []Event{event(s)}})
	_, zone, _ := strings.Cut(text, "BEGIN:VTIMEZONE")
	zone, _, _ = strings.Cut(zone, "END:VTIMEZONE")
	compareOffsets(t, s.Zone, "BEGIN:VTIMEZONE"+zone+"END:VTIMEZONE\r\n", year(2026).AddDate(0, 0, 4), year(2056))
}

func TestASeriesThatICalendarCannotSayIsRefused(t *testing.T) {
	for name, change := range map[string]func(*Event){
		"no start":     func(e *Event) { e.Series.Start = time.Time{} },
		"made-up zone": func(e *Event) { e.Series.Zone = time.FixedZone("a", 3600) },
		"end before start": func(e *Event) {
			e.Series.Changes = []Change{{Date: day("2026-12-08"), End: instant(t, "2026-12-01 18:00")}}
		},
		"words of a change":   func(e *Event) { e.Instance = func(Occurrence) Event { return Event{Summary: "\xff"} } },
		"address of a change": func(e *Event) { e.Instance = func(Occurrence) Event { return Event{Conference: "javascript:a"} } },
	} {
		s := weekly(t, "")
		s.Changes = []Change{{Date: day("2026-12-08")}}
		e := event(s)
		change(&e)
		var b bytes.Buffer
		if err := Write(&b, Calendar{Zone: s.Zone, Events: []Event{e}}); err == nil || b.Len() > 0 {
			t.Errorf("%s: %v, and %d bytes", name, err, b.Len())
		}
	}
}

func TestAFileToTakeOverOnceHasNoNameAndIsNotAskedForAgain(t *testing.T) {
	c := full(t)
	c.Single = true
	text := written(t, c)
	for _, absent := range []string{"NAME", "X-WR-CALNAME", "X-WR-CALDESC", "REFRESH-INTERVAL", "X-PUBLISHED-TTL", "SOURCE"} {
		if strings.Contains(text, "\r\n"+absent) {
			t.Errorf("%s in\n%s", absent, text)
		}
	}
	if !strings.Contains(text, "\r\nURL:https://example.org/events/\r\n") {
		t.Error(text)
	}
}

func TestATimeThatClocksShowTwiceIsWrittenInUTC(t *testing.T) {
	zone := mustZone(t, "America/Chicago")
	for text, want := range map[string]bool{"2026-11-01 00:59": false, "2026-11-01 01:00": true, "2026-11-01 01:59": true, "2026-11-01 02:00": false, "2026-07-01 01:30": false} {
		at := instant(t, text)
		if got := isShownTwice(at, zone); got != want {
			t.Errorf("%s: %v", text, got)
		}
		file := written(t, Calendar{Zone: zone, Events: []Event{{UID: "a", Start: at}}})
		if got := strings.Contains(file, "DTSTART:"+at.UTC().Format(utcForm)); got != want {
			t.Errorf("%s: in UTC is %v in\n%s", text, got, file)
		}
	}
	if !isShownTwice(instant(t, "2026-11-01 01:30").Add(time.Hour), zone) {
		t.Error("the second showing of 1:30 is shown once")
	}
}

func TestTheOccurrencesOfEveryRuleAreThoseOfItsFile(t *testing.T) {
	// What readers make of files is tested with real ones; this follows the file's own RRULE.
	for _, example := range rfcExamples {
		s := series(t, mustZone(t, "America/New_York"), example.start+" 09:00", example.rule)
		text := eventLines(t, s)
		_, rule, _ := strings.Cut(text, "RRULE:")
		rule, _, _ = strings.Cut(rule, "\n")
		again := series(t, s.Zone, example.start+" 09:00", rule)
		to := s.Start.AddDate(6, 0, 0)
		if got, want := told(again.Occurrences(time.Time{}, to)), told(s.Occurrences(time.Time{}, to)); !slices.Equal(got, want) {
			t.Errorf("%s as %s: %v, want %v", example.rule, rule, got, want)
		}
	}
}
