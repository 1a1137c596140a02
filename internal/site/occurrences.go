package site

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"example.org/advocate/internal/calendar"
	"example.org/advocate/internal/content"
)

// datesShown is how many dates the page of a series shows.
const datesShown = 24

// occurrence is one time at which an event takes place. An event that does not
// repeat has one.
type occurrence struct {
	*page
	calendar.Occurrence
	planned *occurrence     // of one that was moved: where it was planned
	moved   *occurrence     // of such a plan: where it went
	change  *content.Change // what differs on this date, or nil
	status  content.EventStatus

	inLists   sync.Once
	listEntry Entry // what lists say of it, once somebody asked
}

// movedAway is the state of a plan that was moved: it is told on its day too.
const movedAway content.EventStatus = "moved"

// expand works out when each event takes place: once for a build, from its
// first date to the end of the last year that has a page, and at least the
// dates that its own page shows.
func (e *edition) expand() {
	_, last := e.lastMonth()
	horizon := calendar.DateOf(time.Date(last.Year()+1, time.January, 1, 0, 0, 0, 0, time.UTC)).Start(e.settings.Zone)
	for _, p := range e.events {
		for _, o := range e.datesOf(p.event(), horizon) {
			p.addDate(o)
		}
		p.chooseShown()
		e.dates = append(e.dates, p.dates...)
		e.told = append(e.told, p.told...)
	}
	slices.SortStableFunc(e.dates, byStart)
	slices.SortStableFunc(e.told, byStart)
	e.months = byMonth(e.told)
	e.spreadYears()
}

func byStart(a, b *occurrence) int { return a.Start.Compare(b.Start) }

// datesOf are the occurrences of an event up to a horizon. Editions in other
// languages share them.
func (l *linker) datesOf(event *content.Event, horizon time.Time) []calendar.Occurrence {
	if event.Series == nil {
		return []calendar.Occurrence{{Original: event.Start.Wall(event.Zone), Start: event.Begins, End: event.Ends}}
	}
	if known, ok := l.expanded[event.Series]; ok {
		return known
	}
	var list []calendar.Occurrence
	coming := 0
	for o := range event.Series.From(time.Time{}) {
		if !o.Start.Before(horizon) && coming >= datesShown {
			break
		}
		if list = append(list, o); !l.clock.passed(o.Over()) {
			coming++
		}
	}
	l.expanded[event.Series] = list
	return list
}

// addDate gives an event an occurrence, and its plan where that was another.
func (p *page) addDate(o calendar.Occurrence) {
	event := p.event()
	date := &occurrence{page: p, Occurrence: o, status: event.Status}
	if o.Change != nil {
		date.change = event.ChangeOn(o.Change.Date)
		date.status = event.StatusOn(date.change)
	}
	p.dates = append(p.dates, date)
	p.told = append(p.told, date)
	if plan := p.plan(o); plan != nil {
		date.planned = &occurrence{page: p, Occurrence: *plan, moved: date, change: date.change, status: movedAway}
		if date.planned.days()[0] != date.days()[0] {
			p.told = append(p.told, date.planned)
		}
	}
	p.clock.watch(date.Over())
}

// plan is when an occurrence that was moved was to take place; nil for all
// others.
func (p *page) plan(o calendar.Occurrence) *calendar.Occurrence {
	if o.Change == nil {
		return nil
	}
	series := *p.event().Series
	start, _ := calendar.AttachZone(o.Original, series.Zone)
	if start.Equal(o.Start) {
		return nil
	}
	series.Start, series.Rule = o.Original, nil
	series.Except, series.Also, series.Changes = nil, nil, nil
	for planned := range series.From(time.Time{}) {
		planned.Also = o.Also
		return &planned
	}
	return nil
}

