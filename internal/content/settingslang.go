package content

import (
	"io/fs"
	"slices"
	"strings"
)

// settingsTranslatable are the keys of site.yaml whose words a site.LANG.yaml
// may put into its language. Those of lists stand without numbers.
var settingsTranslatable = []string{
	"title", "organization", "city", "contact", "contact.hours", "contact.address",
	"districts", "districts.title", "menu", "menu.title",
}

func settingsFileIn(lang string) string { return "content/site." + lang + ".yaml" }

// translatesSettings tells whether a file holds the settings of a language.
func (l *loader) translatesSettings(name string) bool {
	return slices.ContainsFunc(l.content.Settings.Languages, func(lang string) bool { return name == settingsFileIn(lang) })
}

// settingsIn are the settings with the words of a language. Like every
// translation, site.es.yaml holds only what differs: its first district is the
// first of site.yaml in other words.
func (l *loader) settingsIn(lang string) Settings {
	s := l.content.Settings
	s.SiteID = s.ID() // the identity is not translated
	name := settingsFileIn(lang)
	text, err := fs.ReadFile(l.fs, name)
	if err != nil {
		return s // without one the words of site.yaml stand
	}
	src := &source{path: name, text: text}
	if p, bad := src.unreadable(); bad {
		l.report(p)
		return s
	}
	d := &decoder{source: src, partial: true}
	if node := d.parse(trimBOM(text)); node != nil {
		mapping(d, node, settingsKeys, &s)
	}
	for _, key := range d.keys {
		if !strings.HasSuffix(key.name, "]") && !slices.Contains(settingsTranslatable, unnumbered(key.name)) {
			l.report(src.problem(key.at, Error, "%s is the same in every language: it stands in site.yaml alone", key.name))
		}
	}
	l.report(d.problems...)
	s.translated = d.keys
	return s
}

// SettingsTranslated tells whether the edition's settings have words of its own
// language: those of site.LANG.yaml.
func (e *Edition) SettingsTranslated() bool { return len(e.Settings.translated) > 0 }

// LangOf is the language in which a text of the settings stands: lang where its
// site.LANG.yaml says it, else that of site.yaml.
func (s *Settings) LangOf(key, lang string) string {
	if slices.ContainsFunc(s.translated, func(k keyPos) bool { return k.name == key }) {
		return lang
	}
	return s.Languages[0]
}
