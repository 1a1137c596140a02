package site

import (
	"slices"
	"strings"
	"testing"
)

func TestAFormOffersLanguagesByTheirOwnNames(t *testing.T) {
	s := linked(t, files("topics/streets.md", "---\ntitle: Streets\n---\n"), Options{})
	page, ok := s.Form("en", "streets")
	if !ok {
		t.Fatal("the topic has no form")
	}
	names := map[string]string{}
	for _, l := range page.Languages {
		names[l.Value] = l.Title
	}
	for lang, want := range map[string]string{"es": "español", "vi": "Tiếng Việt", "ase": "American Sign Language", "en": ""} {
		if names[lang] != want {
			t.Errorf("%s is called %q, want %q", lang, names[lang], want)
		}
	}
	if !slices.IsSortedFunc(page.Languages, func(a, b Option) int { return strings.Compare(a.Title, b.Title) }) {
		t.Errorf("in no order: %v", page.Languages)
	}
	if len(page.Topics) != 0 {
		t.Error("the static form lets people choose another topic than its own")
	}
	if n := s.Number("en", 20_000); n != "20,000" {
		t.Errorf("a number is written %q", n)
	}
}

// An intake on a host of its own frames its pages as the site does, and every
// link in them leads to the site. The site's own pages stay as short as ever.
func TestTheFrameOfAnIntakeElsewhereLeadsToTheSite(t *testing.T) {
	source := files("topics/streets.md", "---\ntitle: Streets\n---\n", "about.md", "---\ntitle: About\n---\n", "news/a.md", "---\ntitle: A\ndate: 2026-01-01\n---\n")
	settings := source["content/site.yaml"]
	settings.Data = append(slices.Clone(settings.Data), "\nintake_url: https://intake.example.org\n"...)
	s := linked(t, source, Options{})
	f := s.Frame("en", "intake-review", "Title")
	addresses := []string{f.Site.Home, f.Site.Links.Contact, f.Site.Links.Topics, f.Site.Links.About}
	for _, l := range slices.Concat(f.Site.Menu, f.Crumbs) {
		addresses = append(addresses, l.URL)
	}
	page, _ := s.Form("en", "streets")
	for _, address := range append(addresses, page.Topic.URL) {
		if !strings.HasPrefix(address, "https://") {
			t.Errorf("%q leads nowhere on the intake's host", address)
		}
	}
	if f.Site.Links.Privacy != "" {
		t.Errorf("a page that is not there is linked: %q", f.Site.Links.Privacy)
	}
	if own := viewed[PlainPage](t, s, "about/index.html").Site; own.Home != "/" || !strings.HasPrefix(own.Links.Contact, "/") {
		t.Errorf("the site's own pages link to %q, %q", own.Home, own.Links.Contact)
	}
}
