package site

import (
	"cmp"
	"slices"
	"strings"

	"example.org/advocate/internal/content"
)

const (
	// mostRelated is how many related pages of one kind a page shows.
	mostRelated = 5
	// fewPosts is how many pages a topic has at most for its news to be shown as
	// related: in a larger one they say little about a page.
	fewPosts = 200
)

// scores are how much pages have to do with one of them, by their index. They
// are used again and again: all are 0 between two uses.
type scores struct {
	of    []int
	pages []*page // those whose score is not 0
}

func (s *scores) add(p *page, n int) {
	if s.of[p.index] == 0 {
		s.pages = append(s.pages, p)
	}
	s.of[p.index] += n
}

func (s *scores) clear() {
	for _, p := range s.pages {
		s.of[p.index] = 0
	}
	s.pages = s.pages[:0]
}

// related are the pages that have to do with p, of each kind the best, which
// come first: what p names and what names p, then what its text links to, then
// what shares its terms.
func (p *page) related() []*page {
	s, _ := p.scores.Get().(*scores)
	if s == nil {
		s = &scores{of: make([]int, p.count)}
	}
	defer func() { s.clear(); p.scores.Put(s) }()
	p.score(s)
	best := map[string][]*page{}
	for _, other := range s.pages {
		if other != p {
			kind := other.doc.Kind().Name
			best[kind] = s.insert(best[kind], other)
		}
	}
	var list []*page
	for _, kind := range content.Kinds() {
		list = append(list, best[kind.Name]...)
	}
	return list
}

func (p *page) score(s *scores) {
	if e, ok := p.doc.(*content.Event); ok && e.Initiative.Value != "" {
		if i := p.edition.address["initiatives/"+e.Initiative.Value+"/"]; i != nil {
			s.add(i, 100)
		}
	}
	if _, ok := p.doc.(*content.Initiative); ok {
		for _, other := range p.ofInitiative() {
			s.add(other, 100)
		}
	}
	for _, other := range p.mentions {
		s.add(other, 20)
	}
	for _, other := range p.backlink {
		s.add(other, 20)
	}
	_, isPost := p.doc.(*content.Post)
	posts := !isPost && len(p.terms) > 0 && len(p.carrying(p.terms[0])) < fewPosts
	for _, t := range p.terms {
		weight := map[string]int{"topic": 4, "department": 2, "district": 1}[t.kind]
		for _, other := range p.edition.terms[t].related {
			s.add(other, weight)
		}
		if !posts {
			continue
		}
		for _, other := range p.edition.terms[t].posts {
			s.add(other, weight)
		}
	}
}

// insert puts a page into a list of the best, in order.
func (s *scores) insert(best []*page, p *page) []*page {
	if len(best) == mostRelated && s.compare(best[mostRelated-1], p) < 0 {
		return best
	}
	at, _ := slices.BinarySearchFunc(best, p, s.compare)
	if len(best) == mostRelated {
		best = best[:mostRelated-1]
	}
	return slices.Insert(best, at, p)
}

// compare puts what has more to do with a page first, then what is newer.
func (s *scores) compare(a, b *page) int {
	return cmp.Or(cmp.Compare(s.of[b.index], s.of[a.index]), b.listed.Compare(a.listed), strings.Compare(a.address, b.address))
}
