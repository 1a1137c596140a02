package plain

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

func vowel(r rune) bool {
	return strings.ContainsRune("aeiouyáéíóúüàèìòùâêîôûäëïö", r)
}

// englishSyllables counts by rule: groups of vowels, less those that are not
// heard, more those that are heard apart. What the rules miss and people often
// write stands in the data file.
func (l lists) englishSyllables(word string) int {
	word = strings.ReplaceAll(word, "’", "'")
	word = strings.TrimSuffix(strings.TrimSuffix(word, "'s"), "'")
	if n := l.syllables[word]; n > 0 {
		return n
	}
	if stem := strings.TrimSuffix(word, "s"); l.syllables[stem] > 0 && stem != word {
		return l.syllables[stem]
	}
	n, inGroup := 0, false
	for _, r := range word {
		v := vowel(r)
		if v && !inGroup {
			n++
		}
		inGroup = v
	}
	for _, rule := range silent {
		n -= len(rule.FindAllStringIndex(word, -1))
	}
	for _, rule := range apart {
		n += len(rule.FindAllStringIndex(word, -1))
	}
	return max(1, n)
}

// silent are vowels that are written and not heard; apart those that stand
// together and are heard as two. Tried on a pronouncing dictionary.
var (
	silent = compile(
		`[^aeiouy]e$`,        // made
		`[^aeiouydt]ed$`,     // moved; heard in wanted
		`[^aeiouyscxzgh]es$`, // times; heard in pages
		`thes$`,              // clothes
		`[gq]ues?$`,          // league
		`[^aeiouyr]ely$`,     // lately
		`[^aeiouyl]e(ment|ful|less|ness)`,
		`ically$`,
		`^every`,
		`^(base|care|face|frame|guide|here|home|life|make|mile|more|name|note|phone|place|police|safe|side|some|stake|state|store|there|time|trade|use|where|white|whole|wide)[^aeiouydflmrs]`,
	)
	apart = compile(
		`[^aeiouylr]les?$`,                         // table
		`[^aeiouylr]led$`,                          // settled
		`[^ctg]ia`, `^cia`, `cia(t|$)`, `[ct]iati`, // appliance; together in social
		`[^ctgsxln]io`, // period; together in nation
		`iu`, `[^ctf]ien`, `scien`, `^reali`, `^coord`, `iety`, `[^aeiou]iers?$`, `[^aeiou]iest$`,
		`[^qg]ua`, `[^q]uou`, `[^qg]uity`,
		`[^aeioup]eo`, `[dr]eas?$`, `creat([^u]|$)`,
		`[aeou]ings?$`,
		`.y[aiou]`, `.ye[er]`,
		`ism$`, `isms$`,
	)
)

func compile(patterns ...string) []*regexp.Regexp {
	list := make([]*regexp.Regexp, len(patterns))
	for i, p := range patterns {
		list[i] = regexp.MustCompile(p)
	}
	return list
}

// spanishSyllables counts by the rules of the Ortografía de la lengua española
// (RAE 2010): a, e and o are each the core of a syllable, and so are í and ú; i and u
// join the vowel beside them.
func spanishSyllables(word string) int {
	n, strong, weak := 0, 0, 0
	end := func() {
		switch {
		case strong > 0:
			n += strong
		case weak > 0:
			n++
		}
		strong, weak = 0, 0
	}
	before := ' '
	for at, r := range word {
		last := at+utf8.RuneLen(r) == len(word)
		switch {
		case strings.ContainsRune("aeoáéóíú", r):
			strong++
		case strings.ContainsRune("iuü", r):
			weak++
		case r == 'y' && (last || before == ' '): // hoy, y; a consonant elsewhere
			if last {
				weak++
			}
		default:
			end()
		}
		before = r
	}
	end()
	return max(1, n)
}
