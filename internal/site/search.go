package site

import (
	"slices"
	"strings"

	"example.org/advocate/internal/content"
	"example.org/advocate/internal/search"
)

// searchPages adds the page that searches, and the index that it searches in.
func (e *edition) searchPages() {
	e.page("search", "search/", func() any { return e.searchPage() })
	e.linker.targets[e.prefix+"search/"] = Target{Path: e.prefix + "search/", From: SearchIndex{Index: e.index}}
}

// index is the search index of an edition, made once somebody asked.
func (e *edition) index() *search.Index {
	e.indexed.Do(func() { e.searchIndex = search.New(e.lang, e.searched()) })
	return e.searchIndex
}

func (e *edition) searchPage() SearchPage {
	page := SearchPage{Frame: e.frame("search", "search/", e.say("search.title"), ""), Action: e.way("search/")}
	for _, other := range e.editions {
		if !other.hasText() {
			continue
		}
		page.Indexes = append(page.Indexes, SearchedLanguage{
			Lang: other.lang, Address: other.way("search/" + other.index().Name + "/"), Current: other == e,
		})
	}
	slices.SortStableFunc(page.Indexes, func(a, b SearchedLanguage) int {
		switch {
		case a.Current:
			return -1
		case b.Current:
			return 1
		}
		return 0
	})
	return page
}

// hasText tells whether anything stands in the edition's language.
func (e *edition) hasText() bool {
	return e.prefix == "" || slices.ContainsFunc(e.all(), func(p *page) bool { return p.translated() && !p.isDistrict() })
}

// searched are the documents of the index, in the order in which equals are
// shown: what is coming, whom to call, then all that explains, then what is over.
func (e *edition) searched() []search.Document {
	var coming, over []*page
	for _, p := range e.events {
		if p.past() {
			over = append(over, p)
		} else {
			coming = append(coming, p)
		}
	}
	slices.Reverse(over)
	var docs []search.Document
	add := func(kind string, pages ...*page) {
		for _, p := range pages {
			if p.translated() {
				docs = append(docs, p.searchDocument(kind))
			}
		}
	}
	add("event", coming...)
	add("topic", e.topics...)
	for _, section := range append([]string{"contact", "subscribe"}, sections...) {
		if p := e.intros[section]; p != nil {
			add("page", p)
		} else if e.spoken {
			docs = append(docs, search.Document{Kind: "page", Title: e.sectionTitle(section), URL: e.way(section + "/")})
		}
	}
	add("page", e.plain...)
	add("page", e.districts...)
	add("initiative", e.initiatives...)
	add("issue", e.issues...)
	add("department", e.departments...)
	add("news", e.news...)
	add("event", over...)
	return docs
}

func (p *page) searchDocument(kind string) search.Document {
	d := search.Document{
		Kind: kind, Title: p.link().Title, URL: p.url(), Facts: p.searchFacts(), Summary: p.head.Summary,
		Text: p.searchText(), Ahead: kind == "topic" || kind == "event" && !p.past(),
	}
	for _, t := range p.terms {
		d.Tags = append(d.Tags, p.termPage(t).head.Title)
	}
	return d
}

// searchFacts are what a result says beside the title: when and where, or how
// it stands.
func (p *page) searchFacts() string {
	entry := p.entry()
	var facts []string
	switch {
	case entry.When != nil && entry.When.AllDay:
		facts = append(facts, p.words.Day(entry.When.Start))
	case entry.When != nil:
		facts = append(facts, p.say("date.at", "day", p.words.Day(entry.When.Start), "time", p.words.Clock(entry.When.Start)))
	case entry.Status != "":
		facts = append(facts, p.say(entry.Kind+".status."+entry.Status))
	case entry.Phone != "":
		facts = append(facts, entry.Phone)
	case !entry.Date.IsZero():
		facts = append(facts, p.words.Day(entry.Date))
	}
	if entry.Place != "" {
		facts = append(facts, entry.Place)
	}
	if entry.Sample {
		facts = append(facts, p.say("sample.word"))
	}
	return strings.Join(facts, " · ")
}

// searchText are the words of a page beside its title and summary: its text,
// and what its front matter says to people.
func (p *page) searchText() []string {
	var text []string
	add := func(parts ...string) { text = append(text, parts...) }
	switch doc := p.doc.(type) {
	case *content.Event:
		add(doc.Location.Name, doc.Location.Address)
	case *content.Topic:
		add(doc.First.Name, doc.First.Phone, doc.First.Hours)
	case *content.Department:
		add(doc.Phone, doc.Liaison)
	}
	if p.head.Body != nil && p.head.BodyLang == p.lang {
		add(p.head.Body.Text())
	}
	switch doc := p.doc.(type) {
	case *content.Event:
		add(doc.Location.Accessibility, doc.Cost, doc.Accommodations)
	case *content.Topic:
		add(doc.First.HaveReady...)
	case *content.Initiative:
		add(doc.Lead)
		for _, m := range doc.Milestones {
			add(m.Title)
		}
		for _, d := range doc.Decisions {
			add(d.What, d.Why)
		}
	case *content.Issue:
		add(doc.Cause)
		for _, r := range doc.Recommendations {
			add(r.Text, r.Statement)
		}
	}
	for _, d := range p.head.Documents {
		add(d.Title)
	}
	return text
}
