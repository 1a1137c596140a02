package calendar

import "time"

// transition is a change of a zone's offset from UTC. Changes of the
// abbreviation or of the daylight mark alone are none.
type transition struct {
	at       time.Time     // in UTC
	from, to time.Duration // offsets from UTC before and after
	name     string        // abbreviation after
	marked   bool          // the daylight mark of the database differs before and after
}

// local is what the clock that was right before the change shows at the
// change, in UTC as a neutral zone: how iCalendar writes an onset.
func (t transition) local() time.Time {
	return t.at.Add(t.from)
}

// transitions are the changes of zone after from and up to until, in order.
func transitions(zone *time.Location, from, until time.Time) []transition {
	var list []transition
	at := from.In(zone)
	for {
		next, bounded := steadyUntil(at)
		if !bounded {
			return list
		}
		if offsetAt(next) != offsetAt(at) {
			next = firstWithOtherOffset(at, next)
		}
		if next.After(until) {
			return list
		}
		if offsetAt(next) != offsetAt(at) {
			name, _ := next.Zone()
			list = append(list, transition{
				at:     next.UTC(),
				from:   offsetAt(at),
				to:     offsetAt(next),
				name:   name,
				marked: next.IsDST() != at.IsDST(),
			})
		}
		at = next
	}
}

// steadyUntil is a later instant up to which, and perhaps beyond which, the offset
// of t's zone stays what it is at t; bounded is false where it stays for ever.
//
// For times that a zone's rule covers rather than its table, ZoneBounds ends the last period
// of a year 365 days after its beginning, so that on the last day of a leap year
// the end lies behind.
func steadyUntil(t time.Time) (until time.Time, bounded bool) {
	_, end := t.ZoneBounds()
	if end.IsZero() {
		return end, false
	}
	if !end.After(t) {
		return t.Truncate(24 * time.Hour).Add(24 * time.Hour), true
	}
	return end.In(t.Location()), true
}

// firstWithOtherOffset is the first whole second after from, and not after to, at which
// the offset is no longer that of from.
func firstWithOtherOffset(from, to time.Time) time.Time {
	if offsetAt(to.Add(-time.Second)) == offsetAt(from) {
		return to
	}
	low, high := from.Unix(), to.Unix()
	for high-low > 1 {
		middle := low + (high-low)/2
		if offsetAt(time.Unix(middle, 0).In(from.Location())) == offsetAt(from) {
			low = middle
		} else {
			high = middle
		}
	}
	return time.Unix(high, 0).In(from.Location())
}
