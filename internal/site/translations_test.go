package site

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// inSpanish are files of a site that speaks English and Spanish.
func inSpanish(pairs ...string) fstest.MapFS {
	all := files(pairs...)
	all["content/site.yaml"].Data = []byte(languages.ReplaceAllString(settings, "languages: [en, es]"))
	return all
}

var languages = regexp.MustCompile(`(?m)^languages: .*$`)

func TestWhatIsNotTranslatedOrOlderThanItsOriginalIsReported(t *testing.T) {
	s := linked(t, inSpanish(
		"same.md", "---\ntitle: Same\nupdated: 2026-11-02\n---\nText.\n", "same.es.md", "---\ntitle: Igual\nupdated: 2026-11-02\n---\nTexto.\n",
		"older.md", "---\ntitle: Older\nupdated: 2026-11-02\n---\n", "older.es.md", "---\ntitle: Vieja\nupdated: 2026-11-01\n---\n",
		"silent.md", "---\ntitle: Silent\nupdated: 2026-11-02\n---\n", "silent.es.md", "---\ntitle: Callada\n---\n",
		"partly.md", "---\ntitle: Partly\nsummary: In English.\n---\nText.\n", "partly.es.md", "---\ntitle: En parte\n---\n",
		"none.md", "---\ntitle: None\n---\n", "draft.md", "---\ntitle: Draft\ndraft: true\n---\n",
	), Options{})
	want := `content/none.md:2:8: warning: not translated into "es": its readers see a notice that leads to this page; add content/none.es.md [pages not translated, or older than their original]
content/older.es.md:3:10: warning: the translation is older than its original, which was updated on 2026-11-02: see what changed there, and set updated: 2026-11-02 [pages not translated, or older than their original]
content/partly.es.md:2:8: warning: the translation leaves out summary, text: readers see the words of the original [pages not translated, or older than their original]
content/silent.es.md:2:8: warning: the translation does not say which version it puts into words: add updated: 2026-11-02 if it is that of the original of this day [pages not translated, or older than their original]
content/site.yaml:1:1: warning: not translated into "es": the title, the menu and the office's hours; add content/site.es.yaml with their words [pages not translated, or older than their original]`
	if got := lines(s.Translations()); got != want {
		t.Errorf("got\n%s", got)
	}
	if got := linked(t, files("none.md", "---\ntitle: None\n---\n"), Options{}).Translations(); len(got) > 0 {
		t.Errorf("a site of one language misses %v", got)
	}
}

func TestTwoPagesOfOneTitleAreReported(t *testing.T) {
	s := linked(t, inSpanish(
		"topics/police.md", "---\ntitle: Police\n---\n", "departments/police.md", "---\ntitle: Police\n---\n",
		"topics/police.es.md", "---\ntitle: Policía\n---\n", "news/a.md", "---\ntitle: Police of the city\ndate: 2026-01-01\n---\n",
	), Options{})
	want := "content/topics/police.md:2:8: warning: content/departments/police.md has the same title: give one of them another, so that people can tell them apart []"
	if got := lines(s.SharedTitles()); got != want {
		t.Errorf("got\n%s", got)
	}
}

