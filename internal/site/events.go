package site

import (
	"fmt"
	"net/url"
	"strconv"
	"time"

	"example.org/advocate/internal/calendar"
	"example.org/advocate/internal/content"
)

// monthsAhead is how many months after the current one have a page.
const monthsAhead = 18

// eventPages adds the list of what comes, a page a month and a page a year.
func (e *edition) eventPages() {
	e.page("events", "events/", func() any { return e.eventsPage() })
	first, last := e.monthSpan()
	for m := first; !m.After(last); m = m.AddDate(0, 1, 0) {
		e.page("month", monthAddress(m), func() any { return e.monthPage(m) })
	}
	for year := first.Year(); year <= last.Year(); year++ {
		e.page("year", yearAddress(year), func() any { return e.yearPage(year) })
	}
}

func monthAddress(m time.Time) string { return fmt.Sprintf("events/%04d/%02d/", m.Year(), m.Month()) }
func yearAddress(year int) string     { return fmt.Sprintf("events/%04d/", year) }

// monthSpan is the first and last month with a page: from the first event to
// 18 months after now; with none, from now.
func (e *edition) monthSpan() (first, last time.Time) {
	now := e.clock.now.In(e.settings.Zone)
	this := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC)
	next := calendar.DateOf(this.AddDate(0, 1, 0)).Start(e.settings.Zone)
	e.clock.watch(next)
	first, last = this, this.AddDate(0, monthsAhead, 0)
	if len(e.events) > 0 {
		day := e.onSite(e.events[0].event().Begins)
		if m := time.Date(day.Year, day.Month, 1, 0, 0, 0, 0, time.UTC); m.Before(first) {
			first = m
		}
	}
	return first, last
}

// onSite is the day of an instant in the site's zone.
func (e *edition) onSite(t time.Time) calendar.Date { return calendar.DateOf(t.In(e.settings.Zone)) }

// days are the days that an event covers on the site's calendar. Whole days
// are those of the event's own zone.
func (p *page) days() []calendar.Date {
	event, zone := p.event(), p.settings.Zone
	if event.AllDay {
		zone = event.Zone
	}
	return calendar.Days(event.Begins, event.Ends, zone)
}

// byDay spreads events over their days, in order.
func byDay(events []*page) map[calendar.Date][]*page {
	days := map[calendar.Date][]*page{}
	for _, p := range events {
		for _, d := range p.days() {
			days[d] = append(days[d], p)
		}
	}
	return days
}

func midnight(d calendar.Date) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)
}

// mostComing is how many coming events /events/ lists; months show the rest.
const mostComing = 60

func (e *edition) eventsPage() EventsPage {
	intro, summary := e.intro("events")
	coming := e.coming()
	page := EventsPage{
		Frame: e.frame("events", "events/", e.sectionTitle("events"), summary),
		Intro: intro, Summary: summary, Empty: len(coming) == 0,
		Subscribe: e.subscription("events/calendar.ics", e.settings.Title),
	}
	page.Frame.Feeds = append(e.feedLinks("events/"), page.Frame.Feeds...)
	page.Frame.JSONLD = append(page.Frame.JSONLD, e.breadcrumbs(page.Frame))
	for _, p := range most(coming, mostComing) {
		day := midnight(p.days()[0])
		if n := len(page.Days); n == 0 || !page.Days[n-1].Date.Equal(day) {
			page.Days = append(page.Days, Day{Date: day, In: true})
		}
		last := &page.Days[len(page.Days)-1]
		last.Entries = append(last.Entries, p.entry())
	}
	first, last := e.monthSpan()
	this := last.AddDate(0, -monthsAhead, 0)
	for m := this; m.Before(this.AddDate(1, 0, 0)); m = m.AddDate(0, 1, 0) {
		page.Months = append(page.Months, Link{Title: e.words.Month(m), URL: e.way(monthAddress(m))})
	}
	for year := this.Year(); year >= first.Year(); year-- {
		page.Years = append(page.Years, Link{Title: strconv.Itoa(year), URL: e.way(yearAddress(year))})
	}
	return page
}

func (e *edition) monthPage(m time.Time) MonthPage {
	title := e.say("events_month.caption", "month", e.words.Month(m))
	page := MonthPage{
		Frame: e.frame("month", monthAddress(m), title, ""), Month: m,
		Subscribe: e.subscription("events/calendar.ics", e.settings.Title),
		Year:      &Link{Title: strconv.Itoa(m.Year()), URL: e.way(yearAddress(m.Year()))},
	}
	page.Frame.JSONLD = append(page.Frame.JSONLD, e.breadcrumbs(page.Frame))
	days := byDay(e.inMonth(m))
	for _, week := range calendar.Weeks(m.Year(), m.Month(), time.Sunday) {
		var row []Day
		for _, d := range week {
			day := Day{Date: midnight(d), In: d.Month == m.Month()}
			if day.In {
				day.Entries = entries(days[d])
			}
			if len(day.Entries) > 0 {
				page.Days = append(page.Days, day)
			}
			row = append(row, day)
		}
		page.Weeks = append(page.Weeks, row)
	}
	page.Count = len(e.inMonth(m))
	first, last := e.monthSpan()
	page.Prev, page.Next = e.monthLink(m.AddDate(0, -1, 0), first, last), e.monthLink(m.AddDate(0, 1, 0), first, last)
	if page.Count == 0 {
		page.Frame.Robots = "noindex"
		page.NextFull = e.nextFull(m, last)
	}
	return page
}

// month is a month of a year.
type month struct {
	year  int
	month time.Month
}

