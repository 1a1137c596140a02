package site

import (
	"fmt"
	"net/url"
	"strconv"

	"example.org/advocate/internal/content"
)

func (p *page) eventPage() EventPage {
	e, o := p.event(), p.shown
	page := EventPage{
		Article: p.article("event"), When: o.when(), Event: e.Status, StatusSince: p.dayOf(e.StatusSince),
		Location: o.location(), Online: o.online(), OnlineOnly: o.status == content.MovedOnline,
		Register: e.Register, WebURL: e.URL,
		Cost: e.Cost, Contact: e.Contact, Accommodations: e.Accommodations, Office: e.Office,
		ICS: p.way(p.address + "event.ics"), Google: o.googleEvent(), QR: qrOf(p.canonical()),
	}
	if p.hasFlyer() {
		page.Flyer = p.way(p.flyerAddress())
	}
	for _, lang := range e.Languages {
		name, err := p.words.Say("language." + lang)
		if err != nil {
			name = languageName(lang)
		}
		page.Languages = append(page.Languages, name)
	}
	if l := page.Location; l.Lat != nil && l.Lon != nil {
		lat, lon := strconv.FormatFloat(*l.Lat, 'f', -1, 64), strconv.FormatFloat(*l.Lon, 'f', -1, 64)
		page.Map = "https://www.openstreetmap.org/?mlat=" + lat + "&mlon=" + lon + "#map=17/" + lat + "/" + lon
	}
	if e.Initiative.Value != "" {
		page.Initiative = p.linkTo(p.edition.address["initiatives/"+e.Initiative.Value+"/"])
	}
	for _, t := range p.terms {
		other := p.termPage(t)
		if s := other.offeredHere(p.eventsOf(t)); s != nil {
			page.Subscriptions = append(page.Subscriptions, *s)
		}
	}
	if e.Series != nil {
		p.seriesPage(&page)
	}
	page.Frame.JSONLD = append(page.Frame.JSONLD, p.eventObjects()...)
	return page
}

// seriesPage adds to the page of a series how it repeats and its next dates.
func (p *page) seriesPage(page *EventPage) {
	rule, ok := p.ruleInWords()
	if !ok {
		rule = p.say("rule.see_dates")
	}
	page.Rule = rule
	next, more := p.nextDates()
	page.MoreDates = more
	for _, o := range next {
		date := o.eventDate()
		page.Dates = append(page.Dates, date)
		if date.Change != "" && o.moved == nil {
			page.Changes = append(page.Changes, date)
		}
	}
}

// nextDates are the next dates of a series that its page shows, and among them
// the plans that were moved; more tells whether there are others after them.
func (p *page) nextDates() (next []*occurrence, more bool) {
	count := 0
	for _, o := range p.told {
		if o.past() {
			continue
		}
		if o.moved == nil {
			if count == datesShown {
				return next, true
			}
			count++
		}
		next = append(next, o)
	}
	return next, !p.event().Series.Finite()
}

// eventDate is an occurrence as the page of its series shows it.
func (o *occurrence) eventDate() EventDate {
	date := EventDate{
		ID: o.place(), When: o.when(), Event: o.status,
		MovedFrom: whenOf(o.planned), MovedTo: whenOf(o.moved), Change: o.saidChange(),
	}
	if o.change != nil && o.moved == nil {
		date.Langs = o.langs(fmt.Sprintf("changes[%d].", o.changeAt()))
		date.Note, date.Announced = o.change.Note, o.dayOf(o.change.Announced)
		date.Place, date.Online = placeText(o.change.Location), o.change.Online
		date.Accessibility = o.change.Location.Accessibility
	}
	return date
}

// place is the fragment at which the page of a series tells of an occurrence:
// its day, as planned, so that links hold when it moves.
func (o *occurrence) place() string {
	id := "on-" + o.key()
	if o.moved != nil {
		id += "-planned"
	}
	return id
}

// key tells an occurrence from the others of its series, for ever: the day for
// which it was planned, and its time where that day has two.
func (o *occurrence) key() string {
	day := o.Original.Format("2006-01-02")
	for _, other := range o.dates {
		if other.Original.Format("2006-01-02") == day && !other.Original.Equal(o.Original) && o.Also {
			return o.Original.Format("2006-01-02-1504")
		}
	}
	return day
}

// googleEvent is the address at which Google Calendar adds one date of an event.
func (o *occurrence) googleEvent() string {
	const timed, day = "20060102T150405Z", "20060102"
	from, to := o.Start.UTC().Format(timed), o.Start.UTC().Format(timed)
	switch {
	case o.event().AllDay:
		from, to = o.Start.Format(day), o.End.Format(day)
	case o.End.After(o.Start):
		to = o.End.UTC().Format(timed)
	}
	query := url.Values{
		"action": {"TEMPLATE"}, "text": {o.shownTitle(o.status)}, "dates": {from + "/" + to},
		"details": {o.canonical()}, "ctz": {o.event().Zone.String()},
	}
	if place := placeText(o.location()); place != "" {
		query.Set("location", place)
	}
	return "https://calendar.google.com/calendar/render?" + query.Encode()
}

func placeText(l content.Location) string {
	switch {
	case l.Name == "":
		return l.Address
	case l.Address == "":
		return l.Name
	}
	return l.Name + ", " + l.Address
}

// shownTitle is the title of an event with the word for its state in front.
func (p *page) shownTitle(status content.EventStatus) string {
	if status == content.Cancelled || status == content.Postponed {
		return p.say("event.titled", "status", p.say("event.status."+string(status)), "title", p.head.Title)
	}
	return p.head.Title
}