// chooseShown chooses the occurrence that stands for an event where it is shown
// once: the next that takes place, else the next, else the last. It watches
// the plans that were moved, which coming lists tell until they are over.
func (p *page) chooseShown() {
	for _, o := range p.told {
		p.clock.watch(o.Over())
	}
	slices.SortStableFunc(p.told, byStart)
	coming := slices.DeleteFunc(slices.Clone(p.dates), (*occurrence).past)
	p.shown = p.dates[len(p.dates)-1]
	if len(coming) > 0 {
		p.shown = coming[0]
	}
	if i := slices.IndexFunc(coming, (*occurrence).takesPlace); i >= 0 {
		p.shown = coming[i]
	}
}

// past tells whether an occurrence is over.
func (o *occurrence) past() bool { return o.clock.passed(o.Over()) }

// takesPlace tells whether people can come: it is neither cancelled nor
// postponed, nor a plan that was moved.
func (o *occurrence) takesPlace() bool {
	return o.status == content.Scheduled || o.status == content.MovedOnline
}

// usual tells whether an occurrence is as its event is: it takes place, or
// the whole event does not.
func (o *occurrence) usual() bool {
	return o.takesPlace() || o.moved == nil && o.status == o.event().Status
}

// days are the days that an occurrence covers on the site's calendar. Whole days
// are those of the event's own zone.
func (o *occurrence) days() []calendar.Date {
	zone := o.settings.Zone
	if o.event().AllDay {
		zone = o.event().Zone
	}
	return calendar.Days(o.Start, o.End, zone)
}

// location is where people go that day: nowhere, once it moved online.
func (o *occurrence) location() content.Location {
	switch {
	case o.status == content.MovedOnline:
		return content.Location{}
	case o.change != nil && o.change.Location != (content.Location{}):
		return o.change.Location
	}
	return o.event().Location
}

// online is where people take part online that day.
func (o *occurrence) online() string {
	if o.change != nil && o.change.Online != "" {
		return o.change.Online
	}
	return o.event().Online
}

// coming are the occurrences that are not over, the next first, and among them
// the plans that were moved. Of each event they reach as far as the months do, and to its next date.
func (e *edition) coming(events []*page) []*occurrence {
	_, last := e.lastMonth()
	end := calendar.DateOf(last.AddDate(0, 1, 0))
	var list []*occurrence
	for _, p := range events {
		found := false
		for _, o := range p.told {
			if o.past() || found && !o.days()[0].Before(end) {
				continue
			}
			list = append(list, o)
			found = found || o.usual()
		}
	}
	slices.SortStableFunc(list, byStart)
	return list
}

// foremost chooses n of the coming occurrences, so that no series takes the
// place of other events: first each event up to its next date that takes place,
// then what comes next.
func foremost(coming []*occurrence, n int) []*occurrence {
	var chosen, others []*occurrence
	seen := map[*page]bool{}
	for _, o := range coming {
		if seen[o.page] {
			others = append(others, o)
			continue
		}
		chosen = append(chosen, o)
		seen[o.page] = o.usual()
	}
	chosen = append(chosen, others...)
	chosen = chosen[:min(n, len(chosen))]
	slices.SortStableFunc(chosen, byStart)
	return chosen
}

// when is the time of an occurrence for showing.
func (o *occurrence) when() When {
	e := o.event()
	w := o.whenIn(e.Zone)
	if e.Zone.String() != o.settings.Zone.String() {
		w.Zone = e.Zone.String()
		if !e.AllDay {
			local := o.whenIn(o.settings.Zone)
			w.Local = &local
		}
	}
	return w
}

// lastDay is the first instant, in zone, of the last day of an event of whole
// days that is over at end. It is not a day before end: some days have no
// midnight.
func lastDay(end time.Time, zone *time.Location) time.Time {
	return calendar.DateOf(end.Add(-time.Nanosecond).In(zone)).Start(zone)
}

