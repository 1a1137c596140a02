package search

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
)

// Reader answers queries from the files of an index, step by step as
// static/js/search.js does in the browser. Tests ask it what an index holds, and
// hold the browser's answers against it.
type Reader struct {
	open func(name string) ([]byte, error)
	root root
}

// Result is a document that answers a query.
type Result struct {
	Kind, Title, URL, Facts string
	Block                   string // the part of its text in which a word was found
}

// NewReader reads the root of an index. open returns a file of it.
func NewReader(open func(name string) ([]byte, error)) (*Reader, error) {
	r := &Reader{open: open}
	text, err := open("root.txt")
	if err != nil {
		return nil, err
	}
	r.root, err = readRoot(string(text))
	return r, err
}

// How much a word counts that is not quite the one that was asked for.
const (
	asTyped    = 1.0
	goesOn     = 0.7 // it begins as the query's word does
	alsoGoesOn = 0.4 // the same, where the query's word itself stands in the index
	corrected  = 0.6
)

const (
	// mostShards is how many files of terms one word may cost.
	mostShards = 3
	// enough is how many documents with every word of a query stand alone.
	enough = 5
	// few is how many documents a word stands in that may be a misspelling.
	few = 2
)

// hit is what a document has of a query.
type hit struct {
	doc, block int
	score      float64
	best       float64 // the largest part of the score, whose block is shown
	words      int
}

// Search returns the documents that answer a query, the best first; of one kind
// only unless kind is empty, and no more than most. found counts all of them.
func (r *Reader) Search(query, kind string, most int) (results []Result, found int, err error) {
	hits, err := r.hits(query, kind)
	if err != nil {
		return nil, 0, err
	}
	for _, h := range hits[:min(most, len(hits))] {
		result, err := r.result(h)
		if err != nil {
			return nil, 0, err
		}
		results = append(results, result)
	}
	return results, len(hits), nil
}

func (r *Reader) hits(query, kind string) ([]*hit, error) {
	var words []string
	Words(query, func(word string) {
		if word = Fold(word); word != "" && !slices.Contains(words, word) {
			words = append(words, word)
		}
	})
	words = words[:min(len(words), 8)]
	var asked []match
	telling := 0
	for i, word := range words {
		m, err := r.match(word, i == len(words)-1)
		if err != nil {
			return nil, err
		}
		asked = append(asked, m)
		if m.idf > 0 {
			telling++
		}
	}
	byDoc := map[int]*hit{}
	for _, m := range asked {
		if m.idf == 0 && telling > 0 {
			continue
		}
		for doc, found := range m.docs {
			h := byDoc[doc]
			if h == nil {
				h = &hit{doc: doc}
				byDoc[doc] = h
			}
			part := found.score * max(m.idf, 0.2)
			h.score, h.words = h.score+part, h.words+1
			if part > h.best {
				h.best, h.block = part, found.block
			}
		}
	}
	if telling == 0 {
		telling = len(words)
	}
	return r.order(byDoc, kind, telling), nil
}

// order sorts what was found. Documents without some of the words come after
// those that have all, or not at all where those are enough.
func (r *Reader) order(byDoc map[int]*hit, kind string, words int) []*hit {
	var list []*hit
	whole := 0
	for doc, h := range byDoc {
		if kind != "" && r.root.kindOf(doc) != kind {
			continue
		}
		share := float64(h.words) / float64(words)
		h.score *= share * share
		if h.words == words {
			whole++
		}
		list = append(list, h)
	}
	if whole >= enough {
		list = slices.DeleteFunc(list, func(h *hit) bool { return h.words < words })
	}
	slices.SortFunc(list, func(a, b *hit) int { return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.doc, b.doc)) })
	return list
}

// match is what the index has for one word of a query.
type match struct {
	docs map[int]spot
	idf  float64
}

// spot is the heaviest place of a word in a document.
type spot struct {
	score float64
	block int
}

func (m *match) add(docs int, l line, factor float64) error {
	list, err := readPostings(l.postings, docs)
	for _, p := range list {
		if score := factor * float64(p.weight); score > m.docs[p.doc].score {
			m.docs[p.doc] = spot{score, p.block}
		}
	}
	return err
}

func (r *Reader) terms(file int) ([]line, error) {
	text, err := r.open("t/" + name36(file) + ".txt")
	if err != nil {
		return nil, err
	}
	return readTerms(string(text))
}

// match finds a word, words that begin with it, or what it may be misspelled
// from.
func (r *Reader) match(word string, last bool) (match, error) {
	m := match{docs: map[int]spot{}}
	if len(r.root.terms) == 0 {
		return m, nil
	}
	from, to := lookup(r.root.terms, word), lookup(r.root.terms, word+"\uffff")
	exact := false
	var others, first []line
	for file := from; file <= min(to, from+mostShards-1) && !(exact && file > from); file++ {
		lines, err := r.terms(file)
		if err != nil {
			return m, err
		}
		if file == from {
			first = lines
		}
		for _, l := range lines {
			switch {
			case slices.Contains(l.forms, word):
				exact = true
				m.idf = float64(l.idf) / idfScale
				if err := m.add(r.root.docs, l, asTyped); err != nil {
					return m, err
				}
			case slices.ContainsFunc(l.forms, func(f string) bool { return strings.HasPrefix(f, word) }):
				others = append(others, l)
			}
		}
	}
	stop := exact && m.idf == 0
	if (len(m.docs) <= few && !stop) && (exact || len(others) == 0) {
		if err := r.correct(&m, word, exact, first); err != nil {
			return m, err
		}
	}
	factor := goesOn
	if exact {
		factor = alsoGoesOn
	}
	for _, l := range others {
		if (!exact || last) && !stop {
			if err := m.add(r.root.docs, l, factor); err != nil {
				return m, err
			}
		}
	}
	if !exact && len(m.docs) > 0 {
		m.idf = math.Log2(1 + float64(r.root.docs)/float64(len(m.docs)))
	}
	return m, nil
}

// correct adds what a word may stand for that is rare or unknown: a word that is
// one error away, else another form of it, else a word two errors away. lines
// are the terms among which it would stand.
func (r *Reader) correct(m *match, word string, exact bool, lines []line) error {
	words, away, err := r.corrections(word, exact)
	if err != nil {
		return err
	}
	if forms := endings(lines, word); !exact && away != 1 && len(forms) > 0 {
		for _, l := range forms {
			if err := m.add(r.root.docs, l, corrected); err != nil {
				return err
			}
		}
		if len(m.docs) > few {
			return nil
		}
	}
	for _, w := range words {
		lines, err := r.terms(lookup(r.root.terms, w))
		if err != nil {
			return err
		}
		for _, l := range lines {
			if slices.Contains(l.forms, w) {
				if err := m.add(r.root.docs, l, corrected); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (r *Reader) result(h *hit) (Result, error) {
	name := blockName(h.doc, h.block)
	text, err := r.open(name)
	if err != nil {
		return Result{}, err
	}
	parts := strings.SplitN(string(text), "\n", 4)
	if len(parts) != 4 {
		return Result{}, fmt.Errorf("%s of the index is damaged", name)
	}
	return Result{Kind: r.root.kindOf(h.doc), Title: parts[0], URL: parts[1], Facts: parts[2], Block: parts[3]}, nil
}
