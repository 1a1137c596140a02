package site

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"example.org/advocate/internal/content"
)

// news is something that feeds tell: a document that was published, or a change
// of one that people who follow it want to know.
type news struct {
	page   *page
	date   time.Time
	change *change // nil for the document itself
}

// change is a change of a document: a date of an event moved or cancelled, an
// issue resolved, a milestone reached.
type change struct {
	key            string // what changed, for the entry's identity: no word that can be corrected
	title, summary string
}

// newest are the entries of a feed.
func newest(pages []*page) []news { return most(allNews(pages), mostEntries) }

// allNews is what can be told of pages, the last first: documents with a date, in
// their own language, and what became of documents.
func allNews(pages []*page) []news {
	var list []news
	for _, p := range pages {
		if !p.translated() {
			continue
		}
		if date := p.date(); !date.IsZero() {
			list = append(list, news{page: p, date: date})
		}
		list = append(list, p.changes()...)
	}
	slices.SortStableFunc(list, func(a, b news) int {
		return cmp.Or(b.date.Compare(a.date), strings.Compare(a.page.address, b.page.address))
	})
	return list
}

func (n news) entry() FeedEntry {
	entry := n.page.feedEntry()
	if n.change != nil {
		entry.ID = n.page.changeID(n.change.key)
		entry.Title, entry.Summary, entry.HTML = n.change.title, n.change.summary, ""
		entry.Published, entry.Updated = n.date, n.date
	}
	return entry
}

// feedEntry is the entry of a document.
func (p *page) feedEntry() FeedEntry {
	entry := FeedEntry{
		ID: p.feedID(), Title: p.head.Title, URL: p.canonical(), Summary: p.head.Summary,
		HTML: p.feedHTML(), Published: p.date(), Updated: p.modified,
	}
	if entry.Updated.IsZero() {
		entry.Updated = entry.Published // a day to come hides nothing
	}
	if e, ok := p.doc.(*content.Event); ok {
		entry.Title = p.shownTitle(e.Status)
	}
	for _, t := range p.terms {
		if t.kind == "topic" {
			entry.Categories = append(entry.Categories, p.termPage(t).head.Title)
		}
	}
	return entry
}

// feedID is the identity of a document's entry; a translation has its own.
func (p *page) feedID() string {
	if p.prefix == "" {
		return urn(p.id)
	}
	return urn(derived(p.settings, p.prefix+p.id))
}

// changeID is the identity of the entry of a change: that of the document, and
// what changed when.
func (p *page) changeID(key string) string {
	space := uuid.NewSHA1(uuid.NameSpaceURL, []byte(p.feedID()))
	return uuid.NewSHA1(space, []byte(key)).URN()
}

// changes are what became of a document, up to now: a day that is still to come
// makes nothing known yet.
func (p *page) changes() []news {
	var list []news
	add := func(on content.Moment, key, title, summary string) {
		date := on.In(p.settings.Zone)
		if !p.clock.passed(date) {
			return
		}
		key += " " + on.Day(p.settings.Zone).Format(time.DateOnly)
		list = append(list, news{page: p, date: date, change: &change{key, title, summary}})
	}
	switch doc := p.doc.(type) {
	case *content.Event:
		p.eventChanges(doc, add)
	case *content.Issue:
		p.issueChanges(doc, add)
	case *content.Initiative:
		p.initiativeChanges(doc, add)
	}
	return list
}

func (p *page) eventChanges(e *content.Event, add func(on content.Moment, key, title, summary string)) {
	if e.Status != content.Scheduled {
		title := p.say("feeds.change", "title", p.head.Title, "change", p.say("event.changed."+string(e.Status)))
		summary := p.say("event.changed_more." + string(e.Status))
		if e.Series == nil {
			summary = p.dates[0].sayTime() + ". " + summary
		}
		add(e.StatusSince, "status_since", title, summary)
	}
	if e.Series == nil {
		return
	}
	for _, occurrence := range e.Series.Changed() {
		o := p.instance(occurrence)
		day := o.change.Date.Day(e.Zone).Format(time.DateOnly)
		title := p.say("feeds.change", "title", p.head.Title, "change", o.saidChange())
		add(o.change.Announced, "changes "+day, title, cmp.Or(o.change.Note, p.head.Summary))
	}
}

// resolutions are the steps at which an issue was resolved.
func resolutions(i *content.Issue) []content.Step {
	var list []content.Step
	for _, step := range i.History {
		if step.Status == "resolved" {
			list = append(list, step)
		}
	}
	if len(list) == 0 && !i.Resolved.IsZero() {
		list = append(list, content.Step{Date: i.Resolved})
	}
	return list
}

func (p *page) issueChanges(i *content.Issue, add func(on content.Moment, key, title, summary string)) {
	title := p.say("feeds.resolved", "title", p.head.Title)
	told := map[time.Time]bool{}
	for _, step := range resolutions(i) {
		if day := p.dayOf(step.Date); !told[day] {
			told[day] = true
			add(step.Date, "history", title, cmp.Or(step.Note, p.head.Summary))
		}
	}
}

func (p *page) initiativeChanges(i *content.Initiative, add func(on content.Moment, key, title, summary string)) {
	done := map[time.Time]int{} // several may be reached on one day
	for _, m := range i.Milestones {
		if m.Done.IsZero() {
			continue
		}
		day := p.dayOf(m.Done)
		key := "milestones"
		if done[day]++; done[day] > 1 {
			key += " " + strconv.Itoa(done[day])
		}
		title := p.say("feeds.reached", "title", p.head.Title, "milestone", m.Title)
		add(m.Done, key, title, p.say("initiative.done", "day", p.words.Day(day)))
	}
}
