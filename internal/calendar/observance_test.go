package calendar

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/teambition/rrule-go"
)

func mustZone(t testing.TB, name string) *time.Location {
	t.Helper()
	zone, err := LoadZone(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// zoneNames are all zones of the embedded database.
func zoneNames(t testing.TB) []string {
	t.Helper()
	archive, err := zoneArchive()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range archive.File {
		names = append(names, f.Name)
	}
	return names
}

func year(y int) time.Time { return time.Date(y, time.January, 1, 0, 0, 0, 0, time.UTC) }

// zoneText is the VTIMEZONE of zone for a span of years, as it is written.
func zoneText(t testing.TB, zone *time.Location, first, last time.Time) string {
	t.Helper()
	component, err := buildZone(zone.String(), observances(zone, first, last))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	config := &ics.SerializationConfiguration{MaxLength: 75, NewLine: "\r\n"}
	if err := component.SerializeTo(&b, config); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// onset is a change that a reader of a VTIMEZONE computes from it.
type onset struct {
	at     time.Time
	offset time.Duration
	from   time.Duration
}

// expandZone reads a VTIMEZONE as another program would, by rrule-go.
func expandZone(t testing.TB, text string, last time.Time) []onset {
	t.Helper()
	c := checker{zones: map[string]bool{}}
	root := c.tree(c.unfold([]byte(text)))
	c.zone(root.parts[0])
	if len(c.errs) > 0 {
		t.Fatalf("%v in\n%s", c.errs, text)
	}
	var onsets []onset
	for _, block := range root.parts[0].parts {
		start, _ := parseForm(localForm, block.find("DTSTART")[0].value)
		from := readOffset(t, block.find("TZOFFSETFROM")[0].value)
		to := readOffset(t, block.find("TZOFFSETTO")[0].value)
		locals := []time.Time{start}
		for _, line := range block.find("RRULE") {
			option, err := rrule.StrToROption(line.value)
			if err != nil {
				t.Fatalf("%v in\n%s", err, text)
			}
			option.Dtstart = start
			rule, err := rrule.NewRRule(*option)
			if err != nil {
				t.Fatalf("%v in\n%s", err, text)
			}
			locals = rule.Between(start, later(last, start).AddDate(0, 0, 2), true)
			if len(locals) == 0 || !locals[0].Equal(start) {
				t.Fatalf("DTSTART %v is not an occurrence of its own rule in\n%s", start, text)
			}
		}
		for _, local := range locals {
			onsets = append(onsets, onset{at: local.Add(-from), offset: to, from: from})
		}
	}
	slices.SortFunc(onsets, func(a, b onset) int { return a.at.Compare(b.at) })
	return onsets
}

func readOffset(t testing.TB, s string) time.Duration {
	t.Helper()
	sign := time.Duration(1)
	if s[0] == '-' {
		sign = -1
	}
	form := s[1:3] + "h" + s[3:5] + "m"
	if len(s) == 7 {
		form += s[5:7] + "s"
	}
	d, err := time.ParseDuration(form)
	if err != nil {
		t.Fatal(err)
	}
	return sign * d
}

func TestEveryZoneOfTheDatabaseGetsItsTrueOffsetsFromItsOwnVTIMEZONE(t *testing.T) {
	spans := []struct{ first, last int }{{2017, 2041}, {2026, 2027}, {1995, 2012}, {1971, 2041}, {1960, 1972}}
	for _, name := range zoneNames(t) {
		zone := mustZone(t, name)
		for _, span := range spans {
			first, last := year(span.first), year(span.last)
			text := zoneText(t, zone, first, last)
			compareOffsets(t, zone, text, first, last)
		}
	}
}

// compareOffsets compares the offsets that text gives with the true ones, on
// both sides of each change that either knows of, and every ten days.
func compareOffsets(t *testing.T, zone *time.Location, text string, first, last time.Time) {
	t.Helper()
	onsets := expandZone(t, text, last)
	var instants []time.Time
	for at := first; at.Before(last); at = at.AddDate(0, 0, 10) {
		instants = append(instants, at)
	}
	for _, change := range transitions(zone, first, last) {
		instants = append(instants, change.at.Add(-time.Second), change.at)
	}
	for _, o := range onsets {
		instants = append(instants, o.at.Add(-time.Second), o.at)
	}
	for _, at := range instants {
		if at.Before(first) || at.After(last) {
			continue
		}
		i, found := slices.BinarySearchFunc(onsets, at, func(o onset, at time.Time) int { return o.at.Compare(at) })
		if !found {
			i--
		}
		if i < 0 {
			t.Errorf("%v: nothing covers %v in\n%s", zone, at, text)
			return
		}
		want := offsetAt(at.In(zone))
		if onsets[i].offset != want {
			t.Errorf("%v at %v: offset %v, want %v, from\n%s", zone, at, onsets[i].offset, want, text)
			return
		}
	}
}

func TestAZoneWithYearlyRulesIsOneStandardAndOneDaylightAsOutlookReadsIt(t *testing.T) {
	for name, want := range map[string][]string{
		"America/Chicago": {
			"-STANDARD", "DTSTART:20071104T020000", "TZOFFSETFROM:-0500", "TZOFFSETTO:-0600", "TZNAME:CST", "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU",
			"-DAYLIGHT", "DTSTART:20070311T020000", "TZOFFSETFROM:-0600", "TZOFFSETTO:-0500", "TZNAME:CDT", "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU",
		},
		"Europe/Dublin": {
			"-STANDARD", "DTSTART:19961027T020000", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0000", "TZNAME:GMT", "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
			"-DAYLIGHT", "DTSTART:19960331T010000", "TZOFFSETFROM:+0000", "TZOFFSETTO:+0100", "TZNAME:IST", "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
		},
		"Australia/Lord_Howe": {
			"-STANDARD", "DTSTART:20080406T020000", "TZOFFSETFROM:+1100", "TZOFFSETTO:+1030", "TZNAME:+1030", "RRULE:FREQ=YEARLY;BYMONTH=4;BYDAY=1SU",
			"-DAYLIGHT", "DTSTART:20081005T020000", "TZOFFSETFROM:+1030", "TZOFFSETTO:+1100", "TZNAME:+11", "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=1SU",
		},
		"America/Phoenix": {"-STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:-0700", "TZOFFSETTO:-0700", "TZNAME:MST"},
		"Asia/Kolkata":    {"-STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:+0530", "TZOFFSETTO:+0530", "TZNAME:IST"},
		"Pacific/Apia":    {"-STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:+1300", "TZOFFSETTO:+1300", "TZNAME:+13"},
	} {
		text := zoneText(t, mustZone(t, name), year(2022), year(2040))
		if got := zoneLines(text); !slices.Equal(got, want) {
			t.Errorf("%s:\n%s\nwant\n%s", name, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

// zoneLines are the lines of the blocks of a VTIMEZONE.
func zoneLines(text string) []string {
	var lines []string
	for _, line := range strings.Split(strings.TrimSpace(text), "\r\n") {
		if name, begins := strings.CutPrefix(line, "BEGIN:"); begins && name != "VTIMEZONE" {
			lines = append(lines, "-"+name)
		} else if !strings.HasPrefix(line, "BEGIN:") && !strings.HasPrefix(line, "END:") && !strings.HasPrefix(line, "TZID:") {
			lines = append(lines, line)
		}
	}
	return lines
}

func TestAVTIMEZONEDoesNotChangeAsItsEventsMoveOn(t *testing.T) {
	zone := mustZone(t, "America/Chicago")
	want := zoneText(t, zone, year(2008), year(2009))
	for y := 2009; y < 2060; y++ {
		if got := zoneText(t, zone, year(y), year(y+3)); got != want {
			t.Fatalf("from %d:\n%s\nwant\n%s", y, got, want)
		}
	}
}

func TestChangesBeforeTheYearlyRulesAreWrittenOneByOne(t *testing.T) {
	text := zoneText(t, mustZone(t, "America/Chicago"), time.Date(2005, time.December, 1, 0, 0, 0, 0, time.UTC), year(2027))
	var onsets []string
	for _, line := range zoneLines(text) {
		if strings.HasPrefix(line, "DTSTART:") {
			onsets = append(onsets, strings.TrimPrefix(line, "DTSTART:"))
		}
	}
	want := []string{"20051030T020000", "20060402T020000", "20061029T020000", "20071104T020000", "20070311T020000"}
	if !slices.Equal(onsets, want) {
		t.Errorf("onsets %v, want %v", onsets, want)
	}
}

func TestAZoneWithoutYearlyRulesHasABlockForEachChange(t *testing.T) {
	text := zoneText(t, mustZone(t, "Africa/Casablanca"), year(2026), year(2028))
	if strings.Contains(text, "RRULE") {
		t.Errorf("Casablanca follows the moon, and yet:\n%s", text)
	}
	var blocks []string
	for _, line := range zoneLines(text) {
		if strings.HasPrefix(line, "-") || strings.HasPrefix(line, "DTSTART") || strings.HasPrefix(line, "TZOFFSETTO") {
			blocks = append(blocks, line)
		}
	}
	want := []string{
		"-DAYLIGHT", "DTSTART:20250406T020000", "TZOFFSETTO:+0100",
		"-STANDARD", "DTSTART:20260215T030000", "TZOFFSETTO:+0000",
		"-DAYLIGHT", "DTSTART:20260322T020000", "TZOFFSETTO:+0100",
		"-STANDARD", "DTSTART:20270207T030000", "TZOFFSETTO:+0000",
		"-DAYLIGHT", "DTSTART:20270314T020000", "TZOFFSETTO:+0100",
	}
	if !slices.Equal(blocks, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(blocks, "\n"), strings.Join(want, "\n"))
	}
}

func TestARuleWhoseDatesRunOverTheEndOfAMonthIsTwoBlocks(t *testing.T) {
	text := zoneText(t, mustZone(t, "Africa/Cairo"), year(2026), year(2028))
	for _, rule := range []string{"BYMONTH=10;BYMONTHDAY=26,27,28,29,30,31;BYDAY=FR", "BYMONTH=11;BYMONTHDAY=1;BYDAY=FR"} {
		if !strings.Contains(text, rule) {
			t.Errorf("no %s in\n%s", rule, text)
		}
	}
}
