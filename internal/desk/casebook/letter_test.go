package casebook

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"example.org/advocate/internal/vault"
)

// marked are words with a mark in every field that a person fills in.
func marked(share string) vault.Words {
	var w vault.Words
	v := reflect.ValueOf(&w).Elem()
	for i := range v.NumField() {
		v.Field(i).SetString("MARK" + v.Type().Field(i).Name)
	}
	w.Share, w.ContactBy = share, "email"
	return w
}

// printed writes everything that it is given, as the most careless letter would.
func printed(l Letter) (string, error) {
	text, err := json.MarshalIndent(l, "", " ")
	return string(text), err
}

func TestALetterWithoutNameHoldsNothingOfThePersons(t *testing.T) {
	o := newOffice(t)
	p := o.writes(marked("without-name"))
	p.says(vault.Said{Act: vault.ActMessage, Text: "MARKmore"})
	b := o.synced(o.ann)
	text, err := b.Refer(background, p.number, 2, "utilities", "Brown water on a street in district 3.", printed)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(text, "MARK") || !strings.Contains(text, "Brown water") {
		t.Error(text)
	}
	c := o.look(b, p.number)
	got := c.Story[2]
	if got.Said.Letter != text || got.Said.To != "utilities" || got.Said.Share != "without-name" || !got.Private || c.State != Ours {
		t.Errorf("%+v", got)
	}
	if len(p.reads()) != 0 {
		t.Error("the person can open the letter")
	}
}

func TestALetterWithoutNameIsRefusedWhenItNamesThePersonAfterAll(t *testing.T) {
	o := newOffice(t)
	words := concern
	words.OtherParty, words.Reference = "Mr Hollow", "WO-2026-118"
	p := o.writes(words)
	p.says(vault.Said{Act: vault.ActMessage, Text: "My neighbour with the red door saw it too"})
	b := o.synced(o.ann)
	for _, summary := range []string{
		"Grace Oakley says that the water is brown.",
		"A Mrs OAKLEY wrote.",
		"Grace’s water is brown.",
		"Oakleys water is brown.",
		"The Oakleys wrote.",
		"Ｇｒａｃｅ wrote.",
		"G r a c e wrote.",
		"G.R.A.C.E. wrote.",
		"Graçe wrote.",
		"Gra\u200bce wrote.",
		"GraceOakley wrote.",
		"Call 9185550123.",
		"Call 91 85 55 01 23.",
		"Call 555.0123.",
		"Call ９１８５５５０１２３.",
		"See work order WO2026118.",
		"Write to grace@example.org about it.",
		"Call 918 555-0123.",
		"She quarrels with Mr. Hollow.",
		"See work order wo-2026-118.",
		"The water is brown since Monday, and nobody comes.",
		"They say: my neighbour, with the red door, saw it too.",
	} {
		if _, err := b.Letter(p.number, "utilities", summary); !errors.Is(err, ErrNames) {
			t.Errorf("%q: %v", summary, err)
		}
	}
	for _, summary := range []string{
		"Brown water since Monday.",
		"On 9 December 2026 at 18:00 I saw it; a 2nd visit is on the 12th.",
		"A household reports that its water is brown, and that nobody came.",
		"It would be a disgrace to leave it so.", // no name, though it holds the letters of one
	} {
		if _, err := b.Letter(p.number, "utilities", summary); err != nil {
			t.Errorf("%q: %v", summary, err)
		}
	}
}

func TestANameThatIsAWordOfTheLettersOwnIsNoReasonToRefuseIt(t *testing.T) {
	o := newOffice(t)
	words := concern
	words.Name = "Bill Case"
	p := o.writes(words)
	b := o.synced(o.ann)
	write := func(l Letter) (string, error) {
		return "Topic: Water and sewer bill. Our case: " + l.Case + "\n" + l.Summary, nil
	}
	if _, err := b.Refer(background, p.number, 1, "utilities", "Brown water.", write); err != nil {
		t.Error(err)
	}
	if _, err := b.Refer(background, p.number, 2, "utilities", "Bill wrote.", write); !errors.Is(err, ErrNames) {
		t.Errorf("%v", err)
	}
}

