package calendar

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// SeriesPart names the field of a Series that a SeriesError is about.
type SeriesPart int

// The parts of a Series in which Check finds faults.
const (
	StartPart SeriesPart = iota
	RulePart
	ExceptPart
	AlsoPart
	ChangesPart
)

// SeriesError is a fault in a series: values each of which is well formed and
// that contradict each other.
type SeriesError struct {
	Part    SeriesPart
	Index   int    // into Except, Also or Changes
	Name    string // of the part of the rule that is meant, such as UNTIL, or empty; see RuleOffset
	Message string
}

// Error is the message alone: the caller knows how to point at Part and Index.
func (e *SeriesError) Error() string { return e.Message }

// RuleOffset finds where the value of a part, such as UNTIL, begins in the
// text of a rule, in bytes; 0 where the part is not there.
func RuleOffset(text, name string) int {
	offset := 0
	for _, part := range strings.Split(text, ";") {
		if found, _, ok := strings.Cut(part, "="); ok && name != "" && strings.EqualFold(found, name) {
			return offset + len(name) + 1
		}
		offset += len(part) + 1
	}
	return 0
}

// Check finds what the parts of a series do to each other that people did not
// mean, and that calendar programs read in different ways: a start that is no date of
// the rule, a rule without any date, an UNTIL before the start, dates of Except
// and Changes on which nothing takes place, dates of Also on which it does
// already. Each message says what to write instead, and of dates the nearest ones.
func (s Series) Check() []*SeriesError {
	c := seriesChecker{series: s}
	if c.rule(); len(c.errs) > 0 {
		return c.errs // everything else would follow from it
	}
	c.except()
	c.also()
	c.changes()
	if _, ok := s.Last(); len(c.errs) == 0 && s.Finite() && !ok {
		c.report(ExceptPart, len(s.Except)-1, "with this date no date of the series is left: remove one, or remove the event")
	}
	return c.errs
}

type seriesChecker struct {
	series Series
	errs   []*SeriesError
}

func (c *seriesChecker) report(part SeriesPart, index int, format string, args ...any) {
	c.errs = append(c.errs, &SeriesError{Part: part, Index: index, Message: fmt.Sprintf(format, args...)})
}

func (c *seriesChecker) reportRule(name, format string, args ...any) {
	c.errs = append(c.errs, &SeriesError{Part: RulePart, Name: name, Message: fmt.Sprintf(format, args...)})
}

// rule checks the rule against the start.
func (c *seriesChecker) rule() {
	s := c.series
	if s.Rule == nil {
		return
	}
	until := s.Rule.Until
	if s.AllDay && !until.Time.IsZero() && !until.DateOnly {
		c.reportRule("UNTIL", "the days of a series of whole days end with a day: write UNTIL=%s", until.Time.Format(dateForm))
		return
	}
	if s.pastUntil(s.Start) {
		c.reportRule("UNTIL", "the rule ends before its start, %s: give a later day, or leave UNTIL out", named(DateOf(s.Start)))
		return
	}
	endless := *s.Rule
	endless.Count, endless.Until = 0, Until{}
	next, found := first(endless.walk(s.Start, s.Start))
	if found && next.Equal(s.Start) {
		return
	}
	earlier, known := endless.lastBefore(s.Start)
	if !found && !known {
		c.reportRule("", "the rule gives no date at all: its parts contradict each other")
		return
	}
	c.report(StartPart, 0, "the start, %s, is no date of the rule: %s", named(DateOf(s.Start)), nearest(earlier, next))
}

// except checks the dates that are left out.
func (c *seriesChecker) except() {
	s := c.series
	for i, day := range s.Except {
		switch {
		case slices.Contains(s.Except[:i], day):
			c.report(ExceptPart, i, "%s stands here twice: remove one", named(day))
		case s.has(day):
		case s.hasAlso(day):
			c.report(ExceptPart, i, "%s is a date of `also`: remove it there", named(day))
		default:
			c.report(ExceptPart, i, "nothing takes place on %s: %s", named(day), s.nearest(day))
		}
	}
}

// also checks the further dates.
func (c *seriesChecker) also() {
	s := c.series
	for i, at := range s.Also {
		day := DateOf(at.In(s.Zone))
		planned, _ := s.At(day)
		switch {
		case slices.ContainsFunc(s.Also[:i], at.Equal):
			c.report(AlsoPart, i, "%s stands here twice: remove one", named(day))
		case !s.has(day) || !s.AllDay && !planned.Equal(at):
		case slices.Contains(s.Except, day):
			c.report(AlsoPart, i, "%s is left out by `except` and added again: remove it in both places", named(day))
		default:
			c.report(AlsoPart, i, "%s is a date of the series already: remove it here", named(day))
		}
	}
}

