package calendar

import (
	"bytes"
	"errors"
	"flag"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write the golden files anew")

func written(t testing.TB, c Calendar) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, c); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// golden compares text with a file of testdata and checks it as a calendar.
func golden(t *testing.T, name, text string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if text != string(want) {
		t.Errorf("%s differs; got\n%s", name, text)
	}
	for _, err := range Check(strings.NewReader(text)) {
		t.Error(err)
	}
}

// full is a calendar that uses every field.
func full(t testing.TB) Calendar {
	chicago, tokyo := mustZone(t, "America/Chicago"), mustZone(t, "Asia/Tokyo")
	modified := time.Date(2026, time.November, 20, 9, 0, 0, 0, chicago)
	return Calendar{
		Name:        "Events: Office of the Citizen Services Advocate",
		Description: "What the office hosts and attends",
		URL:         "https://example.org/events/",
		Source:      "https://example.org/events/calendar.ics",
		Refresh:     12 * time.Hour,
		Modified:    modified,
		Zone:        chicago,
		Events: []Event{
			{
				UID:             "2f1c9d0e-8f0b-4d0c-9a55-0d5c3f0a7b11",
				Summary:         "Cancelled: Open house; coffee, cake & “talk”",
				Description:     "First line.\r\nSecond line, with a \\ and a very long end so that it has to be folded: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\rThird.",
				Location:        "City Hall, 175 E 2nd St\nTulsa",
				URL:             "https://example.org/events/open-house/",
				Contact:         "The office, 918-555-0101",
				Categories:      []string{"Streets, sidewalks", "Housing"},
				Geo:             &Geo{Lat: 36.15398, Lon: -95.99277},
				Start:           time.Date(2026, time.December, 3, 18, 0, 0, 0, chicago),
				End:             time.Date(2026, time.December, 3, 19, 30, 0, 0, chicago),
				Status:          Cancelled,
				Conference:      "https://meet.example.org/a,b;c?x=1&y=ü",
				ConferenceLabel: "Join \"online\"; say ^hello^:\nhere",
				Styled:          "<p>First line; &amp; <b>more</b>,\nand a second.</p>",
				Image:           "https://example.org/events/open-house/a b.png",
				Concepts:        []string{"https://example.org/topics/streets/", "https://example.org/topics/housing/"},
				Group:           "initiative: Curb ramps, 2026",
				Created:         time.Date(2026, time.October, 1, 0, 0, 0, 0, chicago),
				LastModified:    modified,
				Sequence:        14146740,
			},
			{UID: "one-day", Summary: "Day of service", Start: time.Date(2026, time.December, 5, 0, 0, 0, 0, chicago), AllDay: true},
			{UID: "two-days", Summary: "Fair", Start: time.Date(2027, time.January, 30, 0, 0, 0, 0, chicago), End: time.Date(2027, time.February, 1, 0, 0, 0, 0, chicago), AllDay: true},
			{UID: "no-end", Summary: "Walk", Start: time.Date(2027, time.May, 4, 9, 0, 0, 0, chicago)},
			{UID: "elsewhere", Summary: "会議", Start: time.Date(2027, time.May, 4, 9, 0, 0, 0, tokyo), Zone: tokyo},
			{UID: "utc", Summary: "Call", Start: time.Date(2027, time.May, 4, 9, 0, 0, 0, time.UTC), Zone: time.UTC},
			{UID: "second-showing", Summary: "Night", Start: time.Date(2026, time.November, 1, 7, 30, 0, 0, time.UTC), End: time.Date(2026, time.November, 1, 9, 0, 0, 0, time.UTC)},
		},
	}
}

func TestACalendarIsWrittenAsRFC5545And7986Want(t *testing.T) {
	golden(t, "full.ics", written(t, full(t)))
}

