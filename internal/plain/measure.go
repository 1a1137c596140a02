package plain

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// Measure is what was counted of a text. The zero value is ready for use.
type Measure struct {
	Sentences, Words, Syllables int
	// Long counts the sentences of more than [LongSentence] words.
	Long int

	long map[string]int // words of many syllables -> how often
}

// manySyllables is from where on a word is long enough to be worth replacing.
const manySyllables = 4

// Add counts one sentence. What is no word to say, a number or an address,
// counts as one of one syllable.
func (m *Measure) Add(l *Language, sentence string) {
	words := 0
	for field := range strings.FieldsFuncSeq(sentence, between) {
		if !isWord(field) {
			continue
		}
		words++
		n := l.Syllables(field)
		m.Syllables += n
		if word, ok := spoken(field); ok && n >= manySyllables && l.syllables != nil {
			if m.long == nil {
				m.long = map[string]int{}
			}
			m.long[word]++
		}
	}
	if words == 0 {
		return
	}
	m.Sentences++
	m.Words += words
	if words > LongSentence {
		m.Long++
	}
}

// Syllables counts those of one word, its punctuation aside; 1 where they
// cannot be counted.
func (l *Language) Syllables(field string) int {
	word, ok := spoken(field)
	if !ok || l.syllables == nil {
		return 1
	}
	if capitals(field) && len(word) <= 5 && !strings.ContainsFunc(word, vowel) {
		return len(word) // PDF, HTML
	}
	if n, ok := l.counted.Load(word); ok {
		return n.(int)
	}
	n := 0
	for part := range strings.SplitSeq(word, "-") {
		if part != "" {
			n += l.syllables(part)
		}
	}
	n = max(1, n)
	l.counted.Store(word, n)
	return n
}

// LongWords returns the words of four syllables or more that weigh most, the
// heaviest first: how often they stand there, times their syllables.
func (m Measure) LongWords(l *Language, most int) []string {
	words := make([]string, 0, len(m.long))
	for w := range m.long {
		words = append(words, w)
	}
	weight := func(w string) int { return m.long[w] * l.Syllables(w) }
	slices.SortFunc(words, func(a, b string) int { return cmp.Or(cmp.Compare(weight(b), weight(a)), strings.Compare(a, b)) })
	return words[:min(most, len(words))]
}

// EnoughWords is from how many words on a measure says something. Flesch took
// samples of 100.
const EnoughWords = 100

// The names of the scales.
const (
	FleschKincaid = "Flesch-Kincaid"
	Inflesz       = "INFLESZ"
)

// Ease is how easy a text is to read on the scale of its language.
type Ease struct {
	Scale string  // FleschKincaid or Inflesz
	Value float64 // a school grade, or a place on a scale of 100
	Goal  float64 // the grade that it should not go beyond, the place that it should reach
	// Above is by how many school grades the text is harder than it should be;
	// zero or less for what is easy enough. Four points of INFLESZ count as a grade.
	Above float64
}

// IsGrade tells whether the value is a school grade; else it is a place on a
// scale of 100, where more is easier.
func (e Ease) IsGrade() bool { return e.Scale == FleschKincaid }

// Rounded is the value as people are told it: a grade is the one that the
// reader is in, 8 up to its last month, 8.9.
func (e Ease) Rounded() int {
	if e.IsGrade() {
		return max(0, int(e.Value))
	}
	return max(0, int(math.Round(e.Value)))
}

// The goals: what a person can read who left school after the eighth grade, and
// what INFLESZ calls normal.
const (
	goalGrade   = 8.0
	goalInflesz = 55.0

	// inflesz per grade: from "normal" (55) to "very hard" (40) lie the four
	// years of secondary school.
	pointsPerGrade = 4.0
)

// Ease measures what was counted. ok is false for a language without a measure,
// and for fewer than [EnoughWords] words.
func (l *Language) Ease(m Measure) (e Ease, ok bool) {
	if l.ease == nil || m.Words < EnoughWords {
		return Ease{}, false
	}
	return l.ease(m), true
}

// fleschKincaid is the grade level of English: J. P. Kincaid, R. P. Fishburne,
// R. L. Rogers, B. S. Chissom: Derivation of New Readability Formulas for Navy
// Enlisted Personnel. Research Branch Report 8-75, 1975. A result of 8 can be
// read after eight years of an American school.
func fleschKincaid(m Measure) Ease {
	words := float64(m.Words)
	grade := 0.39*words/float64(m.Sentences) + 11.8*float64(m.Syllables)/words - 15.59
	return Ease{Scale: FleschKincaid, Value: grade, Goal: goalGrade, Above: grade - (goalGrade + 1)} // 8.9 is the last month of it
}

// inflesz is the ease of Spanish: the perspicuity of F. Szigriszt Pazos
// (Sistemas predictivos de legibilidad del mensaje escrito: fórmula de
// perspicuidad. Tesis doctoral, Universidad Complutense de Madrid, 1993), read
// on the INFLESZ scale of I. M. Barrio-Cantalejo and others (Validación de la
// Escala INFLESZ para evaluar la legibilidad de los textos dirigidos a
// pacientes. Anales del Sistema Sanitario de Navarra 31(2), 2008): below 40 very
// hard, below 55 rather hard, up to 65 normal, up to 80 rather easy, above that very easy.
func inflesz(m Measure) Ease {
	words := float64(m.Words)
	value := 206.835 - 62.3*float64(m.Syllables)/words - words/float64(m.Sentences)
	return Ease{Scale: Inflesz, Value: value, Goal: goalInflesz, Above: (goalInflesz - value) / pointsPerGrade}
}
