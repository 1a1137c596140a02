package calendar

import (
	"cmp"
	"iter"
	"slices"
	"time"
)

// Series is an event that takes place on several dates: by a rule, on further
// dates, or both. Times are what clocks in Zone show, so that 18:00 stays
// 18:00 all year.
//
//	for o := range series.From(now) {
//		fmt.Println(o.Start) // in series.Zone, without end where the rule has none
//	}
//
// A Series in which Check finds nothing has exactly the occurrences that the
// same series in an iCalendar file has.
type Series struct {
	// Start is the clock time of the first occurrence, in UTC as a neutral
	// zone; midnight for whole days.
	Start time.Time
	// Length is the time from start to end by the clock: 8 hours from 23:00
	// are 7:00 also in the night in which clocks change. 0 says that there is no
	// end. Of whole days it is 24 hours for each of them, and 0 is one day.
	Length time.Duration
	// Exact says that Length is time that passes, not time by the clock: two
	// hours from 23:00 are two hours in the night in which clocks change as well.
	Exact  bool
	Zone   *time.Location
	AllDay bool

	Rule    *Rule // nil: only Start and Also
	Except  []Date
	Also    []time.Time // instants; At gives that of a day without a time of its own
	Changes []Change
}

// Change is what differs on one date of a series. What is not a time (a place,
// a word for its state) is known to the caller, who finds it by Date.
type Change struct {
	// Date is the day on which the occurrence was to begin. Where the rule
	// and Also both have an occurrence on it, the rule's is meant.
	Date Date
	// Start and End are the new times, as instants; zero is what was planned.
	// A new Start without End keeps the length. Of whole days Start is the
	// beginning of the first day and End that of the day after the last.
	Start, End time.Time
}

// Occurrence is one of the times at which a series takes place.
type Occurrence struct {
	// Original is the clock time at which it was planned to begin, in UTC as
	// a neutral zone. It is what identifies it in its series, whatever changes.
	Original time.Time
	// Start and End are instants in the zone of the series. End is zero where there is
	// none; of whole days it is the beginning of the day after the last.
	Start, End time.Time

	Change  *Change // that of the series for this date, or nil
	Also    bool    // it is one of Also, not of the rule
	Shifted bool    // clocks skip the planned start: it is later, by an hour as a rule
}

// Over is when nobody comes any more: the end, or without one the end of the
// day on which it begins.
func (o Occurrence) Over() time.Time {
	if o.End.IsZero() {
		return EndOfDay(o.Start, o.Start.Location())
	}
	return o.End
}

// At is the instant at which an occurrence of the given day begins; shifted is true where
// clocks skip the time of the series on that day, as AttachZone says.
func (s Series) At(day Date) (t time.Time, shifted bool) {
	return AttachZone(s.wall(day), s.Zone)
}

// wall is the clock time of an occurrence of the given day.
func (s Series) wall(day Date) time.Time {
	return day.neutral().Add(sinceMidnight(s.Start))
}

// Occurrences are those of From that begin before to.
func (s Series) Occurrences(from, to time.Time) []Occurrence {
	var list []Occurrence
	for o := range s.From(from) {
		if !o.Start.Before(to) {
			break
		}
		list = append(list, o)
	}
	return list
}

// From yields the occurrences that are not over at from, in the order in which
// they begin. Where the rule has no end, neither has what From yields.
func (s Series) From(from time.Time) iter.Seq[Occurrence] {
	return func(yield func(Occurrence) bool) {
		single := s.singles()
		changed := map[Date]bool{}
		for _, o := range single {
			if o.Change != nil && !o.Also {
				changed[DateOf(o.Original)] = true
			}
		}
		single = slices.DeleteFunc(single, func(o Occurrence) bool { return !o.Over().After(from) })
		for o := range s.regular(from) {
			if changed[DateOf(o.Original)] {
				continue
			}
			for len(single) > 0 && compareStarts(single[0], o) < 0 {
				if !yield(single[0]) {
					return
				}
				single = single[1:]
			}
			if !yield(o) {
				return
			}
		}
		for _, o := range single {
			if !yield(o) {
				return
			}
		}
	}
}

// compareStarts orders occurrences by their start, and those of one start by their plan.
func compareStarts(a, b Occurrence) int {
	return cmp.Or(a.Start.Compare(b.Start), a.Original.Compare(b.Original))
}

// singles are the occurrences that the rule alone does not give: those of Also
// and the changed ones, by their start.
func (s Series) singles() []Occurrence {
	var list []Occurrence
	for _, at := range s.Also {
		at = at.In(s.Zone)
		list = append(list, Occurrence{
			Original: neutralClock(at),
			Start:    at,
			End:      s.endOf(at),
			Also:     true,
		})
	}
	for i := range s.Changes {
		change := &s.Changes[i]
		day := change.Date
		also := slices.IndexFunc(list, func(o Occurrence) bool { return o.Also && DateOf(o.Original) == day })
		if also >= 0 && (!s.has(day) || slices.Contains(s.Except, day)) {
			list[also] = s.changed(list[also], change)
			continue
		}
		list = append(list, s.changed(s.planned(s.wall(day)), change))
	}
	slices.SortStableFunc(list, compareStarts)
	return list
}

