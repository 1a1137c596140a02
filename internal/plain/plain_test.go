package plain

import (
	"math"
	"slices"
	"strings"
	"testing"
)

func sentences(l *Language, text string) []string {
	var list []string
	for _, s := range l.Sentences(text) {
		list = append(list, text[s.Start:s.End])
	}
	return list
}

func TestASentenceEndsWhereAReaderWouldSay(t *testing.T) {
	for _, c := range []struct{ lang, text, want string }{
		{"en", "Call us. We answer.", "Call us.|We answer."},
		{"en", "  Call us  ", "Call us"},
		{"en", "What now? Nothing! Really… Yes", "What now?|Nothing!|Really…|Yes"},
		{"en", "Wait... what? No way.", "Wait... what?|No way."},
		{"en", "Ask Dr. Brown or Mrs. Day, e.g. on Monday.", "Ask Dr. Brown or Mrs. Day, e.g. on Monday."},
		{"en", "We meet at 5 p.m. in the hall. Come at 6 p.m. The door is open.", "We meet at 5 p.m. in the hall.|Come at 6 p.m.|The door is open."},
		{"en", "It is at 12 Main St. Tulsa. Come to Main St. We are there.", "It is at 12 Main St. Tulsa.|Come to Main St.|We are there."},
		{"en", "The U.S. Department of Labor. This is the U.S. It is large.", "The U.S. Department of Labor.|This is the U.S.|It is large."},
		{"en", "John F. Kennedy spoke. So did J. R. R. Tolkien.", "John F. Kennedy spoke.|So did J. R. R. Tolkien."},
		{"en", "See No. 5 on Jan. 6. They said no. Others said yes.", "See No. 5 on Jan. 6.|They said no.|Others said yes."},
		{"en", "It costs $3.50 at example.org. Pay there.", "It costs $3.50 at example.org.|Pay there."},
		{"en", `She said "Call us." Then she left.`, `She said "Call us."|Then she left.`},
		{"en", "(It is open.) Come in.", "(It is open.)|Come in."},
		{"en", "They may. [for the attorney] Ask Dr. (retired) Day.", "They may.|[for the attorney] Ask Dr. (retired) Day."},
		{"en", "Telephone\nMonday to Friday", "Telephone|Monday to Friday"},
		{"en", "Read {{% include \"A. B. C.\" %}} this.", "Read|this."},
		{"en", "Yahoo! is a name. iPhones too.", "Yahoo! is a name. iPhones too."},
		{"en", "— * —", ""},
		{"en", "", ""},
		{"es", "¿Qué pasa? ¡Nada! Llame al Sr. Ruiz a las 5 p. m. del lunes.", "¿Qué pasa?|¡Nada!|Llame al Sr. Ruiz a las 5 p. m. del lunes."},
		{"es", "Vive en EE. UU. desde 2010. El núm. 5 es de la Dra. Gómez.", "Vive en EE. UU. desde 2010.|El núm. 5 es de la Dra. Gómez."},
		{"de", "Rufen Sie an. Wir sind da.", "Rufen Sie an.|Wir sind da."},
		{"ar", "كيف حالك؟ أنا بخير.", "كيف حالك؟|أنا بخير."},
	} {
		if got := strings.Join(sentences(For(c.lang), c.text), "|"); got != c.want {
			t.Errorf("%s: %q is parted into\n%q, not\n%q", c.lang, c.text, got, c.want)
		}
	}
}

func TestWordsAreWhatStandsBetweenSpacesAndHasALetterOrADigit(t *testing.T) {
	for text, want := range map[string]int{
		"": 0, " - — * ": 0, "one": 1, "a drop-in visit": 3, "now—or never": 3, "Call 918-555-0100 today": 3, "it's 5 p.m.": 3, "agua fría": 2,
	} {
		if got := Words(text); got != want {
			t.Errorf("%q: %d words, not %d", text, got, want)
		}
	}
}

func TestSyllablesOfEnglishWords(t *testing.T) {
	count(t, "en", map[int]string{
		1: "the made moved times called street clothes once eye league stage quick 2026 918-555-0100 www.example.org help@example.org strength",
		2: "city table office wanted pages complain someone rely being people every science business settled friendly useful statement nation's version HR",
		3: "advocate idea area video resident employee audience together beautiful everything drop-in-room PDF recommend",
		4: "information experience community material January identify December's-day",
		5: "individual evaluation continuously accommodation opportunity",
		6: "responsibility availability",
	})
}

func TestSyllablesOfSpanishWords(t *testing.T) {
	count(t, "es-MX", map[int]string{
		1: "y el que muy hoy bien seis ley buey 2026",
		2: "agua ciudad queja queso cuota viernes baúl país hacia cuida yo-yo",
		3: "poeta ahora hacía oído día-a",
		4: "información ciudadano leeremos policía teléfono oficina caótico vecindarios",
		5: "comunidades electricidad",
	})
}

