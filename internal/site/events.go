package site

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.org/advocate/internal/calendar"
)

// monthsAhead is how many months after the current one have a page.
const monthsAhead = 18

// eventPages adds the list of what comes, a page a month and a page a year.
func (e *edition) eventPages() {
	e.page("events", "events/", func() any { return e.eventsPage() })
	e.tell(e.prefix+"events/", e.intros["events"])
	first, last := e.monthSpan()
	for m := first; !m.After(last); m = m.AddDate(0, 1, 0) {
		e.page("month", monthAddress(m), func() any { return e.monthPage(m) })
		e.tell(e.prefix + monthAddress(m))
	}
	for year := first.Year(); year <= last.Year(); year++ {
		e.page("year", yearAddress(year), func() any { return e.yearPage(year) })
		e.tell(e.prefix + yearAddress(year))
	}
}

func monthAddress(m time.Time) string { return fmt.Sprintf("events/%04d/%02d/", m.Year(), m.Month()) }
func yearAddress(year int) string     { return fmt.Sprintf("events/%04d/", year) }

// lastMonth is this month and the last that has a page.
func (e *edition) lastMonth() (this, last time.Time) {
	now := e.clock.now.In(e.settings.Zone)
	this = time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC)
	e.clock.watch(calendar.DateOf(this.AddDate(0, 1, 0)).Start(e.settings.Zone))
	return this, this.AddDate(0, monthsAhead, 0)
}

// monthSpan is the first and last month with a page: from the first event to
// 18 months after now; with none, from now.
func (e *edition) monthSpan() (first, last time.Time) {
	first, last = e.lastMonth()
	if len(e.told) > 0 {
		day := e.told[0].days()[0]
		if m := time.Date(day.Year, day.Month, 1, 0, 0, 0, 0, time.UTC); m.Before(first) {
			first = m
		}
	}
	return first, last
}

// byDay spreads occurrences over their days, in order.
func byDay(list []*occurrence) map[calendar.Date][]*occurrence {
	days := map[calendar.Date][]*occurrence{}
	for _, o := range list {
		for _, d := range o.days() {
			days[d] = append(days[d], o)
		}
	}
	return days
}

// onDay are occurrences as the day of a month shows them.
func onDay(list []*occurrence, day calendar.Date) []Entry {
	entries := dated(list)
	for i, o := range list {
		if days := o.days(); len(days) > 1 {
			entries[i].DayOf, entries[i].Days = slices.Index(days, day)+1, len(days)
			entries[i].memo = nil
		}
	}
	return entries
}

func midnight(d calendar.Date) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)
}

// mostComing is how many coming events /events/ lists; months show the rest.
const mostComing = 60

func (e *edition) eventsPage() EventsPage {
	intro, summary, langs := e.intro("events")
	coming := e.coming(e.events)
	page := EventsPage{
		Langs: langs,
		Frame: e.frame("events", "events/", e.sectionTitle("events"), summary),
		Intro: intro, Summary: summary, Empty: len(coming) == 0,
		Subscribe: e.offered("events/calendar.ics", e.settings.Title, e.events),
	}
	page.Frame.Feeds = append(e.feedLinks("events/"), page.Frame.Feeds...)
	page.Frame.JSONLD = append(page.Frame.JSONLD, e.breadcrumbs(page.Frame))
	for _, o := range most(coming, mostComing) {
		day := midnight(o.days()[0])
		if n := len(page.Days); n == 0 || !page.Days[n-1].Date.Equal(day) {
			page.Days = append(page.Days, Day{Date: day, In: true})
		}
		last := &page.Days[len(page.Days)-1]
		last.Entries = append(last.Entries, o.entry())
	}
	first, _ := e.monthSpan()
	this, _ := e.lastMonth()
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
		Subscribe: e.offered("events/calendar.ics", e.settings.Title, e.events),
		Year:      &Link{Title: strconv.Itoa(m.Year()), URL: e.way(yearAddress(m.Year()))},
	}
	page.Frame.JSONLD = append(page.Frame.JSONLD, e.breadcrumbs(page.Frame))
	days := byDay(e.inMonth(m))
	for _, week := range calendar.Weeks(m.Year(), m.Month(), time.Sunday) {
		var row []Day
		for _, d := range week {
			day := Day{Date: midnight(d), In: d.Month == m.Month()}
			if day.In {
				day.Entries = onDay(days[d], d)
			}
			if len(day.Entries) > 0 {
				page.Days = append(page.Days, day)
			}
			row = append(row, day)
		}
		page.Weeks = append(page.Weeks, row)
	}
	page.Count = e.countIn(m)
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

// byMonth spreads occurrences over the months in which they have a day, in
// order.
func byMonth(list []*occurrence) map[month][]*occurrence {
	months := map[month][]*occurrence{}
	for _, o := range list {
		last := month{}
		for _, d := range o.days() {
			if m := (month{d.Year, d.Month}); m != last {
				months[m], last = append(months[m], o), m
			}
		}
	}
	return months
}

// inMonth are the occurrences with a day in a month, and the plans that were
// moved from a day in it.
func (e *edition) inMonth(m time.Time) []*occurrence { return e.months[month{m.Year(), m.Month()}] }

// countIn is how many occurrences have a day in a month.
func (e *edition) countIn(m time.Time) int {
	n := 0
	for _, o := range e.inMonth(m) {
		if o.moved == nil {
			n++
		}
	}
	return n
}

func (e *edition) monthLink(m, first, last time.Time) *Link {
	if m.Before(first) || m.After(last) {
		return nil
	}
	return &Link{Title: e.words.Month(m), URL: e.way(monthAddress(m))}
}

func (e *edition) nextFull(m, last time.Time) *Link {
	for m = m.AddDate(0, 1, 0); !m.After(last); m = m.AddDate(0, 1, 0) {
		if e.countIn(m) > 0 {
			return &Link{Title: e.words.Month(m), URL: e.way(monthAddress(m))}
		}
	}
	return nil
}

func (e *edition) yearPage(year int) YearPage {
	title := e.say("events_year.title", "year", strconv.Itoa(year))
	page := YearPage{
		Frame: e.frame("year", yearAddress(year), title, ""), Year: year,
	}
	if len(e.startingIn(year)) > 0 {
		page.Calendar = e.way(yearAddress(year) + "calendar.ics")
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
		page.Count += e.countIn(m)
		page.Months = append(page.Months, YearMonth{Month: m, URL: link.URL, Entries: dated(list)})
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

// subscription is a calendar at an address.
func (e *edition) subscription(address, title string) Subscription {
	address = e.prefix + address
	webcal, whole := e.base.webcal(address), e.base.canonical(address)
	named := strings.ReplaceAll(url.Values{"url": {whole}, "name": {title}}.Encode(), "+", "%20") // Outlook shows a plus
	return Subscription{
		URL: whole, Webcal: webcal, Title: title,
		Google:      "https://calendar.google.com/calendar/r?cid=" + url.QueryEscape(webcal),
		Outlook:     "https://outlook.live.com/calendar/0/addfromweb?" + named,
		OutlookWork: "https://outlook.office.com/calendar/0/addfromweb?" + named,
	}
}
