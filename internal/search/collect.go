package search

import (
	"cmp"
	"slices"
)

// occurrence is a word in a document.
type occurrence struct {
	form  int // number of the word
	times int // in the text
	block int // where it stands first
	in    place
}

// place is a set of parts of a document.
type place uint8

const (
	inTitle place = 1 << iota
	inSummary
	inTags
)

// collector gathers the words of all documents.
type collector struct {
	language language
	known    map[string]int // word in lower case -> number of its form
	forms    map[string]int // folded word -> number
	words    []string       // number -> folded word
	stems    []string       // number -> the stem of the first spelling seen
	stops    []bool
	held     [][]occurrence // document -> its words
	lengths  []int          // document -> how many words its text has
	titles   []int          // the same of its title
}

func collect(lang string, docs []Document, blocks [][]string) *collector {
	c := &collector{language: languageOf(lang), known: map[string]int{}, forms: map[string]int{}}
	for i := range docs {
		c.document(&docs[i], blocks[i])
	}
	return c
}

// number returns the number of a word's form.
func (c *collector) number(word string) int {
	if n, ok := c.known[word]; ok {
		return n
	}
	folded := Fold(word)
	n, ok := c.forms[folded]
	if !ok {
		n = len(c.words)
		c.forms[folded] = n
		stem := folded
		if stemmable(word) {
			stem = Fold(c.language.stem(word))
		}
		c.words, c.stems, c.stops = append(c.words, folded), append(c.stems, stem), append(c.stops, c.language.stop(word))
	}
	c.known[word] = n
	return n
}

func (c *collector) document(d *Document, blocks []string) {
	found := map[int]*occurrence{}
	at := func(word string, block int) *occurrence {
		n := c.number(word)
		o := found[n]
		if o == nil {
			o = &occurrence{form: n, block: block}
			found[n] = o
		}
		return o
	}
	length, titleLength := 0, 0
	for block, text := range blocks {
		Words(text, func(word string) { at(word, block).times++; length++ })
	}
	mark := func(text string, in place) (count int) {
		Words(text, func(word string) { at(word, 0).in |= in; count++ })
		return count
	}
	titleLength = mark(d.Title, inTitle)
	mark(d.Summary, inSummary)
	for _, tag := range d.Tags {
		mark(tag, inTags)
	}
	list := make([]occurrence, 0, len(found))
	for _, o := range found {
		list = append(list, *o)
	}
	slices.SortFunc(list, func(a, b occurrence) int { return cmp.Compare(a.form, b.form) })
	c.held, c.lengths, c.titles = append(c.held, list), append(c.lengths, length), append(c.titles, titleLength)
}
