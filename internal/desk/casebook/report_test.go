package casebook

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"io"
	"slices"
	"testing"

	"filippo.io/age"

	"example.org/advocate/internal/vault"
)

func TestEverythingInOrderReportsNothing(t *testing.T) {
	o := newOffice(t)
	p := o.writes(concern)
	p.says(vault.Said{Act: vault.ActMessage, Text: "more"})
	p.sendsFile("a.txt", "a")
	ann, ben := o.synced(o.ann), o.synced(o.ben)
	o.must(ann.Reply(context.Background(), p.number, 3, "we look at it", Waiting))
	o.must(ann.Note(context.Background(), p.number, 4, "call utilities"))
	o.must(ann.CloseCase(context.Background(), p.number, 5, "settled", "mended", ""))
	for _, b := range []*Book{ann, ben} {
		o.sync(b)
		o.must(b.Audit(context.Background()))
		o.wants(b)
	}
	if c := o.look(ben, p.number); c.State != Closed || c.Story[3].By != "Ann" {
		t.Errorf("%+v", c)
	}
}

func TestAnEntryOfAnotherCaseIsReported(t *testing.T) {
	o := newOffice(t)
	p, other := o.writes(concern), o.writes(concern)
	other.says(vault.Said{Act: vault.ActWithdrawn})
	p.sends(o.server.entries[2].Sealed, 2)
	b := o.synced(o.ann)
	o.wants(b, OtherCase, WrongSignature)
	if c := o.look(b, p.number); c.State != New || !slices.Contains(c.Story[1].Problems, OtherCase) {
		t.Errorf("another case's entry was believed: %+v", c)
	}
	if got := b.ReportsOf(other.number); len(got) != 0 {
		t.Errorf("%+v", got)
	}
	if got := b.ReportsOf(p.number); len(got) != 2 || got[0].Places[0] != (Place{p.number, 2}) {
		t.Errorf("%+v", got)
	}
}

func TestAnEntryThatIsShownAgainUnderAnotherNumberIsReported(t *testing.T) {
	o := newOffice(t)
	p := o.writes(concern)
	p.says(vault.Said{Act: vault.ActUnsolved})
	p.sends(o.server.entries[1].Sealed, 3)
	b := o.synced(o.ann)
	o.wants(b, Misplaced)
}

func TestAnotherCasesFileIsReportedBeforeItIsOpened(t *testing.T) {
	o := newOffice(t)
	p, other := o.writes(concern), o.writes(concern)
	file := other.sendsFile("a.txt", "a")
	id := p.sends(nil, 2)
	o.server.find(id).File = true
	o.server.files[id] = o.server.files[file]
	b := o.synced(o.ann)
	o.wants(b, OtherCase)
	if _, err := b.File(context.Background(), id); err == nil {
		t.Error("it is handed out")
	}
}

func TestAGapIsReported(t *testing.T) {
	o := newOffice(t)
	p := o.writes(concern)
	place := p.place()
	place.Entry = 3
	own, err := vault.ParseRecipient(p.made.Recipient)
	o.must(err)
	sealed, err := vault.SealSaid(place, o.now, vault.Said{Act: vault.ActMessage, Text: "third"}, p.key, o.list, own)
	o.must(err)
	p.sends(sealed, 3)
	b := o.synced(o.ann)
	o.wants(b, Gap)
	if got := b.Reports()[0]; len(got.Places) != 1 || got.Places[0] != (Place{p.number, 2}) || got.Kind.Acceptable() {
		t.Errorf("%+v", got)
	}
	if err := b.AcceptPin(context.Background(), b.Reports()[0].ID); err == nil {
		t.Error("a gap was accepted")
	}
}

func TestARepeatedNumberIsReportedAndTheFirstStays(t *testing.T) {
	o := newOffice(t)
	p := o.writes(concern)
	place := p.place()
	p.says(vault.Said{Act: vault.ActMessage, Text: "first"})
	own, err := vault.ParseRecipient(p.made.Recipient)
	o.must(err)
	sealed, err := vault.SealSaid(place, o.now, vault.Said{Act: vault.ActMessage, Text: "second"}, p.key, o.list, own)
	o.must(err)
	p.sends(sealed, 2)
	dir := t.TempDir()
	b := o.deskIn(dir, o.ann)
	o.sync(b)
	o.must(b.Close())
	b = o.deskIn(dir, o.ann)
	o.wants(b, Repeat)
	if c := o.look(b, p.number); len(c.Story) != 2 || c.Story[1].Said.Text != "first" {
		t.Errorf("%+v", c.Story)
	}
	o.accept(b, Repeat)
	o.wants(b)
	c := o.look(b, p.number)
	if len(c.Story) != 3 || !c.Story[1].Gone || c.Story[2].Said.Text != "second" || c.Newest != 2 {
		t.Errorf("%+v", c.Story)
	}
}

