package search

import (
	"strings"

	"github.com/kljensen/snowball/english"
	"github.com/kljensen/snowball/spanish"
)

// language is how words of a language are brought together.
type language struct {
	stem func(word string) string
	stop func(word string) bool // too common to tell anything
}

// languageOf returns the ways of a language. A language that nobody taught this
// package is searched by its words as they stand.
func languageOf(lang string) language {
	base, _, _ := strings.Cut(lang, "-")
	switch base {
	case "en":
		return language{func(w string) string { return english.Stem(w, false) }, english.IsStopWord}
	case "es":
		return language{func(w string) string { return spanish.Stem(w, false) }, spanish.IsStopWord}
	}
	return language{func(w string) string { return w }, func(string) bool { return false }}
}

// stemmable tells whether a word consists of letters that stemmers know.
func stemmable(word string) bool {
	for _, r := range word {
		if r >= '0' && r <= '9' || r > 0x17F {
			return false
		}
	}
	return len(word) > 2
}
