package calendar

import (
	"io"
	"strconv"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"
)

// The tests of this file pin faults of golang-ical that this package works
// round. One that fails tells that the work-round can go.

// rawProperty is a property as golang-ical writes it.
func rawProperty(t *testing.T, property ics.BaseProperty) string {
	t.Helper()
	var b strings.Builder
	if err := property.SerializeTo(&b, &ics.SerializationConfiguration{MaxLength: 75, NewLine: "\r\n"}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGolangICalStillEndsLinesByTheSystemsHabit(t *testing.T) {
	text := ics.NewCalendar().Serialize(ics.WithNewLineUnix)
	if strings.Contains(text, "\r\n") {
		t.Error("golang-ical writes CRLF whatever it is told: WithNewLineWindows can go")
	}
}

func TestGolangICalStillLetsALineEndInAnAddressBeginAProperty(t *testing.T) {
	if got := rawProperty(t, ics.BaseProperty{IANAToken: "URL", Value: "https://a\r\nX-EVIL:4"}); !strings.Contains(got, "\r\nX-EVIL:4") {
		t.Errorf("it refuses or escapes now: %q", got)
	}
}

func TestGolangICalStillLeavesACarriageReturnInText(t *testing.T) {
	if got := rawProperty(t, ics.BaseProperty{IANAToken: "SUMMARY", Value: "a\rb"}); got != "SUMMARY:a\rb\r\n" {
		t.Errorf("it cleans text now: %q", got)
	}
}

func TestGolangICalStillWritesBackslashesIntoParameters(t *testing.T) {
	property := ics.BaseProperty{IANAToken: "CONTACT", Value: "x", ICalParameters: map[string][]string{"CN": {"Doe, \"J\""}}}
	if got := rawProperty(t, property); got != "CONTACT;CN=Doe\\, \\\"J\\\":x\r\n" {
		t.Errorf("it quotes parameters now: %q", got)
	}
}

func TestGolangICalStillLetsALineEndInAParameterBeginAProperty(t *testing.T) {
	property := ics.BaseProperty{IANAToken: "CONTACT", Value: "x", ICalParameters: map[string][]string{"CN": {"a\r\nX-EVIL"}}}
	if got := rawProperty(t, property); !strings.Contains(got, "\r\nX-EVIL:x") {
		t.Errorf("it cleans parameters now: %q", got)
	}
}

func TestGolangICalStillTakesAnAddressItDoesNotKnowForText(t *testing.T) {
	if got := rawProperty(t, ics.BaseProperty{IANAToken: "CONFERENCE", Value: "https://a/b,c"}); got != "CONFERENCE:https://a/b\\,c\r\n" {
		t.Errorf("it knows RFC 7986 now: %q", got)
	}
}

func TestGolangICalStillWritesEveryStartInUTC(t *testing.T) {
	event := ics.NewEvent("a")
	event.SetStartAt(time.Date(2026, time.December, 3, 18, 0, 0, 0, mustZone(t, "America/Chicago")))
	if got := event.Serialize(&ics.SerializationConfiguration{MaxLength: 75, NewLine: "\r\n"}); !strings.Contains(got, "DTSTART:20261204T000000Z") {
		t.Errorf("it writes zones now: %q", got)
	}
}

func TestGolangICalStillBuildsNoTimeZone(t *testing.T) {
	calendar := ics.NewCalendar()
	calendar.AddTimezone("America/Chicago")
	if got := calendar.Serialize(); strings.Contains(got, "TZOFFSETTO") {
		t.Errorf("it builds VTIMEZONE now: %q", got)
	}
}

// headless fails on the very first write and takes everything after it.
type headless struct{ failed bool }

func (h *headless) Write(p []byte) (int, error) {
	if !h.failed {
		h.failed = true
		return 0, errDisk
	}
	return len(p), nil
}

func TestGolangICalStillDropsAnErrorOfTheFirstLine(t *testing.T) {
	if err := ics.NewCalendar().SerializeTo(&headless{}); err != nil {
		t.Errorf("it reports that error now: %v", err)
	}
	if err := Write(&headless{}, full(t)); err == nil {
		t.Error("and so do we")
	}
}

func TestGolangICalFoldsAt75OctetsAndNeverInsideACharacter(t *testing.T) {
	for _, text := range []string{strings.Repeat("日", 60), strings.Repeat("👩‍👩‍👧", 30), strings.Repeat(",", 80), strings.Repeat("a b ", 60)} {
		zone := mustZone(t, "America/Chicago")
		file := written(t, Calendar{Zone: zone, Events: []Event{{UID: "a", Summary: text, Start: year(2026)}}})
		for _, err := range Check(strings.NewReader(file)) {
			t.Error(err)
		}
		if got := textOf(file, "SUMMARY"); got != text {
			t.Errorf("%q came back as %q", text, got)
		}
	}
}

func BenchmarkWrite(b *testing.B) {
	for _, count := range []int{1, 1000} {
		b.Run(strconv.Itoa(count), func(b *testing.B) {
			c := Calendar{Name: "All", Zone: mustZone(b, "America/Chicago")}
			for i := range count {
				c.Events = append(c.Events, Event{UID: strconv.Itoa(i), Summary: "An event", Start: year(2026).AddDate(0, 0, i)})
			}
			for b.Loop() {
				if err := Write(io.Discard, c); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
