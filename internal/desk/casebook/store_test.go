package casebook

import (
	"bytes"
	"context"
	"crypto/rand"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.org/advocate/internal/content"
	"example.org/advocate/internal/desksync"
	"example.org/advocate/internal/store"
	"example.org/advocate/internal/vault"
)

// syncing is the sync contract on a real store, without a network.
func (o *office) syncing(db *store.Store) Server {
	return restarted{o.client(db), func() *desksync.Client { return o.client(db) }}
}

func (o *office) client(db *store.Store) *desksync.Client {
	return desksync.Local(db, func() time.Time { return o.now }, o.list.Strings()...)
}

// restarted is a server that was started again since its recipients file changed.
type restarted struct {
	*desksync.Client
	again func() *desksync.Client
}

func (r restarted) Office(ctx context.Context) (Office, error) { return r.again().Office(ctx) }

// arrivesInStore commits a concern and a file of it as the intake does.
func (o *office) arrivesInStore(db *store.Store, made *vault.SealedCase) {
	o.t.Helper()
	k, err := vault.NewK(rand.Reader)
	o.must(err)
	_, _, err = db.CreateCase(background, o.now, store.NewCase{
		Number: made.Number, Received: store.DayOf(o.now), Recipient: made.Recipient, Lookup: made.Lookup, WrappedIdentity: made.WrappedIdentity,
		Entry:   store.NewEntry{Side: "person", Sealed: made.Text, SealedFacts: made.Facts},
		Receipt: store.Receipt{KHash: k.Hash(), R: made.R, BodyMAC: k.BodyMAC([]byte("x")), SecretID: made.SecretID},
	})
	o.must(err)
	own, err := vault.ParseRecipient(made.Recipient)
	o.must(err)
	var sealed bytes.Buffer
	place := vault.Place{Case: made.Number, Entry: 2, Side: vault.PersonSide}
	o.must(vault.SealFile(&sealed, place, o.now, vault.FileInfo{Name: "a.txt", Type: "text/plain"}, strings.NewReader(strings.Repeat("brown", 500_000)), made.Code.Signing(), o.list, own))
	file, err := db.NewFile(background, o.now, made.Number, store.FileLimit{})
	o.must(err)
	_, err = io.Copy(file, &sealed)
	o.must(err)
	_, err = file.Commit(background, store.NewEntry{Case: made.Number, Number: 2, Received: store.DayOf(o.now), Side: "person"})
	o.must(err)
}

func TestACaseIsWorkedOnFromReceiptToPurgeOnARealStore(t *testing.T) {
	o := newOffice(t)
	db, err := store.Open(background, "sqlite:"+filepath.Join(t.TempDir(), "cases.db"), rand.Reader)
	o.must(err)
	t.Cleanup(func() { _ = db.Close() })
	desk := func(who *vault.Identity) *Book {
		b, err := Open(background, Options{
			Dir: t.TempDir(), Identity: who, Client: o.syncing(db), Rand: rand.Reader,
			Settings: func() *content.Settings { s := o.settings; return &s },
			Now:      o.clock,
		})
		o.must(err)
		t.Cleanup(func() { _ = b.Close() })
		o.sync(b)
		return b
	}
	made := o.sealed(o.list, concern)
	o.arrivesInStore(db, made)
	ann := desk(o.ann)
	o.must(ann.Reply(background, made.Number, 2, "we look at it", Waiting))
	_, err = ann.Refer(background, made.Number, 3, "utilities", "Brown water in district 3.", printed)
	o.must(err)
	entered, err := ann.Enter(background, vault.Words{Message: "by telephone"}, waterFacts)
	if err != nil || !entered.Sent {
		t.Fatalf("%+v, %v", entered, err)
	}
	o.sync(ann)
	ben := desk(o.ben)
	o.wants(ann)
	o.wants(ben)
	file := o.look(ben, made.Number).Story[1]
	if f, err := ben.File(background, file.ID); err != nil || f.Name != "a.txt" {
		t.Errorf("%v", err)
	}

	// A colleague's key comes in place of Ben's.
	cat := newIdentity(t)
	o.list = vault.Recipients{o.ann.Age.Recipient(), cat.Age.Recipient()}
	o.sync(ann)
	o.accept(ann, RecipientsDiffer)
	o.must(ann.Reseal(background, nil))
	o.sync(ann)
	o.must(ann.Audit(background))
	o.wants(ann)
	if got := ann.ResealWaits(); got != 0 {
		t.Errorf("%d entries are not sealed anew", got)
	}
	newcomer := desk(cat)
	if c := o.look(newcomer, made.Number); c.Words != concern || c.Story[3].Said.To != "utilities" {
		t.Errorf("%+v", c)
	}
	if f, err := newcomer.File(background, file.ID); err != nil || f.Name != "a.txt" {
		t.Errorf("%v", err)
	}

	o.must(ann.CloseCase(background, made.Number, 4, "settled", "mended", ""))
	o.sync(ann)
	o.sync(ann) // says that all of it is kept here
	o.later(100)
	purged, err := db.Purge(background, store.DayOf(o.now), 30)
	if err != nil || purged.Texts != 1 {
		t.Fatalf("%+v, %v", purged, err)
	}
	o.sync(ann)
	if c := o.look(ann, made.Number); c.Words != (vault.Words{}) || c.State != Closed || c.Facts.Ending != "settled" || len(c.Purged) != 1 {
		t.Errorf("%+v", c)
	}
	o.must(ann.Audit(background))
	o.wants(ann)
	o.later(900)
	if purged, err = db.Purge(background, store.DayOf(o.now), 30); err != nil || purged.Facts != 1 {
		t.Fatalf("%+v, %v", purged, err)
	}
	o.sync(ann)
	if _, err := ann.Case(made.Number); err == nil {
		t.Error("the case is still there")
	}
	o.wants(ann)
}
