package site

import (
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

// calendarFile adds the calendar at an address: of the given events those that
// are not long over. home is the page that shows the same.
func (e *edition) calendarFile(address, title, home string, events []*page) {
	var current []*page
	for _, p := range events {
		if !e.clock.passed(p.event().Over.Add(calendarKeeps)) {
			current = append(current, p)
		}
	}
	e.add(e.prefix+address, "a calendar", CalendarFile{Calendar: func() calendar.Calendar {
		return e.calendar(address, title, home, current)
	}})
}

// yearCalendar adds the calendar of every event that starts in a year.
func (e *edition) yearCalendar(year int) {
	var list []*page
	for _, p := range e.events {
		if p.days()[0].Year == year {
			list = append(list, p)
		}
	}
	address := yearAddress(year)
	title := e.settings.Title + ": " + e.say("events_year.title", "year", year)
	e.add(e.prefix+address+"calendar.ics", "a calendar", CalendarFile{Calendar: func() calendar.Calendar {
		return e.calendar(address+"calendar.ics", title, address, list)
	}})
}

// eventFile adds the calendar file of one event.
func (e *edition) eventFile(p *page) {
	address := p.address + "event.ics"
	e.add(e.prefix+address, "a calendar", CalendarFile{Calendar: func() calendar.Calendar {
		return e.calendar(address, p.head.Title, p.address, []*page{p})
	}})
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

// calendarEvent is an event as iCalendar says it.
func (p *page) calendarEvent() calendar.Event {
	e := p.event()
	event := calendar.Event{
		UID: p.id, Summary: p.shownTitle(), Description: p.calendarText(), Location: placeText(venue(e)),
		URL: p.canonical(), Contact: e.Contact,
		Start: e.Begins, AllDay: e.AllDay, Zone: e.Zone,
		Conference: e.Online, ConferenceLabel: p.say("event.online"),
		Created: p.created(), LastModified: p.modified, Sequence: sequence(p.modified, e.Sequence),
	}
	if e.Ends.After(e.Begins) {
		event.End = e.Ends
		if e.AllDay {
			event.End = e.Ends.In(e.Zone).AddDate(0, 0, -1)
		}
	}
	if e.Status == content.Cancelled || e.Status == content.Postponed {
		event.Status = calendar.Cancelled
	}
	if l := venue(e); l.Lat != nil && l.Lon != nil {
		event.Geo = &calendar.Geo{Lat: *l.Lat, Lon: *l.Lon}
	}
	for _, t := range p.terms {
		event.Categories = append(event.Categories, p.termPage(t).head.Title)
	}
	return event
}

// created is CREATED: the day of publication, where it has passed.
func (p *page) created() time.Time {
	if t := p.date(); p.clock.passed(t) && !t.After(p.modified) {
		return t
	}
	return time.Time{}
}

// calendarText is what a calendar program shows under the title: the summary,
// what a person needs to get in and take part, and the page's address.
func (p *page) calendarText() string {
	e := p.event()
	text := p.description()
	add := func(key, value string) {
		if value == "" {
			return
		}
		if text != "" {
			text += "\n\n"
		}
		text += p.say(key) + ": " + value
	}
	add("event.accessibility", venue(e).Accessibility)
	add("event.accommodations", e.Accommodations)
	add("event.cost", e.Cost)
	add("event.register", e.Register)
	add("event.details", p.canonical())
	if e.Repeat.Value != "" || len(e.Also) > 0 {
		text += "\n\n" + p.say("event.repeats")
	}
	return text
}
