package plain

import (
	"embed"
	"fmt"
	"strconv"
	"strings"
	"sync"
)

//go:embed *.txt
var files embed.FS

// Language knows the rules of one language. It is safe for concurrent use.
type Language struct {
	name  string
	lists lists
	// syllables counts those of a word of letters; nil where no measure is known.
	syllables func(word string) int
	// ease turns counts into a measure; nil where none is known.
	ease func(Measure) Ease
	// counted remembers words: a site says the same ones again and again.
	counted sync.Map
}

// lists are the words of a data file, by the name of their list.
type lists struct {
	never     set // abbreviations after which a sentence goes on
	mayEnd    set // abbreviations after which one may begin
	number    set // abbreviations only before a number
	starters  set // words that begin sentences
	links     set // words of links that do not say where they lead
	linkParts []string
	syllables map[string]int // of words that the rules count wrongly
}

type set map[string]bool

// For returns the rules of a language, such as "en" or "es-MX". One that has no
// data file gets rules that hold for most: its sentences can be counted, and
// nothing else.
func For(lang string) *Language {
	base, _, _ := strings.Cut(strings.ToLower(lang), "-")
	if l, ok := known()[base]; ok {
		return l
	}
	return &Language{name: base}
}

var known = sync.OnceValue(func() map[string]*Language {
	all := map[string]*Language{
		"en": {ease: fleschKincaid},
		"es": {syllables: spanishSyllables, ease: inflesz},
	}
	for name, l := range all {
		text, err := files.ReadFile(name + ".txt")
		if err == nil {
			l.lists, err = readLists(string(text))
		}
		if err != nil {
			panic(fmt.Sprintf("plain: reading %s.txt: %v", name, err)) // embedded; a test reads them all
		}
		l.name = name
	}
	all["en"].syllables = all["en"].lists.englishSyllables
	return all
})

// readLists reads a data file: names of lists in brackets, below each its
// words, a line each; "#" begins a note.
func readLists(text string) (lists, error) {
	l := lists{never: set{}, mayEnd: set{}, number: set{}, starters: set{}, links: set{}, syllables: map[string]int{}}
	sets := map[string]set{
		"abbreviation": l.never, "abbreviation that may end": l.mayEnd, "abbreviation before a number": l.number,
		"beginning": l.starters, "link": l.links,
	}
	list := ""
	number := 0
	for line := range strings.Lines(text) {
		number++
		line, _, _ = strings.Cut(line, "#")
		line = strings.TrimSpace(line)
		if name, ok := strings.CutPrefix(line, "["); ok {
			list = strings.TrimSuffix(name, "]")
			continue
		}
		switch {
		case line == "":
		case list == "link with":
			l.linkParts = append(l.linkParts, line)
		case list == "syllables":
			word, count, _ := strings.Cut(line, " ")
			n, err := strconv.Atoi(count)
			if err != nil || n < 1 {
				return l, fmt.Errorf("line %d: %q is not a word and its number of syllables", number, line)
			}
			l.syllables[word] = n
		case sets[list] != nil:
			for word := range strings.SplitSeq(line, ",") {
				sets[list][strings.TrimSpace(word)] = true
			}
		default:
			return l, fmt.Errorf("line %d: there is no list %q", number, list)
		}
	}
	return l, nil
}
