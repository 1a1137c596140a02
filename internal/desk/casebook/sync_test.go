package casebook

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"example.org/advocate/internal/store"
	"example.org/advocate/internal/vault"
)

func TestADeskReceivesWhatPeopleWroteAndOpensIt(t *testing.T) {
	o := newOffice(t)
	p := o.writes(concern)
	p.says(vault.Said{Act: vault.ActMessage, Text: "It is worse now"})
	o.writes(concern)
	b := o.synced(o.ann)
	o.wants(b)

	c := o.look(b, p.number)
	if c.Words != concern || c.Facts.Facts != waterFacts || c.State != New || c.Received != "2026-12-03" || !c.Fresh {
		t.Errorf("%+v", c)
	}
	if len(c.Story) != 2 || c.Story[1].Said.Text != "It is worse now" {
		t.Errorf("%+v", c.Story)
	}
	if got := b.Cases(Filter{State: New}); len(got) != 2 {
		t.Errorf("%d new cases", len(got))
	}
	if b.LastMail() != "2026-12-01" || !b.LastSync().Equal(o.now) {
		t.Errorf("last mail %s, last sync %s", b.LastMail(), b.LastSync())
	}
}

func TestAnOpenedBookShowsWithoutTheServerWhatItReceived(t *testing.T) {
	o := newOffice(t)
	p := o.writes(concern)
	dir := t.TempDir()
	b := o.deskIn(dir, o.ann)
	o.sync(b)
	o.must(b.Close())
	o.server.down = true
	b = o.deskIn(dir, o.ann)
	if c := o.look(b, p.number); c.Words != concern {
		t.Errorf("%+v", c)
	}
	if err := b.Sync(context.Background()); !errors.Is(err, errDown) {
		t.Errorf("%v", err)
	}
	o.server.down = false
	p.says(vault.Said{Act: vault.ActMessage, Text: "later"})
	o.sync(b)
	if c := o.look(b, p.number); len(c.Story) != 2 {
		t.Error("it did not catch up")
	}
}

func TestASyncThatIsCutOffGoesOnWhereItStopped(t *testing.T) {
	o := newOffice(t)
	for range 7 {
		o.writes(concern)
	}
	pages := 0
	o.server.lie = func(*Page) {
		if pages++; pages == 2 {
			o.server.down = true
		}
	}
	b := o.desk(o.ann)
	if err := b.Sync(context.Background()); !errors.Is(err, errDown) {
		t.Fatalf("%v", err)
	}
	if got := len(b.Cases(Filter{})); got != 6 {
		t.Fatalf("%d cases after two pages of three", got)
	}
	o.server.down, o.server.lie = false, nil
	o.sync(b)
	if got := len(b.Cases(Filter{})); got != 7 {
		t.Errorf("%d cases", got)
	}
	o.wants(b)
}

func TestTheFolderHoldsNothingThatCanBeRead(t *testing.T) {
	o := newOffice(t)
	dir := t.TempDir()
	b := o.deskIn(dir, o.ann)
	p := o.writes(vault.Words{Message: "MARKmessage", Name: "MARKname", Share: "with-name"})
	p.says(vault.Said{Act: vault.ActMessage, Text: "MARKmore"})
	p.sendsFile("MARKfile.txt", "MARKbody")
	o.sync(b)
	ctx := context.Background()
	o.must(b.Note(ctx, p.number, 3, "MARKnote"))
	o.server.down = true
	o.must(b.Reply(ctx, p.number, 4, "MARKreply", Waiting))
	if _, err := b.Enter(ctx, vault.Words{Message: "MARKphone"}, vault.Facts{Topic: "MARKtopic", Kind: "concern"}); err != nil {
		t.Fatal(err)
	}
	if file, err := b.File(ctx, o.look(b, p.number).Story[2].ID); err != nil || file.Name != "MARKfile.txt" {
		t.Fatalf("%v, %v", file, err)
	}
	all := folder(t, dir)
	if len(all) < 100_000 {
		t.Fatalf("the folder holds %d bytes only", len(all))
	}
	if bytes.Contains(all, []byte("MARK")) || bytes.Contains(all, []byte("TUFSS")) { // and in base 64
		t.Error("a word can be read in the desk's folder")
	}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %o", path, info.Mode().Perm())
		}
		return err
	})
	o.must(err)
}