func TestALetterWithNameHoldsWhatThePersonAgreedToShare(t *testing.T) {
	o := newOffice(t)
	p := o.writes(marked("with-name"))
	b := o.synced(o.ann)
	l, err := b.Letter(p.number, "utilities", "Please look at it.")
	if err != nil {
		t.Fatal(err)
	}
	want := vault.Words{
		Name: "MARKName", Message: "MARKMessage", OutcomeWanted: "MARKOutcomeWanted", Reference: "MARKReference",
		ContactedOn: "MARKContactedOn", EventOn: "MARKEventOn",
	}
	if l.Words == nil || *l.Words != want || l.Summary != "Please look at it." || l.Topic != "water" || l.To != "utilities" {
		t.Errorf("%+v", l.Words)
	}
	text, err := b.Refer(background, p.number, 1, "utilities", "", printed)
	if err != nil || !strings.Contains(text, "MARKName") || strings.Contains(text, "MARKAnywayReason") {
		t.Errorf("%s, %v", text, err)
	}
}

func TestALetterWithNameTellsNoWayToReachThePersonAndNobodyElse(t *testing.T) {
	o := newOffice(t)
	for _, by := range []string{"none", "email", "phone", "text", "mail", "relay"} {
		words := marked("with-name")
		words.ContactBy = by
		p := o.writes(words)
		b := o.synced(o.ann)
		text, err := b.Refer(background, p.number, 1, "utilities", "Please look at it.", printed)
		if err != nil || !strings.Contains(text, "MARKName") {
			t.Fatalf("%s: %s, %v", by, text, err)
		}
		for _, field := range []string{"Email", "Phone", "ContactSafely", "OtherParty", "Willing", "Accommodation", "AnywayReason"} {
			if strings.Contains(text, "MARK"+field) {
				t.Errorf("%s: the letter holds %s", by, field)
			}
		}
	}
}

func TestNoLetterCanBeMadeWhereThePersonSharesNothing(t *testing.T) {
	o := newOffice(t)
	for _, share := range []string{"no", "", "all"} {
		p := o.writes(marked(share))
		b := o.synced(o.ann)
		text, err := b.Refer(background, p.number, 1, "utilities", "Brown water.", printed)
		if !errors.Is(err, ErrMayNotShare) || text != "" {
			t.Errorf("%q: %v", share, err)
		}
		if c := o.look(b, p.number); len(c.Story) != 1 {
			t.Error("something was written down")
		}
	}
}

func TestALetterNeedsADepartmentAndASummary(t *testing.T) {
	o := newOffice(t)
	p := o.writes(concern)
	b := o.synced(o.ann)
	if _, err := b.Letter(p.number, "", "x"); !errors.Is(err, ErrRequired) {
		t.Errorf("%v", err)
	}
	if _, err := b.Letter(p.number, "utilities", " "); !errors.Is(err, ErrRequired) {
		t.Errorf("%v", err)
	}
	fail := errors.New("no layout")
	if _, err := b.Refer(background, p.number, 1, "utilities", "x", func(Letter) (string, error) { return "", fail }); !errors.Is(err, fail) {
		t.Errorf("%v", err)
	}
}

func FuzzALetterWithoutNameNeverHoldsTheName(f *testing.F) {
	f.Add("Grace Oakley", "the water of grace oakley", "brown")
	f.Add("Jo", "x", "y")
	f.Fuzz(func(t *testing.T, name, summary, message string) {
		c := &Case{Words: vault.Words{Name: name, Message: message, Share: shareWithoutName}}
		err := Letter{Share: shareWithoutName}.checkNames(c, summary)
		folded := " " + strings.Join(wordsOf(summary), " ") + " "
		whole := strings.Join(wordsOf(name), " ")
		if len(strings.ReplaceAll(whole, " ", "")) >= 3 && strings.Contains(folded, " "+whole+" ") && err == nil {
			t.Errorf("%q holds %q", summary, name)
		}
	})
}
