package site

import (
	"slices"
	"strings"
	"testing"

	"example.org/advocate/internal/content"
)

func lines(problems []content.Problem) string {
	var list []string
	for _, p := range problems {
		list = append(list, p.String()+" ["+string(p.Subject)+"]")
	}
	return strings.Join(list, "\n")
}

func TestAdviceSaysWhatCouldBeBetter(t *testing.T) {
	s := linked(t, files(
		"index.md", "---\ntitle: Home without a summary is fine\n---\n",
		"about.md", "---\ntitle: About\nsummary: Who we are.\nupdated: 2025-11-20\n---\n\n## Two\n\n#### Four\n\n### Three\n\n##### Five\n",
		"fresh.md", "---\ntitle: Fresh\nsummary: New.\nupdated: 2025-11-26\nsample: true\n---\n# One is shown as two\n\n### Three\n",
		"events/old.md", "---\ntitle: Old\nsummary: May be old.\nstart: 2020-12-03 18:00\ndate: 2020-01-01\n---\n",
		"news/old.md", "---\ntitle: Old\ndate: 2020-01-01\n---\n",
		"initiatives/done.md", "---\ntitle: Done\nsummary: Finished.\nstatus: completed\nupdated: 2020-01-01\n---\n",
		"topics/old.md", "---\ntitle: Old\nsummary: People rely on it.\nupdated: 2020-01-01\n---\n",
	), Options{})
	want := `content/charter.md:1:1: warning: there is no charter: say whom the office reports to, what it does and what it does not do [pages that every office needs]
content/about.md:4:10: warning: not changed since 2025-11-20: see whether it still holds, and set updated [content that may be outdated]
content/about.md:9:1: warning: the heading "Four" is of level 4 below one of level 2: use level 3 [headings out of order]
content/about.md:13:1: warning: the heading "Five" is of level 5 below one of level 3: use level 4 [headings out of order]
content/fresh.md:5:9: warning: a sample: put what is true in its place, or remove it [samples still in place]
content/news/old.md:2:8: warning: the summary is missing: one sentence for lists and search engines [missing summaries]
content/topics/old.md:4:10: warning: not changed since 2020-01-01: see whether it still holds, and set updated [content that may be outdated]`
	got := strings.Split(lines(s.Advice()), "\n")
	expected := strings.Split(want, "\n")
	slices.Sort(got)
	slices.Sort(expected)
	if !slices.Equal(got, expected) {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
}

func TestImagesWithoutWordsAreFound(t *testing.T) {
	s := linked(t, files(
		"a.png", "PNG",
		"about.md", "---\ntitle: About\nimage: {src: a.png}\n---\n\n![](a.png) ![words](a.png) <img src=\"a.png\"> <img src=\"a.png\" alt=\"\">\n",
		"good.md", "---\ntitle: Good\nimage: {src: a.png, alt: A}\n---\n",
	), Options{})
	want := `content/about.md:3:14: error: the picture has no text alternative: add alt: with what it shows, for people who do not see it [images without a text alternative]
content/about.md:6:5: error: the image a.png has no text alternative: write what it shows between ![ and ] [images without a text alternative]
content/about.md:6:38: error: the image a.png has no text alternative: write what it shows between ![ and ] [images without a text alternative]`
	if got := lines(s.MissingAlternatives(content.Error)); got != want {
		t.Errorf("got\n%s", got)
	}
}

func TestDocumentsAreListedWithTheirIdentity(t *testing.T) {
	s := linked(t, files(
		"about.md", "---\ntitle: About\nuid: kept-for-ever\n---\n", "events/a.md", "---\ntitle: A\nstart: 2026-12-03 18:00\n---\n", "draft.md", "---\ntitle: D\ndraft: true\n---\n",
	), Options{})
	docs := s.Documents()
	if len(docs) != 3 { // with the district
		t.Fatalf("%d documents", len(docs))
	}
	found := false
	for _, d := range docs {
		found = found || d.UID == "kept-for-ever" && d.Event == nil
		if d.Event != nil && len(d.Event().Events) != 1 {
			t.Errorf("the event's calendar holds %d events", len(d.Event().Events))
		}
	}
	if !found {
		t.Error("a uid is not the document's identity")
	}
}

func TestTheIntakeFindsItsFormsAndFrames(t *testing.T) {
	source := files("topics/water.md", "---\ntitle: Water\ndepartment: works\nfirst: {name: Works, phone: 311}\n---\n", "topics/water.es.md", "---\ntitle: Agua\n---\n", "departments/works.md", "---\ntitle: Works\n---\n", "topics/bare.md", "---\ntitle: Bare\n---\n")
	source["content/site.yaml"].Data = []byte(strings.Replace(settings, "[en]", "[en, es]", 1))
	s := linked(t, source, Options{})
	form, ok := s.Form("en", "water")
	if !ok || form.Channel.Name != "Works" || form.Channel.PhoneHref != "tel:311" || len(form.Districts) != 1 || form.Districts[0].Value != "4" || form.Path != "contact/water/" {
		t.Errorf("%+v", form)
	}
	if spanish, ok := s.Form("es", "water"); !ok || spanish.Lang != "es" || spanish.Topic.Title != "Agua" {
		t.Errorf("%+v", spanish.Frame)
	}
	if other, ok := s.Form("xx", "bare"); !ok || other.Lang != "en" || other.Channel != nil {
		t.Errorf("%+v", other.Frame)
	}
	for _, none := range []string{"", "..", "Water", "water/", "<script>"} {
		if _, ok := s.Form("en", none); ok {
			t.Errorf("there is a form for %q", none)
		}
	}
	if f := s.Frame("es", "intake-review", "T"); f.Lang != "es" || f.Canonical != "" || f.Robots != "noindex" || f.Title != "T" || f.Site == nil {
		t.Errorf("%+v", f)
	}
	if s.DepartmentOf("water") != "works" || s.DepartmentOf("bare") != "" || s.DepartmentOf("none") != "" {
		t.Error("the departments of topics are wrong")
	}
	if topics := s.Topics("es"); len(topics) != 2 || topics[0].Title != "Agua" && topics[1].Title != "Agua" {
		t.Errorf("%+v", topics)
	}
	if got := s.StatusAddress("en"); got != "https://advocate.example.org/intake/status" {
		t.Errorf("%s", got)
	}
}