func TestAWrongSignatureIsReportedAndNotBelieved(t *testing.T) {
	o := newOffice(t)
	p := o.writes(concern)
	p.key = newIdentity(t).Signing
	p.says(vault.Said{Act: vault.ActWithdrawn})
	b := o.synced(o.ann)
	o.wants(b, WrongSignature)
	if c := o.look(b, p.number); c.State != New {
		t.Errorf("it was believed: %s", c.State)
	}
}

func TestAMissingSignatureIsReported(t *testing.T) {
	o := newOffice(t)
	p := o.writes(concern)
	p.says(vault.Said{Act: vault.ActWithdrawn})
	e := &o.server.entries[1]
	part, err := vault.Open(e.Sealed, o.ann.Age)
	o.must(err)
	plain := o.plain(e.Sealed)
	signature := bytes.IndexByte(plain, '\n') + 1 + part.Size
	clear(plain[signature : signature+ed25519.SignatureSize])
	e.Sealed = o.encrypt(plain, append(o.list.Strings(), p.made.Recipient)...)
	b := o.synced(o.ann)
	o.wants(b, WrongSignature)
}

func TestAnOfficeEntryOfAStrangerIsReported(t *testing.T) {
	o := newOffice(t)
	p := o.writes(concern)
	place := p.place()
	place.Side = vault.OfficeSide
	own, err := vault.ParseRecipient(p.made.Recipient)
	o.must(err)
	sealed, err := vault.SealSaid(place, o.now, vault.Said{Act: vault.ActClosed, Ending: "settled"}, newIdentity(t).Signing, o.list, own)
	o.must(err)
	o.server.find(p.sends(sealed, 2)).Side = string(vault.OfficeSide)
	b := o.synced(o.ann)
	o.wants(b, WrongSignature)
	if c := o.look(b, p.number); c.State != New || len(o.server.states) != 0 {
		t.Errorf("it was believed: %s, %v", c.State, o.server.states)
	}
}

func TestWhatCannotBeReadIsReported(t *testing.T) {
	o := newOffice(t)
	p := o.writes(concern)
	p.says(vault.Said{Act: vault.ActMessage, Text: "x"})
	sealed := bytes.Clone(o.server.entries[1].Sealed)
	sealed[len(sealed)-1] ^= 1
	o.server.entries[1].Sealed = sealed
	o.wants(o.synced(o.ann), Damaged)
}

func TestFewerEntriesThanBeforeAreReportedAndWhatComesLaterIsNotMissed(t *testing.T) {
	o := newOffice(t)
	p := o.writes(concern)
	q := o.writes(concern)
	kept, sequence := slices.Clone(o.server.entries), o.server.sequence
	p.says(vault.Said{Act: vault.ActMessage, Text: "lost with the old disk"})
	lost := o.writes(concern)
	b := o.synced(o.ann)

	// The server comes back from an older copy, and gives out the same sequences again.
	o.server.entries, o.server.sequence = kept, sequence
	p.says(vault.Said{Act: vault.ActMessage, Text: "said anew"})
	o.sync(b)
	o.wants(b, FewerEntries, FewerEntries, Repeat)
	if c := o.look(b, p.number); c.Story[1].Said.Text != "lost with the old disk" {
		t.Errorf("%+v", c.Story)
	}
	for range 2 {
		o.accept(b, FewerEntries)
	}
	o.wants(b)
	c := o.look(b, p.number)
	if len(c.Story) != 3 || !c.Story[1].Gone || c.Story[2].Said.Text != "said anew" {
		t.Errorf("%+v", c.Story)
	}
	o.must(b.Reply(context.Background(), p.number, 2, "so it is", Waiting))
	o.must(b.Reply(context.Background(), q.number, 1, "and here", Waiting))
	if c := o.look(b, p.number); c.Unsent != 0 || c.Newest != 3 {
		t.Errorf("%+v", c)
	}
	if c := o.look(b, lost.number); len(c.Story) != 1 || !c.Story[0].Gone {
		t.Errorf("%+v", c)
	}
	o.sync(b)
	o.wants(b)
}

func TestEntriesThatVanishAreFoundWithinAWeek(t *testing.T) {
	o := newOffice(t)
	p := o.writes(concern)
	p.says(vault.Said{Act: vault.ActMessage, Text: "x"})
	p.says(vault.Said{Act: vault.ActMessage, Text: "y"})
	b := o.synced(o.ann)
	o.server.entries = slices.Delete(o.server.entries, 1, 2)
	o.sync(b)
	o.wants(b)
	o.later(7)
	o.sync(b)
	o.wants(b, FewerEntries)
	if r := b.Reports()[0]; r.Places[0] != (Place{p.number, 2}) {
		t.Errorf("%+v", r)
	}
}

