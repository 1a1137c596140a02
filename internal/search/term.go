package search

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// term is all words with one stem, and where they stand.
type term struct {
	key      string   // the letters that all its words share
	forms    []string // sorted
	stop     bool
	postings []posting // by document
	idf      int       // how rare it is, 0 for a word that tells nothing
}

// posting is a document that holds a term.
type posting struct{ doc, block, weight int }

const (
	// weights is how many levels a weight has: 1 to weights-1.
	weights = 16
	// mostPostings is how many documents of a term are kept, the heaviest: a
	// word that is everywhere must not cost what it does not tell.
	mostPostings = 300
	mostOfStop   = 30
	// idfScale makes the logarithm of a term's rarity a small whole number.
	idfScale = 5
)

// terms brings the words together by their stems, sorted by key.
func (c *collector) terms(docs []Document) []*term {
	list, of := c.group()
	w := weigher{average: c.averageLength()}
	for doc := range docs {
		c.post(doc, &docs[doc], of, w)
	}
	for _, t := range list {
		t.finish(len(docs))
	}
	slices.SortFunc(list, func(a, b *term) int { return cmp.Or(strings.Compare(a.key, b.key), slices.Compare(a.forms, b.forms)) })
	return list
}

// group puts words into terms by their stems. Words that begin otherwise than
// the rest, as "dying" does among those of "die", are terms of their own: the
// words of a term must stand close to each other.
func (c *collector) group() (list []*term, of []*term) {
	order := make([]int, len(c.words))
	for n := range order {
		order[n] = n
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(strings.Compare(c.stems[a], c.stems[b]), strings.Compare(c.words[a], c.words[b]))
	})
	of = make([]*term, len(c.words))
	stem := ""
	for _, n := range order {
		if len(list) == 0 || stem != c.stems[n] || !alike(list[len(list)-1].forms[0], c.words[n]) {
			list = append(list, &term{stop: true})
			stem = c.stems[n]
		}
		t := list[len(list)-1]
		t.forms = append(t.forms, c.words[n])
		t.stop = t.stop && c.stops[n]
		of[n] = t
	}
	return list, of
}

// alike tells whether two words share their first three letters, or of a short
// one all but the last.
func alike(first, word string) bool {
	letters, _ := shared(first, word)
	return letters >= max(2, min(3, utf8.RuneCountInString(first)-1))
}

// post adds a document to the terms that it holds.
func (c *collector) post(doc int, d *Document, of []*term, w weigher) {
	sums := map[*term]*occurrence{}
	for _, o := range c.held[doc] {
		t := of[o.form]
		sum := sums[t]
		if sum == nil {
			sum = &occurrence{block: o.block}
			sums[t] = sum
		}
		sum.times += o.times
		sum.in |= o.in
		sum.block = min(sum.block, o.block)
	}
	for t, o := range sums {
		weight := w.weight(o, c.lengths[doc], c.titles[doc], d.Ahead)
		t.postings = append(t.postings, posting{doc, o.block, weight})
	}
}

func (c *collector) averageLength() float64 {
	sum := 0
	for _, n := range c.lengths {
		sum += n
	}
	return max(1, float64(sum)/float64(max(1, len(c.lengths))))
}

// finish works out what follows from a term's words and postings.
func (t *term) finish(docs int) {
	first, last := t.forms[0], t.forms[len(t.forms)-1]
	_, n := shared(first, last)
	t.key = first[:n]
	t.idf = rarity(docs, len(t.postings))
	most := mostPostings
	if t.stop {
		t.idf, most = 0, mostOfStop
	}
	if len(t.postings) > most {
		slices.SortStableFunc(t.postings, func(a, b posting) int { return cmp.Compare(b.weight, a.weight) })
		t.postings = t.postings[:most]
		slices.SortFunc(t.postings, func(a, b posting) int { return cmp.Compare(a.doc, b.doc) })
	}
}

func rarity(docs, found int) int {
	return max(1, min(maxDigit, int(math.Round(idfScale*math.Log2(1+float64(docs)/float64(found))))))
}

// weigher gives the weight of a term in a document: how often it stands in the
// text for the text's length (as BM25 does), and more where it stands in the
// title, the summary or the tags.
type weigher struct{ average float64 }

const (
	titleWeight   = 0.6 // in any title, and beside it
	titleShare    = 3.2 // divided among the words of the title,
	mostTitle     = 2.4 // with no more than this in all
	summaryWeight = 0.25
	tagWeight     = 0.2
	aheadFactor   = 1.25
	heaviest      = 3.0 // what reaches the highest level
)

func (w weigher) weight(o *occurrence, length, title int, ahead bool) int {
	times := float64(o.times)
	sum := times / (times + 1.2*(0.3+0.7*float64(length)/w.average))
	if o.in&inTitle != 0 {
		sum += min(mostTitle, titleWeight+titleShare/float64(title))
	}
	if o.in&inSummary != 0 {
		sum += summaryWeight
	}
	if o.in&inTags != 0 {
		sum += tagWeight
	}
	if ahead {
		sum *= aheadFactor
	}
	return max(1, min(weights-1, int(math.Round(sum/heaviest*(weights-1)))))
}
