package site

import (
	"fmt"
	"strconv"
	"time"

	"example.org/advocate/internal/calendar"
)

const (
	// digestWeeks is how many weeks have a page: half a year.
	digestWeeks = 26
	// digestAhead is how many days after its week a digest looks ahead.
	digestAhead = 14
)

// week is a week of the ISO calendar, from Monday on, in the zone of the site.
type week struct {
	monday     calendar.Date
	begin, end time.Time
}

func (e *edition) weekOf(t time.Time) week {
	day := calendar.DateOf(t.In(e.settings.Zone))
	return e.weekFrom(day.AddDays(-(int(day.Weekday()) + 6) % 7))
}

func (e *edition) weekFrom(monday calendar.Date) week {
	zone := e.settings.Zone
	return week{monday, monday.Start(zone), monday.AddDays(7).Start(zone)}
}

func (w week) holds(t time.Time) bool { return !t.Before(w.begin) && t.Before(w.end) }

// name is the week as ISO 8601 writes it: "2026-W48".
func (w week) name() string {
	year, n := midnight(w.monday).ISOWeek()
	return fmt.Sprintf("%04d-W%02d", year, n)
}

func (w week) address() string { return "digest/" + w.name() + "/" }

// digestPages adds a page for each week, from the first in which something
// became known up to this one, half a year at most, and the list of them.
func (e *edition) digestPages() {
	this := e.weekOf(e.clock.now)
	e.clock.watch(this.end)
	first, known := this, allNews(e.pages)
	// Every language has the weeks of the default one, so that a switch keeps the page.
	if all := allNews(e.editions[0].pages); len(all) > 0 {
		first = e.weekOf(all[len(all)-1].date)
	}
	weeks := []week{this}
	for w := this; len(weeks) < digestWeeks && first.monday.Before(w.monday); {
		w = e.weekFrom(w.monday.AddDays(-7))
		weeks = append(weeks, w)
	}
	e.page("digests", "digest/", func() any { return e.digestsPage(weeks) })
	e.tell(e.prefix + "digest/")
	for i, w := range weeks {
		var newer, older *Link
		if i > 0 {
			newer = e.weekLink(weeks[i-1])
		}
		if i+1 < len(weeks) {
			older = e.weekLink(weeks[i+1])
		}
		e.page("digest", w.address(), func() any {
			page := e.digestPage(w, known)
			page.Prev, page.Next = older, newer
			return page
		})
		e.tell(e.prefix + w.address())
	}
}

func (e *edition) weekTitle(w week) string {
	return e.say("digest.week", "day", e.words.DayMonth(midnight(w.monday)), "year", strconv.Itoa(w.monday.Year))
}

func (e *edition) weekLink(w week) *Link {
	return &Link{Title: e.weekTitle(w), URL: e.way(w.address())}
}

func (e *edition) digestsPage(weeks []week) DigestsPage {
	page := DigestsPage{Frame: e.frame("digests", "digest/", e.say("section.digest"), e.say("digest.lead"))}
	page.Frame.JSONLD = append(page.Frame.JSONLD, e.breadcrumbs(page.Frame))
	for _, w := range weeks {
		page.Weeks = append(page.Weeks, *e.weekLink(w))
	}
	return page
}

func (e *edition) digestPage(w week, known []news) DigestPage {
	digest := DigestPage{
		Frame: e.frame("digest", w.address(), e.weekTitle(w), e.say("digest.lead")),
		Week:  w.name(), From: midnight(w.monday), To: midnight(w.monday.AddDays(6)),
		Home: e.base.canonical(e.prefix),
	}
	digest.Frame.Robots = "noindex" // a week's page does not stay for ever
	said := map[*page]bool{}
	for _, n := range known {
		if !w.holds(n.date) {
			continue
		}
		entry := n.entry()
		item := DigestItem{
			Title: entry.Title, URL: entry.URL, Summary: entry.Summary,
			Section: e.sectionTitleOf(n.page), Date: midnight(calendar.DateOf(n.date.In(e.settings.Zone))),
		}
		if said[n.page] = true; n.change == nil {
			digest.New = append(digest.New, item)
		} else {
			digest.Changed = append(digest.Changed, item)
		}
	}
	for _, p := range e.pages {
		if updated := p.head.Updated.In(e.settings.Zone); !said[p] && p.translated() && w.holds(updated) && e.clock.passed(updated) {
			digest.Changed = append(digest.Changed, DigestItem{
				Title: p.head.Title, URL: p.canonical(), Summary: p.head.Summary, Section: e.sectionTitleOf(p), Date: p.dayOf(p.head.Updated),
			})
		}
	}
	for _, o := range e.aheadOf(w) {
		entry := o.entry()
		entry.URL = o.canonical()
		digest.Coming = append(digest.Coming, entry)
	}
	return digest
}

// aheadOf are the occurrences that a week's page looks ahead to: those of the
// two weeks after it and, while it lasts, those of its own days that are not
// over.
func (e *edition) aheadOf(w week) []*occurrence {
	from, to := w.end, w.monday.AddDays(7+digestAhead).Start(e.settings.Zone)
	var list []*occurrence
	for _, o := range e.told {
		soon := w.holds(e.clock.now) && w.holds(o.Start) && !o.past()
		if o.translated() && (soon || !o.Start.Before(from) && o.Start.Before(to)) {
			list = append(list, o)
		}
	}
	return list
}
