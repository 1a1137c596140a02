package calendar

import (
	"fmt"
	"time"
)

// Date is a day of the Gregorian calendar, without a time or a zone. Dates
// compare with == and can be keys of a map.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf is the day that t's own clock shows, in t's own location.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// String is the date as 2026-12-03.
func (d Date) String() string {
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day)
}

// AddDays is the day n days later, or earlier where n is negative.
func (d Date) AddDays(n int) Date {
	return DateOf(d.neutral().AddDate(0, 0, n))
}

// Before reports whether d is an earlier day than other.
func (d Date) Before(other Date) bool {
	return d.neutral().Before(other.neutral())
}

// Weekday is the day of the week of d.
func (d Date) Weekday() time.Weekday {
	return d.neutral().Weekday()
}

// Start is the first instant of d in zone. Where the clock skips midnight,
// that is the first moment after the skip.
func (d Date) Start(zone *time.Location) time.Time {
	t, _ := AttachZone(d.neutral(), zone)
	return t
}

// EndOfDay is the first instant of the day after the one that t falls on in
// zone: the moment at which an event that starts at t and names no end is
// over.
func EndOfDay(t time.Time, zone *time.Location) time.Time {
	return DateOf(t.In(zone)).AddDays(1).Start(zone)
}

// neutral is midnight of d in UTC, which has no clock changes.
func (d Date) neutral() time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)
}
