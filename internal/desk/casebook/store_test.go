package casebook

import (
	"bytes"
	"context"
	"crypto/rand"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"example.org/advocate/internal/content"
	"example.org/advocate/internal/store"
	"example.org/advocate/internal/vault"
)

// storeServer is the sync contract on a real store, without a network.
type storeServer struct {
	db *store.Store
	o  *office
}

func (s storeServer) Office(context.Context) (Office, error) {
	return Office{Recipients: s.o.list.Strings()}, nil
}

func (s storeServer) Entries(ctx context.Context, after int64) (Page, error) {
	const most = 2
	if err := s.db.MarkFetched(ctx, after); err != nil {
		return Page{}, err
	}
	list, err := s.db.EntriesAfter(ctx, after, most)
	if err != nil {
		return Page{}, err
	}
	page := Page{Next: after, More: len(list) == most}
	for _, e := range list {
		in := Incoming{Entry: e, File: e.Pieces > 0}
		if e.Number == 1 {
			c, err := s.db.Case(ctx, e.Case)
			if err != nil {
				return Page{}, err
			}
			in.First = &CaseInfo{Recipient: c.Recipient, IssuedByOffice: c.IssuedByOffice}
		}
		page.Entries, page.Next = append(page.Entries, in), e.Sequence
	}
	purged, err := s.db.Certificates(ctx, after)
	for _, c := range purged {
		if page.More && c.Sequence > page.Next {
			continue
		}
		page.Purged = append(page.Purged, Certificate{Case: c.Case, Rule: c.Rule, Day: c.Day})
		page.Next = max(page.Next, c.Sequence)
	}
	return page, err
}

func (s storeServer) File(ctx context.Context, id string) (io.ReadCloser, error) {
	return s.db.ReadFile(ctx, id)
}

func (s storeServer) Create(ctx context.Context, c store.NewCase) error {
	return s.db.CreateOfficeCase(ctx, c)
}

func (s storeServer) Append(ctx context.Context, e store.NewEntry) (store.Entry, error) {
	return s.db.AppendEntry(ctx, e)
}

func (s storeServer) SetState(ctx context.Context, number string, state store.State) error {
	return s.db.SetState(ctx, number, state)
}

func (s storeServer) PutSeal(ctx context.Context, id string, old [32]byte, sealed, facts []byte) error {
	return s.db.ReplaceSeal(ctx, id, old, sealed, facts)
}

func (s storeServer) PutFileSeal(ctx context.Context, id string, old [32]byte, sealed io.Reader) error {
	return s.db.ReplaceFile(ctx, s.o.now, id, old, sealed)
}

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
			Dir: t.TempDir(), Identity: who, Client: storeServer{db, o}, Rand: rand.Reader,
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
