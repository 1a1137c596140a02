package site

import (
	"slices"
	"strings"
	"time"

	"example.org/advocate/internal/calendar"
	"example.org/advocate/internal/content"
)

const (
	// calendarKeeps is how long an event stays in calendars when it is over.
	calendarKeeps = 90 * 24 * time.Hour
	// calendarRefresh is how often programs are asked to look again.
	calendarRefresh = 6 * time.Hour
)

// current are the events that calendars to subscribe to hold: a series as a
// whole until its last date is long over, so that none of its dates comes back.
func (e *edition) current(events []*page) []*page {
	var current []*page
	for _, p := range events {
		if e.isCurrent(p) {
			current = append(current, p)
		}
	}
	return current
}

func (e *edition) isCurrent(p *page) bool {
	over := p.event().Over
	return over.IsZero() || !e.clock.passed(over.Add(calendarKeeps))
}

// calendarFile adds the calendar at an address: of the given events those that
// are not long over. home is the page that shows the same.
func (e *edition) calendarFile(address, title, home string, events []*page) {
	current := e.current(events)
	e.add(e.prefix+address, "a calendar", CalendarFile{Calendar: func() calendar.Calendar {
		return e.calendar(address, title, home, current)
	}})
	e.tell(e.prefix+address, current...)
}

// offered is the calendar at an address as something to subscribe to, or nil
// where it holds nothing.
func (e *edition) offered(address, title string, events []*page) *Subscription {
	for _, p := range slices.Backward(events) { // the last ones are the likeliest
		if e.isCurrent(p) {
			s := e.subscription(address, title)
			return &s
		}
	}
	return nil
}

// offeredHere is the calendar of events beside a document's page, or nil where
// it holds nothing.
func (p *page) offeredHere(events []*page) *Subscription {
	s := p.offered(p.address+"events.ics", p.head.Title, events)
	if s != nil {
		s.Lang = p.langOf("title")
	}
	return s
}

// yearCalendar adds the calendar of a year: every event, or whole series, that
// begins on a day of it.
func (e *edition) yearCalendar(year int) {
	list := e.startingIn(year)
	address := yearAddress(year)
	title := e.settings.Title + ": " + e.say("events_year.title", "year", year)
	e.add(e.prefix+address+"calendar.ics", "a calendar", CalendarFile{Calendar: func() calendar.Calendar {
		return e.calendar(address+"calendar.ics", title, address, list)
	}})
	e.tell(e.prefix+address+"calendar.ics", list...)
}

// startingIn are the events with a date in a year.
func (e *edition) startingIn(year int) []*page {
	return e.byYear[year]
}

// spreadYears puts each event into the years in which it has a date.
func (e *edition) spreadYears() {
	e.byYear = map[int][]*page{}
	for _, p := range e.events {
		for _, o := range p.dates {
			year := o.days()[0].Year
			if list := e.byYear[year]; len(list) == 0 || list[len(list)-1] != p {
				e.byYear[year] = append(list, p)
			}
		}
	}
}

// eventFile adds the calendar file of one event.
func (e *edition) eventFile(p *page) {
	e.add(e.prefix+p.address+"event.ics", "a calendar", CalendarFile{Calendar: func() calendar.Calendar {
		return p.eventCalendar()
	}})
	e.tell(e.prefix+p.address+"event.ics", p)
}

// eventCalendar is one event as a file to take over once.
func (p *page) eventCalendar() calendar.Calendar {
	c := p.calendar(p.address+"event.ics", p.head.Title, p.address, []*page{p})
	c.Single = true
	return c
}

func (e *edition) calendar(address, title, home string, events []*page) calendar.Calendar {
	c := calendar.Calendar{
		Name: title, Description: e.settings.Publisher(), Zone: e.settings.Zone, Refresh: calendarRefresh,
		URL: e.base.canonical(e.prefix + home), Source: e.base.canonical(e.prefix + address),
	}
	for _, p := range events {
		c.Events = append(c.Events, p.calendarEvent())
		if p.modified.After(c.Modified) {
			c.Modified = p.modified
		}
	}
	return c
}

