package site

import (
	"cmp"
	"slices"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"example.org/advocate/internal/content"
)

// Form is the page with a topic's form, for the intake to show again with what
// a person typed. ok is false where the site has no such topic; a language that
// the site does not have is the default.
func (s *Site) Form(lang, topic string) (page FormPage, ok bool) {
	e := s.edition(lang)
	for _, p := range e.topics {
		if p.head.Address() == topic {
			page := p.formPage()
			page.Topic.URL = e.away(page.Topic.URL)
			return page, true
		}
	}
	return FormPage{}, false
}

// Frame is the frame of a page that the intake makes itself: it has no address
// of its own, and search engines stay away.
func (s *Site) Frame(lang, layout, title string) Frame {
	e := s.edition(lang)
	f := e.frame(layout, "contact/", title, "")
	f.Canonical, f.Robots = "", "noindex"
	f.Switch = e.statusLanguages()
	f.Alternates, f.Feeds, f.JSONLD = nil, nil, nil
	if e.away("/") != "/" {
		f.Crumbs, f.Site = e.linksAway(f.Crumbs), e.factsAway(f.Site)
	}
	return f
}

// statusLanguages are the page where a receipt code is read, in all languages:
// the one page of the intake that has an address to go to.
func (e *edition) statusLanguages() []Alternate {
	list := e.languages("contact/", "")
	for i, other := range e.editions[:len(list)] {
		list[i].URL, list[i].Canonical = other.facts.Status, ""
	}
	return list
}

// Policy is the Content-Security-Policy that servers send with the built files.
// Pages say their own, which may allow less.
func (s *Site) Policy() string { return s.edition("").contentSecurityPolicy("search") }

// away is an address of the site as a page of the intake names it: whole, where
// the intake has a host of its own.
func (e *edition) away(href string) string {
	if !strings.HasPrefix(href, "/") || strings.HasPrefix(e.facts.Intake, "/") {
		return href
	}
	return strings.TrimSuffix(e.base.whole, e.base.path) + href
}

func (e *edition) linksAway(links []Link) []Link {
	links = slices.Clone(links)
	for i := range links {
		links[i].URL = e.away(links[i].URL)
	}
	return links
}

func (e *edition) factsAway(facts *Facts) *Facts {
	f := *facts
	f.memo = nil // its pages are made one at a time
	f.Menu, f.Home = e.linksAway(f.Menu), e.away(f.Home)
	w := &f.Links
	for _, way := range []*string{
		&w.Initiatives, &w.Events, &w.Issues, &w.News, &w.Topics, &w.Departments, &w.Districts, &w.Contact, &w.Subscribe, &w.Digest,
		&w.Search, &w.AZ, &w.Map,
		&w.Charter, &w.Confidentiality, &w.Complaints, &w.Accessibility, &w.Privacy, &w.About,
	} {
		*way = e.away(*way)
	}
	return &f
}

// spokenLanguages are the languages that a person may choose to be spoken with:
// those that the catalogue names, but for the page's own.
func (e *edition) spokenLanguages() []Option {
	var list []Option
	for _, key := range e.words.Keys() {
		lang, ok := strings.CutPrefix(key, "language.")
		if !ok || lang == e.lang {
			continue
		}
		name := display.Self.Name(language.Make(lang))
		list = append(list, Option{Value: lang, Title: cmp.Or(name, e.say(key))})
	}
	slices.SortFunc(list, func(a, b Option) int { return cmp.Compare(a.Title, b.Title) })
	return list
}

// Number writes a whole number in a language of the site: "20,000".
func (s *Site) Number(lang string, n int) string {
	return s.edition(lang).words.Number(float64(n))
}

// Say returns words in a language of the site.
func (s *Site) Say(lang, key string, pairs ...any) (string, error) {
	return s.edition(lang).words.Say(key, pairs...)
}

// Settings are the facts of site.yaml.
func (s *Site) Settings() *content.Settings { return s.links.settings }

// edition is the site in a language, or in the default one.
func (s *Site) edition(lang string) *edition {
	for _, e := range s.links.editions {
		if e.lang == lang {
			return e
		}
	}
	return s.links.editions[0]
}

// Topics are the topics to choose from, for a form whose own topic is not, or
// no longer, one of the site's.
func (s *Site) Topics(lang string) []Option {
	var list []Option
	for _, p := range s.edition(lang).topics {
		list = append(list, Option{Value: p.head.Address(), Title: p.head.Title})
	}
	return list
}

// DepartmentOf is the department that a topic belongs to, by its slug; empty
// where it belongs to none.
func (s *Site) DepartmentOf(topic string) string {
	for _, p := range s.edition("").topics {
		if p.head.Address() == topic {
			return p.topic().Department.Value
		}
	}
	return ""
}

// StatusAddress is where a receipt code is read, whole, for who takes it away
// from the site: "https://example.org/intake/status".
func (s *Site) StatusAddress(lang string) string {
	e := s.edition(lang)
	if status := e.facts.Status; !strings.HasPrefix(status, "/") {
		return status
	}
	return strings.TrimSuffix(e.base.whole, e.base.path) + e.facts.Status
}
