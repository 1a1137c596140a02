package plain

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Sentence is a place in a text: its bytes from Start up to End, without space
// around them.
type Sentence struct {
	Start, End int
	Words      int
}

// foreign is what another program would have filled in: a shortcode. It is not
// read, and a sentence does not go through it.
var foreign = regexp.MustCompile(`\{\{[^{}]*\}\}`)

// Sentences parts a text that is read in one go, a paragraph or an item of a
// list. A line break ends a sentence; so does the end of the text, with or
// without a full stop. What has no words is no sentence.
func (l *Language) Sentences(text string) []Sentence {
	text = foreign.ReplaceAllStringFunc(text, func(code string) string { return "\n" + strings.Repeat(" ", len(code)-1) })
	var list []Sentence
	start := 0
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRuneInString(text[at:])
		at += size
		if r == '\n' || endMark(r) && l.ends(text, start, at) {
			if r != '\n' {
				at += len(text[at:]) - len(strings.TrimLeft(text[at:], closing))
			}
			list = appendSentence(list, text, start, at)
			start = at
		}
	}
	return appendSentence(list, text, start, len(text))
}

func appendSentence(list []Sentence, text string, start, end int) []Sentence {
	part := text[start:end]
	start += len(part) - len(strings.TrimLeftFunc(part, unicode.IsSpace))
	part = strings.TrimSpace(part)
	if n := Words(part); n > 0 {
		list = append(list, Sentence{start, start + len(part), n})
	}
	return list
}

func endMark(r rune) bool {
	return r == '.' || r == '!' || r == '?' || r == '…' || r == '。' || r == '؟'
}

// closing stands after the mark of the sentence that it closes.
const closing = `"'”’»)]*_`

// opening stands before the first word of a sentence.
const opening = `"'“‘«([*_¿¡`

// ends tells whether the sentence that began at start ends with the mark before
// at.
func (l *Language) ends(text string, start, at int) bool {
	rest := text[at:]
	if r, _ := utf8.DecodeRuneInString(rest); endMark(r) {
		return false // the last of several counts
	}
	after := strings.TrimLeft(rest, closing)
	next := strings.TrimLeftFunc(after, unicode.IsSpace)
	if next == "" {
		return true
	}
	if len(next) == len(after) {
		return false // 3.5, example.org
	}
	if next[0] == '(' || next[0] == '[' || strings.ContainsRune(after[:len(after)-len(next)], '\n') {
		return text[at-1] != '.' || !l.abbreviated(lastWord(text[start:at-1]), next)
	}
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(next, opening))
	if !unicode.IsUpper(first) && !unicode.IsDigit(first) && !caseless(first) {
		return false // it goes on in lower case
	}
	if text[at-1] != '.' {
		return true
	}
	return !l.abbreviated(lastWord(text[start:at-1]), next)
}

// caseless tells letters of scripts that have no capitals.
func caseless(r rune) bool { return unicode.IsLetter(r) && !unicode.IsUpper(r) && !unicode.IsLower(r) }

func lastWord(text string) string {
	return text[strings.LastIndexFunc(text, func(r rune) bool { return between(r) || strings.ContainsRune(opening+"/", r) })+1:]
}

// abbreviated tells whether a full stop after a word belongs to it alone,
// because the sentence goes on with what is next.
func (l *Language) abbreviated(word, next string) bool {
	lower := strings.ToLower(word)
	nextWord, _, _ := strings.Cut(strings.TrimLeft(next, opening), " ")
	digit, _ := utf8.DecodeRuneInString(nextWord)
	switch {
	case l.lists.never[lower]:
		return true
	case l.lists.number[lower]:
		return unicode.IsDigit(digit)
	case l.lists.mayEnd[lower], initials(word):
		return !l.lists.starters[bare(nextWord)]
	}
	return false
}

// initials tells whether a word is "J" or "U.S": letters with full stops
// between them.
func initials(word string) bool {
	letter := true
	for _, r := range word {
		if letter != unicode.IsLetter(r) || !letter && r != '.' {
			return false
		}
		letter = !letter
	}
	return word != "" && !letter
}
