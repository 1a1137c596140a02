package search

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// town is a small site: in the order that package site gives.
var town = []Document{
	{Kind: "event", Ahead: true, Title: "Town hall in District 4", URL: "/hall/", Facts: "December 3", Summary: "Ask about water bills.", Text: []string{"Main library"}},
	{Kind: "topic", Ahead: true, Title: "Trash and recycling", URL: "/trash/", Summary: "A pickup that was missed."},
	{Kind: "topic", Ahead: true, Title: "Water bill", URL: "/water/", Summary: "A bill that looks wrong.", Tags: []string{"Water and Sewer"}},
	{Kind: "page", Title: "Confidentiality", URL: "/confidentiality/", Text: []string{strings.Repeat("We keep what you say to ourselves. ", 60) + "A subpoena is an exception."}},
	{Kind: "issue", Title: "Missed pickups", URL: "/pickups/", Text: []string{"Crews were driving past. The driver's route was old."}},
	{Kind: "news", Title: "Studies of the river", URL: "/river/", Text: []string{"Somebody studied the café by the river."}},
	{Kind: "event", Title: "Town hall in District 4", URL: "/old-hall/", Facts: "December 4, 2025"},
}

// filesOf opens the files of an index.
func filesOf(index *Index) func(name string) ([]byte, error) {
	return func(name string) ([]byte, error) {
		content, ok := index.Files[name]
		if !ok {
			return nil, fmt.Errorf("there is no file %s", name)
		}
		return content, nil
	}
}

