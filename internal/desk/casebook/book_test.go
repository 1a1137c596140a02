package casebook

import (
	"database/sql"
	"errors"
	"strings"
	"sync"
	"testing"

	"example.org/advocate/internal/vault"
)

func TestABookCanBeReadAndWrittenWhileItSyncs(t *testing.T) {
	o := newOffice(t)
	var people []*person
	for range 8 {
		people = append(people, o.writes(concern))
	}
	b := o.desk(o.ann)
	var all sync.WaitGroup
	all.Go(func() {
		for range 5 {
			if err := b.Sync(background); err != nil {
				t.Error(err)
			}
		}
	})
	for range 3 {
		all.Go(func() {
			for _, c := range b.Cases(Filter{}) {
				if err := b.Note(background, c.Number, 99, "x"); err != nil {
					t.Error(err)
				}
			}
			b.Summary()
			b.Counts(ByTopic)
			b.Outbox()
			b.Reports()
		})
	}
	all.Wait()
	o.sync(b)
	o.wants(b)
	if b.Summary().Unsent != 0 || len(b.Cases(Filter{})) != len(people) {
		t.Errorf("%+v", b.Summary())
	}
}

func TestAChangeThatCannotBeWrittenIsNotShownEither(t *testing.T) {
	o := newOffice(t)
	p := o.writes(concern)
	b := o.synced(o.ann)
	full := errors.New("the disk is full")
	err := b.change(background, func(tx *sql.Tx) error {
		return errors.Join(b.insert(background, tx, record{ID: newID(), Case: p.number, Number: 2, Side: "person", Sealed: []byte("x"), Hash: hashOf([]byte("x"))}), full)
	})
	if !errors.Is(err, full) {
		t.Fatalf("%v", err)
	}
	if c := o.look(b, p.number); len(c.Story) != 1 {
		t.Errorf("%+v", c.Story)
	}
	o.wants(b)
}

func TestAFolderOfANewerProgramIsLeftAlone(t *testing.T) {
	o := newOffice(t)
	dir := t.TempDir()
	b := o.deskIn(dir, o.ann)
	if _, err := b.shelf.db.Exec(`PRAGMA user_version = 7`); err != nil {
		t.Fatal(err)
	}
	o.must(b.Close())
	options := b.options
	if _, err := Open(background, options); err == nil || !strings.Contains(err.Error(), "newer program") {
		t.Errorf("%v", err)
	}
}

func TestAClosedBookHoldsNoCases(t *testing.T) {
	o := newOffice(t)
	o.writes(concern)
	b := o.synced(o.ann)
	o.must(b.Close())
	if len(b.Cases(Filter{})) != 0 || len(b.Outbox()) != 0 {
		t.Error("cases are still in memory")
	}
	if err := b.Sync(background); err == nil {
		t.Error("it still syncs")
	}
}

func TestAServerThatNamesEntriesWronglyIsRefused(t *testing.T) {
	o := newOffice(t)
	o.writes(concern)
	o.server.entries[0].ID = "../../../etc/passwd"
	if err := o.desk(o.ann).Sync(background); err == nil || !strings.Contains(err.Error(), "wrong form") {
		t.Errorf("%v", err)
	}
}

func TestNothingIsSealedBeforeTheRecipientsAreKnown(t *testing.T) {
	o := newOffice(t)
	b := o.desk(o.ann)
	if _, err := b.Enter(background, vault.Words{Message: "x"}, waterFacts); err == nil || !strings.Contains(err.Error(), "connect to the server once") {
		t.Errorf("%v", err)
	}
}
