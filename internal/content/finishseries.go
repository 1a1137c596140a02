package content

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"example.org/advocate/internal/calendar"
)

// eventSeries makes the Series of an event that takes place more than once, and
// works out Begins, Ends and Over again from it. timed tells whether the times of the
// event are known.
func (f *finisher) eventSeries(e *Event, timed bool) {
	if e.Repeat.Value == "" {
		if len(e.Except) > 0 {
			f.errorf("except", "the event does not repeat, so there is no date to leave out")
		}
		if len(e.Also) == 0 && len(e.Changes) > 0 {
			f.errorf("changes", "the event does not repeat, so nothing can differ on one of its dates: edit the event itself")
		}
		if len(e.Also) == 0 {
			return
		}
	}
	rule, ok := f.rule(e)
	if !ok || !timed {
		return
	}
	s := &calendar.Series{Start: e.Start.Wall(e.Zone), Length: e.length(), Exact: e.Duration > 0 && !e.AllDay, Zone: e.Zone, AllDay: e.AllDay, Rule: rule}
	if rule != nil {
		f.exceptions(e, s)
	}
	f.furtherDates(e, s)
	wrong := f.changes(e, s)
	if !f.whole("except", len(e.Except)) || !f.whole("also", len(e.Also)) || !f.whole("changes", len(e.Changes)) {
		return // a value could not be read: what Check says of the others would point at wrong ones
	}
	faults := s.Check()
	for _, fault := range faults {
		if fault.Part != calendar.ChangesPart || !wrong[fault.Index] {
			f.fault(e, fault)
		}
	}
	if len(faults) > 0 || len(wrong) > 0 {
		return
	}
	f.doubtful(s)
	f.overlapping(s)
	if rule != nil && len(rule.ByWeekNo) > 0 {
		f.warnf("repeat", "some calendar programs read BYWEEKNO wrongly; BYMONTH with BYDAY or BYMONTHDAY they all read alike")
	}
	e.Series = s
	planned := *s
	planned.Rule, planned.Except, planned.Also, planned.Changes = nil, nil, nil, nil
	for o := range planned.From(time.Time{}) {
		e.Begins, e.Ends = o.Start, o.End
	}
	e.Over, _ = s.Over()
}

// rule parses repeat.
func (f *finisher) rule(e *Event) (rule *calendar.Rule, ok bool) {
	if e.Repeat.Value == "" {
		return nil, true
	}
	parsed, err := calendar.ParseRule(e.Repeat.Value)
	if err == nil {
		return &parsed, true
	}
	offset := 0
	var fault *calendar.RuleError
	if errors.As(err, &fault) {
		offset = fault.Offset
	}
	if !strings.Contains(strings.ToUpper(e.Repeat.Value), "FREQ=") {
		err = fmt.Errorf("%w; a rule looks like FREQ=WEEKLY;BYDAY=TH", err)
	}
	f.ruleError(e, offset, err)
	return nil, false
}

// ruleError reports a fault at an offset into the rule.
func (f *finisher) ruleError(e *Event, offset int, err error) {
	if !f.head.Owns(e.Repeat) {
		return
	}
	at := e.Repeat.At
	for quoted := range 2 { // 1: with a quotation mark before it
		if inside := (Pos{at.Line, at.Col + quoted}); offset > 0 && f.plainAt(inside, e.Repeat.Value) {
			at.Col = inside.Col + offset
			break
		}
	}
	f.problems = append(f.problems, f.head.ProblemAt(at, Error, "repeat: %v", err))
}

// plainAt tells whether a value stands in the file letter by letter, so that an
// offset into it is an offset into the line.
func (f *finisher) plainAt(at Pos, value string) bool {
	line := []rune(f.head.source.line(at.Line))
	return at.Col >= 1 && at.Col <= len(line) && strings.HasPrefix(string(line[at.Col-1:]), value)
}

// length is how long each date lasts by the clock, so that an event from 23:00
// to 7:00 ends at 7:00 in every night.
func (e *Event) length() time.Duration {
	start, end := e.Start.Wall(e.Zone), e.End.Wall(e.Zone)
	switch {
	case e.AllDay && e.End.IsZero():
		return 24 * time.Hour
	case e.AllDay:
		return end.Sub(start) + 24*time.Hour
	case e.Duration > 0:
		return e.Duration
	case e.End.IsZero():
		return 0
	case !end.After(start): // it ends in an hour that clocks show twice
		return e.Ends.Sub(e.Begins)
	}
	return end.Sub(start)
}

// whole tells whether every value of a list could be read, so that its nth is
// the nth in the file.
func (f *finisher) whole(list string, length int) bool {
	written := 0
	for _, k := range f.head.keys {
		if strings.HasPrefix(k.name, list+"[") && strings.HasSuffix(k.name, "]") && strings.Count(k.name, "[") == 1 {
			written++
		}
	}
	return written == length || f.ownOnly && written < length // a translation says only what differs
}

func dayOf(m Moment, zone *time.Location) calendar.Date { return calendar.DateOf(m.Day(zone)) }

func (f *finisher) exceptions(e *Event, s *calendar.Series) {
	for i, m := range e.Except {
		s.Except = append(s.Except, dayOf(m, e.Zone))
		if clock := m.Wall(e.Zone); m.HasTime() && (e.AllDay || clock.Format("15:04") != s.Start.Format("15:04")) {
			f.errorf(fmt.Sprintf("except[%d]", i), "a date without a time is meant, or the time of start: write %s", clock.Format(time.DateOnly))
		}
	}
}

