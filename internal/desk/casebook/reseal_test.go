package casebook

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"testing"

	"example.org/advocate/internal/vault"
)

// resealOffice is an office with a case of every kind of entry, in which Cat takes Ben's place.
func resealOffice(t *testing.T, moves bool) (o *office, b *Book, p *person, cat *vault.Identity, file string) {
	t.Helper()
	o = newOffice(t)
	o.server.moves = moves
	p = o.writes(concern)
	p.says(vault.Said{Act: vault.ActMessage, Text: "more"})
	file = p.sendsFile("a.txt", "the file")
	b = o.synced(o.ann)
	o.must(b.Reply(background, p.number, 3, "a reply", Waiting))
	o.must(b.Note(background, p.number, 4, "a note"))
	o.must(b.CloseCase(background, p.number, 5, "settled", "mended", ""))
	o.sync(b)
	cat = newIdentity(t)
	o.list = vault.Recipients{o.ann.Age.Recipient(), cat.Age.Recipient(), newIdentity(t).Age.Recipient()}
	o.server.office.Recipients = o.list.Strings()
	o.settings.SigningKeys = append(o.settings.SigningKeys, signingKey("Cat", cat))
	o.sync(b)
	o.accept(b, RecipientsDiffer)
	o.accept(b, SigningKeysDiffer)
	o.wants(b)
	return o, b, p, cat, file
}

// opensAll fails unless a key opens all the server holds, and the person what they may read, and nothing more.
func (o *office) opensAll(p *person, cat *vault.Identity, file string, before []Incoming) {
	o.t.Helper()
	person, err := p.made.Code.Identity(p.number, p.made.WrappedIdentity)
	o.must(err)
	for _, e := range o.server.entries {
		old := before[slices.IndexFunc(before, func(b Incoming) bool { return b.ID == e.ID })]
		for part, was := range map[*[]byte][]byte{&e.Sealed: old.Sealed, &e.SealedFacts: old.SealedFacts} {
			if *part == nil {
				continue
			}
			if _, err := vault.Open(*part, o.ben.Age); err == nil {
				o.t.Errorf("entry %d: the old key still opens it", e.Number)
			}
			if _, err := vault.Open(*part, cat.Age); err != nil {
				o.t.Errorf("entry %d: %v", e.Number, err)
			}
			if !bytes.Equal(o.plain(*part), o.plain(was)) {
				o.t.Errorf("entry %d: what is sealed changed", e.Number)
			}
			_, then := vault.Open(was, person.Age)
			_, now := vault.Open(*part, person.Age)
			if (then == nil) != (now == nil) {
				o.t.Errorf("entry %d: the person could open it: %v; and can: %v", e.Number, then == nil, now == nil)
			}
		}
	}
	for _, key := range []*vault.Identity{cat, person} {
		if part, err := vault.Open(o.server.files[file], key.Age); err != nil || string(part.Body) != "the file" {
			o.t.Errorf("the file: %v", err)
		}
	}
}

func TestEverythingIsSealedAnewForANewColleague(t *testing.T) {
	for _, moves := range []bool{false, true} {
		o, b, p, cat, file := resealOffice(t, moves)
		before := slices.Clone(o.server.entries)
		if got := b.ResealWaits(); got != 6 {
			t.Errorf("%d entries wait", got)
		}
		var heard []int
		o.must(b.Reseal(background, func(done, total int) { heard = append(heard, done, total) }))
		if len(heard) != 14 || heard[12] != 6 || heard[13] != 6 {
			t.Errorf("%v", heard)
		}
		o.opensAll(p, cat, file, before)
		if got := b.ResealWaits(); got != 0 {
			t.Errorf("%d entries still wait", got)
		}
		o.sync(b)
		o.must(b.Audit(background))
		o.wants(b)
		if f, err := b.File(background, file); err != nil || f.Name != "a.txt" {
			t.Errorf("%v", err)
		}
		newcomer := o.synced(cat)
		if got := reported(newcomer); !slices.Equal(got, []Kind{RecipientsDiffer}) { // the list before, which the first entry names
			t.Errorf("%v", got)
		}
		o.accept(newcomer, RecipientsDiffer)
		o.wants(newcomer)
		if c := o.look(newcomer, p.number); c.Words != concern || c.Story[4].Said.Text != "a note" {
			t.Errorf("%+v", c)
		}
	}
}

func TestAResealGoesOnWhereItStopped(t *testing.T) {
	for _, moves := range []bool{false, true} {
		for stop := range 6 {
			o, b, p, cat, file := resealOffice(t, moves)
			before := slices.Clone(o.server.entries)
			dir := b.shelf.dir
			// The answer to one is lost, and with it the line.
			err := b.Reseal(background, func(done, _ int) {
				if done == stop {
					o.server.loses = 1
				}
			})
			if !errors.Is(err, errDown) {
				t.Fatalf("%v", err)
			}
			o.must(b.Close())
			b = o.deskIn(dir, o.ann)
			o.must(b.Reseal(background, nil))
			o.opensAll(p, cat, file, before)
			o.must(b.Audit(background))
			o.wants(b)
			if got := b.ResealWaits(); got != 0 {
				t.Errorf("%d entries still wait", got)
			}
		}
	}
}

