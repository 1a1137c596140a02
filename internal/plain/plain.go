// Package plain measures how easy a text is to read: how long its sentences
// are, which school grade or which step of a scale it asks for, and whether the
// words of a link say where it leads.
//
// It owns the rules for sentences, words and syllables, and the lists of words
// that those need, a data file for each language (en.txt, es.txt). It never
// reads Markdown or HTML, never decides whether something is reported, and
// changes nothing.
//
//	en := plain.For("en")
//	var m plain.Measure
//	for _, s := range en.Sentences(text) {
//		m.Add(en, text[s.Start:s.End])
//	}
//	ease, ok := en.Ease(m) // ease.Value is the grade, 8.2
//
// A formula counts; it does not understand. Short words in short sentences can
// say nothing. What it finds is a place to look at, and no verdict.
package plain

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// LongSentence is the most words of a sentence that is easy to take in. GOV.UK
// and plainlanguage.gov advise 25 and 20 at most.
const LongSentence = 25

// isWord tells whether a run of characters without a space counts as a word: it
// has a letter or a digit. A dash that stands alone does not.
func isWord(field string) bool {
	return strings.ContainsFunc(field, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}

// between tells what separates words: white space, and the dashes that people
// set without spaces. A hyphen does not: "drop-in" is one word.
func between(r rune) bool { return unicode.IsSpace(r) || r == '—' || r == '–' }

// Words counts the words of a text.
func Words(text string) int {
	n := 0
	for field := range strings.FieldsFuncSeq(text, between) {
		if isWord(field) {
			n++
		}
	}
	return n
}

// bare is a word without the punctuation around it, in lower case.
func bare(field string) string {
	return strings.ToLower(strings.TrimFunc(field, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }))
}

// spoken is a word as it is read aloud letter by letter: without what is no
// letter. ok is false for what has no sound of its own that could be counted: numbers, addresses,
// names of files.
func spoken(field string) (word string, ok bool) {
	word = bare(field)
	if word == "" || strings.ContainsAny(word, "@/\\_=<>") || strings.ContainsFunc(word, unicode.IsDigit) {
		return "", false
	}
	if dot := strings.IndexByte(word, '.'); dot >= 0 && dot+2 < len(word) && len(word) > 6 { // example.org
		return "", false
	}
	return word, true
}

// capitals tells whether a word is written in capitals alone, so that its
// letters are read one by one: "PDF".
func capitals(word string) bool {
	return utf8.RuneCountInString(word) > 1 && strings.ToUpper(word) == word && strings.IndexFunc(word, unicode.IsLetter) >= 0
}