func readerOf(t *testing.T, lang string, docs []Document) *Reader {
	t.Helper()
	r, err := NewReader(filesOf(New(lang, docs)))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func urls(t *testing.T, r *Reader, query, kind string) []string {
	t.Helper()
	results, _, err := r.Search(query, kind, 10)
	if err != nil {
		t.Fatalf("%q: %v", query, err)
	}
	var list []string
	for _, result := range results {
		list = append(list, result.URL)
	}
	return list
}

func TestWhatIsFoundFirst(t *testing.T) {
	r := readerOf(t, "en", town)
	for _, c := range []struct{ why, query, want string }{
		{"a title", "confidentiality", "/confidentiality/"},
		{"a title before a summary", "water bill", "/water/"},
		{"a coming event before one that is over", "town hall", "/hall/"},
		{"another form of the word", "recycle", "/trash/"},
		{"a form that stands nowhere", "studying", "/river/"},
		{"the beginning of a word", "confid", "/confidentiality/"},
		{"the beginning of the last word", "missed pick", "/pickups/"},
		{"a word without its accent", "cafe", "/river/"},
		{"a word with another accent", "cafè", "/river/"},
		{"a letter left out", "recyling", "/trash/"},
		{"two letters swapped", "confidentaility", "/confidentiality/"},
		{"a wrong letter", "sobpoena", "/confidentiality/"},
		{"the first letters swapped", "ubpoena", "/confidentiality/"},
		{"a word of the text alone", "subpoena", "/confidentiality/"},
		{"a possessive", "drivers", "/pickups/"},
		{"a tag", "sewer", "/water/"},
		{"with words that tell nothing", "what about the recycling", "/trash/"},
		{"capital letters and signs", "  WATER-BILL?! ", "/water/"},
		{"with a word that is nowhere", "zanzibar recycling", "/trash/"},
	} {
		if got := urls(t, r, c.query, ""); len(got) == 0 || got[0] != c.want {
			t.Errorf("%s: %q finds %q first, not %s", c.why, c.query, got, c.want)
		}
	}
}

func TestNothingIsFoundForNothing(t *testing.T) {
	r := readerOf(t, "en", town)
	for _, query := range []string{"", "  ", "?!", "qqqq", strings.Repeat("x", 5000)} {
		if got := urls(t, r, query, ""); len(got) != 0 {
			t.Errorf("%.20q finds %q", query, got)
		}
	}
	empty := readerOf(t, "en", nil)
	if got := urls(t, empty, "water", ""); len(got) != 0 {
		t.Errorf("an empty index finds %q", got)
	}
}

func TestAKindLeavesTheOthersOut(t *testing.T) {
	r := readerOf(t, "en", town)
	if got := urls(t, r, "town hall district", "event"); !slices.Equal(got, []string{"/hall/", "/old-hall/"}) {
		t.Errorf("events: %q", got)
	}
	if got := urls(t, r, "town hall district", "news"); len(got) != 0 {
		t.Errorf("news: %q", got)
	}
}

func TestAResultBringsTheBlockThatHoldsTheWord(t *testing.T) {
	r := readerOf(t, "en", town)
	results, found, err := r.Search("subpoena", "", 10)
	if err != nil || found != 1 {
		t.Fatalf("%d found: %v", found, err)
	}
	got := results[0]
	if !strings.Contains(got.Block, "subpoena") || !strings.HasPrefix(got.Block, "… ") || got.Kind != "page" || got.Title != "Confidentiality" {
		t.Errorf("%+v", got)
	}
}

func TestSpanishWordsAreBroughtTogether(t *testing.T) {
	r := readerOf(t, "es", []Document{
		{Kind: "page", Title: "Canciones de la ciudad", URL: "/canciones/", Text: []string{"Los niños cantaron."}},
		{Kind: "page", Title: "Facturas del agua", URL: "/facturas/", Text: []string{"Su factura llegó tarde. La reclamación es gratuita."}},
	})
	for query, want := range map[string]string{
		"canción": "/canciones/", "cancion": "/canciones/", "factura": "/facturas/", "facturación": "/facturas/",
		"reclamaciones": "/facturas/", "reclamacion": "/facturas/", "nino": "/canciones/", "niñas": "/canciones/", "fatura": "/facturas/",
	} {
		if got := urls(t, r, query, ""); len(got) == 0 || got[0] != want {
			t.Errorf("%q finds %q, not %s", query, got, want)
		}
	}
}

func TestALanguageThatNobodyTaughtIsSearchedByItsWords(t *testing.T) {
	r := readerOf(t, "ar", []Document{{Kind: "page", Title: "فاتورة المياه", URL: "/a/"}, {Kind: "page", Title: "Счёт за воду", URL: "/b/"}})
	for query, want := range map[string]string{"المياه": "/a/", "المي": "/a/", "воду": "/b/", "счет": "/b/", "вод": "/b/"} {
		if got := urls(t, r, query, ""); len(got) == 0 || got[0] != want {
			t.Errorf("%q finds %q, not %s", query, got, want)
		}
	}
}

func TestTheSameDocumentsGiveTheSameBytes(t *testing.T) {
	a, b := New("en", large(300)), New("en", large(300))
	if a.Name != b.Name || !maps.EqualFunc(a.Files, b.Files, bytes.Equal) {
		t.Error("two indexes of the same documents differ")
	}
	changed := large(300)
	changed[7].Facts = "another day"
	if New("en", changed).Name == a.Name {
		t.Error("a change does not show in the name")
	}
}

// large are documents with as many different words as a real site has.
func large(n int) []Document {
	docs := make([]Document, n)
	for i := range docs {
		var text strings.Builder
		for j := range 200 {
			fmt.Fprintf(&text, "%s%s ", syllables[(i*7+j*j)%len(syllables)], syllables[(i*j+i/3)%len(syllables)])
		}
		docs[i] = Document{Kind: "news", Title: fmt.Sprintf("Number %d about %s", i, syllables[i%len(syllables)]), URL: fmt.Sprintf("/news/%d/", i), Text: []string{text.String()}}
	}
	return docs
}

var syllables = strings.Fields("wa ter tra ffic li brary per mit per son ci ty coun cil sto rm sew er side walk pot hole brid ge par king o ver ri ver in spec tion us er die dy ing a b c d e f g h i j k l m n o p q r s t u v x y z")

func TestEveryWordIsFoundFromItsOwnLetters(t *testing.T) {
	index := New("en", large(300))
	r, err := NewReader(filesOf(index))
	if err != nil {
		t.Fatal(err)
	}
	if len(r.root.terms) < 5 || len(r.root.corrections) < 1 {
		t.Fatalf("only %d shards", len(r.root.terms))
	}
	if !slices.IsSorted(r.root.terms) || !slices.IsSorted(r.root.corrections) {
		t.Error("the keys of the root are not sorted")
	}
	forms := map[string]bool{}
	for file := range r.root.terms {
		lines, err := r.terms(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range lines {
			for _, form := range l.forms {
				forms[form] = true
			}
		}
	}
	for form := range forms {
		lines, err := r.terms(lookup(r.root.terms, form))
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(lines, func(l line) bool { return slices.Contains(l.forms, form) }) {
			t.Errorf("%q does not stand where its letters lead", form)
		}
	}
}

func TestShardsStaySmall(t *testing.T) {
	for name, content := range New("en", large(300)).Files {
		if strings.HasPrefix(name, "t/") && len(content) > 2*shardSize {
			t.Errorf("%s has %d bytes", name, len(content))
		}
	}
}

func TestAWordThatIsEverywhereCostsNoMoreThanOthers(t *testing.T) {
	docs := large(1000)
	r := readerOf(t, "en", docs)
	_, found, err := r.Search("number", "", 10)
	if err != nil || found != mostPostings {
		t.Errorf("%d found: %v", found, err)
	}
}

func TestDamagedFilesAreErrors(t *testing.T) {
	index := New("en", town)
	for _, damage := range []struct{ name, text string }{
		{"root.txt", ""}, {"root.txt", "page x\n\n\n"}, {"root.txt", "page 1\n##\x01\n\n"}, {"t/0.txt", "no tab\n"}, {"t/0.txt", "##water\t\x01\n"},
		{"t/0.txt", "##water\t||||||||||||\n"}, {"t/0.txt", "z#water\t##\n"}, {"d/2-0.txt", "one line"},
	} {
		open := func(name string) ([]byte, error) {
			if name == damage.name {
				return []byte(damage.text), nil
			}
			return filesOf(index)(name)
		}
		r, err := NewReader(open)
		if err == nil {
			_, _, err = r.Search("water", "", 10)
		}
		if err == nil {
			t.Errorf("%s as %q is taken", damage.name, damage.text)
		}
	}
}

func TestNumbersComeBack(t *testing.T) {
	var written []byte
	var want []int
	for n := 0; n < 300_000; n += 1 + n/50 {
		written, want = appendNumber(written, n), append(want, n)
	}
	if bytes.ContainsAny(written, " \t\n\"\\<") && bytes.ContainsAny(written, " \t\n") {
		t.Error("a number holds a space")
	}
	rest := string(written)
	for _, n := range want {
		got, after, err := readNumber(rest)
		if err != nil || got != n {
			t.Fatalf("%d comes back as %d: %v", n, got, err)
		}
		rest = after
	}
}

func TestWords(t *testing.T) {
	for text, want := range map[string]string{
		"The city's letters": "the city letters", "don't": "dont", "dogs’ beds": "dogs beds", "USA.gov, 24/7": "usa gov 24 7",
		"Ünïcode É": "ünïcode é", "e\u0301tude": "e\u0301tude", "O'Brien's": "obrien", "": "", "—": "", "𝐛old": "old",
	} {
		var got []string
		Words(text, func(word string) { got = append(got, word) })
		if strings.Join(got, " ") != want {
			t.Errorf("%q has the words %q", text, got)
		}
	}
	if Fold("canción") != "cancion" || Fold("e\u0301tude") != "etude" || Fold("ñandú") != "nandu" {
		t.Error("an accent stays")
	}
}

func FuzzIndex(f *testing.F) {
	f.Add("Water bill", "A bill that looks wrong.", "wrong")
	f.Add("Canción", "niños ¿qué?", "nino")
	f.Add("\xff<b>", "a\tb\nc", "b'c's")
	f.Add("", "…", "\u0301")
	f.Fuzz(func(t *testing.T, title, text, query string) {
		docs := append(slices.Clone(town), Document{Kind: "news", Title: title, URL: "/x/", Text: []string{text}})
		for _, lang := range []string{"en", "es", "de"} {
			r, err := NewReader(filesOf(New(lang, docs)))
			if err != nil {
				t.Fatal(err)
			}
			if _, _, err := r.Search(query, "", 10); err != nil {
				t.Fatalf("%q: %v", query, err)
			}
			Words(title, func(word string) {
				if _, found, err := r.Search(word, "", 10); err != nil || found == 0 && Fold(word) != "" {
					t.Errorf("%q of the title %q is not found: %v", word, title, err)
				}
			})
		}
	})
}

func FuzzReader(f *testing.F) {
	index := New("en", town)
	f.Add(string(index.Files["root.txt"]), string(index.Files["t/0.txt"]), string(index.Files["c/0.txt"]), "watr")
	f.Add("page 3\n#\n#\n", "##water\t#$\n", "##water\n", "water")
	f.Fuzz(func(_ *testing.T, root, terms, corrections, query string) {
		r, err := NewReader(func(name string) ([]byte, error) {
			switch name[0] {
			case 'r':
				return []byte(root), nil
			case 't':
				return []byte(terms), nil
			case 'c':
				return []byte(corrections), nil
			}
			return []byte("a\nb\nc\nd"), nil
		})
		if err == nil {
			_, _, _ = r.Search(query, "", 10) // it must not panic, whatever stands there
		}
	})
}