func (f *finisher) furtherDates(e *Event, s *calendar.Series) {
	for i, m := range e.Also {
		key := fmt.Sprintf("also[%d]", i)
		switch {
		case !m.HasTime():
			at, shifted := s.At(dayOf(m, e.Zone))
			if shifted {
				f.warnf(key, "clocks in %s skip %s on that day; %s is taken", e.Zone, s.Start.Format("15:04"), takenFor(dayOf(m, e.Zone), at))
			}
			s.Also = append(s.Also, at)
			continue
		case e.AllDay:
			f.errorf(key, "an event of whole days takes dates without times: write %s", m.Wall(e.Zone).Format(time.DateOnly))
		}
		f.skipped(key, m, e.Zone)
		s.Also = append(s.Also, m.In(e.Zone))
	}
}

// changes tells the series what differs; wrong are the changes of which
// something was reported already.
func (f *finisher) changes(e *Event, s *calendar.Series) (wrong map[int]bool) {
	wrong = map[int]bool{}
	for i, c := range e.Changes {
		key, before := fmt.Sprintf("changes[%d]", i), len(f.problems)
		f.changedTime(e, key+".start", c.Start)
		f.changedTime(e, key+".end", c.End)
		change := calendar.Change{Date: dayOf(c.Date, e.Zone), Start: c.Start.In(e.Zone), End: c.End.EndIn(e.Zone)}
		f.inOrder(key+".start", change.Start, key+".end", change.End)
		if c.Date.IsZero() || Errors(f.problems[before:]) > 0 {
			wrong[i] = true
		}
		if c.Start.IsZero() && c.End.IsZero() && c.Location == (Location{}) && c.Online == "" && c.Status == "" && c.Note == "" && !wrong[i] && !f.ownOnly {
			f.errorf(key+".date", "nothing differs on this date: say what does (start, end, location, online, status or note), or remove it")
		}
		f.location(key+".location", c.Location)
		s.Changes = append(s.Changes, change)
	}
	return wrong
}

func (f *finisher) changedTime(e *Event, key string, m Moment) {
	switch {
	case m.IsZero():
	case e.AllDay && m.HasTime():
		f.errorf(key, "an event of whole days takes dates without times: write %s", m.Wall(e.Zone).Format(time.DateOnly))
	case !e.AllDay && !m.HasTime():
		f.errorf(key, "the time is missing: write %s", m.Wall(e.Zone).Add(18*time.Hour).Format("2006-01-02 15:04"))
	default:
		f.skipped(key, m, e.Zone)
	}
}

// fault reports what a series found in itself, where it was written.
func (f *finisher) fault(e *Event, fault *calendar.SeriesError) {
	switch fault.Part {
	case calendar.RulePart:
		f.ruleError(e, calendar.RuleOffset(e.Repeat.Value, fault.Name), fault)
	case calendar.ExceptPart:
		f.errorf(fmt.Sprintf("except[%d]", fault.Index), "%v", fault)
	case calendar.AlsoPart:
		f.errorf(fmt.Sprintf("also[%d]", fault.Index), "%v", fault)
	case calendar.ChangesPart:
		f.errorf(fmt.Sprintf("changes[%d].date", fault.Index), "%v", fault)
	default:
		f.errorf("start", "%v", fault)
	}
}

// doubtful warns of dates on which clocks skip the time of the series, or show
// it twice.
func (f *finisher) doubtful(s *calendar.Series) {
	list := s.Doubtful()
	if len(list) == 0 {
		return
	}
	o := list[0]
	what := fmt.Sprintf("clocks in %s skip %s; %s is taken", s.Zone, o.Original.Format("15:04"), takenFor(calendar.DateOf(o.Original), o.Start))
	if !o.Shifted {
		what = fmt.Sprintf("clocks in %s show %s twice; the first is taken", s.Zone, o.Original.Format("15:04"))
	}
	more := ""
	switch n := len(list) - 1; {
	case n == 1:
		more = "; there is another such date"
	case n > 1:
		more = fmt.Sprintf("; there are %d more such dates", n)
	}
	f.warnf("start", "on %s %s%s: another time would be clearer to people", o.Original.Format(time.DateOnly), what, more)
}

// takenFor says when an occurrence of a day takes place: with the day where it
// is another one, since a few zones have skipped whole days.
func takenFor(day calendar.Date, at time.Time) string {
	if calendar.DateOf(at) != day {
		return at.Format("2006-01-02 15:04")
	}
	return at.Format("15:04")
}

// overlapping warns where each date lasts until after the next begins: most
// often the last day of the series was written as the end of one date.
func (f *finisher) overlapping(s *calendar.Series) {
	var before *calendar.Occurrence
	for o := range s.From(time.Time{}) {
		if before != nil {
			if o.Change == nil && before.Change == nil && !o.Also && !before.Also && o.Start.Before(before.End) {
				f.warnf("end", "each date lasts until after the next has begun: end is that of one date; the last day of a series is written into repeat, as UNTIL=%s", before.End.Format("20060102"))
			}
			return
		}
		before = &o
	}
}
