package calendar

import (
	"slices"
	"time"
)

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
	days := int(s.Length/(24*time.Hour)) + 1
	var list []Occurrence
	var next Date // the first day that was not looked at
	for _, change := range transitions(s.Zone, begins.AddDate(0, 0, -2), last.AddDate(0, 0, 2)) {
		day := DateOf(change.local())
		from, to := day.AddDays(-days), day.AddDays(1)
		if from.Before(next) {
			from = next
		}
		next = to.AddDays(1)
		for wall := range s.walls(s.wall(from)) {
			if to.Before(DateOf(wall)) {
				break
			}
			if o := s.planned(wall); s.isOdd(o) && !s.isSingled(DateOf(wall)) {
				list = append(list, o)
			}
		}
	}
	return list
}

// isSingled reports whether the occurrence of a day is left out or changed.
func (s Series) isSingled(day Date) bool {
	return slices.Contains(s.Except, day) ||
		slices.ContainsFunc(s.Changes, func(c Change) bool { return c.Date == day })
}
