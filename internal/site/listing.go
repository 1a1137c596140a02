package site

import (
	"slices"
	"strconv"
	"strings"

	"example.org/advocate/internal/content"
)

// perPage is how many documents a page of a list shows.
const perPage = 20

// addTargets lists every target of an edition.
func (e *edition) addTargets() {
	e.addCards()
	e.page("home", "", func() any { return e.homePage() })
	e.tell(e.prefix, e.intros[""])
	e.documentPages()
	e.listPages()
	e.eventPages()
	e.flyerTargets()
	e.digestPages()
	e.termTargets()
	e.contactPages()
	e.page("subscribe", "subscribe/", func() any { return e.subscribePage() })
	e.tell(e.prefix + "subscribe/")
	e.searchPages()
	e.azPages()
	e.page("map", "site-map/", func() any { return e.mapPage() })
	e.tell(e.prefix + "site-map/")
	e.sectionFiles()
	e.add(e.prefix+"404.html", "the page for what is not found", Rendered{
		Layout: "404", Lang: e.lang, View: func() any { return e.notFoundPage() },
	})
	e.tell(e.prefix + "404.html")
}

// page adds a page of the site's own.
func (e *edition) page(layout, address string, view func() any) {
	e.add(e.prefix+address, "a page of every site", Rendered{Layout: layout, Lang: e.lang, View: view})
}

// documentPages adds the page of each document.
func (e *edition) documentPages() {
	for _, p := range e.pages {
		if _, isTerm := p.term(); isTerm {
			continue // pages of terms are lists too
		}
		p.addTarget(p.view())
	}
}

// addTarget adds the document's page, or in another language than its text's
// the notice that it is not translated.
func (p *page) addTarget(layout string, view func() any) {
	if !p.translated() {
		layout, view = "untranslated", func() any { return p.noticePage() }
	}
	p.edition.page(layout, p.address, view)
	p.tell(p.prefix+p.address, p)
	p.addFigures()
}

// view tells how a document is shown.
func (p *page) view() (layout string, view func() any) {
	switch p.doc.(type) {
	case *content.Event:
		return "event", func() any { return p.eventPage() }
	case *content.Initiative:
		return "initiative", func() any { return p.initiativePage() }
	case *content.Issue:
		return "issue", func() any { return p.issuePage() }
	case *content.Post:
		return "news", func() any { return NewsPage{Article: p.article("news")} }
	}
	return "page", func() any { return p.plainPage() }
}

// listPages adds the lists of sections.
func (e *edition) listPages() {
	e.groupedList("initiatives", e.initiatives, "initiative.status.", initiativeOrder, func(p *page) string { return p.initiative().Status })
	e.groupedList("issues", e.issues, "issue.status.", issueOrder, func(p *page) string { return p.issue().Status })
	// Terms stay on one page each: people look for one by its name.
	e.list("topics", []group{{pages: e.topics}})
	e.list("departments", []group{{pages: e.departments}})
	e.list("districts", []group{{pages: e.districts}})
	e.newsList()
}

// groupedList adds the pages of a list that is grouped by a word of the front
// matter, in a fixed order.
func (e *edition) groupedList(section string, pages []*page, key string, order []string, word func(*page) string) {
	var ordered []*page
	for _, g := range grouped(pages, key, order, word) {
		ordered = append(ordered, g.pages...)
	}
	e.paged(section+"/", ordered, func(part []*page, pager *Pager) any {
		return e.listPage(section, grouped(part, key, order, word), pager, len(pages))
	})
}

var (
	initiativeOrder = []string{"active", "proposed", "paused", "completed", "cancelled"}
	issueOrder      = []string{"reported", "investigating", "recommended", "implementing", "monitoring", "resolved", "closed"}
)

// group is a part of a list, before it is made ready for a layout.
type group struct {
	key, title string
	pages      []*page
}

func (g group) ready() Group { return Group{Key: g.key, Title: g.title, Entries: entries(g.pages)} }

// grouped splits pages by a word of the front matter, in a fixed order.
func grouped(pages []*page, key string, order []string, word func(*page) string) []group {
	var groups []group
	for _, w := range order {
		g := group{key: key + w}
		for _, p := range pages {
			if word(p) == w {
				g.pages = append(g.pages, p)
			}
		}
		if len(g.pages) > 0 {
			groups = append(groups, g)
		}
	}
	return groups
}

func count(groups []group) int {
	n := 0
	for _, g := range groups {
		n += len(g.pages)
	}
	return n
}

// list adds a section's list on one page.
func (e *edition) list(section string, groups []group) {
	e.page("list", section+"/", func() any { return e.listPage(section, groups, nil, count(groups)) })
	e.tell(e.prefix+section+"/", e.intros[section])
}

// newsList adds the pages of news, grouped by year.
func (e *edition) newsList() {
	e.paged("news/", e.news, func(pages []*page, pager *Pager) any {
		return e.listPage("news", byYear(pages), pager, len(e.news))
	})
}

func byYear(pages []*page) []group {
	var groups []group
	for _, p := range pages {
		year := strconv.Itoa(p.date().Year())
		if len(groups) == 0 || groups[len(groups)-1].title != year {
			groups = append(groups, group{title: year})
		}
		last := &groups[len(groups)-1]
		last.pages = append(last.pages, p)
	}
	return groups
}

