package site

import (
	"fmt"
	"html/template"
	"slices"
	"strings"
	"time"

	"example.org/advocate/internal/content"
)

// entry is a page as lists of this edition show it.
func (p *page) entry() Entry {
	p.inLists.Do(func() { p.listEntry = p.newEntry() })
	return p.listEntry
}

func (p *page) newEntry() Entry {
	e := Entry{
		memo:  &Memo{},
		Langs: p.langs(""),
		Kind:  p.doc.Kind().Name, Title: p.head.Title, URL: p.url(), Summary: p.head.Summary,
		Lang: p.langOf("title"), Sample: p.head.Sample, Date: p.dayOf(p.head.Date),
	}
	switch doc := p.doc.(type) {
	case *content.Event:
		p.shown.describe(&e)
	case *content.Initiative:
		e.Type, e.Status = doc.Type, doc.Status
		e.Result = p.result(doc.Measures)
		if m := p.nextMilestone(); m != nil {
			e.Next, e.NextOn, e.NextIn = m.Title, m.Date, m.In("title")
		}
	case *content.Issue:
		e.Status, e.Result = doc.Status, p.result(doc.Measures)
		if e.Date.IsZero() {
			e.Date = p.dayOf(doc.Opened)
		}
	case *content.Topic:
		e.Phone = doc.First.Phone
	case *content.Department:
		e.Phone = doc.Phone
	}
	return e
}

func entries(pages []*page) []Entry {
	list := make([]Entry, len(pages))
	for i, p := range pages {
		list[i] = p.entry()
	}
	return list
}

// link is a page as a plain link.
func (p *page) link() Link {
	link := Link{Title: p.head.Title, URL: p.url(), Lang: p.langOf("title"), Sample: p.head.Sample}
	if _, ok := p.doc.(*content.Event); ok {
		link.Title = p.shownTitle(p.event().Status)
	}
	return link
}

func (p *page) linkTo(other *page) *Link {
	if other == nil {
		return nil
	}
	link := other.link()
	return &link
}

// dayOf is a date for showing: midnight UTC of its day on the site.
func (p *page) dayOf(m content.Moment) time.Time { return m.Day(p.settings.Zone) }

// article makes what the pages of all documents share.
func (p *page) article(layout string) Article {
	a := Article{
		Langs:   p.langs(""),
		Frame:   p.frame(layout, p.address, p.head.Title, p.description()),
		Summary: p.head.Summary, Body: p.html(), Sample: p.head.Sample,
		Date: p.dayOf(p.head.Date), Updated: p.dayOf(p.head.Updated),
		Terms: p.termLinks(), Related: p.relatedEntries(),
		Prev: p.linkTo(p.prev), Next: p.linkTo(p.next),
	}
	if p.head.BodyLang != p.lang && p.head.Body != nil {
		a.BodyLang = p.head.BodyLang
	}
	a.Social.Type = "article"
	if src := p.head.Image.Src.Value; src != "" {
		file, _ := content.ResolveFile(p.head.Path, src)
		a.Image = p.leadPicture(file)
		a.Social.Image, a.Social.Alt, a.Social.Width, a.Social.Height = p.base.canonical(file), p.head.Image.Alt, 0, 0
	}
	if p.social != nil {
		a.Social = *p.social
	}
	for i, d := range p.head.Documents {
		a.Documents = append(a.Documents, p.attachment(i, d))
	}
	a.Frame.JSONLD = append(a.Frame.JSONLD, p.breadcrumbs(a.Frame))
	return a
}

// description is the summary, else the beginning of the text.
func (p *page) description() string {
	if p.head.Summary != "" || p.head.Body == nil {
		return p.head.Summary
	}
	const longest = 160
	text := []rune(p.head.Body.Text())
	if len(text) <= longest {
		return string(text)
	}
	cut := string(text[:longest])
	if i := strings.LastIndexByte(cut, ' '); i > longest/2 {
		cut = cut[:i]
	}
	return cut + "…"
}

func (p *page) attachment(i int, a content.Attachment) Document {
	d := Document{Langs: p.langs(fmt.Sprintf("documents[%d].", i)), Title: a.Title, URL: a.URL, Date: p.dayOf(a.Date)}
	if a.File.Value == "" {
		return d
	}
	name, _ := content.ResolveFile(p.head.Path, a.File.Value)
	d.URL = p.base.href(name)
	d.Kind = strings.ToUpper(name[strings.LastIndexByte(name, '.')+1:])
	d.Bytes = p.sizes[name]
	return d
}

func (p *page) termLinks() Terms {
	var t Terms
	for _, tm := range p.terms {
		link := p.termPage(tm).link()
		switch tm.kind {
		case "topic":
			t.Topics = append(t.Topics, link)
		case "department":
			t.Departments = append(t.Departments, link)
		case "district":
			t.Districts = append(t.Districts, link)
		}
	}
	return t
}

func (p *page) relatedEntries() Related {
	var r Related
	add := func(list *[]Entry, other *page) {
		if len(*list) < mostRelated {
			*list = append(*list, other.entry())
		}
	}
	for _, other := range p.related() {
		switch other.doc.(type) {
		case *content.Initiative:
			add(&r.Initiatives, other)
		case *content.Event:
			add(&r.Events, other)
		case *content.Issue:
			add(&r.Issues, other)
		case *content.Post:
			add(&r.News, other)
		case *content.Page:
			add(&r.Pages, other)
		}
	}
	slices.SortStableFunc(r.Events, func(a, b Entry) int { return a.When.Start.Compare(b.When.Start) })
	return r
}

// intro is the text of a section's index.md, and its summary.
func (e *edition) intro(section string) (html template.HTML, summary string, langs Langs) {
	p := e.intros[section]
	if p == nil {
		return "", "", Langs{}
	}
	return p.html(), p.head.Summary, p.langs("")
}

// sectionTitleOf is the title of the section that a page belongs to, or "".
func (e *edition) sectionTitleOf(p *page) string {
	if folder := p.doc.Kind().Folder; folder != "" {
		return e.sectionTitle(folder)
	}
	return ""
}

// sectionTitle is the title of a section in the edition's language: that of its
// index.md, else the word in the catalogue.
func (e *edition) sectionTitle(section string) string {
	if p := e.intros[section]; p != nil && (p.langOf("title") == "" || !e.spoken) {
		return p.head.Title
	}
	return e.say("section." + section)
}
