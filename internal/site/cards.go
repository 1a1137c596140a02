package site

import (
	"cmp"
	"strconv"
	"strings"

	"example.org/advocate/internal/card"
	"example.org/advocate/internal/content"
)

// cardsFolder is where social cards lie: among the static files, whose names
// say what is in them.
const cardsFolder = "static/cards/"

// addCards adds the card of each section, and of each initiative, issue and
// coming event. Every page of a language shows its own, or that of its section.
func (e *edition) addCards() {
	e.sectionSocial = map[string]Social{}
	for _, section := range append([]string{"", "contact", "subscribe"}, sections...) {
		e.sectionSocial[section] = e.addCard(e.sectionCard(section))
	}
	for _, list := range [][]*page{e.initiatives, e.issues, e.events} {
		for _, p := range list {
			if drawn, ok := p.card(); ok {
				social := e.addCard(drawn)
				social.Type = "article"
				p.social = &social
			}
		}
	}
}

// addCard adds the target of a card and tells pages how to show it.
func (e *edition) addCard(c card.Card) Social {
	address := cardsFolder + c.Name() + ".png"
	e.add(address, "a social card", CardFile{Card: c})
	alt := e.say("card.plain", "site", e.settings.Title)
	if texts := c.Texts(); len(texts) > 0 {
		alt = e.say("card.says", "text", strings.Join(texts, " · "))
	}
	return Social{Type: "website", Image: e.base.canonical(address), Alt: alt, Width: card.Width, Height: card.Height}
}

// socialFor is what other sites show of a page at an address, if it has no card
// of its own.
func (e *edition) socialFor(section string) Social {
	if social, ok := e.sectionSocial[section]; ok {
		return social
	}
	return e.sectionSocial[""]
}

func (e *edition) blankCard() card.Card {
	return card.Card{City: e.settings.City, Site: e.settings.Title}
}

func (e *edition) sectionCard(section string) card.Card {
	c := e.blankCard()
	_, summary, _ := e.intro(section)
	if section == "" {
		c.Title = cmp.Or(summary, e.settings.Publisher())
		return c
	}
	c.Title = e.sectionTitle(section)
	if summary != "" {
		c.Lines = []string{summary}
	}
	return c
}

// card is a document's own card; ok is false where that of its section does.
func (p *page) card() (c card.Card, ok bool) {
	if !p.translated() {
		return c, false
	}
	c = p.blankCard()
	c.Title = p.head.Title
	switch doc := p.doc.(type) {
	case *content.Event:
		return p.eventCard(c), !p.shown.past()
	case *content.Issue:
		c.Kind, c.State = p.sectionTitle("issues"), p.say("issue.status."+doc.Status)
		p.resultOn(&c, doc.Measures)
	case *content.Initiative:
		c.Kind, c.State = p.say("initiative.type."+doc.Type), p.say("initiative.status."+doc.Status)
		p.resultOn(&c, doc.Measures)
		if next := p.nextMilestone(); next != nil && c.Result == nil {
			c.Lines = []string{p.say("initiative.next") + " " + next.Title}
			if !next.Date.IsZero() {
				c.Lines = append(c.Lines, p.words.Day(next.Date))
			}
		}
	default:
		return c, false
	}
	return c, true
}

// resultOn shows what was reached, else the summary.
func (p *page) resultOn(c *card.Card, measures []content.Measure) {
	if r := p.result(measures); r != nil {
		c.Result = &card.Result{Was: strings.TrimSpace(r.First + " " + r.Unit), Word: p.say("measure.now"), Now: r.Last, Name: r.Name}
	} else if p.head.Summary != "" {
		c.Lines = []string{p.head.Summary}
	}
}

// eventCard shows the date that stands for an event.
func (p *page) eventCard(c card.Card) card.Card {
	o := p.shown
	w := o.whenIn(p.event().Zone)
	c.Kind = p.sectionTitle("events")
	if o.status != content.Scheduled {
		c.State, c.Alert = p.say("event.status."+string(o.status)), true
	}
	c.Leaf = &card.Leaf{
		Weekday: p.words.Weekday(w.Start), Day: strconv.Itoa(w.Start.Day()), Month: p.words.Month(w.Start), Hours: p.hours(w),
		Said: p.words.Day(w.Start),
	}
	if where := placeText(o.location()); where != "" {
		c.Lines = append(c.Lines, where)
	} else if o.online() != "" {
		c.Lines = append(c.Lines, p.say("event.online"))
	}
	return c
}

// hours is the time of day of an event in words, or that it takes whole days.
func (e *edition) hours(w When) string {
	switch {
	case w.AllDay && !w.SameDay:
		return e.say("date.until", "day", e.words.ShortDay(w.End))
	case w.AllDay:
		return e.say("date.all_day")
	case w.End.IsZero(), !w.SameDay:
		return e.words.Clock(w.Start)
	}
	return e.say("date.range", "from", e.words.Clock(w.Start), "to", e.words.Clock(w.End))
}