// paged adds the pages of a list, at address and address/page/2/ and on.
func (e *edition) paged(address string, list []*page, view func(pages []*page, pager *Pager) any) {
	pages := max(1, (len(list)+perPage-1)/perPage)
	for n := 1; n <= pages; n++ {
		part := list[(n-1)*perPage : min(n*perPage, len(list))]
		layout := "list"
		if strings.Count(address, "/") > 1 {
			layout = "term"
		}
		e.page(layout, pageAddress(address, n), func() any { return view(part, e.pager(address, n, pages)) })
		e.tell(e.prefix+pageAddress(address, n), e.intros[strings.TrimSuffix(address, "/")], e.address[address])
	}
}

func pageAddress(address string, n int) string {
	if n == 1 {
		return address
	}
	return address + "page/" + strconv.Itoa(n) + "/"
}

// pager leads through a list; one page needs none.
func (e *edition) pager(address string, n, pages int) *Pager {
	if pages < 2 {
		return nil
	}
	p := &Pager{Page: n, Pages: pages}
	for i := 1; i <= pages; i++ {
		link := Link{Title: strconv.Itoa(i), URL: e.way(pageAddress(address, i)), Current: i == n}
		p.All = append(p.All, link)
		switch i {
		case n - 1:
			p.Newer = &link
		case n + 1:
			p.Older = &link
		}
	}
	return p
}

func (e *edition) listPage(section string, groups []group, pager *Pager, total int) ListPage {
	intro, summary, langs := e.intro(section)
	page := ListPage{
		Langs: langs,
		Frame: e.frame("list", section+"/", e.sectionTitle(section), summary),
		Intro: intro, Summary: summary, Pager: pager, Total: total,
		Feeds: e.feedLinks(section + "/"),
	}
	if pager != nil && pager.Page > 1 {
		e.turnTo(&page.Frame, section+"/", pager)
		page.Intro = ""
	}
	page.Frame.Feeds = append(page.Feeds, page.Frame.Feeds...)
	page.Frame.JSONLD = append(page.Frame.JSONLD, e.breadcrumbs(page.Frame))
	for _, g := range groups {
		page.Groups = append(page.Groups, g.ready())
	}
	return page
}

// turnTo makes a frame that of a later page of its list.
func (e *edition) turnTo(f *Frame, address string, pager *Pager) {
	at := pageAddress(address, pager.Page)
	f.Path, f.URL, f.Canonical = at, e.way(at), e.base.canonical(e.prefix+at)
	f.Crumbs = append(f.Crumbs, Link{Title: f.Title, URL: e.way(address)})
	f.Title = e.say("pager.title", "title", f.Title, "page", pager.Page, "pages", pager.Pages)
	f.Switch = e.languages(at, address)
	f.Alternates = alternates(f.Switch)
}

// most returns the first n of a list at most.
func most[T any](list []T, n int) []T { return list[:min(n, len(list))] }

func (e *edition) homePage() HomePage {
	title := e.settings.Title
	body, lead, langs := e.intro("")
	if p := e.intros[""]; p != nil && p.langOf("title") == "" {
		title = p.head.Title
	}
	page := HomePage{
		Langs: langs,
		Frame: e.frame("home", "", title, lead), Lead: lead, Body: body,
		Events:     withRules(foremost(e.coming(e.events), 5)),
		Fixed:      entries(most(e.fixed(), 3)),
		Working:    entries(most(e.working(), 5)),
		News:       entries(most(e.news, 3)),
		TopicLinks: entries(e.topics),
	}
	page.Frame.Section = ""
	page.Frame.JSONLD = append(page.Frame.JSONLD, e.organization())
	return page
}

// fixed are the issues that are resolved and show a result, newest first.
func (e *edition) fixed() []*page {
	return slices.DeleteFunc(slices.Clone(e.issues), func(p *page) bool {
		i := p.issue()
		done := i.Status == "resolved" || i.Status == "monitoring" || i.Status == "closed"
		return !done || p.result(i.Measures) == nil
	})
}

// working are the active initiatives and the issues on their way.
func (e *edition) working() []*page {
	var list []*page
	for _, p := range e.initiatives {
		if p.initiative().Status == "active" {
			list = append(list, p)
		}
	}
	for _, p := range e.issues {
		switch p.issue().Status {
		case "investigating", "recommended", "implementing":
			list = append(list, p)
		}
	}
	return list
}

func (p *page) plainPage() PlainPage {
	page := PlainPage{Article: p.article("page")}
	for _, other := range p.children[p.address] {
		if other != p {
			page.Children = append(page.Children, other.entry())
		}
	}
	above := parent(p.address)
	if above == "" || above == p.address {
		return page
	}
	for _, other := range p.children[above] {
		if other != p {
			page.Siblings = append(page.Siblings, other.link())
		}
	}
	return page
}

// parent is the address above: "guides/" for "guides/mobile/".
func parent(address string) string {
	trimmed := strings.TrimSuffix(address, "/")
	return trimmed[:strings.LastIndexByte(trimmed, '/')+1]
}

func (p *page) noticePage() NoticePage {
	f := p.frame("untranslated", p.address, p.say("untranslated.titled", "title", p.head.Title), "")
	f.Robots = "noindex"
	f.Alternates = nil
	original := Link{Title: p.head.Title, Lang: p.head.Original, Sample: p.head.Sample, URL: p.base.href(p.address)}
	f.Canonical = p.base.canonical(p.address)
	return NoticePage{Frame: f, Original: original, Summary: p.head.Summary}
}

func (e *edition) notFoundPage() NotFoundPage {
	f := e.frame("404", "404.html", e.say("notfound.title"), "")
	f.Robots, f.Crumbs = "noindex", nil
	f.Switch, f.Alternates = e.languages("", ""), nil // it stands at any address: its own says nothing
	return NotFoundPage{Frame: f}
}