// changes checks the dates on which something differs.
func (c *seriesChecker) changes() {
	s := c.series
	for i, change := range s.Changes {
		day := change.Date
		same := func(other Change) bool { return other.Date == day }
		switch has, also := s.has(day), s.hasAlso(day); {
		case slices.ContainsFunc(s.Changes[:i], same):
			c.report(ChangesPart, i, "%s stands here twice: put both changes into one", named(day))
		case has && !also && slices.Contains(s.Except, day):
			c.report(ChangesPart, i, "%s is left out by `except`, so nothing can differ on it: remove one of the two", named(day))
		case !has && !also:
			c.report(ChangesPart, i, "nothing takes place on %s: %s", named(day), s.nearest(day))
		default:
			c.changedTimes(i)
			c.changedOnto(i)
		}
	}
}

// changedTimes checks that a changed occurrence ends after it begins.
func (c *seriesChecker) changedTimes(i int) {
	for _, o := range c.series.singles() {
		if o.Change == &c.series.Changes[i] && !o.End.IsZero() && !o.End.After(o.Start) {
			c.report(ChangesPart, i, "on %s it would end at %s, which is not after its start at %s: give both start and end",
				named(DateOf(o.Original)), clockOf(o.End), clockOf(o.Start))
		}
	}
}

// changedOnto checks that an occurrence is not moved to where another one is.
func (c *seriesChecker) changedOnto(i int) {
	s, change := c.series, c.series.Changes[i]
	if change.Start.IsZero() {
		return
	}
	day := DateOf(change.Start.In(s.Zone))
	planned, _ := s.At(day)
	if day == change.Date || !planned.Equal(change.Start) || !s.has(day) || s.isSingled(day) {
		return
	}
	c.report(ChangesPart, i, "it is moved to %s, which is a date of the series already: cancel this one, or give another time", named(day))
}

func clockOf(t time.Time) string { return t.Format("2006-01-02 15:04") }

func (s Series) hasAlso(day Date) bool {
	return slices.ContainsFunc(s.Also, func(at time.Time) bool { return DateOf(at.In(s.Zone)) == day })
}

// nearest says in words which dates of the series lie next to a day.
func (s Series) nearest(day Date) string {
	var earlier time.Time
	for _, days := range []int{40, 400, 4000, 400_000} {
		for wall := range s.walls(s.wall(day.AddDays(-days))) {
			if !DateOf(wall).Before(day) {
				break
			}
			earlier = wall
		}
		if !earlier.IsZero() {
			break
		}
	}
	next, _ := first(s.walls(s.wall(day.AddDays(1))))
	return nearest(earlier, next)
}

// nearest names the dates next to one that is none; a zero time is none.
func nearest(earlier, next time.Time) string {
	switch {
	case earlier.IsZero() && next.IsZero():
		return "there is no other date"
	case earlier.IsZero():
		return "the nearest date is " + named(DateOf(next))
	case next.IsZero():
		return "the nearest date is " + named(DateOf(earlier))
	}
	return "the nearest dates are " + named(DateOf(earlier)) + " and " + named(DateOf(next))
}

// lastBefore is the last occurrence before start that the rule would have had if it had
// begun whole intervals earlier; known is false where there is none in some decades.
func (r Rule) lastBefore(start time.Time) (last time.Time, known bool) {
	rule := r.explicit(start)
	for _, years := range []int{1, 4, 12, 60} {
		begin := rule.earlier(start, years)
		for t := range rule.walk(begin, begin) {
			if !t.Before(start) {
				break
			}
			last, known = t, true
		}
		if known {
			return last, true
		}
	}
	return time.Time{}, false
}

// earlier is the beginning of a period of the rule that lies whole intervals, and
// at least some years, before the one of start.
func (r Rule) earlier(start time.Time, years int) time.Time {
	begin := r.period(start, start)
	switch r.Freq {
	case Daily:
		return begin.AddDate(0, 0, -upTo(366*years, r.Interval))
	case Weekly:
		return begin.AddDate(0, 0, -7*upTo(53*years, r.Interval))
	case Monthly:
		return begin.AddDate(0, -upTo(12*years, r.Interval), 0)
	default:
		return begin.AddDate(-upTo(years, r.Interval), 0, 0)
	}
}

// upTo is the first multiple of step that is n or more.
func upTo(n, step int) int { return (n + step - 1) / step * step }

// named is a date with its day of the week, which is what most slips are about.
func named(d Date) string { return d.String() + " (" + d.Weekday().String() + ")" }