// A key that came and went again opens nothing once everything is sealed anew, also in a case that began before it came.
func TestAKeyThatCameAndWentOpensNothingAfterASealingAnew(t *testing.T) {
	o := newOffice(t)
	p := o.writes(concern)
	b := o.synced(o.ann)
	two, third := o.list, newIdentity(t)
	change := func(list vault.Recipients) {
		o.list = list
		o.server.office.Recipients = list.Strings()
		o.sync(b)
		o.accept(b, RecipientsDiffer)
	}
	change(vault.Recipients{two[0], two[1], third.Age.Recipient()})
	p.says(vault.Said{Act: vault.ActMessage, Text: "what the third key opens"})
	file := p.sendsFile("a.txt", "and this")
	o.sync(b)
	o.must(b.Reply(background, p.number, 3, "a reply", Waiting))
	o.must(b.CloseCase(background, p.number, 4, "settled", "mended", ""))
	later := o.writes(concern)
	o.sync(b)
	change(two)
	if got := b.ResealWaits(); got != 5 {
		t.Errorf("%d entries wait", got)
	}
	o.must(b.Reseal(background, nil))
	sealed := map[string][]byte{"the file": o.server.files[file]}
	for _, e := range o.server.entries {
		name := fmt.Sprintf("%s %d", e.Case, e.Number)
		sealed[name], sealed[name+", facts"] = e.Sealed, e.SealedFacts
	}
	if len(sealed) != 1+2*6 || o.look(b, later.number) == nil {
		t.Fatalf("%d parts", len(sealed))
	}
	for name, bytes := range sealed {
		if bytes == nil {
			continue
		}
		if _, err := vault.Open(bytes, third.Age); err == nil {
			t.Errorf("%s: the third key opens it", name)
		}
		if _, err := vault.Open(bytes, o.ben.Age); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := b.ResealWaits(); got != 0 {
		t.Errorf("%d entries wait", got)
	}
	o.must(b.Audit(background))
	o.sync(b)
	o.wants(b)

	// And all the same with the first entry, which names the list of before and was sealed anew in between.
	change(vault.Recipients{two[0], two[1], third.Age.Recipient()})
	o.must(b.Reseal(background, nil))
	change(two)
	if got := b.ResealWaits(); got != 6 {
		t.Errorf("%d entries wait", got)
	}
	o.must(b.Reseal(background, nil))
	for _, e := range o.server.entries {
		if _, err := vault.Open(e.Sealed, third.Age); e.Sealed != nil && err == nil {
			t.Errorf("entry %d: the third key opens it", e.Number)
		}
	}
}

func TestNothingWaitsToBeSealedAnewWhereTheKeysNeverChanged(t *testing.T) {
	o := newOffice(t)
	p := o.writes(concern)
	p.says(vault.Said{Act: vault.ActMessage, Text: "more"})
	b := o.synced(o.ann)
	o.must(b.Reply(background, p.number, 2, "a reply", Waiting))
	if got := b.ResealWaits() + o.synced(o.ben).ResealWaits(); got != 0 {
		t.Errorf("%d entries wait", got)
	}
}

func TestWhatCameWithTheNewKeysIsNotSealedAnew(t *testing.T) {
	o, b, _, _, _ := resealOffice(t, false)
	p := o.writes(concern)
	p.says(vault.Said{Act: vault.ActMessage, Text: "more"})
	o.sync(b)
	o.must(b.Note(background, p.number, 2, "a note"))
	o.sync(b)
	if got := b.ResealWaits(); got != 6 {
		t.Errorf("%d entries wait", got)
	}
}

func TestASealThatAColleaguesDeskMadeMeanwhileIsReportedAndKept(t *testing.T) {
	o, b, p, _, file := resealOffice(t, false)
	e := &o.server.entries[1]
	e.Sealed = o.encrypt(o.plain(e.Sealed), append(o.list.Strings(), p.made.Recipient)...)
	o.server.files[file] = o.encrypt(o.plain(o.server.files[file]), append(o.list.Strings(), p.made.Recipient)...)
	o.must(b.Reseal(background, nil))
	o.wants(b, ResealedElsewhere)
	if r := b.Reports()[0]; len(r.Places) != 2 {
		t.Errorf("%+v", r)
	}
	o.accept(b, ResealedElsewhere)
	if got := b.ResealWaits(); got != 0 {
		t.Errorf("%d entries still wait", got)
	}
	if _, err := b.File(background, file); err != nil {
		t.Error(err)
	}
	o.must(b.Audit(background))
	o.wants(b)
}
