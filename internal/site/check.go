package site

import (
	"strings"
	"time"

	"example.org/advocate/internal/calendar"
	"example.org/advocate/internal/content"
	"example.org/advocate/internal/markdown"
)

// BrokenLinks returns a problem for each link of a document that leads to no
// target of the site, or to a fragment that its page does not have. reserved
// are ids that every page has.
func (s *Site) BrokenLinks(severity content.Severity, reserved []string) []content.Problem {
	return s.each(func(p *page) []content.Problem { return p.brokenLinks(severity, reserved) })
}

// each gathers problems of all documents in their own language.
func (s *Site) each(check func(*page) []content.Problem) []content.Problem {
	var problems []content.Problem
	for _, e := range s.links.editions {
		for _, p := range e.all() {
			if p.translated() && p.head.File != "" {
				problems = append(problems, check(p)...)
			}
		}
	}
	content.Sort(problems)
	return problems
}

// ownBody tells whether the document has a text in its own language.
func (p *page) ownBody() bool { return p.head.Body != nil && p.head.BodyLang == p.lang }

func (p *page) brokenLinks(severity content.Severity, reserved []string) []content.Problem {
	if !p.ownBody() {
		return nil
	}
	var problems []content.Problem
	for _, link := range p.head.Body.Links() {
		d := p.find(link.Destination)
		if d.external {
			continue
		}
		if message := p.broken(link, d, reserved); message != "" {
			problems = append(problems, p.head.ProblemAt(p.head.BodyPos(link.Offset), severity, "%s", message).About(content.Links))
		}
	}
	return problems
}

func (p *page) broken(link markdown.Link, d destination, reserved []string) string {
	kind := "link"
	if link.Kind == markdown.KindImage {
		kind = "image"
	}
	if d.page == nil {
		if reserved := strings.TrimPrefix(d.address, p.prefix) + "/"; strings.HasPrefix(reserved, "intake/") {
			return "" // the intake answers there
		}
		if _, ok := p.targets[file(d.address)]; !ok {
			return "broken " + kind + ": nothing is at " + link.Destination
		}
		return ""
	}
	if d.fragment == "" || d.page.head.Body == nil {
		return ""
	}
	if _, ok := d.page.head.Body.HasID(d.fragment); ok {
		return ""
	}
	for _, id := range reserved {
		if id == d.fragment {
			return ""
		}
	}
	return "broken link: " + link.Destination + ": the page has no heading or place #" + d.fragment
}

// MissingAlternatives returns a problem for each image without words for
// people who do not see it.
func (s *Site) MissingAlternatives(severity content.Severity) []content.Problem {
	return s.each(func(p *page) []content.Problem {
		var problems []content.Problem
		if p.head.Image.Src.Value != "" && p.head.Image.Alt == "" && p.head.Owns(p.head.Image.Src) {
			problems = append(problems, p.head.Problem("image.src", severity,
				"the picture has no text alternative: add alt: with what it shows, for people who do not see it").About(content.Alternatives))
		}
		if !p.ownBody() {
			return problems
		}
		for _, link := range p.head.Body.Links() {
			if link.Kind == markdown.KindImage && !link.HasAlt {
				problems = append(problems, p.head.ProblemAt(p.head.BodyPos(link.Offset), severity,
					"the image %s has no text alternative: write what it shows between ![ and ]", link.Destination).About(content.Alternatives))
			}
		}
		return problems
	})
}

// outdatedAfter is when a page that people rely on should be looked at again.
const outdatedAfter = 365 * 24 * time.Hour

// Advice returns warnings about what is not wrong but could be better:
// headings out of order, missing summaries, old pages, samples, and a charter
// that is not there.
func (s *Site) Advice() []content.Problem {
	problems := s.each(func(p *page) []content.Problem {
		list := p.headingOrder()
		if p.head.Summary == "" && p.address != "" {
			list = append(list, p.head.Problem("title", content.Warning, "the summary is missing: one sentence for lists and search engines").About(content.Summaries))
		}
		if since := p.unchangedSince(); !since.IsZero() {
			list = append(list, p.head.Problem("updated", content.Warning, "not changed since %s: see whether it still holds, and set updated", since.Format(time.DateOnly)).About(content.Outdated))
		}
		if e, ok := p.doc.(*content.Event); ok && p.endless(e) {
			list = append(list, p.head.Problem("start", content.Warning,
				"the event has no end: add end or duration, so that people and their calendars know how long it takes").About(content.Endless))
		}
		if p.head.Sample {
			list = append(list, p.head.Problem("sample", content.Warning, "a sample: put what is true in its place, or remove it").About(content.Samples))
		}
		return list
	})
	if s.links.editions[0].address["charter/"] == nil {
		problems = append(problems, content.Problem{Path: "content/charter.md", Line: 1, Col: 1, Severity: content.Warning,
			Message: "there is no charter: say whom the office reports to, what it does and what it does not do"}.About(content.Foundations))
	}
	return problems
}

// endless tells whether an event that is still to come does not say when it
// ends. In a translation the times are the original's.
func (p *page) endless(e *content.Event) bool {
	return e.Ends.IsZero() && p.head.Says("start") && (e.Over.IsZero() || !p.clock.passed(e.Over))
}

// headingOrder reports headings that skip a level: people who hear a page move
// by them.
func (p *page) headingOrder() []content.Problem {
	if !p.ownBody() {
		return nil
	}
	var problems []content.Problem
	level := 1
	for _, h := range p.head.Body.Headings() {
		if h.Level > level+1 {
			problems = append(problems, p.head.ProblemAt(p.head.BodyPos(h.Offset), content.Warning,
				"the heading %q is of level %d below one of level %d: use level %d", h.Text, h.Level, level, level+1).About(content.HeadingOrder))
		}
		level = h.Level
	}
	return problems
}

// unchangedSince is when a page that people rely on was last changed, if that
// is long ago. News, events and what is finished may be old.
func (p *page) unchangedSince() time.Time {
	switch doc := p.doc.(type) {
	case *content.Event, *content.Post:
		return time.Time{}
	case *content.Initiative:
		if doc.Status == "completed" || doc.Status == "cancelled" {
			return time.Time{}
		}
	case *content.Issue:
		if doc.Status == "closed" {
			return time.Time{}
		}
	}
	if p.modified.IsZero() || !p.clock.passed(p.modified.Add(outdatedAfter)) {
		return time.Time{}
	}
	return p.modified
}

// DocumentInfo is a document's identity, for comparing sites.
type DocumentInfo struct {
	UID   string
	Event func() calendar.Calendar // of an event: its event.ics; else nil
	head  *content.Common
}

// Problem makes a problem at a key of the document.
func (d DocumentInfo) Problem(key string, severity content.Severity, format string, args ...any) content.Problem {
	return d.head.Problem(key, severity, format, args...)
}

// Documents lists the visible documents of the default language.
func (s *Site) Documents() []DocumentInfo {
	e := s.links.editions[0]
	list := make([]DocumentInfo, 0, len(e.pages))
	for _, p := range e.pages {
		d := DocumentInfo{UID: p.id, head: p.head}
		if _, ok := p.doc.(*content.Event); ok {
			d.Event = func() calendar.Calendar {
				return p.eventCalendar()
			}
		}
		list = append(list, d)
	}
	return list
}
