// Package words holds every word that the site says to people: one catalogue
// for each language, in a file of its own.
//
//	en, _ := words.For("en")
//	en.Say("event.add_to_calendar") // "Add to my calendar"
//
// Catalogues are go-i18n message files; plural forms follow CLDR. A language
// without a catalogue speaks English until somebody writes one. The package
// never decides what is said where: layouts and packages ask by key.
package words

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"go.yaml.in/yaml/v4"
	"golang.org/x/text/language"
)

//go:embed *.yaml
var files embed.FS

// fallback is the language of sites whose own has no catalogue.
const fallback = "en"

// Catalogue holds the words of one language. It is safe for concurrent use.
type Catalogue struct {
	lang      string
	plain     map[string]string // messages without variables or plural forms
	filled    map[string]filled // messages without plural forms
	others    map[string]bool   // the rest, which go-i18n renders: whether they have plural forms
	localizer *i18n.Localizer
	dates     dates
}

var loaded sync.Map // language -> *Catalogue

// For returns the catalogue of a language. ok is false where there is none and
// English stands in for it.
func For(lang string) (c *Catalogue, ok bool) {
	if known, hit := loaded.Load(lang); hit {
		return known.(*Catalogue), true
	}
	c, err := load(lang)
	if errors.Is(err, fs.ErrNotExist) {
		c, _ = For(fallback)
		return c, false
	}
	if err != nil {
		panic(err) // an embedded catalogue is broken; a test reads them all
	}
	loaded.Store(lang, c)
	return c, true
}

func load(lang string) (*Catalogue, error) {
	text, err := files.ReadFile(lang + ".yaml")
	if err != nil {
		return nil, err
	}
	return Parse(lang, text)
}

// Parse reads a catalogue that is not one of the program's own.
func Parse(lang string, text []byte) (*Catalogue, error) {
	name := lang + ".yaml"
	tag, err := language.Parse(lang)
	if err != nil {
		return nil, fmt.Errorf("reading the catalogue %s: %w", name, err)
	}
	bundle := i18n.NewBundle(tag)
	bundle.RegisterUnmarshalFunc("yaml", func(data []byte, v any) error { return yaml.Load(data, v) })
	file, err := bundle.ParseMessageFileBytes(text, name)
	if err != nil {
		return nil, fmt.Errorf("reading the catalogue %s: %w", name, err)
	}
	c := &Catalogue{
		lang: lang, plain: map[string]string{}, filled: map[string]filled{}, others: map[string]bool{},
		localizer: i18n.NewLocalizer(bundle, lang),
	}
	for _, m := range file.Messages {
		plural := m.One+m.Few+m.Many+m.Two+m.Zero != ""
		if !plural && !strings.Contains(m.Other, "{{") {
			c.plain[m.ID] = m.Other
		} else {
			c.others[m.ID] = plural
		}
		if f, ok := takeApart(m.Other); ok && !plural {
			c.filled[m.ID] = f
		}
	}
	return c, nil
}

// Lang is the language of the words.
func (c *Catalogue) Lang() string { return c.lang }

// Has tells whether there are words for a key.
func (c *Catalogue) Has(key string) bool {
	_, plain := c.plain[key]
	_, other := c.others[key]
	return plain || other
}

// Keys returns all keys, in no order.
func (c *Catalogue) Keys() []string {
	keys := make([]string, 0, len(c.plain)+len(c.others))
	for k := range c.plain {
		keys = append(keys, k)
	}
	for k := range c.others {
		keys = append(keys, k)
	}
	return keys
}

// Say returns the words for a key. Pairs of names and values fill its
// variables; the value of "n" chooses the plural form where there are some. A key without words is
// an error, so that none goes missing unseen.
func (c *Catalogue) Say(key string, pairs ...any) (string, error) {
	if plain, ok := c.plain[key]; ok {
		return plain, nil
	}
	plural, known := c.others[key]
	if !known {
		return "", fmt.Errorf("the catalogue %q has no words for %q", c.lang, key)
	}
	if len(pairs)%2 != 0 {
		return "", fmt.Errorf("the words %q take pairs of a name and a value", key)
	}
	if f, ok := c.filled[key]; ok {
		if said, ok := f.fill(pairs); ok {
			return said, nil
		}
	}
	config := i18n.LocalizeConfig{MessageID: key}
	data := make(map[string]any, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return "", fmt.Errorf("the words %q take pairs of a name and a value", key)
		}
		data[name] = pairs[i+1]
		if name == "n" && plural {
			config.PluralCount = pairs[i+1]
		}
	}
	config.TemplateData = data
	said, err := c.localizer.Localize(&config)
	if err != nil && said == "" { // a plural form that a message leaves out is said as other
		return "", fmt.Errorf("filling the words %q: %w", key, err)
	}
	return said, nil
}

// must is Say for the keys that this package itself needs.
func (c *Catalogue) must(key string, pairs ...any) string {
	said, err := c.Say(key, pairs...)
	if err != nil {
		panic(err) // a test says each of them in each language
	}
	return said
}