func TestACalendarWithoutEventsHoldsTheSitesZoneAlone(t *testing.T) {
	golden(t, "empty.ics", written(t, Calendar{Name: "Nothing", Zone: mustZone(t, "America/Chicago")}))
	for _, zone := range []string{"UTC", "Africa/Casablanca", "Asia/Kolkata"} {
		text := written(t, Calendar{Zone: mustZone(t, zone)})
		if errs := Check(strings.NewReader(text)); errs != nil || !strings.Contains(text, "TZID:"+zone) {
			t.Errorf("%s: %v in\n%s", zone, errs, text)
		}
	}
}

func TestACalendarOfWholeDaysNeedsNoZone(t *testing.T) {
	zone := mustZone(t, "America/Chicago")
	text := written(t, Calendar{Zone: zone, Events: []Event{{UID: "a", Start: time.Date(2026, 12, 5, 0, 0, 0, 0, zone), AllDay: true}}})
	if strings.Contains(text, "VTIMEZONE") {
		t.Error(text)
	}
}

func TestWithoutAnyDateTheStampIsTheEpochAndNothingIsInvented(t *testing.T) {
	zone := mustZone(t, "America/Chicago")
	text := written(t, Calendar{Zone: zone, Events: []Event{{UID: "a", Start: time.Date(2026, 12, 5, 9, 0, 0, 0, zone)}}})
	if !strings.Contains(text, "\r\nDTSTAMP:19700101T000000Z\r\n") {
		t.Error(text)
	}
	for _, absent := range []string{"LAST-MODIFIED", "CREATED", "DTEND", "URL", "CONFERENCE", "GEO", "REFRESH-INTERVAL", "SOURCE", "METHOD"} {
		if strings.Contains(text, absent) {
			t.Errorf("%s in\n%s", absent, text)
		}
	}
}

func TestTheSameCalendarGivesTheSameBytes(t *testing.T) {
	want := written(t, full(t))
	for range 20 {
		if got := written(t, full(t)); got != want {
			t.Fatal("the bytes differ")
		}
	}
}

func TestAnEventThatICalendarCannotSayIsRefusedByName(t *testing.T) {
	zone := mustZone(t, "America/Chicago")
	start := time.Date(2026, time.December, 3, 18, 0, 0, 0, zone)
	for _, test := range []struct {
		name   string
		change func(*Event)
		want   string
	}{
		{"no UID", func(e *Event) { e.UID = "" }, "UID"},
		{"line end in UID", func(e *Event) { e.UID = "a\r\nX-EVIL:1" }, "UID"},
		{"final line end in UID", func(e *Event) { e.UID = "a\n" }, "UID"},
		{"no start", func(e *Event) { e.Start = time.Time{} }, "start is missing"},
		{"end at start", func(e *Event) { e.End = start }, "not after the start"},
		{"end less than a second after start", func(e *Event) { e.End = start.Add(time.Millisecond) }, "not after the start"},
		{"last day before first", func(e *Event) { e.AllDay, e.End = true, start.AddDate(0, 0, -1) }, "before the first"},
		{"address of another kind", func(e *Event) { e.URL = "javascript:alert(1)" }, "URL"},
		{"address without a host", func(e *Event) { e.URL = "https:/events/" }, "URL"},
		{"quote in a host", func(e *Event) { e.URL = "https://\"/" }, "URL"},
		{"line end in an address", func(e *Event) { e.URL = "https://a\r\nX-EVIL:1" }, "URL"},
		{"line end in the meeting's address", func(e *Event) { e.Conference = "https://a/\nX-EVIL:1" }, "CONFERENCE"},
		{"text that is not UTF-8", func(e *Event) { e.Summary = "a\xff" }, "SUMMARY"},
		{"label that is not UTF-8", func(e *Event) { e.Conference, e.ConferenceLabel = "https://a/", "\xff" }, "LABEL"},
		{"latitude", func(e *Event) { e.Geo = &Geo{Lat: 91} }, "no place"},
		{"longitude that is no number", func(e *Event) { e.Geo = &Geo{Lon: math.NaN()} }, "no place"},
		{"negative sequence", func(e *Event) { e.Sequence = -1 }, "sequence"},
		{"unknown status", func(e *Event) { e.Status = 7 }, "status"},
		{"machine's zone", func(e *Event) { e.Zone = time.Local }, "zone"},
		{"made-up zone", func(e *Event) { e.Zone = time.FixedZone("a:b\r\n", 3600) }, "zone"},
		{"year of five digits", func(e *Event) { e.Start = start.AddDate(10000, 0, 0) }, "DTSTART"},
	} {
		event := Event{UID: "some-uid", Summary: "Open house", Start: start}
		test.change(&event)
		var b bytes.Buffer
		err := Write(&b, Calendar{Name: "All", Zone: zone, Events: []Event{event}})
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want an error with %q", test.name, err, test.want)
		}
		if b.Len() > 0 {
			t.Errorf("%s: something was written:\n%s", test.name, b.String())
		}
	}
}

