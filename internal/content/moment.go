package content

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"example.org/advocate/internal/calendar"
)

// Moment is a date or a time as a person wrote it, not yet tied to a zone.
// The zero Moment is "not given".
type Moment struct {
	wall    time.Time // the digits as written, in UTC as a neutral zone; for a fixed moment the instant
	hasTime bool
	fixed   bool // RFC 3339 with an offset: the instant is given
}

// The years that a date may lie in. A slip such as 0226 or 20226 would make
// thousands of pages of months.
const firstYear, lastYear = 1900, 2199

// ParseMoment reads "2026-12-03", "2026-12-03 18:00" or RFC 3339 with an
// offset, "2026-12-03T18:00:00-06:00".
func ParseMoment(text string) (Moment, error) {
	switch {
	case len(text) == len("2026-12-03"):
		wall, err := parseDay(text)
		return Moment{wall: wall}, err
	case len(text) == len("2026-12-03 18:00") && text[10] == ' ':
		day, err := parseDay(text[:10])
		if err != nil {
			return Moment{}, err
		}
		clock, err := time.Parse("15:04", text[11:])
		if err != nil {
			return Moment{}, fmt.Errorf("%s is not a time of day: write hours and minutes from 00:00 to 23:59", quote(text[11:]))
		}
		wall := day.Add(time.Duration(clock.Hour())*time.Hour + time.Duration(clock.Minute())*time.Minute)
		return Moment{wall: wall, hasTime: true}, nil
	case len(text) > 16 && text[10] == 'T':
		if _, err := parseDay(text[:10]); err != nil {
			return Moment{}, err
		}
		instant, err := time.Parse(time.RFC3339, text)
		if err != nil {
			return Moment{}, fmt.Errorf("%s is no time: write 2026-12-03 18:00, or RFC 3339 with an offset, 2026-12-03T18:00:00-06:00", quote(text))
		}
		return Moment{wall: instant.Truncate(time.Second), hasTime: true, fixed: true}, nil
	}
	return Moment{}, fmt.Errorf("%s is no date: write 2026-12-03, or with a time 2026-12-03 18:00", quote(text))
}

func parseDay(text string) (time.Time, error) {
	parts := strings.Split(text, "-")
	if len(parts) != 3 || len(parts[0]) != 4 || len(parts[1]) != 2 || len(parts[2]) != 2 {
		return time.Time{}, fmt.Errorf("%s is no date: write year-month-day, 2026-12-03", quote(text))
	}
	year, errYear := strconv.ParseUint(parts[0], 10, 16)
	month, errMonth := strconv.ParseUint(parts[1], 10, 8)
	day, errDay := strconv.ParseUint(parts[2], 10, 8)
	if errYear != nil || errMonth != nil || errDay != nil {
		return time.Time{}, fmt.Errorf("%s is no date: write year-month-day, 2026-12-03", quote(text))
	}
	if year < firstYear || year > lastYear {
		return time.Time{}, fmt.Errorf("the year %s is not between %d and %d", parts[0], firstYear, lastYear)
	}
	if month < 1 || month > 12 {
		return time.Time{}, fmt.Errorf("there is no month %s: months are 01 to 12", parts[1])
	}
	last := time.Date(int(year), time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
	if day < 1 || int(day) > last {
		return time.Time{}, fmt.Errorf("there is no day %s in %s %d: it has %d days", parts[2], time.Month(month), year, last)
	}
	return time.Date(int(year), time.Month(month), int(day), 0, 0, 0, 0, time.UTC), nil
}

// IsZero tells whether no date was given.
func (m Moment) IsZero() bool { return m.wall.IsZero() }

// HasTime tells whether a time of day was given.
func (m Moment) HasTime() bool { return m.hasTime }

// In returns the instant; a bare date is the beginning of that day in zone. A
// time that does not exist there on that day is an hour later, one that exists
// twice is the first (RFC 5545, section 3.3.5).
func (m Moment) In(zone *time.Location) time.Time {
	if m.IsZero() {
		return time.Time{}
	}
	if m.fixed {
		return m.wall.In(zone)
	}
	t, _ := calendar.AttachZone(m.wall, zone)
	return t
}

// EndIn is In for dates that last until the day is over: a bare date is the
// beginning of the next day in zone.
func (m Moment) EndIn(zone *time.Location) time.Time {
	if m.IsZero() || m.hasTime {
		return m.In(zone)
	}
	t, _ := calendar.AttachZone(m.wall.AddDate(0, 0, 1), zone)
	return t
}

// Wall returns what clocks in zone show, in UTC as a neutral zone: the digits
// that were written, also where clocks skip that time on that day.
func (m Moment) Wall(zone *time.Location) time.Time {
	if !m.fixed {
		return m.wall
	}
	t := m.wall.In(zone)
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
}

// Day returns the date in zone as midnight UTC, for comparing and showing
// dates that have no zone of their own.
func (m Moment) Day(zone *time.Location) time.Time {
	if m.IsZero() {
		return time.Time{}
	}
	t := m.wall
	if m.fixed {
		t = t.In(zone)
	}
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// Shifted tells whether the time does not exist in zone on that day, because
// the clocks go forward over it.
func (m Moment) Shifted(zone *time.Location) bool {
	if m.IsZero() || m.fixed || !m.hasTime {
		return false
	}
	_, shifted := calendar.AttachZone(m.wall, zone)
	return shifted
}

// String returns the moment as it may be written in front matter.
func (m Moment) String() string {
	switch {
	case m.IsZero():
		return ""
	case m.fixed:
		return m.wall.Format(time.RFC3339)
	case m.hasTime:
		return m.wall.Format("2006-01-02 15:04")
	}
	return m.wall.Format("2006-01-02")
}
