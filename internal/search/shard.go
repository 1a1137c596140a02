package search

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"
)

// shards writes lines into files of one folder, and remembers where each begins.
type shards struct {
	files  map[string][]byte
	folder string   // "t/"
	keys   []string // the first key of each file
	lines  []byte   // of the last file
}

// begin begins another file.
func (s *shards) begin(key string) {
	s.end()
	s.keys = append(s.keys, key)
}

func (s *shards) end() {
	if len(s.lines) > 0 {
		s.files[s.folder+name36(len(s.keys)-1)+".txt"] = s.lines
		s.lines = nil
	}
}

// addTerms writes the terms into files and returns the first key of each. A
// word and all that begin with it are found from its own letters: a term whose
// words go on behind the end of a file stands in the next one again.
func (x *Index) addTerms(terms []*term) []string {
	s := &shards{files: x.Files, folder: "t/"}
	var file []*term
	last := ""
	write := func(key string) {
		s.begin(key)
		before := ""
		for _, t := range file {
			s.lines = appendTerm(s.lines, before, t)
			before = t.key
		}
	}
	from, size := "", 0
	for _, t := range terms {
		if size >= shardSize || size > 0 && size+t.size() > shardSize {
			key := separator(last, t.key)
			carried := slices.DeleteFunc(slices.Clone(file), func(t *term) bool { return t.forms[len(t.forms)-1] < key })
			if carriedSize := sizeOf(carried); last < t.key || carriedSize < size/2 {
				write(from)
				from, file, size = key, carried, carriedSize
			}
		}
		file = append(file, t)
		size += t.size()
		last = t.key
	}
	if len(file) > 0 {
		write(from)
	}
	s.end()
	return s.keys
}

// size is about how many bytes a term takes.
func (t *term) size() int {
	size := 8 + 2*len(t.postings)
	for _, form := range t.forms {
		size += 1 + len(form) - len(t.key)
	}
	return size
}

func sizeOf(terms []*term) (size int) {
	for _, t := range terms {
		size += t.size()
	}
	return size
}

// separator is the shortest beginning of a key that sorts behind another word.
func separator(last, key string) string {
	_, n := shared(last, key)
	for i := range key {
		if i > n {
			return key[:i]
		}
	}
	return key
}

// appendTerm writes the line of a term.
func appendTerm(b []byte, before string, t *term) []byte {
	letters, n := shared(before, t.key)
	b = append(b, byte(firstDigit+letters), byte(firstDigit+t.idf))
	b = append(b, t.key[n:]...)
	if len(t.forms) > 1 {
		for _, form := range t.forms {
			b = append(append(b, ' '), form[len(t.key):]...)
		}
	}
	b = append(b, '\t')
	doc := 0
	for _, p := range t.postings {
		b = appendNumber(b, p.doc-doc)
		b = appendNumber(b, p.block*weights+p.weight)
		doc = p.doc
	}
	return append(b, '\n')
}

// spread counts in how many documents each word stands.
func (c *collector) spread() map[string]int {
	counts := make(map[string]int, len(c.words))
	for _, held := range c.held {
		for _, o := range held {
			counts[c.words[o.form]]++
		}
	}
	return counts
}

// addCorrections writes the words that a misspelling may stand for, and returns
// the first key of each file. A key is a word's first letter and its length: who
// misspells a word seldom misses its beginning, or its length by much.
func (x *Index) addCorrections(terms []*term, spread map[string]int, docs int) []string {
	type correction struct{ key, word string }
	var list []correction
	fewest := 1 + docs/1000 // on a large site a rare word is a misspelling itself
	for _, t := range terms {
		for _, form := range t.forms {
			if letters := len([]rune(form)); letters > 2 && spread[form] >= fewest {
				list = append(list, correction{correctionKey(form), form})
			}
		}
	}
	slices.SortFunc(list, func(a, b correction) int {
		return cmp.Or(strings.Compare(a.key, b.key), strings.Compare(a.word, b.word))
	})
	s := &shards{files: x.Files, folder: "c/"}
	key, before := "", ""
	for _, word := range list {
		line := appendCorrection(nil, before, word.word, spread[word.word])
		if len(s.keys) == 0 || word.key != key && len(s.lines) > correctionSize*2/3 {
			s.begin(word.key)
			line = appendCorrection(nil, "", word.word, spread[word.word])
		}
		s.lines = append(s.lines, line...)
		key, before = word.key, word.word
	}
	s.end()
	return s.keys
}

// appendCorrection writes the line of a word: what it shares with the one
// before, how often it is used, the rest.
func appendCorrection(b []byte, before, word string, spread int) []byte {
	letters, n := shared(before, word)
	b = append(b, byte(firstDigit+letters), byte(firstDigit+bits.Len(uint(spread))))
	return append(append(b, word[n:]...), '\n')
}

// correctionKey is a word's first letter and its length.
func correctionKey(word string) string {
	letters := []rune(word)
	return string(letters[0]) + string(rune(firstDigit+min(len(letters), longestWord)))
}
