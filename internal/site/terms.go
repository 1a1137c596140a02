package site

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"example.org/advocate/internal/content"
)

// termFolders are the sections whose pages are terms, by kind of term.
var termFolders = map[string]string{"topic": "topics", "department": "departments", "district": "districts"}

// claimOwn takes the addresses that the site itself uses, before documents
// can.
func (e *edition) claimOwn() {
	e.claim(e.prefix, "the home page")
	for _, section := range sections {
		e.claim(e.prefix+section+"/", "the section "+section+" (its own text is content/"+section+"/index.md)")
	}
	for _, own := range []string{"contact", "subscribe", "digest", "search", "a-z", "site-map"} {
		e.claim(e.prefix+own+"/", "the page "+own+" of every site")
	}
	for _, t := range e.docs.Topics {
		if e.shown(t) != nil {
			e.claim(e.prefix+contactAddress(t.Address()), "the form of the topic "+t.Address())
		}
	}
}

func contactAddress(topic string) string { return "contact/" + topic + "/" }

// addDistricts makes the pages of districts: from content/districts/N.md where
// somebody wrote one, else from the title in site.yaml alone.
func (e *edition) addDistricts() {
	for i, district := range e.settings.Districts {
		address := "districts/" + district.Slug.Value + "/"
		p := e.address[address]
		if p == nil {
			doc := &content.Page{}
			doc.Title, doc.Path = district.Title, "districts/"+district.Slug.Value+".md"
			doc.Lang, doc.Original = e.lang, e.lang
			p = e.newPage(doc)
			p.address, p.titleLang = address, e.settings.LangOf(fmt.Sprintf("districts[%d].title", i), e.lang)
			e.claim(e.prefix+address, "the district "+district.Slug.Value)
			e.address[address] = p
			e.byPath[doc.Path] = p
			e.pages = append(e.pages, p)
		}
		e.districts = append(e.districts, p)
	}
}

// isDistrict tells whether a plain page is the page of a district.
func (p *page) isDistrict() bool {
	folder, slug, ok := strings.Cut(strings.TrimSuffix(p.address, "/"), "/")
	if !ok || folder != "districts" {
		return false
	}
	_, known := p.settings.District(slug)
	return known
}

// term is the term that the page is, if it is one.
func (p *page) term() (term, bool) {
	slug := strings.TrimSuffix(p.address[strings.IndexByte(p.address, '/')+1:], "/")
	switch {
	case p.doc.Kind().Folder == "topics":
		return term{"topic", slug}, true
	case p.doc.Kind().Folder == "departments":
		return term{"department", slug}, true
	case p.isDistrict():
		return term{"district", slug}, true
	}
	return term{}, false
}

// termPage is the page of a term.
func (e *edition) termPage(t term) *page { return e.address[termFolders[t.kind]+"/"+t.slug+"/"] }

// relate gathers what carries each term and what mentions what.
func (e *edition) relate() {
	for _, p := range e.all() {
		p.index = e.linker.count
		e.linker.count++
		p.listed, p.over = p.listDate(), p.isOver()
		p.terms = p.ownTerms()
		for _, t := range p.terms {
			if e.terms[t] == nil {
				e.terms[t] = &termPages{}
			}
			e.terms[t].pages = append(e.terms[t].pages, p)
		}
		if p.head.Body == nil {
			continue
		}
		for _, link := range p.head.Body.Links() {
			if d := p.find(link.Destination); !d.external && d.page != nil && d.page != p && !slices.Contains(p.mentions, d.page) {
				p.mentions = append(p.mentions, d.page)
			}
		}
		for _, other := range p.mentions {
			other.backlink = append(other.backlink, p)
		}
	}
	for _, t := range e.terms {
		slices.SortStableFunc(t.pages, func(a, b *page) int {
			return cmp.Or(b.listed.Compare(a.listed), strings.Compare(a.head.Title, b.head.Title))
		})
		t.sort()
	}
}

// sort puts the pages of a term where they are looked for.
func (t *termPages) sort() {
	for _, p := range t.pages {
		switch p.doc.(type) {
		case *content.Event:
			t.events = append(t.events, p)
			if !p.over {
				t.related = append(t.related, p)
			}
		case *content.Initiative, *content.Issue:
			t.related = append(t.related, p)
		case *content.Post:
			t.posts = append(t.posts, p)
		}
	}
	slices.SortStableFunc(t.events, byBeginning)
}

func byBeginning(a, b *page) int { return a.event().Begins.Compare(b.event().Begins) }

// all returns the visible documents, the introductions of sections included.
func (e *edition) all() []*page {
	all := slices.Clone(e.pages)
	for _, section := range append([]string{"", "contact", "subscribe"}, sections...) {
		if p := e.intros[section]; p != nil {
			all = append(all, p)
		}
	}
	return all
}

// ownTerms are the terms a document carries. A topic belongs to the
// department that is asked first.
func (p *page) ownTerms() []term {
	var terms []term
	add := func(kind string, refs ...content.Ref) {
		for _, ref := range refs {
			t := term{kind, ref.Value}
			if other := p.termPage(t); ref.Value != "" && other != nil && other != p && !slices.Contains(terms, t) {
				terms = append(terms, t)
			}
		}
	}
	add("topic", p.head.Topics...)
	add("department", p.head.Departments...)
	add("district", p.head.Districts...)
	if topic, ok := p.doc.(*content.Topic); ok {
		add("department", topic.Department)
	}
	if issue, ok := p.doc.(*content.Issue); ok {
		for _, r := range issue.Recommendations {
			add("department", r.To)
		}
	}
	return terms
}

// carrying returns the documents that carry a term, newest first.
func (e *edition) carrying(t term) []*page {
	if tp := e.terms[t]; tp != nil {
		return tp.pages
	}
	return nil
}
