package calendar

import (
	"cmp"
	"errors"
	"slices"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/google/uuid"
)

// ownTimesYears is for how long after the start of a series without end the
// occurrences on clock changes get times of their own. It is a number of years from the start, and not
// from now, so that a file stays the same as long as its content does.
const ownTimesYears = 30

// build gives the VEVENTs of an event and notes the zones that they use.
// zone is the calendar's.
func (e Event) build(book zoneBook, zone *time.Location, used zonesUsed) ([]ics.Component, error) {
	events := []vevent{{Event: e}}
	var err error
	if e.Series == nil {
		events[0].Zone, err = book.find(cmp.Or(e.Zone, zone))
	} else {
		s := *e.Series
		if s.Zone, err = book.find(cmp.Or(s.Zone, zone)); err == nil {
			events, err = e.instances(s)
		}
	}
	if err != nil {
		return nil, err
	}
	var components []ics.Component
	var errs []error
	for _, v := range events {
		component, err := v.build()
		errs = append(errs, err)
		components = append(components, component)
		if err == nil && v.usesZone() {
			used.add(v.Zone, v.Start, v.last())
		}
	}
	return components, errors.Join(errs...)
}

// last is an instant up to which the zone of the event has to be right.
func (v vevent) last() time.Time {
	if v.rule == "" {
		return later(v.Start, v.End)
	}
	if over, finite := v.Series.Over(); finite {
		return later(v.Start, over)
	}
	return v.Start.AddDate(ownTimesYears, 0, 0)
}

// instances are the VEVENTs of a series: the one that stands for it, those that take
// the place of single occurrences in it, and those that stand beside it.
func (e Event) instances(s Series) ([]vevent, error) {
	if s.Start.IsZero() {
		return nil, errors.New("the start is missing")
	}
	if s.Rule == nil {
		return e.dates(s), nil
	}
	master := vevent{rule: s.ruleText(), wall: s.Start}
	s = s.countless()
	apart := s.apart()
	master.Event, master.except = e.at(s, s.planned(s.Start)), s.exceptions(apart)
	master.Series = &s
	if s.isOdd(s.planned(s.Start)) {
		// From DTEND programs would take the length of every occurrence.
		master.length = s.Length
	}
	var inside, beside []vevent
	for _, o := range s.ownTimes() {
		inside = append(inside, vevent{Event: e.instance(s, o), planned: o.Original})
	}
	for _, o := range s.singles() {
		switch {
		case o.Also || apart[DateOf(o.Original)]:
			beside = append(beside, e.beside(s, o, beside))
		default:
			inside = append(inside, vevent{Event: e.instance(s, o), planned: o.Original})
		}
	}
	byPlan := func(a, b vevent) int { return a.planned.Compare(b.planned) }
	slices.SortStableFunc(inside, byPlan)
	return append(append([]vevent{master}, inside...), beside...), nil
}

// dates are the VEVENTs of a series without a rule.
func (e Event) dates(s Series) []vevent {
	var list []vevent
	for o := range s.From(time.Time{}) {
		if o.Also {
			list = append(list, e.beside(s, o, list))
		} else {
			list = append(list, vevent{Event: e.instance(s, o)})
		}
	}
	return list
}

// at is the event at the times of an occurrence.
func (e Event) at(s Series, o Occurrence) Event {
	e.Series, e.Instance = nil, nil
	e.Zone, e.AllDay = s.Zone, s.AllDay
	e.Start, e.End = o.Start, o.End
	if s.AllDay {
		e.End = DateOf(o.End).AddDays(-1).neutral()
	}
	return e
}

// instance is an occurrence in its own words.
func (e Event) instance(s Series, o Occurrence) Event {
	own := e
	if e.Instance != nil {
		own = e.Instance(o)
		own.UID = e.UID
	}
	return own.at(s, o)
}

// beside is an occurrence as an event that only refers to the series. Its UID
// comes from that of the series and the day for which it was planned; of
// several on one day from the time as well.
func (e Event) beside(s Series, o Occurrence, others []vevent) vevent {
	name := "moved " + DateOf(o.Original).String()
	if o.Also {
		name = "also " + DateOf(o.Original).String()
	}
	uid := derivedUID(e.UID, name)
	if slices.ContainsFunc(others, func(v vevent) bool { return v.UID == uid }) {
		uid = derivedUID(e.UID, name+o.Original.Format(" 15:04"))
	}
	own := e.instance(s, o)
	own.UID = uid
	return vevent{Event: own, related: e.UID}
}

// derivedUID is the version 5 UUID of a name in the space of a series.
func derivedUID(series, name string) string {
	space, err := uuid.Parse(series)
	if err != nil {
		space = uuid.NewSHA1(uuid.NameSpaceURL, []byte("urn:advocate:series:"+series))
	}
	return uuid.NewSHA1(space, []byte(name)).String()
}

// countless is the series with UNTIL in the place of COUNT: looking for single dates in it
// then need not count from the first.
func (s Series) countless() Series {
	if s.Rule == nil || s.Rule.Count == 0 {
		return s
	}
	rule := *s.Rule
	for wall := range s.walls(s.Start) {
		rule.Until = Until{Time: DateOf(wall).neutral(), DateOnly: true}
	}
	rule.Count = 0
	s.Rule = &rule
	return s
}

// ruleText is the RRULE of the series. Its UNTIL is in UTC, as RFC 5545 wants it beside a
// start with a zone; a date means to the end of that day.
func (s Series) ruleText() string {
	rule := s.Rule.portable(s.Start)
	if !rule.Until.DateOnly || s.AllDay {
		return rule.String()
	}
	day := DateOf(rule.Until.Time)
	last := day.AddDays(1).Start(s.Zone).Add(-time.Second)
	if at, shifted := s.At(day); shifted {
		last = later(last, at) // clocks skip midnight, and carry a late start over it
	}
	rule.Until = Until{Time: last.UTC()}
	return rule.String()
}

// exceptions are the clock times of EXDATE.
func (s Series) exceptions(apart map[Date]bool) []time.Time {
	var list []time.Time
	for _, day := range s.Except {
		list = append(list, s.wall(day))
	}
	for day := range apart {
		list = append(list, s.wall(day))
	}
	slices.SortFunc(list, time.Time.Compare)
	return slices.Compact(list)
}

// apart are the dates of changes that move an occurrence to or past the day of
// another one. Outlook takes no such move within a series, so it is taken out of it.
func (s Series) apart() map[Date]bool {
	days := map[Date]bool{}
	var moved []Occurrence
	for _, o := range s.singles() {
		if !o.Also {
			moved = append(moved, o)
		}
	}
	for i, o := range moved {
		from, to := DateOf(o.Original), DateOf(o.Start)
		if from == to {
			continue
		}
		crosses := func(other Occurrence) bool {
			return DateOf(other.Start) == to || other.Original.Before(o.Original) != other.Start.Before(o.Start)
		}
		others := append(slices.Clone(moved[:i]), moved[i+1:]...)
		if s.meets(from, to) || slices.ContainsFunc(others, crosses) {
			days[from] = true
		}
	}
	return days
}

// meets reports whether the rule has a date between two days, or on the second.
func (s Series) meets(from, to Date) bool {
	first, last := from.AddDays(1), to
	if to.Before(from) {
		first, last = to, from.AddDays(-1)
	}
	for wall := range s.walls(s.wall(first)) {
		if last.Before(DateOf(wall)) {
			return false
		}
		if !slices.Contains(s.Except, DateOf(wall)) {
			return true
		}
	}
	return false
}
