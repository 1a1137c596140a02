package calendar

import "time"

// Weeks are the weeks that a printed month shows, from the one that holds its
// first day to the one that holds its last. A week begins with first (Sunday
// in the United States), so the outer weeks may hold days of the neighbouring
// months.
func Weeks(year int, month time.Month, first time.Weekday) [][7]Date {
	start := DateOf(time.Date(year, month, 1, 0, 0, 0, 0, time.UTC))
	next := DateOf(time.Date(year, month+1, 1, 0, 0, 0, 0, time.UTC))
	back := (int(start.Weekday()) - int(first) + 7) % 7

	var weeks [][7]Date
	for day := start.AddDays(-back); day.Before(next); {
		var week [7]Date
		for i := range week {
			week[i] = day
			day = day.AddDays(1)
		}
		weeks = append(weeks, week)
	}
	return weeks
}

// Days are the days, in zone, on which the span from start up to, but not
// including, end has at least one instant: a span that ends at midnight does
// not touch the day that begins then. The day of start is always there, also
// where end is zero or not after start.
func Days(start, end time.Time, zone *time.Location) []Date {
	first := DateOf(start.In(zone))
	days := []Date{first}
	if !end.After(start) {
		return days
	}
	last := DateOf(end.Add(-time.Nanosecond).In(zone))
	for day := first; day.Before(last); {
		day = day.AddDays(1)
		days = append(days, day)
	}
	return days
}
