package calendar

import "slices"

// isOdd reports whether programs that compute an occurrence from the clock time and the
// length of its series disagree on its start or its end: clocks change while
// it lasts, or skip or repeat one of its times.
func (s Series) isOdd(o Occurrence) bool {
	if s.AllDay {
		return false
	}
	if o.Shifted || isShownTwice(o.Start, s.Zone) {
		return true
	}
	if o.End.IsZero() {
		return false
	}
	return o.End.Sub(o.Start) != s.Length || isShownTwice(o.End, s.Zone) ||
		!neutralClock(o.End).Equal(o.Original.Add(s.Length))
}

// ownTimes are the odd occurrences of the rule that take place as planned, in order:
// all of a series that ends, else those of its first years.
func (s Series) ownTimes() []Occurrence {
	if s.AllDay {
		return nil
	}
	begins, _ := AttachZone(s.Start, s.Zone)
	last := begins.AddDate(ownTimesYears, 0, 0)
	if over, finite := s.Over(); finite {
		last = over
	}
	var list []Occurrence
	for _, change := range changesBetween(s.Zone, begins.AddDate(0, 0, -2), last.AddDate(0, 0, 2)) {
		for _, day := range s.daysAround(change) {
			if len(list) > 0 && !DateOf(list[len(list)-1].Original).Before(day) {
				continue // it lasts over two changes
			}
			if o := s.planned(s.wall(day)); s.isOdd(o) && !s.isSingled(day) && s.has(day) {
				list = append(list, o)
			}
		}
	}
	return list
}

// daysAround are the days on which an occurrence would begin whose clock times
// meet a change of the clock: none at all for most series, which saves looking for dates.
func (s Series) daysAround(change transition) []Date {
	from, to := change.local(), change.at.Add(change.to)
	if to.Before(from) {
		from, to = to, from
	}
	var days []Date
	for day := DateOf(from.Add(-s.Length)); !DateOf(to).Before(day); day = day.AddDays(1) {
		if wall := s.wall(day); !wall.After(to) && !wall.Add(s.Length).Before(from) {
			days = append(days, day)
		}
	}
	return days
}

// isSingled reports whether the occurrence of a day is left out or changed.
func (s Series) isSingled(day Date) bool {
	return slices.Contains(s.Except, day) ||
		slices.ContainsFunc(s.Changes, func(c Change) bool { return c.Date == day })
}

// Doubtful are the occurrences of the rule that are planned for a time that clocks skip or
// show twice on that day, in order: all of a series that ends, else those of
// its first years. Programs disagree on when they are, and people may too.
func (s Series) Doubtful() []Occurrence {
	return slices.DeleteFunc(s.ownTimes(), func(o Occurrence) bool {
		return !o.Shifted && !isShownTwice(o.Start, s.Zone)
	})
}
