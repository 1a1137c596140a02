package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// longestWord is how many bytes of a word count.
const longestWord = 40

// Words calls yield for each word of a text, in lower case with its accents.
// Letters and digits make words; an apostrophe is no part of one, and a final
// 's is left out: "the city's" has the words the and city.
func Words(text string, yield func(word string)) {
	var b strings.Builder
	end := func() {
		if b.Len() > 0 {
			yield(cut(b.String()))
			b.Reset()
		}
	}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		i += size
		switch {
		case wordRune(r):
			b.WriteRune(unicode.ToLower(r))
		case unicode.Is(unicode.M, r):
			if b.Len() > 0 {
				b.WriteRune(r)
			}
		case r == '\'' || r == '’':
			if n := possessive(text[i:]); n > 0 {
				i += n
				end()
			}
		default:
			end()
		}
	}
	end()
}

// wordRune tells what words are made of. Letters beyond the basic plane would
// sort otherwise in the browser; no language of a city needs them.
func wordRune(r rune) bool { return r <= 0xFFFF && (unicode.IsLetter(r) || unicode.Is(unicode.N, r)) }

// possessive is the length of an s that ends a word behind an apostrophe.
func possessive(rest string) int {
	if rest == "" || rest[0]|0x20 != 's' {
		return 0
	}
	if next, _ := utf8.DecodeRuneInString(rest[1:]); len(rest) > 1 && wordRune(next) {
		return 0
	}
	return 1
}

func cut(word string) string {
	if len(word) <= longestWord {
		return word
	}
	for n := longestWord; ; n-- {
		if utf8.RuneStart(word[n]) {
			return word[:n]
		}
	}
}

// Fold takes the accents off a word in lower case: "canción" is found as
// "cancion".
func Fold(word string) string {
	ascii := true
	for i := range len(word) {
		ascii = ascii && word[i] < utf8.RuneSelf
	}
	if ascii {
		return word
	}
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.M, r) {
			return -1
		}
		return r
	}, norm.NFD.String(word))
}
