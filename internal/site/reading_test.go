package site

import (
	"strings"
	"testing"

	"example.org/advocate/internal/content"
)

// long is a sentence of 26 words.
const long = "We wrote this one so that it goes on and on and says the same thing twice or more often until a tired reader gives up."

// read returns what is said of the only document, a line each.
func read(t *testing.T, name, text string) string {
	t.Helper()
	var list []content.Problem
	for _, r := range linked(t, files(name, text), Options{}).Readings() {
		list = append(list, r.Problems...)
	}
	return lines(list)
}

func TestALongSentenceIsReportedWhereItBegins(t *testing.T) {
	got := read(t, "about.md", "---\ntitle: About\n---\nShort. "+long+"\n\n- **"+long+"**\n")
	want := "content/about.md:4:8: warning: a sentence of 26 words, 25 at most are easy to follow: make two of it (\"We wrote this one so that …\") [long sentences]\n" +
		"content/about.md:6:5: warning: a sentence of 26 words, 25 at most are easy to follow: make two of it (\"We wrote this one so that …\") [long sentences]"
	if got != want {
		t.Errorf("%s", got)
	}
}

func TestTextsOfTheFrontMatterAreReadToo(t *testing.T) {
	got := read(t, "issues/a.md", "---\ntitle: A\nstatus: reported\nsummary: "+long+"\ncause: |\n  Short.\n\n  "+long+
		"\nrecommendations:\n  - text: "+long+"\n    statement: "+long+"\nhistory:\n  - {date: 2026-01-01, status: reported, note: '"+long+"'}\n---\n")
	for _, want := range []string{
		"content/issues/a.md:4:10: warning: summary: a sentence of 26 words", "content/issues/a.md:5:8: warning: cause: a", ":10:11: warning: recommendations[0].text: a",
		":13:48: warning: history[0].note: a",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	if n := strings.Count(got, "\n") + 1; n != 4 {
		t.Errorf("%d lines: what a department said is in its own words:\n%s", n, got)
	}
}

func TestWhatIsNoSentenceOfTheOfficeIsNotMeasured(t *testing.T) {
	for name, body := range map[string]string{
		"a quotation": "> " + long, "code": "    " + long, "a heading": "## " + long, "a cell": "| a |\n|---|\n| " + long + " |",
		"items that only together are long": "- One two three four five six seven eight nine ten eleven twelve\n- one two three four five six seven eight nine ten eleven twelve\n- one two three four",
	} {
		if got := read(t, "about.md", "---\ntitle: About\n---\n"+body+"\n"); got != "" {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestAPageThatIsHardToReadIsReportedOnceWithItsLongWords(t *testing.T) {
	hard := strings.Repeat("Administrative accountability necessitates organizational responsibility. ", 25)
	got := read(t, "about.md", "---\ntitle: About\n---\n\n## Head\n\n"+hard)
	if !strings.HasPrefix(got, "content/about.md:7:1: warning: the page reads like grade ") || !strings.Contains(got, "the goal is 8 (Flesch-Kincaid)") ||
		!strings.HasSuffix(got, "for accountability, organizational, responsibility [pages that are hard to read]") || strings.Contains(got, "\n") {
		t.Error(got)
	}
	easy := strings.Repeat("We listen to you. Then we look into it. ", 25)
	if got := read(t, "about.md", "---\ntitle: About\n---\n"+easy); got != "" {
		t.Error(got)
	}
}

func TestATranslationIsReadByTheRulesOfItsLanguage(t *testing.T) {
	source := files("about.md", "---\ntitle: About\n---\n[the map](/about/)\n", "about.es.md",
		"---\ntitle: Sobre\n---\nVea [aquí](/es/about/).\n\n"+strings.Repeat("La administración municipal garantizará responsablemente la transparencia institucional. ", 13))
	source["content/site.yaml"].Data = []byte(strings.Replace(settings, "[en]", "[en, es]", 1))
	var got []string
	for _, r := range linked(t, source, Options{}).Readings() {
		for _, p := range r.Problems {
			got = append(got, p.String())
		}
	}
	all := strings.Join(got, "\n")
	if len(got) != 2 || !strings.Contains(all, "content/about.es.md:4:1: warning: the page reads like ") || !strings.Contains(all, "of 100, the goal is 55 (INFLESZ)") ||
		!strings.Contains(all, `content/about.es.md:4:12: warning: the words "aquí" do not say where the link leads`) {
		t.Error(all)
	}
}

func TestLinksAndTablesAreReportedWhereTheyStand(t *testing.T) {
	got := read(t, "about.md", "---\ntitle: About\n---\n[Click here](/about/) and [the page about us](/about/) and [](/about/).\n\n| | |\n|---|---|\n| a | b |\n")
	for _, want := range []string{
		`content/about.md:4:14: warning: the words "Click here" do not say where the link leads: `,
		"content/about.md:4:63: warning: the link to /about/ has no words: ", "content/about.md:6:1: warning: the table has no headers: ",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	if strings.Count(got, "\n") != 2 {
		t.Error(got)
	}
}

func TestThePageThatNeedsWorkMostHasTheGreatestNeed(t *testing.T) {
	s := linked(t, files("a.md", "---\ntitle: A\n---\n"+long+"\n", "b.md", "---\ntitle: B\n---\n"+long+" "+long+"\n", "c.md", "---\ntitle: C\n---\nShort.\n"), Options{})
	need := map[string]float64{}
	for _, r := range s.Readings() {
		need[r.Path] = r.Need()
	}
	if need["content/a.md"] != 1 || need["content/b.md"] != 2 || need["content/c.md"] != 0 {
		t.Errorf("%v", need)
	}
}

func TestAnEventToComeThatHasNoEndIsReported(t *testing.T) {
	for text, want := range map[string]bool{
		"start: 2026-12-03 18:00":                                      true,
		"start: 2026-12-03 18:00\nend: 2026-12-03 19:00":               false,
		"start: 2026-12-03 18:00\nduration: 1h":                        false,
		"start: 2026-12-03\nall_day: true":                             false,
		"start: 2026-11-03 18:00":                                      false,
		"start: 2026-11-03 18:00\nrepeat: FREQ=MONTHLY;UNTIL=20261231": true,
	} {
		advice := lines(linked(t, files("events/a.md", "---\ntitle: A\nsummary: S.\n"+text+"\n---\n"), Options{}).Advice())
		if got := strings.Contains(advice, "content/events/a.md:4:8: warning: the event has no end: "); got != want {
			t.Errorf("%q: %s", text, advice)
		}
	}
}