func TestChangedBytesAreReportedAndTheOldOnesStayUntilSomebodyAccepts(t *testing.T) {
	o := newOffice(t)
	p := o.writes(concern)
	place := p.place()
	p.says(vault.Said{Act: vault.ActMessage, Text: "before"})
	dir := t.TempDir()
	b := o.deskIn(dir, o.ann)
	o.sync(b)
	own, err := vault.ParseRecipient(p.made.Recipient)
	o.must(err)
	o.server.entries[1].Sealed, err = vault.SealSaid(place, o.now, vault.Said{Act: vault.ActMessage, Text: "after"}, p.key, o.list, own)
	o.must(err)
	o.must(b.Audit(context.Background()))
	o.must(b.Close())
	b = o.deskIn(dir, o.ann)
	o.wants(b, EntryChanged)
	if c := o.look(b, p.number); c.Story[1].Said.Text != "before" || !slices.Contains(c.Story[1].Problems, EntryChanged) {
		t.Errorf("%+v", c.Story[1])
	}
	o.accept(b, EntryChanged)
	o.wants(b)
	if c := o.look(b, p.number); len(c.Story) != 2 || c.Story[1].Said.Text != "after" {
		t.Errorf("%+v", c.Story)
	}
	o.must(b.Audit(context.Background()))
	o.wants(b)
}

func TestAFirstEntryThatIsAcceptedWithAnotherKeyOfThePersonIsStillReported(t *testing.T) {
	o := newOffice(t)
	p := o.writes(concern)
	b := o.synced(o.ann)
	forged := o.sealed(o.list, concern)
	part, err := vault.Open(forged.Text, o.ann.Age)
	o.must(err)
	key := forged.Code.Signing()
	header := part.Header
	header.Place.Case = p.number
	own, err := vault.ParseRecipient(forged.Recipient)
	o.must(err)
	e := &o.server.entries[0]
	e.Sealed, err = vault.Seal(vault.Part{Header: header, Body: part.Body}, key, o.list, own)
	o.must(err)
	o.must(b.Audit(context.Background()))
	o.wants(b, EntryChanged)
	o.accept(b, EntryChanged)
	got := reported(b)
	if !slices.Contains(got, PersonKey) || !slices.Contains(got, CaseRecipient) {
		t.Errorf("%v", got)
	}
	if err := b.Reply(context.Background(), p.number, 1, "x", Waiting); err == nil {
		t.Error("a reply was sealed to who forged the case")
	}
}

func TestAnEntryMovedInClearIsReported(t *testing.T) {
	o := newOffice(t)
	p, q := o.writes(concern), o.writes(concern)
	p.says(vault.Said{Act: vault.ActMessage, Text: "x"})
	b := o.synced(o.ann)
	o.server.entries[2].Case = q.number
	o.must(b.Audit(context.Background()))
	o.wants(b, EntryChanged)
	if len(o.look(b, p.number).Story) != 2 || len(o.look(b, q.number).Story) != 1 {
		t.Error("it moved")
	}
}

func TestASealOfAColleaguesDeskIsReportedOnceForAllAndTakenWhenAccepted(t *testing.T) {
	o := newOffice(t)
	p := o.writes(concern)
	file := p.sendsFile("a.txt", "a")
	b := o.synced(o.ann)
	for i := range o.server.entries {
		e := &o.server.entries[i]
		if e.Sealed != nil {
			e.Sealed = o.encrypt(o.plain(e.Sealed), append(o.list.Strings(), p.made.Recipient)...)
			e.SealedFacts = o.encrypt(o.plain(e.SealedFacts), append(o.list.Strings(), p.made.Recipient)...)
		}
		o.server.moveUp(e)
	}
	o.server.files[file] = o.encrypt(o.plain(o.server.files[file]), append(o.list.Strings(), p.made.Recipient)...)
	o.sync(b)
	o.wants(b, ResealedElsewhere)
	if r := b.Reports()[0]; len(r.Places) != 2 {
		t.Errorf("%+v", r)
	}
	o.accept(b, ResealedElsewhere)
	o.must(b.Audit(context.Background()))
	o.wants(b)
	if f, err := b.File(context.Background(), file); err != nil || f.Name != "a.txt" {
		t.Errorf("%v", err)
	}
}

// plain takes a seal off.
func (o *office) plain(sealed []byte) []byte {
	o.t.Helper()
	r, err := age.Decrypt(bytes.NewReader(sealed), o.ann.Age)
	o.must(err)
	plain, err := io.ReadAll(r)
	o.must(err)
	return plain
}

// encrypt puts a seal on.
func (o *office) encrypt(plain []byte, to ...string) []byte {
	o.t.Helper()
	var recipients []age.Recipient
	for _, line := range to {
		r, err := vault.ParseRecipient(line)
		o.must(err)
		recipients = append(recipients, r)
	}
	var sealed bytes.Buffer
	w, err := age.Encrypt(&sealed, recipients...)
	o.must(err)
	_, err = w.Write(plain)
	o.must(err)
	o.must(w.Close())
	return sealed.Bytes()
}