func TestTwoEventsWithOneUIDAreRefused(t *testing.T) {
	zone := mustZone(t, "America/Chicago")
	event := Event{UID: "a", Start: time.Date(2026, time.December, 3, 18, 0, 0, 0, zone)}
	if err := Write(&bytes.Buffer{}, Calendar{Zone: zone, Events: []Event{event, event}}); err == nil || !strings.Contains(err.Error(), "same UID") {
		t.Errorf("got %v", err)
	}
}

func TestACalendarWithoutAZoneIsRefused(t *testing.T) {
	if err := Write(&bytes.Buffer{}, Calendar{}); err == nil || !strings.Contains(err.Error(), "LoadZone") {
		t.Errorf("got %v", err)
	}
}

// fullDisk takes some bytes and then fails.
type fullDisk struct{ left int }

var errDisk = errors.New("no space left")

func (d *fullDisk) Write(p []byte) (int, error) {
	if len(p) > d.left {
		return d.left, errDisk
	}
	d.left -= len(p)
	return len(p), nil
}

func TestAZoneFromElsewhereCountsByItsNameAlone(t *testing.T) {
	archive, err := zoneArchive()
	if err != nil {
		t.Fatal(err)
	}
	data, err := fs.ReadFile(archive, "Asia/Kolkata")
	if err != nil {
		t.Fatal(err)
	}
	foreign, err := time.LoadLocationFromTZData("America/Chicago", data)
	if err != nil {
		t.Fatal(err)
	}
	event := Event{UID: "a", Start: time.Date(2026, time.December, 4, 0, 0, 0, 0, time.UTC), Zone: foreign}
	text := written(t, Calendar{Zone: foreign, Events: []Event{event}})
	if !strings.Contains(text, "DTSTART;TZID=America/Chicago:20261203T180000") || strings.Contains(text, "+0530") {
		t.Error(text)
	}
}

func TestAnErrorOfTheWriterIsReported(t *testing.T) {
	size := len(written(t, full(t)))
	for _, left := range []int{0, 10, size - 1} {
		if err := Write(&fullDisk{left}, full(t)); !errors.Is(err, errDisk) {
			t.Errorf("with room for %d bytes: %v", left, err)
		}
	}
}

func TestADurationIsWrittenInDaysHoursMinutesAndSeconds(t *testing.T) {
	for d, want := range map[time.Duration]string{
		12 * time.Hour:                "PT12H",
		24 * time.Hour:                "P1D",
		36*time.Hour + 30*time.Minute: "P1DT12H30M",
		90 * time.Second:              "PT1M30S",
		time.Millisecond:              "PT0S",
		15*24*time.Hour + time.Minute: "P15DT1M",
	} {
		if got := formatDuration(d); got != want || !valueForms[durationValue].MatchString(got) {
			t.Errorf("%v: %s, want %s", d, got, want)
		}
	}
}

