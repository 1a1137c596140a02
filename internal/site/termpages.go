package site

import (
	"slices"

	"example.org/advocate/internal/content"
)

// termTargets adds the pages of topics, departments and districts, with their
// calendars and feeds, and the calendars of initiatives.
func (e *edition) termTargets() {
	for _, p := range slices.Concat(e.topics, e.departments, e.districts) {
		t, _ := p.term()
		if !p.translated() {
			p.addTarget("", nil)
		} else {
			same := untilEdited(p.linker, func() TermPage { return p.termView(t) })
			e.paged(p.address, p.others(t), func(part []*page, pager *Pager) any { return p.termPart(same(), part, pager) })
		}
		e.calendarFile(p.address+"events.ics", p.head.Title, p.address, e.eventsOf(t))
		e.feedFiles(p.address, p.head.Title, p.id, e.carrying(t))
	}
	for _, p := range e.initiatives {
		e.calendarFile(p.address+"events.ics", p.head.Title, p.address, p.ofInitiative())
	}
}

// eventsOf are the events that carry a term, in order of time.
func (e *edition) eventsOf(t term) []*page {
	if tp := e.terms[t]; tp != nil {
		return tp.events
	}
	return nil
}

// others are the documents of a term that its page lists below what it shows
// by kind: news, pages and events that are over.
func (p *page) others(t term) []*page {
	return slices.DeleteFunc(slices.Clone(p.carrying(t)), func(other *page) bool {
		switch other.doc.(type) {
		case *content.Event:
			return !other.past()
		case *content.Post, *content.Page:
			return false
		}
		return true
	})
}

// fewestComing is how many dates the page of a term shows where it has as many;
// more events are shown all.
const fewestComing = 10

// termPart is a page of the list of a term.
func (p *page) termPart(view TermPage, part []*page, pager *Pager) TermPage {
	view.Others, view.Pager = entries(part), pager
	if pager != nil && pager.Page > 1 {
		view.Crumbs = slices.Clip(view.Crumbs) // the others' are not to be written into
		p.turnTo(&view.Frame, p.address, pager)
	}
	return view
}

// termView is what all pages of the list of a term show.
func (p *page) termView(t term) TermPage {
	view := TermPage{Article: p.article("term"), Kind: t.kind, FeedList: p.feedLinks(p.address)}
	view.Frame.Section = termFolders[t.kind]
	view.Frame.Feeds = slices.Concat(view.FeedList, view.Frame.Feeds)
	for _, other := range p.carrying(t) {
		switch other.doc.(type) {
		case *content.Initiative:
			view.Initiatives = append(view.Initiatives, other.entry())
		case *content.Issue:
			view.Issues = append(view.Issues, other.entry())
		case *content.Topic:
			view.TopicList = append(view.TopicList, other.entry())
		}
	}
	events := p.eventsOf(t)
	view.Coming = withRules(foremost(p.coming(events), max(fewestComing, len(events))))
	view.Subscribe = p.offeredHere(events)
	switch doc := p.doc.(type) {
	case *content.Topic:
		view.Channel = p.channel(doc.First)
		view.ContactURL = p.way(contactAddress(t.slug))
		if doc.Department.Value != "" {
			view.Department = p.linkTo(p.termPage(term{"department", doc.Department.Value}))
		}
	case *content.Department:
		view.Phone, view.PhoneHref, view.WebURL, view.Liaison = doc.Phone, telephone(doc.Phone), doc.URL, doc.Liaison
		view.Recommendations = p.recommendationsTo(t.slug)
	}
	return view
}

// recommendationsTo are the recommendations made to a department, newest
// first.
func (p *page) recommendationsTo(department string) []Recommendation {
	var list []Recommendation
	for _, issue := range p.issues {
		for at, r := range issue.issue().Recommendations {
			if r.To.Value == department {
				laid := issue.recommendation(at, r)
				laid.Issue = p.linkTo(issue)
				list = append(list, laid)
			}
		}
	}
	slices.SortStableFunc(list, func(a, b Recommendation) int { return b.Sent.Compare(a.Sent) })
	return list
}

// channel makes a front-line channel ready for a layout; nil where a topic has
// none.
func (p *page) channel(c content.Channel) *Channel {
	if c.Name == "" && c.Phone == "" && c.URL == "" {
		return nil
	}
	return &Channel{
		Langs: p.langs("first."),
		Name:  c.Name, Phone: c.Phone, PhoneHref: telephone(c.Phone), URL: c.URL,
		Hours: c.Hours, RespondsWithin: c.RespondsWithin, HaveReady: c.HaveReady,
	}
}

// contactPages adds the choice of a topic, and each topic's form.
func (e *edition) contactPages() {
	e.page("contact", "contact/", func() any {
		intro, summary, langs := e.intro("contact")
		return ContactPage{
			Langs: langs,
			Frame: e.frame("contact", "contact/", e.sectionTitle("contact"), summary),
			Intro: intro, Summary: summary, Topics: entries(e.topics),
			QR: qrOf(e.base.canonical(e.prefix + "contact/")),
		}
	})
	e.tell(e.prefix+"contact/", e.intros["contact"])
	for _, p := range e.topics {
		e.page("form", contactAddress(p.head.Address()), func() any { return p.formPage() })
		e.tell(e.prefix + contactAddress(p.head.Address()))
	}
}

func (p *page) formPage() FormPage {
	topic := p.topic()
	page := FormPage{
		Langs: p.langs(""),
		Frame: p.frame("form", contactAddress(p.head.Address()), p.say("form.title", "topic", p.head.Title), p.head.Summary),
		Topic: p.link(), Slug: p.head.Address(), Summary: p.head.Summary, Sample: p.head.Sample,
		Channel: p.channel(topic.First), QR: qrOf(p.base.canonical(p.prefix + contactAddress(p.head.Address()))),
	}
	for _, d := range p.districts {
		page.Districts = append(page.Districts, Option{Value: d.head.Name(), Title: d.head.Title})
	}
	page.Languages = p.spokenLanguages()
	return page
}

func (e *edition) subscribePage() SubscribePage {
	title := e.sectionTitle("subscribe")
	page := SubscribePage{
		Frame:      e.frame("subscribe", "subscribe/", title, ""),
		Everything: e.offered("events/calendar.ics", e.settings.Title, e.events),
	}
	page.Topics, page.Departments, page.Districts = e.subscriptions(e.topics), e.subscriptions(e.departments), e.subscriptions(e.districts)
	for _, p := range e.initiatives {
		if s := p.offeredHere(p.ofInitiative()); s != nil {
			page.Initiatives = append(page.Initiatives, *s)
		}
	}
	page.SectionFeeds = append(page.SectionFeeds, FeedGroup{Title: e.settings.Title, Feeds: e.feedLinks("")})
	for _, section := range sections[:4] {
		page.SectionFeeds = append(page.SectionFeeds, FeedGroup{Title: e.sectionTitle(section), Feeds: e.feedLinks(section + "/")})
	}
	for _, p := range slices.Concat(e.topics, e.departments, e.districts) {
		if t, _ := p.term(); len(e.carrying(t)) > 0 {
			page.TermFeeds = append(page.TermFeeds, FeedGroup{Title: p.head.Title, Lang: p.langOf("title"), Feeds: e.feedLinks(p.address)})
		}
	}
	return page
}

// subscriptions are the calendars of the terms that have events.
func (e *edition) subscriptions(terms []*page) []Subscription {
	var list []Subscription
	for _, p := range terms {
		t, _ := p.term()
		if s := p.offeredHere(e.eventsOf(t)); s != nil {
			list = append(list, *s)
		}
	}
	return list
}
