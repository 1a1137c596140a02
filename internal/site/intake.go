package site

import (
	"strings"

	"example.org/advocate/internal/content"
)

// Form is the page with a topic's form, for the intake to show again with what
// a person typed. ok is false where the site has no such topic; a language that
// the site does not have is the default.
func (s *Site) Form(lang, topic string) (page FormPage, ok bool) {
	for _, p := range s.edition(lang).topics {
		if p.head.Address() == topic {
			return p.formPage(), true
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
	f.Alternates, f.Feeds, f.JSONLD = nil, nil, nil
	return f
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