// calendarEvent is an event as iCalendar says it. Of a series it is what holds
// for all of its dates.
func (p *page) calendarEvent() calendar.Event {
	p.inCalendar.Do(func() { p.inFile = p.newCalendarEvent().Keep() })
	return p.inFile
}

func (p *page) newCalendarEvent() calendar.Event {
	e := p.event()
	event := calendar.Event{
		UID: p.id, URL: p.canonical(), Contact: e.Contact,
		Created: p.created(), LastModified: p.modified, Sequence: sequence(p.modified, e.Sequence),
	}
	if src := p.head.Image.Src.Value; src != "" {
		file, _ := content.ResolveFile(p.head.Path, src)
		event.Image = p.base.canonical(file)
	}
	for _, t := range p.terms {
		other := p.termPage(t)
		event.Categories = append(event.Categories, other.head.Title)
		if t.kind == "topic" {
			event.Concepts = append(event.Concepts, other.canonical())
		}
	}
	if i := p.edition.address["initiatives/"+e.Initiative.Value+"/"]; e.Initiative.Value != "" && i != nil {
		event.Group = i.id
	}
	usual := &occurrence{page: p, Occurrence: calendar.Occurrence{Start: e.Begins, End: e.Ends}, status: e.Status}
	if e.Series != nil {
		event.Series = e.Series
		event.Instance = func(o calendar.Occurrence) calendar.Event {
			instance := event
			p.instance(o).fill(&instance)
			return instance
		}
	} else {
		usual.times(&event)
	}
	usual.fill(&event)
	return event
}

// instance is an occurrence that its calendar asks the words of.
func (p *page) instance(o calendar.Occurrence) *occurrence {
	date := &occurrence{page: p, Occurrence: o, status: p.event().Status}
	if o.Change != nil {
		date.change = p.event().ChangeOn(o.Change.Date)
		date.status = p.event().StatusOn(date.change)
		if plan := p.plan(o); plan != nil {
			date.planned = &occurrence{page: p, Occurrence: *plan}
		}
	}
	return date
}

func (o *occurrence) times(event *calendar.Event) {
	event.Start, event.AllDay, event.Zone = o.Start, o.event().AllDay, o.event().Zone
	if o.End.After(o.Start) {
		event.End = o.End
		if event.AllDay {
			event.End = lastDay(o.End, event.Zone)
		}
	}
}

// fill puts into a calendar entry what holds for one date.
func (o *occurrence) fill(event *calendar.Event) {
	place := o.location()
	event.Summary, event.Location = o.shownTitle(o.status), placeText(place)
	event.Description, event.Styled = o.calendarText(), ""
	if o.saidChange() == "" { // else what differs would only stand in the plain text
		event.Styled = strings.TrimSpace(string(o.feedHTML()))
	}
	event.Conference, event.ConferenceLabel = o.online(), o.say("event.online")
	event.Status = calendar.Confirmed
	if o.status == content.Cancelled || o.status == content.Postponed {
		event.Status = calendar.Cancelled
	}
	event.Geo = nil
	if place.Lat != nil && place.Lon != nil {
		event.Geo = &calendar.Geo{Lat: *place.Lat, Lon: *place.Lon}
	}
}

// created is CREATED: the day of publication, where it has passed.
func (p *page) created() time.Time {
	if t := p.date(); p.clock.passed(t) && !t.After(p.modified) {
		return t
	}
	return time.Time{}
}

// calendarText is what a calendar program shows under the title: what differs
// that day, the summary, how the event repeats, what a person needs to get in
// and take part, and the page's address.
func (o *occurrence) calendarText() string {
	e := o.event()
	var parts []string
	if said := o.saidChange(); said != "" {
		parts = append(parts, strings.TrimSpace(said+". "+o.change.Note))
	}
	if text := o.description(); text != "" {
		parts = append(parts, text)
	}
	add := func(key, value string) {
		if value != "" {
			parts = append(parts, o.say(key)+": "+value)
		}
	}
	if rule, ok := o.ruleInWords(); ok {
		add("event.repeats", rule)
	}
	add("event.accessibility", o.location().Accessibility)
	add("event.accommodations", e.Accommodations)
	add("event.cost", e.Cost)
	add("event.register", e.Register)
	add("event.details", o.canonical())
	return strings.Join(parts, "\n\n")
}
