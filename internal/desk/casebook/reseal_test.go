package casebook

import (
	"bytes"
	"errors"
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

func TestWhatCameWithTheNewKeysIsNotSealedAnew(t *testing.T) {
	o, b, _, _, _ := resealOffice(t, false)
	o.writes(concern)
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
