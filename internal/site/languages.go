package site

import (
	"cmp"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"example.org/advocate/internal/words"
)

// languages are the page at an address in all languages of the site, for the
// switch: a reader who changes the language stays where they are. near is where
// those languages lead that have no such page, as a list may be shorter there.
func (e *edition) languages(address, near string) []Alternate {
	if len(e.content.Editions) < 2 {
		return nil
	}
	list := make([]Alternate, 0, len(e.editions))
	for _, other := range e.editions {
		at := address
		if _, ok := e.targets[file(other.prefix+at)]; !ok {
			at = near
		}
		list = append(list, Alternate{
			Lang: other.lang, Locale: locale(other.lang), Name: languageName(other.lang),
			Current: other == e, Default: other.prefix == "",
			URL: e.base.href(other.prefix + at), Canonical: e.base.canonical(other.prefix + at),
			Translated: at == address && other.speaks(at),
		})
	}
	return list
}

// speaks tells whether the page at an address is in the edition's language:
// lists are where there is a catalogue of it, documents where they were translated.
func (e *edition) speaks(address string) bool {
	if p := e.address[address]; p != nil {
		if _, own := e.introduces(p); !own || p.doc.Kind().Folder != "" {
			return p.translated()
		}
	}
	if topic, ok := strings.CutPrefix(address, "contact/"); ok && topic != "" { // the form names its topic
		return e.spoken && (e.address["topics/"+topic] == nil || e.address["topics/"+topic].translated())
	}
	return e.spoken
}

// alternates are those of the languages that the page speaks, for search
// engines; none where it speaks one alone.
func alternates(languages []Alternate) []Alternate {
	var list []Alternate
	for _, a := range languages {
		if a.Translated {
			list = append(list, a)
		}
	}
	if len(list) < 2 {
		return nil
	}
	return list
}

// languageName is the name of a language in itself, as it stands alone:
// "Español".
func languageName(lang string) string {
	return words.Capital(cmp.Or(display.Self.Name(language.Make(lang)), lang))
}

// Direction is the direction in which a language is written.
func Direction(lang string) string {
	script, _ := language.Make(lang).Script()
	switch script.String() {
	case "Arab", "Hebr", "Syrc", "Thaa", "Nkoo":
		return "rtl"
	}
	return "ltr"
}
