package card

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/png"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

var townHall = Card{
	City: "City of Tulsa", Site: "Citizen Services Advocate", Kind: "Events", State: "Cancelled", Alert: true,
	Title: "Town hall in District 4", Lines: []string{"Central Library"},
	Leaf: &Leaf{Weekday: "Thursday", Day: "3", Month: "December 2026", Hours: "6:00 pm to 7:30 pm", Said: "Thursday, December 3, 2026"},
}

var waterBill = Card{
	City: "City of Tulsa", Site: "Citizen Services Advocate", Kind: "Systemic issues", State: "Resolved",
	Title: "Three weeks for an answer", Result: &Result{Was: "21 days", Word: "now", Now: "6", Name: "Time until an answer"},
}

func drawn(t testing.TB, c Card) *image.Paletted {
	t.Helper()
	file, err := Draw(c)
	if err != nil {
		t.Fatal(err)
	}
	decoded, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return decoded.(*image.Paletted)
}

func TestACardIsOfTheSizeThatOtherSitesAskFor(t *testing.T) {
	if size := drawn(t, townHall).Rect.Size(); size != image.Pt(1200, 630) {
		t.Error(size)
	}
}

func TestTheSameCardIsTheSamePictureAndName(t *testing.T) {
	a, _ := Draw(townHall)
	other := townHall
	leaf := *townHall.Leaf
	other.Leaf = &leaf
	b, _ := Draw(other)
	if !bytes.Equal(a, b) || townHall.Name() != other.Name() {
		t.Error("two cards that say the same differ")
	}
	other.Leaf.Day = "4"
	if townHall.Name() == other.Name() {
		t.Error("two cards of different days have one name")
	}
}

// A picture that changed under its old name would stay the old one in caches
// everywhere: whoever changes the drawing raises version, and then these.
func TestAPictureThatLooksDifferentHasAnotherVersion(t *testing.T) {
	pictures := map[string]Card{
		"8cea": townHall, "42b4": waterBill, "a626": {Site: "Office", Title: "اجتماع"},
	}
	if version != 1 {
		t.Fatalf("the version is %d: write down what its pictures are", version)
	}
	for want, c := range pictures {
		sum := sha256.Sum256(drawn(t, c).Pix)
		if got := hex.EncodeToString(sum[:2]); got != want {
			t.Errorf("the card of %q is %s, and was %s: raise version", c.Title, got, want)
		}
	}
}

func TestNoTextLeavesItsPlace(t *testing.T) {
	long := strings.Repeat("Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft", 3)
	many := strings.Repeat("and then, so that nobody forgets, ", 40)
	for _, c := range []Card{
		{City: long, Site: long, Title: long}, {City: many, Site: many, Title: many, Kind: many, State: many, Lines: []string{many, many, many, long}},
		{Site: "Office", Title: long, Alert: true, State: many, Leaf: &Leaf{long, many, long, many, ""}, Lines: []string{long}},
		{Site: "Office", Title: many, Kind: many, Result: &Result{many, many, long, many}},
		{Site: "Office", Title: long, Leaf: &Leaf{many, long, many, long, ""}, Result: &Result{long, long, many, long}},
		{}, {Title: "W"},
	} {
		mustStayInside(t, c)
	}
}

// mustStayInside compares a card with one that says nothing.
func mustStayInside(t testing.TB, c Card) {
	t.Helper()
	empty := newCanvas()
	empty.fill(0, 0, Width, Height, paper)
	empty.masthead()
	got := drawn(t, c)
	inside := image.Rect(margin-8, 8, Width-margin+8, bottom+4)
	for y := range Height {
		for x := range Width {
			if !image.Pt(x, y).In(inside) && got.ColorIndexAt(x, y) != empty.image.ColorIndexAt(x, y) {
				t.Fatalf("the card of %.40q says something at %d,%d", c.Title, x, y)
			}
		}
	}
}

func TestSpanishHasItsAccents(t *testing.T) {
	with := drawn(t, Card{Title: "¿Qué año, pingüino? ÁÉÍÓÚÑ"})
	without := drawn(t, Card{Title: "¿Que ano, pinguino? AEIOUN"})
	if bytes.Equal(with.Pix, without.Pix) {
		t.Error("accents are not drawn")
	}
	composed, decomposed := drawn(t, Card{Title: "año"}), drawn(t, Card{Title: norm.NFD.String("año")})
	if !bytes.Equal(composed.Pix, decomposed.Pix) {
		t.Error("an accent of its own is drawn otherwise than its letter with it")
	}
}

func TestAScriptThatTheFontsLackGivesACardWithoutText(t *testing.T) {
	mark := drawn(t, Card{Title: "اجتماع عام"})
	for _, c := range []Card{
		{Title: "公听会"}, {Title: "Town hall 公听会"}, {Site: "ምክር", Title: "Town hall"}, {Title: "שלום"}, {Title: "नमस्ते"},
		{Site: "Office", Title: "Town hall", Lines: []string{"ที่ห้องสมุด"}},
	} {
		if texts := c.Texts(); texts != nil {
			t.Errorf("%q says %q", c.Title, texts)
		}
		if !bytes.Equal(drawn(t, c).Pix, mark.Pix) {
			t.Errorf("the card of %q is not the mark alone", c.Title)
		}
	}
	if bytes.Equal(drawn(t, Card{Title: "Họp công chúng: Ελληνικά, Українська"}).Pix, mark.Pix) {
		t.Error("a script that the fonts have gives no text")
	}
}

func TestAPictureAmongTheLettersIsLeftOut(t *testing.T) {
	if got := (Card{Title: "Summer fair 🎉 on the\u200b river\n"}).Texts(); len(got) != 1 || got[0] != "Summer fair on the river" {
		t.Errorf("%q", got)
	}
}

func TestWhatACardSaysIsSaidInTheOrderOfReading(t *testing.T) {
	want := "Events|Cancelled|Town hall in District 4|Thursday, December 3, 2026|6:00 pm to 7:30 pm|Central Library"
	if got := strings.Join(townHall.Texts(), "|"); got != want {
		t.Errorf("%s\nnot\n%s", got, want)
	}
	want = "Systemic issues|Resolved|Three weeks for an answer|Time until an answer|21 days|now|6"
	if got := strings.Join(waterBill.Texts(), "|"); got != want {
		t.Errorf("%s\nnot\n%s", got, want)
	}
}

func FuzzDraw(f *testing.F) {
	f.Add("Town hall", "Central Library", "21 days")
	f.Add("¿Qué año?", "\xff", "́́́")
	f.Fuzz(func(t *testing.T, title, text, figure string) {
		if len(title)+len(text)+len(figure) > 400 || !utf8.ValidString(title+text+figure) {
			return
		}
		mustStayInside(t, Card{City: text, Site: title, Title: title, Kind: text, State: figure, Lines: []string{text}, Leaf: &Leaf{text, figure, title, text, title}})
		mustStayInside(t, Card{Site: text, Title: text, Result: &Result{figure, text, title, text}})
	})
}

func BenchmarkDraw(b *testing.B) {
	for b.Loop() {
		if _, err := Draw(townHall); err != nil {
			b.Fatal(err)
		}
	}
}
