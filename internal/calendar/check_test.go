package calendar

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"testing/iotest"
)

// sound is a calendar without a fault, with LF for readability.
const sound = `BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//a//b//EN
BEGIN:VTIMEZONE
TZID:America/Chicago
BEGIN:STANDARD
DTSTART:20071104T020000
TZOFFSETFROM:-0500
TZOFFSETTO:-0600
RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:a
DTSTAMP:19700101T000000Z
DTSTART;TZID=America/Chicago:20261203T180000
DTEND;TZID="America/Chicago":20261203T190000
SUMMARY:one\, two
 \nthree
END:VEVENT
END:VCALENDAR
`

func faults(text string) string {
	var b strings.Builder
	for _, err := range Check(strings.NewReader(text)) {
		b.WriteString(err.Error() + "\n")
	}
	return b.String()
}

func TestASoundCalendarHasNoFault(t *testing.T) {
	if got := faults(strings.ReplaceAll(sound, "\n", "\r\n")); got != "" {
		t.Error(got)
	}
}

func TestEachFaultOfACalendarIsReportedWithItsLine(t *testing.T) {
	for _, test := range []struct{ name, old, new, want string }{
		{"no VERSION", "VERSION:2.0\n", "", "line 1: VCALENDAR has no VERSION"},
		{"other VERSION", "VERSION:2.0", "VERSION:1.0", `line 2: VERSION is "1.0"`},
		{"no PRODID", "PRODID:-//a//b//EN\n", "", "line 1: VCALENDAR has no PRODID"},
		{"no UID", "UID:a\n", "", "line 13: VEVENT has no UID"},
		{"two UIDs", "UID:a\n", "UID:a\nUID:b\n", "line 15: VEVENT has a second UID"},
		{"no DTSTAMP", "DTSTAMP:19700101T000000Z\n", "", "line 13: VEVENT has no DTSTAMP"},
		{"local DTSTAMP", "DTSTAMP:19700101T000000Z", "DTSTAMP:19700101T000000", "line 15: DTSTAMP is not a time in UTC"},
		{"fraction in DTSTAMP", "DTSTAMP:19700101T000000Z", "DTSTAMP:19700101T000000.5Z", "line 15: DTSTAMP is not a time in UTC"},
		{"no DTSTART", "DTSTART;TZID=America/Chicago:20261203T180000\n", "", "line 13: VEVENT has no DTSTART"},
		{"DTSTART garbage", ":20261203T180000", ":tomorrow", "line 16: DTSTART is no time"},
		{"zone without VTIMEZONE", "DTSTART;TZID=America/Chicago", "DTSTART;TZID=Asia/Tokyo", "line 16: DTSTART names the zone Asia/Tokyo"},
		{"UTC with a zone", ":20261203T180000", ":20261203T180000Z", "line 16: DTSTART is in UTC and names a zone"},
		{"end before start", ":20261203T190000", ":20261203T170000", "line 17: DTEND is not after DTSTART"},
		{"end at start", ":20261203T190000", ":20261203T180000", "line 17: DTEND is not after DTSTART"},
		{"day and time", `DTEND;TZID="America/Chicago":20261203T190000`, "DTEND;VALUE=DATE:20261204", "line 17: DTSTART and DTEND are not both"},
		{"end without a zone", `DTEND;TZID="America/Chicago"`, "DTEND", "line 17: only one of DTSTART and DTEND has a zone"},
		{"end and duration", "SUMMARY:", "DURATION:PT1H\nSUMMARY:", "line 18: the event has both DTEND and DURATION"},
		{"comma in text", `one\,`, "one,", "line 18: SUMMARY has a comma"},
		{"lone backslash", `one\,`, `one\x`, "line 18: SUMMARY has a comma"},
		{"bad STATUS", "UID:a", "UID:a\nSTATUS:POSTPONED", "line 15: STATUS has the wrong form"},
		{"bad SEQUENCE", "UID:a", "UID:a\nSEQUENCE:-1", "line 15: SEQUENCE has the wrong form"},
		{"bad GEO", "UID:a", "UID:a\nGEO:36,1", "line 15: GEO has the wrong form"},
		{"bad URL", "UID:a", "UID:a\nURL:/events/", "line 15: URL is no whole address"},
		{"bad RRULE", "UID:a", "UID:a\nRRULE:FREQ=NEVER", "line 15: RRULE: NEVER is no frequency"},
		{"bad offset", "TZOFFSETTO:-0600", "TZOFFSETTO:-6", "line 9: TZOFFSETTO has the wrong form"},
		{"zone without offset", "TZOFFSETTO:-0600\n", "", "line 6: STANDARD has no TZOFFSETTO"},
		{"no END", "END:VEVENT\n", "", "END:VCALENDAR closes nothing"},
		{"END too many", "END:VEVENT\n", "END:VEVENT\nEND:VEVENT\n", "line 21: END:VEVENT closes nothing"},
		{"unclosed calendar", "END:VCALENDAR\n", "", "line 1: BEGIN:VCALENDAR has no END"},
		{"stray property", "BEGIN:VCALENDAR\n", "X-A:1\nBEGIN:VCALENDAR\n", "line 1: X-A stands outside"},
		{"no colon", "UID:a", "UID:a\nNONSENSE", `line 15: "NONSENSE" is no property`},
		{"parameter without value", "UID:a", "UID:a\nX-A;B:1", "line 15: X-A has a parameter without"},
		{"open quote", "UID:a", `UID:a` + "\n" + `X-A;B="c:1`, "line 15: the parameter B of X-A has a quote"},
		{"parameter twice", "UID:a", "UID:a\nX-A;B=1;B=2:1", "line 15: X-A has the parameter B twice"},
		{"long line", "UID:a", "UID:a\nX-A:" + strings.Repeat("a", 72), "line 15: the line has 76 octets"},
		{"control character", "one", "o\x07ne", "line 18: the line holds the control character U+0007"},
		{"C1 control character", "one", "o\u0085ne", "line 18: the line holds the control character U+0085"},
		{"lone CR", "one", "o\rne", "line 18: the line holds the control character U+000D"},
		{"not UTF-8", "one", "o\xffne", "line 18: the line is not valid UTF-8"},
		{"begins folded", "BEGIN:VCALENDAR\n", " x\nBEGIN:VCALENDAR\n", "line 1: the file begins with the rest"},
		{"empty file", sound, "", "there is no VCALENDAR"},
		{"empty calendar", sound, "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nEND:VCALENDAR\n", "neither an event nor a time zone"},
		{"same event", "END:VEVENT\n", "END:VEVENT\nBEGIN:VEVENT\nUID:a\nDTSTAMP:19700101T000000Z\nDTSTART:20261203T180000Z\nEND:VEVENT\n", "line 21: this event has the UID of the one of line 13"},
	} {
		text := strings.ReplaceAll(strings.Replace(sound, test.old, test.new, 1), "\n", "\r\n")
		if got := faults(text); !strings.Contains(got, test.want) {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

func TestALineThatEndsWithLFAloneIsReported(t *testing.T) {
	if got := faults(sound); !strings.Contains(got, "line 7: the line ends with LF alone") {
		t.Error(got)
	}
	if got := faults(strings.TrimSuffix(strings.ReplaceAll(sound, "\n", "\r\n"), "\r\n")); !strings.Contains(got, "line 21: the last line has no line end") {
		t.Error(got)
	}
}

// repeating is sound with a weekly series, a date left out of it, and one that is moved.
var repeating = strings.Replace(sound, "END:VEVENT\n", `RRULE:FREQ=WEEKLY;UNTIL=20270121T235959Z
EXDATE;TZID=America/Chicago:20261210T180000
RELATED-TO:b
END:VEVENT
BEGIN:VEVENT
UID:a
DTSTAMP:19700101T000000Z
RECURRENCE-ID;TZID=America/Chicago:20261217T180000
DTSTART:20261218T180000Z
SUMMARY:moved
END:VEVENT
BEGIN:VEVENT
UID:day
DTSTAMP:19700101T000000Z
DTSTART;VALUE=DATE:20261201
RRULE:FREQ=DAILY;UNTIL=20261205
EXDATE;VALUE=DATE:20261202,20261203
END:VEVENT
`, 1)

func TestASoundSeriesHasNoFault(t *testing.T) {
	if got := faults(strings.ReplaceAll(repeating, "\n", "\r\n")); got != "" {
		t.Error(got)
	}
}

func TestEachFaultOfASeriesIsReportedWithItsLine(t *testing.T) {
	for _, test := range []struct{ name, old, new, want string }{
		{"override of nothing", "RRULE:FREQ=WEEKLY;UNTIL=20270121T235959Z\nEXDATE;TZID=America/Chicago:20261210T180000\n", "", "RECURRENCE-ID names an occurrence, and no event of this UID repeats"},
		{"override at another time", "RECURRENCE-ID;TZID=America/Chicago:20261217T180000", "RECURRENCE-ID;TZID=America/Chicago:20261217T190000", "line 27: RECURRENCE-ID is no occurrence"},
		{"override in UTC", "RECURRENCE-ID;TZID=America/Chicago:20261217T180000", "RECURRENCE-ID:20261218T000000Z", "line 27: RECURRENCE-ID has not the form"},
		{"override of a day", "RECURRENCE-ID;TZID=America/Chicago:20261217T180000", "RECURRENCE-ID;VALUE=DATE:20261217", "line 27: RECURRENCE-ID has not the form"},
		{"override past the end", "RECURRENCE-ID;TZID=America/Chicago:20261217T180000", "RECURRENCE-ID;TZID=America/Chicago:20270128T180000", "line 27: RECURRENCE-ID is no occurrence"},
		{"override garbage", "RECURRENCE-ID;TZID=America/Chicago:20261217T180000", "RECURRENCE-ID;TZID=America/Chicago:never", "line 27: RECURRENCE-ID is no time"},
		{"override that repeats", "SUMMARY:moved\n", "RRULE:FREQ=DAILY\n", "line 24: an event with RECURRENCE-ID cannot repeat"},
		{"exception on another day", "EXDATE;TZID=America/Chicago:20261210T180000", "EXDATE;TZID=America/Chicago:20261211T180000", "line 21: EXDATE is no occurrence"},
		{"exception of a day", "EXDATE;TZID=America/Chicago:20261210T180000", "EXDATE;VALUE=DATE:20261210", "line 21: EXDATE has not the form"},
		{"exception in a list", "20261202,20261203", "20261202,20261207", "line 36: EXDATE is no occurrence"},
		{"day until a time", "UNTIL=20261205", "UNTIL=20261205T000000Z", "line 35: UNTIL and DTSTART are not both"},
		{"time until a day", "UNTIL=20270121T235959Z", "UNTIL=20270121", "line 20: UNTIL and DTSTART are not both"},
		{"start that is no date", "RRULE:FREQ=WEEKLY;", "RRULE:FREQ=WEEKLY;BYDAY=FR;", "line 16: DTSTART is no date of the RRULE"},
		{"comma in a relation", "RELATED-TO:b", "RELATED-TO:b,c", "line 22: RELATED-TO has a comma"},
	} {
		text := strings.ReplaceAll(strings.Replace(repeating, test.old, test.new, 1), "\n", "\r\n")
		if got := faults(text); !strings.Contains(got, test.want) {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

func TestTimesAreComparedAcrossZones(t *testing.T) {
	text := strings.Replace(sound, `DTEND;TZID="America/Chicago":20261203T190000`, "DTEND:20261203T235959Z", 1)
	if got := faults(strings.ReplaceAll(text, "\n", "\r\n")); !strings.Contains(got, "DTEND is not after DTSTART") {
		t.Errorf("18:00 in Chicago is midnight in UTC, and yet: %q", got)
	}
}

func TestAFileThatCannotBeReadIsAFault(t *testing.T) {
	broken := errors.New("broken")
	if errs := Check(iotest.ErrReader(broken)); len(errs) != 1 || !errors.Is(errs[0], broken) {
		t.Errorf("got %v", errs)
	}
}

func FuzzCheck(f *testing.F) {
	f.Add([]byte(strings.ReplaceAll(sound, "\n", "\r\n")))
	f.Add([]byte("BEGIN:VCALENDAR\r\n \r\nEND:\r\nBEGIN:VTIMEZONE\r\nA;B=\"c\",d:\r\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, err := range Check(bytes.NewReader(data)) {
			if !strings.HasPrefix(err.Error(), "line ") {
				t.Errorf("an error without its line: %v", err)
			}
		}
	})
}

func TestAFileFullOfFaultsHasThemReportedUpToALimit(t *testing.T) {
	for _, piece := range []string{"BEGIN:VEVENT\r\n", "A\r\n", "A;B=1;", "A:1\r\n"} {
		if n := len(Check(strings.NewReader(strings.Repeat(piece, 100_000)))); n == 0 || n > maxFaults {
			t.Errorf("%q repeated has %d faults", piece, n)
		}
	}
}