func TestAFileIsOpenedWhenItIsAskedFor(t *testing.T) {
	o := newOffice(t)
	p := o.writes(concern)
	id := p.sendsFile("photo.txt", strings.Repeat("brown ", 50_000))
	b := o.synced(o.ben)
	o.wants(b)
	e := o.look(b, p.number).Story[1]
	if !e.File || e.FileInfo == nil || e.FileInfo.Name != "photo.txt" || e.Said != nil {
		t.Errorf("%+v", e)
	}
	file, err := b.File(context.Background(), id)
	o.must(err)
	body, err := io.ReadAll(file.Body)
	if err != nil || string(body) != strings.Repeat("brown ", 50_000) || file.Type != "text/plain" {
		t.Errorf("%d bytes, %s, %v", len(body), file.Type, err)
	}
	if _, err := b.File(context.Background(), newID()); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("%v", err)
	}
}

func TestAFileThatSomebodyElseSignedIsNotHandedOut(t *testing.T) {
	o := newOffice(t)
	p := o.writes(concern)
	p.key = newIdentity(t).Signing
	id := p.sendsFile("photo.txt", "brown")
	b := o.synced(o.ann)
	if _, err := b.File(context.Background(), id); !errors.Is(err, vault.ErrSignature) {
		t.Errorf("%v", err)
	}
}

func TestAPurgedCaseIsDroppedAndItsCertificateStays(t *testing.T) {
	o := newOffice(t)
	p := o.writes(concern)
	other := o.writes(concern)
	file := p.sendsFile("a.txt", "x")
	dir := t.TempDir()
	b := o.deskIn(dir, o.ann)
	o.sync(b)
	o.must(b.CloseCase(context.Background(), p.number, 2, "settled", "done", ""))
	o.sync(b)

	kept := o.server.entries
	o.later(100)
	o.server.purge(p.number, ruleText)
	o.sync(b)
	c := o.look(b, p.number)
	if c.Words != (vault.Words{}) || c.Facts.Topic != "water" || c.State != Closed || c.Ending.Name != "settled" || c.Ending.Day != "2026-12-03" {
		t.Errorf("%+v %+v", c, c.Ending)
	}
	if _, err := b.File(context.Background(), file); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("the file is still there: %v", err)
	}
	if err := b.Note(context.Background(), p.number, 9, "more"); err == nil {
		t.Error("a note was added to a purged case")
	}
	if counts := b.Counts(ByTopic); len(counts) != 1 || counts[0].Received != 2 || counts[0].Endings["settled"] != 1 {
		t.Errorf("%+v", counts)
	}
	o.wants(b)

	o.later(900)
	o.server.purge(p.number, ruleFacts)
	o.sync(b)
	if _, err := b.Case(p.number); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("%v", err)
	}
	if got := b.Certificates(); len(got) != 2 || got[0] != (Certificate{Case: p.number, Rule: ruleText, Day: "2027-03-13"}) {
		t.Errorf("%+v", got)
	}
	all := folder(t, dir)
	for _, e := range kept {
		if e.Case == p.number && e.Sealed != nil && bytes.Contains(all, e.Sealed[3000:5000]) {
			t.Error("what was purged is still in the folder's files")
		}
	}
	o.must(b.Close())
	b = o.deskIn(dir, o.ann)
	o.wants(b)
	if len(b.Certificates()) != 2 || o.look(b, other.number).Words != concern {
		t.Error("after opening again it is not as it was")
	}
}