func TestTheLanguageSwitchKeepsThePage(t *testing.T) {
	var news []string
	for _, day := range []string{"01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13", "14", "15", "16", "17", "18", "19", "20", "21"} {
		news = append(news, "news/"+day+".md", "---\ntitle: Day "+day+"\ndate: 2026-01-"+day+"\ntopics: [water]\n---\n")
	}
	s := linked(t, inSpanish(append(news,
		"about.md", "---\ntitle: About\n---\n", "about.es.md", "---\ntitle: Sobre\n---\n", "topics/water.md", "---\ntitle: Water\n---\n",
	)...), Options{})
	for path, want := range map[string][]string{
		"about/index.html":               {"/about/", "/es/about/"},
		"es/about/index.html":            {"/about/", "/es/about/"},
		"es/news/01/index.html":          {"/news/01/", "/es/news/01/"},
		"news/page/2/index.html":         {"/news/page/2/", "/es/news/page/2/"},
		"events/2026/12/index.html":      {"/events/2026/12/", "/es/events/2026/12/"},
		"contact/water/index.html":       {"/contact/water/", "/es/contact/water/"},
		"topics/water/page/2/index.html": {"/topics/water/page/2/", "/es/topics/water/"}, // the notice has one page
		"404.html":                       {"/", "/es/"},
	} {
		var got []string
		for _, a := range frameOf(t, viewed[any](t, s, path)).Switch {
			got = append(got, a.URL)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s leads to %q, want %q", path, got, want)
		}
	}
	for path, want := range map[string]int{
		"about/index.html": 2, "news/01/index.html": 0, "es/news/01/index.html": 0, "news/page/2/index.html": 2,
		"topics/water/index.html": 0, "contact/water/index.html": 0, "contact/index.html": 2, "404.html": 0,
	} {
		if got := frameOf(t, viewed[any](t, s, path)).Alternates; len(got) != want {
			t.Errorf("search engines are told of %s that it speaks %d languages: %v", path, want, got)
		}
	}
	if one := linked(t, files("about.md", "---\ntitle: About\n---\n"), Options{}); frameOf(t, viewed[any](t, one, "about/index.html")).Switch != nil {
		t.Error("a site of one language has a switch")
	}
}

func TestWhatATranslationLeavesOutIsMarkedWithItsLanguage(t *testing.T) {
	s := linked(t, inSpanish(
		"initiatives/a.md", "---\ntitle: A\nsummary: In English.\nstatus: active\nmilestones: [{date: 2027-01-01, title: First}, {date: 2027-02-01, title: Second}]\nmeasures: [{name: Days, unit: days, series: [{date: 2026-01-01, value: 2}, {date: 2026-02-01, value: 1}]}]\n---\nText.\n",
		"initiatives/a.es.md", "---\ntitle: Una\nmilestones: [{title: Primera}]\nmeasures: [{name: Días}]\n---\n",
		"initiatives/index.md", "---\ntitle: What we do\nsummary: In English.\n---\n",
	), Options{})
	page := viewed[InitiativePage](t, s, "es/initiatives/a/index.html")
	if page.In("title") != "" || page.In("summary") != "en" || page.In("body") != "en" {
		t.Errorf("title %q, summary %q, text %q", page.In("title"), page.In("summary"), page.In("body"))
	}
	if m := page.Milestones; m[0].In("title") != "" || m[1].In("title") != "en" {
		t.Errorf("the milestones are in %q and %q", m[0].In("title"), m[1].In("title"))
	}
	if m := page.Measures[0]; m.In("name") != "" || m.In("unit") != "en" {
		t.Errorf("the measure is in %q and %q", m.In("name"), m.In("unit"))
	}
	list := viewed[ListPage](t, s, "es/initiatives/index.html")
	if list.Title != "Iniciativas" || list.In("summary") != "en" {
		t.Errorf("the list is called %q, its summary in %q", list.Title, list.In("summary"))
	}
	if e := list.Groups[0].Entries[0]; e.Lang != "" || e.In("summary") != "en" || e.NextIn != "" {
		t.Errorf("%+v", e)
	}
	if f := page.Site; f.In("title") != "en" {
		t.Errorf("the office's name is in %q", f.In("title"))
	}
}

// Subscribers of the Spanish calendar must hear of a new time before anybody
// looked at the Spanish words again.
func TestWhatMovesInAnOriginalMovesInItsTranslation(t *testing.T) {
	s := linked(t, inSpanish(
		"events/a.md", "---\ntitle: A\nstart: 2026-12-03 18:00\nupdated: 2026-11-20\n---\n",
		"events/a.es.md", "---\ntitle: Una\nupdated: 2026-11-01\n---\n",
	), Options{})
	var sequences []int
	for _, target := range s.Targets {
		if from, ok := target.From.(CalendarFile); ok && strings.HasSuffix(target.Path, "events/a/event.ics") {
			sequences = append(sequences, from.Calendar().Events[0].Sequence)
		}
	}
	if len(sequences) != 2 || sequences[0] != sequences[1] {
		t.Errorf("the sequences are %v", sequences)
	}
}