// Changed are the occurrences that Changes are about, in the order in which
// they begin.
func (s Series) Changed() []Occurrence {
	return slices.DeleteFunc(s.singles(), func(o Occurrence) bool { return o.Change == nil })
}

// regular yields the occurrences of the rule as they are planned, without those of
// Except, from the first on that is not over at from.
func (s Series) regular(from time.Time) iter.Seq[Occurrence] {
	return func(yield func(Occurrence) bool) {
		// Far enough back to find one that is not over yet: an occurrence without end
		// lasts till midnight, and no zone is further than a day from UTC.
		begin := neutralClock(from.In(s.Zone)).Add(-s.Length).AddDate(0, 0, -3)
		for wall := range s.walls(begin) {
			if slices.Contains(s.Except, DateOf(wall)) {
				continue
			}
			if o := s.planned(wall); o.Over().After(from) && !yield(o) {
				return
			}
		}
	}
}

// walls yields the clock times of the rule, Except among them, that are begin or later.
func (s Series) walls(begin time.Time) iter.Seq[time.Time] {
	return func(yield func(time.Time) bool) {
		if s.Rule == nil {
			if !s.Start.Before(begin) {
				yield(s.Start)
			}
			return
		}
		for wall := range s.Rule.walk(s.Start, begin) {
			if s.pastUntil(wall) || !yield(wall) {
				return
			}
		}
	}
}

// pastUntil reports whether the rule has ended before an occurrence at a clock time.
func (s Series) pastUntil(wall time.Time) bool {
	until := s.Rule.Until
	switch {
	case until.Time.IsZero():
		return false
	case until.DateOnly || s.AllDay:
		return DateOf(until.Time).Before(DateOf(wall))
	}
	at, _ := AttachZone(wall, s.Zone)
	return at.After(until.Time)
}

// has reports whether the rule has an occurrence on a day, also where Except
// leaves it out.
func (s Series) has(day Date) bool {
	wall, ok := first(s.walls(s.wall(day)))
	return ok && DateOf(wall) == day
}

// first is the first value of a sequence, if there is one.
func first[V any](sequence iter.Seq[V]) (V, bool) {
	next, stop := iter.Pull(sequence)
	defer stop()
	return next()
}

// planned is the occurrence that the rule has at a clock time.
func (s Series) planned(wall time.Time) Occurrence {
	o := Occurrence{Original: wall}
	o.Start, o.Shifted = AttachZone(wall, s.Zone)
	o.Shifted = o.Shifted && !s.AllDay // a day without midnight is a whole day still
	o.End = s.endOf(o.Start)
	return o
}

// endOf is the end of an occurrence that begins at start.
func (s Series) endOf(start time.Time) time.Time {
	if s.AllDay {
		days := max(1, int(s.Length/(24*time.Hour)))
		return DateOf(start).AddDays(days).Start(s.Zone)
	}
	if s.Length == 0 {
		return time.Time{}
	}
	if s.Exact {
		return start.Add(s.Length)
	}
	end, _ := AttachZone(neutralClock(start).Add(s.Length), s.Zone)
	if !end.After(start) { // start is the second showing of its time, and end the first of its
		end = start.Add(s.Length)
	}
	return end
}

func (s Series) changed(o Occurrence, change *Change) Occurrence {
	o.Change = change
	if !change.Start.IsZero() {
		o.Start, o.Shifted = change.Start.In(s.Zone), false
		o.End = s.endOf(o.Start)
	}
	if !change.End.IsZero() {
		o.End = change.End.In(s.Zone)
	}
	return o
}

// Finite reports whether the series has a last occurrence.
func (s Series) Finite() bool {
	return s.Rule == nil || s.Rule.Count > 0 || !s.Rule.Until.Time.IsZero()
}

// Last is the occurrence that begins last. ok is false where there is none,
// because the series goes on for ever or because Except leaves nothing.
func (s Series) Last() (last Occurrence, ok bool) {
	if !s.Finite() {
		return Occurrence{}, false
	}
	for o := range s.From(s.tail()) {
		last, ok = o, true
	}
	return last, ok
}

// Over is when a finite series is over; the zero time where it has no
// occurrence at all.
func (s Series) Over() (over time.Time, finite bool) {
	if !s.Finite() {
		return time.Time{}, false
	}
	for o := range s.From(s.tail()) {
		over = later(over, o.Over())
	}
	return over, true
}

// tail is an instant after which a series that ends by UNTIL still has an occurrence, so that it need
// not be walked as a whole; else the zero time.
func (s Series) tail() time.Time {
	if s.Rule == nil || s.Rule.Count > 0 {
		return time.Time{}
	}
	for back := 1; back < 1000; back *= 4 {
		from := s.Rule.Until.Time.AddDate(0, -back, 0)
		if !from.After(s.Start) {
			break
		}
		if _, ok := first(s.regular(from)); ok {
			return from
		}
	}
	return time.Time{}
}

// neutralClock is what t's own clock shows, in UTC as a neutral zone.
func neutralClock(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
}
