package content_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"example.org/advocate/internal/content"
)

var bilingual = strings.Replace(plainSettings, "[en]", "[en, es]", 1)

const leadIssue = `---
title: Lead
summary: In English
status: recommended
opened: 2026-01-05
cause: Old pipes
recommendations:
  - text: Replace them
    to: water
    sent: 2026-02-01
    statement: We will
  - text: Tell people
    to: water
measures:
  - name: Days
    unit: days
    series: [{date: 2026-01-01, value: 21}, {date: 2026-06-01, value: 6}]
---
Text.
`

const water = "---\ntitle: Water\n---\n"

func TestATranslationSaysOfAListItemByItemWhatDiffers(t *testing.T) {
	c := read(t, "site.yaml", bilingual, "departments/water.md", water, "issues/lead.md", leadIssue, "issues/lead.es.md", `---
title: Plomo
recommendations:
  - text: Cambiarlas
measures:
  - name: Días
    unit: días
---
Texto.
`)
	english, spanish := c.Editions[0].Issues[0], c.Editions[1].Issues[0]
	if len(spanish.Recommendations) != 2 || spanish.Recommendations[0].Text != "Cambiarlas" || spanish.Recommendations[1].Text != "Tell people" {
		t.Fatalf("%+v", spanish.Recommendations)
	}
	if r := spanish.Recommendations[0]; r.To.Value != "water" || r.Sent.IsZero() || r.Statement != "We will" {
		t.Errorf("what was not said is gone: %+v", r)
	}
	if m := spanish.Measures[0]; m.Name != "Días" || m.Unit != "días" || len(m.Series) != 2 {
		t.Errorf("%+v", m)
	}
	if english.Recommendations[0].Text != "Replace them" || english.Measures[0].Name != "Days" {
		t.Errorf("the original changed: %+v", english)
	}
}

func TestATranslationTellsWhichTextsItLeavesOut(t *testing.T) {
	c := read(t, "site.yaml", bilingual, "departments/water.md", water, "issues/lead.md", leadIssue,
		"issues/lead.es.md", "---\ntitle: Plomo\nmeasures:\n  - name: Días\n---\n")
	head := c.Editions[1].Issues[0].Head()
	want := []string{
		"summary", "cause", "recommendations[0].text", "recommendations[0].statement", "recommendations[1].text", "measures[0].unit", "text",
	}
	if got := head.LeftOut(); !slices.Equal(got, want) {
		t.Errorf("it leaves out %q, want %q", got, want)
	}
	for key, want := range map[string]string{"title": "es", "measures[0].name": "es", "measures[0].unit": "en", "summary": "en", "lead": "es"} {
		if got := head.LangOf(key); got != want {
			t.Errorf("%s is in %q, not %q", key, got, want)
		}
	}
	if english := c.Editions[0].Issues[0].Head(); english.LeftOut() != nil || english.LangOf("cause") != "en" {
		t.Errorf("an original leaves out %q", english.LeftOut())
	}
}

func TestATranslationChangesNoDatesAndFiguresInsideOfLists(t *testing.T) {
	for front, want := range map[string]string{
		"recommendations: [{sent: 2026-03-01}]":                "lead.es.md:2:26: error: a translation has the sent of its original: remove it here",
		"measures: [{series: [{date: 2026-03-01, value: 1}]}]": "lead.es.md:2:21: error: a translation has the series of its original: remove it here",
		"recommendations: [{text: A}, {text: B}, {text: C}]":   "lead.es.md:2:41: error: the original has 2 here: a translation puts them into other words and adds none",
		"recommendations: {text: A}":                           "expected a list of recommendations",
	} {
		_, problems := content.Load(fstest.MapFS{
			"content/site.yaml": {Data: []byte(bilingual)}, "content/departments/water.md": {Data: []byte(water)},
			"content/issues/lead.md": {Data: []byte(leadIssue)}, "content/issues/lead.es.md": {Data: []byte("---\n" + front + "\n---\n")},
		}, content.Options{})
		if len(problems) == 0 || !slices.ContainsFunc(problems, func(p content.Problem) bool { return strings.Contains(p.String(), want) }) {
			t.Errorf("%s: %v", front, problems)
		}
	}
}

func TestATranslationMayHaveADocumentMore(t *testing.T) {
	c := read(t, "site.yaml", bilingual, "a.md", "---\ntitle: A\ndocuments: [{title: Plan, url: 'https://example.org/plan'}]\n---\n",
		"a.es.md", "---\ntitle: A\ndocuments: [{title: El plan}, {title: Resumen, url: 'https://example.org/resumen'}]\n---\n")
	docs := c.Editions[1].Pages[0].Documents
	if len(docs) != 2 || docs[0].Title != "El plan" || docs[0].URL != "https://example.org/plan" || docs[1].Title != "Resumen" {
		t.Errorf("%+v", docs)
	}
}

func TestSettingsHaveTheWordsOfALanguage(t *testing.T) {
	settings := bilingual + "city: City\ncontact: {phone: 918-555-0100, hours: Always}\nmenu: [{title: News, url: /news/}, {title: About, url: /about/}]\n"
	c := read(t, "site.yaml", settings, "site.es.yaml", "city: Ciudad\ncontact: {hours: Siempre}\ndistricts: [{title: Distrito}]\nmenu: [{title: Noticias}]\n")
	s := c.Editions[1].Settings
	if s.City != "Ciudad" || s.Contact.Hours != "Siempre" || s.Contact.Phone != "918-555-0100" || s.Title != c.Settings.Title {
		t.Errorf("%+v", s)
	}
	if d := s.Districts[0]; d.Title != "Distrito" || d.Slug.Value != c.Settings.Districts[0].Slug.Value {
		t.Errorf("%+v", d)
	}
	if s.Menu[0].Title != "Noticias" || s.Menu[0].URL != "/news/" || s.Menu[1].Title != "About" {
		t.Errorf("%+v", s.Menu)
	}
	if s.ID() != c.Settings.ID() {
		t.Errorf("the identity is %q in one language and %q in another", c.Settings.ID(), s.ID())
	}
	if s.LangOf("city", "es") != "es" || s.LangOf("title", "es") != "en" || s.LangOf("menu[1].title", "es") != "en" {
		t.Error("the languages of the words are wrong")
	}
	if c.Settings.City != "City" || c.Settings.Menu[0].Title != "News" {
		t.Errorf("the settings themselves changed: %+v", c.Settings)
	}
}

func TestSettingsOfALanguageChangeNoFacts(t *testing.T) {
	for line, want := range map[string]string{
		"timezone: UTC":                  "content/site.es.yaml:1:11: error: timezone is the same in every language: it stands in site.yaml alone",
		"menu: [{title: A, url: /a/}]":   "the original has 0 here",
		"contact: {phone: 918-555-0101}": "contact.phone is the same in every language",
		"titel: A":                       `unknown key "titel"; did you mean "title"?`,
	} {
		_, problems := content.Load(fstest.MapFS{
			"content/site.yaml": {Data: []byte(bilingual)}, "content/site.es.yaml": {Data: []byte(line + "\n")},
		}, content.Options{})
		if !slices.ContainsFunc(problems, func(p content.Problem) bool { return strings.Contains(p.String(), want) }) {
			t.Errorf("%s: %v", line, problems)
		}
	}
}