// FuzzWrite puts texts into every place that takes them and looks whether they
// stay there: the file is right, and has the properties of a harmless one.
func FuzzWrite(f *testing.F) {
	for _, seed := range []string{
		"", "plain", "a\r\nX-EVIL:1", "a\nEND:VEVENT\nBEGIN:VALARM", "\r", "\u2028X:1", "\u0085", "\x00\x07\x7f",
		`a";X=1:b`, "^n^'^^", `\n\N\;\,\`, strings.Repeat("日", 60), strings.Repeat("👩‍👩‍👧", 30), strings.Repeat(",", 50), "\ufeff", " leading", "a\xff", `"`, "https://a/\x7fb?c d#\"<>",
		strings.Repeat("<p> ", 40),
	} {
		f.Add(seed, seed)
		f.Add(seed, "x")
	}
	zone := mustZone(f, "America/Chicago")
	words := func(text, address string) Event {
		return Event{
			UID: "a", Summary: text + "x", Description: text + "x", Styled: text + "x", Location: text + "x", Contact: text + "x", Group: text + "x",
			URL: "https://example.org/#" + address, Conference: "https://" + address + ".example.org/", ConferenceLabel: text + "x",
			Image: "https://example.org/" + address, Concepts: []string{"https://example.org/?" + address},
			Categories: []string{text + "x"}, Start: time.Date(2026, time.December, 3, 18, 0, 0, 0, zone),
		}
	}
	series := weekly(f, ";COUNT=4")
	series.Also = []time.Time{instant(f, "2027-03-01 18:00")}
	series.Changes = []Change{{Date: day("2026-12-08")}, {Date: day("2026-12-15"), Start: instant(f, "2027-01-15 18:00")}}
	calendar := func(text, address string) Calendar {
		repeated := words(text, address)
		repeated.UID, repeated.Series = "b", &series
		repeated.Instance = func(Occurrence) Event { return words(text, address) }
		return Calendar{
			Name: text + "x", Description: text + "x", URL: "https://example.org/" + address, Source: "https://example.org/?" + address, Zone: zone,
			Events: []Event{words(text, address), repeated},
		}
	}
	want := propertyNames(written(f, calendar("x", "x")))
	f.Fuzz(func(t *testing.T, text, address string) {
		var b bytes.Buffer
		if err := Write(&b, calendar(text, address)); err != nil {
			return
		}
		for _, err := range Check(bytes.NewReader(b.Bytes())) {
			t.Error(err)
		}
		if got := propertyNames(b.String()); got != want {
			t.Errorf("properties\n%s\nwant\n%s", got, want)
		}
		if got, err := cleanText(text + "x"); err != nil || textOf(b.String(), "SUMMARY") != got {
			t.Errorf("SUMMARY reads %q, want %q (%v)", textOf(b.String(), "SUMMARY"), got, err)
		}
	})
}

// propertyNames are the names of the lines of a file as a reader sees them,
// and those of their parameters.
func propertyNames(text string) string {
	var names strings.Builder
	for _, line := range strings.Split(strings.ReplaceAll(text, "\r\n ", ""), "\r\n") {
		names.WriteString(line[:strings.IndexAny(line+":", ":;")])
		if strings.HasPrefix(line, "BEGIN") || strings.HasPrefix(line, "END") {
			names.WriteString(line)
		}
		names.WriteByte('\n')
	}
	return names.String()
}

// textOf is the text that a reader sees in a property.
func textOf(file, name string) string {
	_, after, _ := strings.Cut(strings.ReplaceAll(file, "\r\n ", ""), "\r\n"+name+":")
	value, _, _ := strings.Cut(after, "\r\n")
	var text strings.Builder
	for i := 0; i < len(value); i++ {
		if value[i] != '\\' {
			text.WriteByte(value[i])
			continue
		}
		i++
		if value[i] == 'n' {
			text.WriteByte('\n')
		} else {
			text.WriteByte(value[i])
		}
	}
	return text.String()
}
