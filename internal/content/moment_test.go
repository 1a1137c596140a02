package content

import (
	"strings"
	"testing"
	"time"

	"example.org/advocate/internal/calendar"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := calendar.LoadZone(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func TestADateIsReadInItsZone(t *testing.T) {
	for _, c := range []struct{ text, zone, in, end string }{
		{"2026-12-03", "America/Chicago", "2026-12-03T00:00:00-06:00", "2026-12-04T00:00:00-06:00"},
		{"2026-12-03 18:00", "America/Chicago", "2026-12-03T18:00:00-06:00", "2026-12-03T18:00:00-06:00"},
		{"2026-12-03T18:00:00+01:00", "America/Chicago", "2026-12-03T11:00:00-06:00", "2026-12-03T11:00:00-06:00"},
		{"2026-12-03T18:00:00Z", "UTC", "2026-12-03T18:00:00Z", "2026-12-03T18:00:00Z"},
		{"2026-03-08", "America/Chicago", "2026-03-08T00:00:00-06:00", "2026-03-09T00:00:00-05:00"},       // 23 hours
		{"2026-11-01", "America/Chicago", "2026-11-01T00:00:00-05:00", "2026-11-02T00:00:00-06:00"},       // 25 hours
		{"2026-03-08 02:30", "America/Chicago", "2026-03-08T03:30:00-05:00", "2026-03-08T03:30:00-05:00"}, // skipped
		{"2026-11-01 01:30", "America/Chicago", "2026-11-01T01:30:00-05:00", "2026-11-01T01:30:00-05:00"}, // twice: the first
		{"2011-12-30", "Pacific/Apia", "2011-12-31T00:00:00+14:00", "2011-12-31T00:00:00+14:00"},          // a day that never was
		{"2026-12-31", "UTC", "2026-12-31T00:00:00Z", "2027-01-01T00:00:00Z"},
		{"2028-02-29", "UTC", "2028-02-29T00:00:00Z", "2028-03-01T00:00:00Z"},
		{"1900-01-01", "UTC", "1900-01-01T00:00:00Z", "1900-01-02T00:00:00Z"},
		{"2199-12-31", "UTC", "2199-12-31T00:00:00Z", "2200-01-01T00:00:00Z"},
	} {
		m, err := ParseMoment(c.text)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		z := zone(t, c.zone)
		if got := m.In(z).Format(time.RFC3339); got != c.in {
			t.Errorf("%s in %s is %s, not %s", c.text, c.zone, got, c.in)
		}
		if got := m.EndIn(z).Format(time.RFC3339); got != c.end {
			t.Errorf("%s in %s ends %s, not %s", c.text, c.zone, got, c.end)
		}
		if m.String() != c.text {
			t.Errorf("%s is written back as %s", c.text, m)
		}
	}
}

func TestTheDayOfAMomentIsThatOfTheSite(t *testing.T) {
	chicago := zone(t, "America/Chicago")
	for text, want := range map[string]string{
		"2026-12-03": "2026-12-03", "2026-12-03 23:30": "2026-12-03",
		"2026-12-03T23:30:00-06:00": "2026-12-03", "2026-12-04T03:00:00Z": "2026-12-03", "2026-12-03T00:30:00+09:00": "2026-12-02",
	} {
		m, err := ParseMoment(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := m.Day(chicago); got.Format(time.DateOnly) != want || got.Location() != time.UTC || got.Hour() != 0 {
			t.Errorf("%s is of the day %s, not %s", text, got, want)
		}
	}
}

func TestATimeThatClocksSkipIsTold(t *testing.T) {
	for text, want := range map[string]bool{
		"2026-03-08 02:30": true, "2026-03-08 01:59": false, "2026-03-08 03:00": false, "2026-03-08": false, "2026-03-08T02:30:00-06:00": false,
	} {
		m, err := ParseMoment(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := m.Shifted(zone(t, "America/Chicago")); got != want {
			t.Errorf("%s: shifted is %v", text, got)
		}
	}
}

func TestNoMomentIsNoInstant(t *testing.T) {
	var none Moment
	if !none.IsZero() || none.HasTime() || none.String() != "" || !none.In(time.UTC).IsZero() || !none.EndIn(time.UTC).IsZero() || !none.Day(time.UTC).IsZero() || none.Shifted(time.UTC) {
		t.Errorf("%+v is something", none)
	}
}

// Texts that look like dates and are none; broken sites show the messages.
func TestWhatIsNoDateIsRefused(t *testing.T) {
	for _, text := range []string{
		"", " ", "2026", "2026-12", "2026-12-3", "2026-00-01", "2026-13-01", "2026-02-30", "2027-02-29", "2026-12-00", "2026-12-32",
		"20261203", "2026/12/03", "03.12.2026", "12/03/2026", "2026-12-03 ", "2026-12-03 9:00", "2026-12-03 24:00", "2026-12-03 12:60",
		"2026-12-03 12:00:00", "2026-12-03T12:00", "2026-12-03T12:00:00", "2026-12-03T12:00:00-25:00", "2026-12-03t12:00:00z", "2026-W49-4",
		"1899-12-31", "2200-01-01", "0000-01-01", "-001-01-01", "+026-12-03", "２０２６-12-03", "2026-12-03 1２:00", "2026–12–03", "now", "2026-12-0x",
		"2026-12-03T12:00:00-06:00 ", "2026-1-2-03", "1900-01-01T00:00:00+14:00x",
	} {
		if m, err := ParseMoment(text); err == nil || err.Error() == "" || strings.ContainsAny(err.Error(), "\n\r") {
			t.Errorf("%q is %v, %v", text, m, err)
		}
	}
}

// FuzzParseMoment holds that what is taken is a date of the years that are
// taken, and is written back as it was read.
func FuzzParseMoment(f *testing.F) {
	for _, text := range []string{"2026-12-03", "2026-12-03 18:00", "2026-12-03T18:00:00-06:00", "2026-12-03T18:00:00Z", "2026-02-30", "0226-01-01", "2026-12-03T18:00:00.999999999+23:59", "１２３４-12-03"} {
		f.Add(text)
	}
	chicago := zone(f, "America/Chicago")
	f.Fuzz(func(t *testing.T, text string) {
		m, err := ParseMoment(text)
		if err != nil {
			if strings.ContainsAny(err.Error(), "\n\r") {
				t.Errorf("%q: a message of several lines: %v", text, err)
			}
			return
		}
		if year := m.In(chicago).Year(); year < firstYear-1 || year > lastYear+1 {
			t.Errorf("%q is in the year %d", text, year)
		}
		if m.EndIn(chicago).Before(m.In(chicago)) {
			t.Errorf("%q ends before it begins", text)
		}
		back, err := ParseMoment(m.String())
		if err != nil || back != m && !(m.fixed && back.In(time.UTC).Equal(m.In(time.UTC))) {
			t.Errorf("%q is written back as %q: %v", text, m, err)
		}
	})
}
