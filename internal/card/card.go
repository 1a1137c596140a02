package card

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// The size of every card, in pixels: what OpenGraph's readers ask for.
const (
	Width  = 1200
	Height = 630
)

// version belongs to the drawing: a picture that is to look different is
// another one, and needs another name.
const version = 1

// Card is what stands on a card. All texts are plain, in the language of the
// page; empty ones are left out.
type Card struct {
	City   string // above the name of the site
	Site   string // whose card it is
	Kind   string // what it is, above the title: "Systemic issues"
	State  string // where it stands, beside the kind: "Resolved"
	Alert  bool   // the state is one that people must see: "Cancelled"
	Title  string
	Lines  []string // smaller, below the title
	Leaf   *Leaf    // of an event
	Result *Result  // of an issue or initiative
}

// Leaf is a day, as a leaf of a calendar.
type Leaf struct {
	Weekday, Day, Month, Hours string
	Said                       string // the same day in full, for who hears it
}

// Result is what was reached: "21 days", "now", "6".
type Result struct{ Was, Word, Now, Name string }

// Name is a name for the picture of a card, without its ending: letters and
// digits in two parts, of which the last is a fingerprint of ten. Cards have one
// name if all that stands on them is the same.
func (c Card) Name() string {
	text, err := json.Marshal(struct {
		Version int
		Card    Card
	}{version, c})
	if err != nil {
		panic(err) // texts alone can always be written
	}
	sum := sha256.Sum256(text)
	name := hex.EncodeToString(sum[:10])
	return name[:10] + "." + name[10:]
}

// Texts are what a card says below the name of its site, in the order of
// reading, for who does not see it; none where it is drawn without text.
func (c Card) Texts() []string {
	if c = c.prepared(); !c.legible() {
		return nil
	}
	said := []string{c.Kind, c.State, c.Title}
	if c.Leaf != nil {
		said = append(said, c.Leaf.Said, c.Leaf.Hours)
	}
	return slices.DeleteFunc(append(said, c.below()...), func(text string) bool { return text == "" })
}

// texts are all that is drawn.
func (c Card) texts() []string {
	all := []string{c.City, c.Site, c.Kind, c.State, c.Title}
	if c.Leaf != nil {
		all = append(all, c.Leaf.Weekday, c.Leaf.Day, c.Leaf.Month, c.Leaf.Hours)
	}
	return append(all, c.below()...)
}

// below is what stands below the title.
func (c Card) below() []string {
	if c.Result != nil {
		return []string{c.Result.Name, c.Result.Was, c.Result.Word, c.Result.Now}
	}
	return c.Lines
}

// prepared is a card with its texts as they can be drawn: composed letters, one
// line each, without the pictures among letters that no font here has.
func (c Card) prepared() Card {
	for _, text := range []*string{&c.City, &c.Site, &c.Kind, &c.State, &c.Title} {
		*text = clean(*text)
	}
	lines := make([]string, len(c.Lines))
	for i, line := range c.Lines {
		lines[i] = clean(line)
	}
	c.Lines = lines
	if c.Leaf != nil {
		l := *c.Leaf
		for _, text := range []*string{&l.Weekday, &l.Day, &l.Month, &l.Hours, &l.Said} {
			*text = clean(*text)
		}
		c.Leaf = &l
	}
	if c.Result != nil {
		c.Result = &Result{clean(c.Result.Was), clean(c.Result.Word), clean(c.Result.Now), clean(c.Result.Name)}
	}
	return c
}

// clean composes letters with their accents, so that one glyph shows both, and
// leaves out what is seen by nobody or is a picture.
func clean(text string) string {
	f := mustFonts()
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Variation_Selector):
			return -1
		case unicode.IsSymbol(r) && !f.has(r):
			return -1
		}
		return r
	}, norm.NFC.String(text))
	return strings.Join(strings.Fields(text), " ")
}

// written are the scripts whose letters stand one after the other as they are.
// All others need shaping, which nothing here does.
var written = []*unicode.RangeTable{unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Common}

// legible tells whether every text of a prepared card can be drawn.
func (c Card) legible() bool {
	f := mustFonts()
	for _, text := range c.texts() {
		for _, r := range text {
			if !unicode.In(r, written...) || !f.has(r) {
				return false
			}
		}
	}
	return true
}