// byMonth spreads events over the months in which they have a day, in order.
func byMonth(events []*page) map[month][]*page {
	months := map[month][]*page{}
	for _, p := range events {
		last := month{}
		for _, d := range p.days() {
			if m := (month{d.Year, d.Month}); m != last {
				months[m], last = append(months[m], p), m
			}
		}
	}
	return months
}

// inMonth are the events with a day in a month.
func (e *edition) inMonth(m time.Time) []*page { return e.months[month{m.Year(), m.Month()}] }

func (e *edition) monthLink(m, first, last time.Time) *Link {
	if m.Before(first) || m.After(last) {
		return nil
	}
	return &Link{Title: e.words.Month(m), URL: e.way(monthAddress(m))}
}

func (e *edition) nextFull(m, last time.Time) *Link {
	for m = m.AddDate(0, 1, 0); !m.After(last); m = m.AddDate(0, 1, 0) {
		if len(e.inMonth(m)) > 0 {
			return &Link{Title: e.words.Month(m), URL: e.way(monthAddress(m))}
		}
	}
	return nil
}

func (e *edition) yearPage(year int) YearPage {
	title := e.say("events_year.title", "year", strconv.Itoa(year))
	page := YearPage{
		Frame: e.frame("year", yearAddress(year), title, ""), Year: year,
		Calendar: e.way(yearAddress(year) + "calendar.ics"),
	}
	page.Frame.JSONLD = append(page.Frame.JSONLD, e.breadcrumbs(page.Frame))
	first, last := e.monthSpan()
	for month := time.January; month <= time.December; month++ {
		m := time.Date(year, month, 1, 0, 0, 0, 0, time.UTC)
		link := e.monthLink(m, first, last)
		if link == nil {
			continue
		}
		list := e.inMonth(m)
		page.Count += len(list)
		page.Months = append(page.Months, YearMonth{Month: m, URL: link.URL, Entries: entries(list)})
	}
	if page.Count == 0 {
		page.Frame.Robots = "noindex"
	}
	if year > first.Year() {
		page.Prev = &Link{Title: strconv.Itoa(year - 1), URL: e.way(yearAddress(year - 1))}
	}
	if year < last.Year() {
		page.Next = &Link{Title: strconv.Itoa(year + 1), URL: e.way(yearAddress(year + 1))}
	}
	return page
}

func (p *page) eventPage() EventPage {
	e := p.event()
	page := EventPage{
		Article: p.article("event"), When: p.when(), Event: e.Status, StatusSince: p.dayOf(e.StatusSince),
		Location: e.Location, Online: e.Online, Register: e.Register, WebURL: e.URL,
		Cost: e.Cost, Contact: e.Contact, Accommodations: e.Accommodations, Office: e.Office,
		ICS: p.way(p.address + "event.ics"), Google: p.googleEvent(),
		Repeats: e.Repeat.Value != "" || len(e.Also) > 0,
	}
	for _, lang := range e.Languages {
		name, err := p.words.Say("language." + lang)
		if err != nil {
			name = languageName(lang)
		}
		page.Languages = append(page.Languages, name)
	}
	if e.Location.Lat != nil && e.Location.Lon != nil {
		lat, lon := strconv.FormatFloat(*e.Location.Lat, 'f', -1, 64), strconv.FormatFloat(*e.Location.Lon, 'f', -1, 64)
		page.Map = "https://www.openstreetmap.org/?mlat=" + lat + "&mlon=" + lon + "#map=17/" + lat + "/" + lon
	}
	if e.Initiative.Value != "" {
		page.Initiative = p.linkTo(p.edition.address["initiatives/"+e.Initiative.Value+"/"])
	}
	for _, t := range p.terms {
		other := p.termPage(t)
		page.Subscriptions = append(page.Subscriptions, p.subscription(other.address+"events.ics", other.head.Title))
	}
	page.Frame.JSONLD = append(page.Frame.JSONLD, p.eventObject())
	return page
}

// subscription is a calendar at an address.
func (e *edition) subscription(address, title string) Subscription {
	address = e.prefix + address
	webcal := e.base.webcal(address)
	return Subscription{
		URL: e.base.canonical(address), Webcal: webcal, Title: title,
		Google: "https://calendar.google.com/calendar/r?cid=" + url.QueryEscape(webcal),
	}
}

// googleEvent is the address at which Google Calendar adds one event.
func (p *page) googleEvent() string {
	e := p.event()
	const timed, day = "20060102T150405Z", "20060102"
	dates := e.Begins.UTC().Format(timed) + "/" + e.Begins.UTC().Format(timed)
	switch {
	case e.AllDay:
		dates = e.Begins.Format(day) + "/" + e.Ends.Format(day)
	case e.Ends.After(e.Begins):
		dates = e.Begins.UTC().Format(timed) + "/" + e.Ends.UTC().Format(timed)
	}
	query := url.Values{
		"action": {"TEMPLATE"}, "text": {p.shownTitle()}, "dates": {dates},
		"details": {p.canonical()}, "ctz": {e.Zone.String()},
	}
	if place := placeText(venue(e)); place != "" {
		query.Set("location", place)
	}
	return "https://calendar.google.com/calendar/render?" + query.Encode()
}

// venue is where people go for an event: nowhere, once it moved online.
func venue(e *content.Event) content.Location {
	if e.Status == content.MovedOnline {
		return content.Location{}
	}
	return e.Location
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
func (p *page) shownTitle() string {
	status := p.event().Status
	if status == content.Cancelled || status == content.Postponed {
		return p.say("event.titled", "status", p.say("event.status."+string(status)), "title", p.head.Title)
	}
	return p.head.Title
}
