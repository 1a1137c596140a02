package casebook

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"example.org/advocate/internal/vault"
)

// A passage of the person's own words in a letter without their name: so many words in a row tell who wrote them.
const passageWords = 6

// checkNames refuses a text without name that names the person after all.
func (l Letter) checkNames(c *Case, text string) error {
	if l.Share != shareWithoutName {
		return nil
	}
	said := wordsOf(text)
	for _, private := range c.privateWords() {
		if within(said, private, isForm) {
			return fmt.Errorf("referring case %s: it says %q: %w", l.Case, strings.Join(private, " "), ErrNames)
		}
	}
	run := runOf(text)
	for _, private := range c.privateRuns() {
		if strings.Contains(run, private) {
			return fmt.Errorf("referring case %s: it says %q: %w", l.Case, private, ErrNames)
		}
	}
	for _, own := range c.ownTexts() {
		if passage := sharedPassage(said, wordsOf(own)); passage != nil {
			return fmt.Errorf("referring case %s: it repeats %q: %w", l.Case, strings.Join(passage, " "), ErrNames)
		}
	}
	return nil
}

// privateWords are what names the person or leads to them, each as words in a row.
func (c *Case) privateWords() [][]string {
	w := c.Words
	var list [][]string
	for _, whole := range []string{w.Name, w.Email, w.Phone, w.Reference, w.OtherParty} {
		list = append(list, wordsOf(whole))
	}
	for _, part := range wordsOf(w.Name) { // a first name tells as much
		list = append(list, []string{part})
	}
	list = append(list, []string{strings.Join(wordsOf(w.Name), "")}) // as one who writes it letter by letter does
	return slices.DeleteFunc(list, func(words []string) bool { return len(strings.Join(words, "")) < 3 })
}

// How long a run of letters and digits must be to be looked for wherever it stands: the last seven digits of a telephone
// number are what people dial, and shorter ones stand in any text.
const (
	localDigits = 7
	runLength   = 6
)

// privateRuns are telephone numbers, references and addresses of mail as letters and digits alone, however they are
// written: with dashes, spaces, or nothing in between.
func (c *Case) privateRuns() []string {
	var list []string
	if digits := digitsOf(c.Words.Phone); len(digits) >= localDigits {
		list = append(list, digits[len(digits)-localDigits:])
	}
	for _, text := range []string{c.Words.Reference, c.Words.Email} {
		if run := runOf(text); len(run) >= runLength {
			list = append(list, run)
		}
	}
	return list
}

// ownTexts are the person's own words: of the concern, and of all that they added.
func (c *Case) ownTexts() []string {
	texts := []string{c.Words.Message, c.Words.OutcomeWanted, c.Words.AnywayReason, c.Words.ContactSafely, c.Words.Accommodation, c.Words.EventPlace}
	for _, e := range c.Story {
		if e.Side == vault.PersonSide && e.Said != nil {
			texts = append(texts, e.Said.Text)
		}
	}
	return texts
}

// fold is a text without what makes one word look like two: small letters, full-width ones as others, no accents and
// nothing that cannot be seen.
func fold(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Mn, unicode.Cf) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKD.String(text))
}

// wordsOf are the words of a text, folded, without what stands between them. Letters that stand alone, one after the other,
// are one word.
func wordsOf(text string) []string {
	var words []string
	spelled := false // the last word is made of single letters
	for _, word := range strings.FieldsFunc(fold(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	}) {
		single := len([]rune(word)) == 1 && unicode.IsLetter([]rune(word)[0])
		if single && spelled {
			words[len(words)-1] += word
			continue
		}
		words, spelled = append(words, word), single
	}
	return words
}

// runOf is a text as its letters and digits alone, folded.
func runOf(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, fold(text))
}

func digitsOf(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}
		return -1
	}, fold(text))
}

// isForm reports whether a word is a private one, or its plural or possessive: the Quills, Quills bill.
func isForm(word, private string) bool {
	return word == private || word == private+"s" || word == private+"es"
}

func isSame(word, other string) bool { return word == other }

// within reports whether part stands in text, as words in a row.
func within(text, part []string, same func(word, part string) bool) bool {
	if len(part) == 0 {
		return false
	}
	for i := 0; i+len(part) <= len(text); i++ {
		if slices.EqualFunc(text[i:i+len(part)], part, same) {
			return true
		}
	}
	return false
}

// sharedPassage is the first passage that two texts share, or nil.
func sharedPassage(text, own []string) []string {
	for i := 0; i+passageWords <= len(own); i++ {
		if passage := own[i : i+passageWords]; within(text, passage, isSame) {
			return passage
		}
	}
	return nil
}
