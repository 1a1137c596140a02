package search

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// root is root.txt, read.
type root struct {
	groups             []group
	docs               int
	terms, corrections []string // first keys of files
}

func readRoot(text string) (root, error) {
	lines := strings.Split(text, "\n")
	if len(lines) != 4 || lines[3] != "" {
		return root{}, fmt.Errorf("the root of the index has %d lines", len(lines)-1)
	}
	var r root
	parts := strings.Fields(lines[0])
	for i := 0; i+1 < len(parts); i += 2 {
		count, err := strconv.Atoi(parts[i+1])
		if err != nil || count < 0 || count > 1<<24 {
			return root{}, fmt.Errorf("the index has %q documents of the kind %s", parts[i+1], parts[i])
		}
		r.groups = append(r.groups, group{parts[i], count})
		r.docs += count
	}
	var err error
	if r.terms, err = readKeys(lines[1]); err != nil {
		return root{}, err
	}
	r.corrections, err = readKeys(lines[2])
	return r, err
}

func readKeys(line string) ([]string, error) {
	if line == "" {
		return nil, nil
	}
	var keys []string
	before := ""
	for part := range strings.SplitSeq(line, " ") {
		key, err := readShared(before, part)
		if err != nil {
			return nil, err
		}
		keys, before = append(keys, key), key
	}
	return keys, nil
}

// lookup is the file that a key stands in.
func lookup(keys []string, key string) int {
	at, exact := slices.BinarySearch(keys, key)
	if exact {
		return at
	}
	return max(0, at-1)
}

// kindOf is the kind of a document.
func (r *root) kindOf(doc int) string {
	for _, g := range r.groups {
		if doc < g.count {
			return g.kind
		}
		doc -= g.count
	}
	return ""
}

// line is a term of a file, its postings not read yet.
type line struct {
	forms    []string
	idf      int
	postings string
}

// readTerms reads a file of terms.
func readTerms(text string) ([]line, error) {
	var list []line
	before := ""
	for row := range strings.Lines(text) {
		head, postings, ok := strings.Cut(strings.TrimSuffix(row, "\n"), "\t")
		if !ok || len(head) < 2 {
			return nil, fmt.Errorf("a term of the index has no postings: %q", row)
		}
		rests := strings.Split(head[2:], " ")
		key, err := readShared(before, head[:1]+rests[0])
		if err != nil {
			return nil, err
		}
		l := line{idf: int(head[1]) - firstDigit, postings: postings, forms: []string{key}}
		for i, rest := range rests[1:] {
			if i == 0 {
				l.forms = l.forms[:0]
			}
			l.forms = append(l.forms, key+rest)
		}
		list, before = append(list, l), key
	}
	return list, nil
}

// readPostings reads the documents of a term, out of so many.
func readPostings(text string, docs int) ([]posting, error) {
	var list []posting
	doc := 0
	for text != "" {
		step, rest, err := readNumber(text)
		if err != nil {
			return nil, err
		}
		at, rest, err := readNumber(rest)
		if err != nil {
			return nil, err
		}
		doc, text = doc+step, rest
		if doc >= docs {
			return nil, fmt.Errorf("the index names document %d of %d", doc, docs)
		}
		list = append(list, posting{doc, at / weights, at % weights})
	}
	return list, nil
}

// suggestion is a word of a file of corrections.
type suggestion struct {
	word   string
	spread int // logarithm of the number of documents
}

func readCorrections(text string) ([]suggestion, error) {
	var list []suggestion
	before := ""
	for row := range strings.Lines(text) {
		row = strings.TrimSuffix(row, "\n")
		if len(row) < 2 {
			return nil, fmt.Errorf("a correction of the index is damaged: %q", row)
		}
		word, err := readShared(before, row[:1]+row[2:])
		if err != nil {
			return nil, err
		}
		list, before = append(list, suggestion{word, int(row[1]) - firstDigit}), word
	}
	return list, nil
}