func count(t *testing.T, lang string, want map[int]string) {
	t.Helper()
	for n, words := range want {
		for word := range strings.FieldsSeq(words) {
			if got := For(lang).Syllables(word); got != n {
				t.Errorf("%s: %s: %d syllables, not %d", lang, word, got, n)
			}
		}
	}
}

// The numbers are worked out by hand from the formulas.
func TestTheMeasuresAreThoseOfTheirAuthors(t *testing.T) {
	m := Measure{Sentences: 10, Words: 150, Syllables: 225}
	for lang, want := range map[string]Ease{
		"en": {"Flesch-Kincaid", 7.96, 8, -1.04},
		"es": {"INFLESZ", 98.385, 55, -10.84625},
	} {
		got, ok := For(lang).Ease(m)
		if !ok || got.Scale != want.Scale || got.Goal != want.Goal || math.Abs(got.Value-want.Value) > 1e-9 || math.Abs(got.Above-want.Above) > 1e-9 {
			t.Errorf("%s: %+v, not %+v", lang, got, want)
		}
	}
	if _, ok := For("de").Ease(m); ok {
		t.Error("a language without a measure has one")
	}
	if _, ok := For("en").Ease(Measure{Sentences: 9, Words: 99, Syllables: 200}); ok {
		t.Error("99 words are enough")
	}
}

func TestTheWordsOfALinkSayWhereItLeads(t *testing.T) {
	for text, vague := range map[string]bool{
		"en: Click here": true, "en: here": true, "en: HERE!": true, "en: Read more…": true, "en: Learn  more »": true, "en: this page": true,
		"en: click here to see the charter": true, "en: More": true,
		"en: the charter": false, "en: Read more about bus shelters": false, "en: Here to help: our hours": false, "en: clicks here": false, "en: ": false,
		"es: aquí": true, "es: Haga clic aquí": true, "es: Más información": true, "es: haga clic para ver la carta": true,
		"es: la carta": false, "es: Más información sobre basura": false,
		"fr: ici": false,
	} {
		lang, words, _ := strings.Cut(text, ": ")
		if got := For(lang).Vague(words); got != vague {
			t.Errorf("%q is vague: %v", text, got)
		}
	}
}

func TestTheLongWordsThatWeighMostAreNamed(t *testing.T) {
	en := For("en")
	var m Measure
	for _, s := range []string{"Accessibility and accountability are responsibilities.", "Accessibility is a city word.", "Utilization"} {
		m.Add(en, s)
	}
	if got := m.LongWords(en, 2); !slices.Equal(got, []string{"accessibility", "accountability"}) {
		t.Errorf("%v", got)
	}
	if m.Sentences != 3 || m.Words != 11 || m.Long != 0 {
		t.Errorf("%+v", m)
	}
}

func TestASentenceOfMoreThan25WordsIsLong(t *testing.T) {
	var m Measure
	m.Add(For("en"), strings.Repeat("word ", 25))
	if m.Long != 0 {
		t.Error("25 words are long")
	}
	m.Add(For("en"), strings.Repeat("word ", 26))
	if m.Long != 1 {
		t.Error("26 words are not long")
	}
}

func TestADataFileWithAMistakeIsRefused(t *testing.T) {
	for text, want := range map[string]string{
		"[syllables]\nword": "line 2: ", "[syllables]\nword 0": "line 2: ", "[lnik]\nhere": "line 2: there is no list \"lnik\"", "here": "line 1: ",
	} {
		if _, err := readLists(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// Whatever the text, the parts lie one after the other within it, whole
// characters each, and no word is lost but what another program would fill in.
func FuzzSentences(f *testing.F) {
	f.Add("en", "Call Dr. Brown at 5 p.m. Now! \"Really?\" {{x. Y}} (Yes.) No…")
	f.Add("es", "¿Qué? EE. UU. 3.5\nAquí.")
	f.Add("x", "...\xff.A. {{ {{ }} . B")
	f.Fuzz(func(t *testing.T, lang, text string) {
		l, at, words := For(lang), 0, 0
		var m Measure
		for _, s := range l.Sentences(text) {
			if s.Start < at || s.End <= s.Start || s.End > len(text) || s.Words == 0 {
				t.Fatalf("%+v after %d", s, at)
			}
			at, words = s.End, words+s.Words
			m.Add(l, text[s.Start:s.End])
		}
		if m.Words != 0 && m.Syllables < m.Words {
			t.Errorf("%d syllables in %d words", m.Syllables, m.Words)
		}
		if all := Words(text); !strings.Contains(text, "{{") && words < all {
			t.Errorf("%d words of %d", words, all)
		}
		l.Vague(text)
	})
}