func (o *occurrence) whenIn(zone *time.Location) When {
	w := When{Start: o.Start.In(zone), AllDay: o.event().AllDay, Over: o.Over(), Past: o.past()}
	if o.End.After(o.Start) {
		w.End = o.End.In(zone)
		if w.AllDay {
			w.End = lastDay(o.End, zone)
		}
	}
	w.SameDay = w.End.IsZero() || calendar.DateOf(w.Start) == calendar.DateOf(w.End)
	return w
}

func whenOf(o *occurrence) *When {
	if o == nil {
		return nil
	}
	w := o.when()
	return &w
}

// entry is an occurrence as lists of this edition show it.
func (o *occurrence) entry() Entry {
	if o == o.shown {
		return o.page.entry()
	}
	o.inLists.Do(func() {
		o.listEntry = o.page.entry()
		o.listEntry.memo = &Memo{}
		o.describe(&o.listEntry)
	})
	return o.listEntry
}

// describe puts into an entry what holds for one occurrence.
func (o *occurrence) describe(e *Entry) {
	e.When, e.Event = whenOf(o), o.status
	e.MovedFrom, e.MovedTo = whenOf(o.planned), whenOf(o.moved)
	e.Place, e.Online, e.Note = "", false, ""
	if o.moved != nil {
		return // where it went is told there
	}
	e.Place, e.Online = o.location().Name, o.online() != ""
	if o.change != nil {
		e.Note, e.NoteIn = o.change.Note, o.langOf(fmt.Sprintf("changes[%d].note", o.changeAt()))
	}
}

// changeAt is which of the event's changes is that of this date.
func (o *occurrence) changeAt() int {
	for i := range o.event().Changes {
		if &o.event().Changes[i] == o.change {
			return i
		}
	}
	return -1
}

// dated are occurrences as lists show them.
func dated(list []*occurrence) []Entry {
	entries := make([]Entry, len(list))
	for i, o := range list {
		entries[i] = o.entry()
	}
	return entries
}

// withRules says of each series in a list how it repeats, where the list shows
// only its next dates.
func withRules(list []*occurrence) []Entry {
	entries := dated(list)
	for i, o := range list {
		if o != o.shown {
			continue
		}
		if rule, ok := o.ruleInWords(); ok {
			entries[i].Rule, entries[i].memo = rule, &Memo{}
		}
	}
	return entries
}

// ruleInWords says how an event repeats; ok is false where its dates say it
// better.
func (p *page) ruleInWords() (text string, ok bool) {
	if p.event().Series == nil {
		return "", false
	}
	return p.event().Series.InWords(p.words)
}

// sayTime says when an occurrence begins: the day, and but for whole days the
// time.
func (o *occurrence) sayTime() string {
	start := o.Start.In(o.event().Zone)
	if o.event().AllDay {
		return o.words.Day(start)
	}
	return o.say("date.at", "day", o.words.Day(start), "time", o.words.Clock(start))
}

// saidChange says what differs on a date, in a sentence without its end; empty where nothing does.
func (o *occurrence) saidChange() string {
	if o.change == nil {
		return ""
	}
	from := o
	if o.planned != nil {
		from = o.planned
	}
	day := o.words.Day(from.Start.In(o.event().Zone))
	switch c := o.change; {
	case c.Status == content.Cancelled:
		return o.say("event.change.cancelled", "day", day)
	case c.Status == content.Postponed:
		return o.say("event.change.postponed", "day", day)
	case o.planned != nil && o.words.Day(o.Start.In(o.event().Zone)) == day:
		return o.say("event.change.time", "day", day, "time", o.words.Clock(o.Start.In(o.event().Zone)))
	case o.planned != nil:
		return o.say("event.change.moved", "day", day, "to", o.sayTime())
	case c.Status == content.MovedOnline:
		return o.say("event.change.moved-online", "day", day)
	case placeText(c.Location) != "":
		return o.say("event.change.place", "day", day, "place", placeText(c.Location))
	case c.Status == content.Scheduled:
		return o.say("event.change.scheduled", "day", day)
	}
	return o.say("event.change.different", "day", day)
}
