package store

import (
	"bytes"
	"context"
	"errors"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/advocate/internal/vault"
)

var ctx = context.Background()

func TestACaseIsFoundByItsCodeAndOpensWithIt(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := open(t, db)
		c, k, seal := newCaseOf(t, "MARKEDWORDS of a message")
		receipt := create(t, s, c)
		code, err := seal.secrets.Code(receipt.SecretID, k, receipt.R)
		if err != nil {
			t.Fatal(err)
		}
		found, err := s.CaseByLookup(ctx, code.Lookup())
		want := Case{Number: c.Number, Received: "2026-12-03", Recipient: c.Recipient, WrappedIdentity: c.WrappedIdentity, Open: true}
		if err != nil || !reflect.DeepEqual(found, want) {
			t.Fatalf("found %+v, %v", found, err)
		}
		entries, err := s.Entries(ctx, found.Number)
		if err != nil || len(entries) != 1 {
			t.Fatalf("%d entries, %v", len(entries), err)
		}
		e := entries[0]
		if e.Number != 1 || e.Received != "2026-12-03" || e.Side != "person" || e.Sequence != 1 || e.Fetched || e.Apart || len(e.ID) != 32 {
			t.Errorf("stored as %s %d %s %s %d", e.ID, e.Number, e.Received, e.Side, e.Sequence)
		}
		person, err := code.Identity(found.Number, found.WrappedIdentity)
		if err != nil {
			t.Fatal(err)
		}
		for who, identity := range map[string]*vault.Identity{"code": person, "practice key": vault.PracticeIdentity()} {
			part, err := vault.Open(e.Sealed, identity.Age)
			if err != nil {
				t.Fatalf("%s: %v", who, err)
			}
			if words, err := part.Words(); err != nil || words.Message != "MARKEDWORDS of a message" {
				t.Errorf("%s: %v, %v", who, words, err)
			}
			if _, err := vault.Open(e.SealedFacts, identity.Age); err != nil {
				t.Errorf("%s: %v", who, err)
			}
		}
	})
}

func TestAnUnknownLookupValueIsNotFound(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := open(t, db)
		if c, err := s.CaseByLookup(ctx, [32]byte{1}); !errors.Is(err, ErrNotFound) || !reflect.DeepEqual(c, Case{}) {
			t.Errorf("found %+v, %v", c, err)
		}
		if entries, err := s.Entries(ctx, "26-22222"); err != nil || len(entries) != 0 {
			t.Errorf("%d entries, %v", len(entries), err)
		}
	})
}

func TestARepeatedConfirmGetsTheSameReceiptAndNoSecondCase(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := open(t, db)
		c, k, seal := newCaseOf(t, "a message")
		first := create(t, s, c)
		again, _, err := seal.seal(k, "a message") // another number, R and code
		if err != nil {
			t.Fatal(err)
		}
		receipt, created, err := s.CreateCase(ctx, noon.Add(time.Minute), again)
		if err != nil || created || receipt.R != first.R || receipt.Case != first.Case || !receipt.Expires.Equal(first.Expires) {
			t.Errorf("receipt for %s, created %v, %v", receipt.Case, created, err)
		}
		if receipt, err := s.Receipt(ctx, noon, k.Hash()); err != nil || receipt.R != first.R || receipt.SecretID != c.Receipt.SecretID {
			t.Errorf("looked up: receipt for %s, %v", receipt.Case, err)
		}
		if got := rows(t, s); got != "1 1 1 1" {
			t.Errorf("rows: %s", got)
		}
	})
}

func TestTheSameKWithAnotherBodyGetsNoReceipt(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := open(t, db)
		c, k, seal := newCaseOf(t, "a message")
		first := create(t, s, c)
		other, _, err := seal.seal(k, "another message")
		if err != nil {
			t.Fatal(err)
		}
		receipt, created, err := s.CreateCase(ctx, noon, other)
		if !errors.Is(err, ErrOtherBody) || created || receipt != (Receipt{}) {
			t.Errorf("receipt for %s, created %v, %v", receipt.Case, created, err)
		}
		if err := first.Check(k.BodyMAC([]byte("another message"))); !errors.Is(err, ErrOtherBody) {
			t.Errorf("checked: %v", err)
		}
		if got := rows(t, s); got != "1 1 1 1" {
			t.Errorf("rows: %s", got)
		}
	})
}

func TestManyConfirmsOfOneTokenAtOnceMakeOneCase(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		stores := []*Store{open(t, db), open(t, db)} // as two processes have it
		_, k, seal := newCaseOf(t, "")
		const confirms = 16
		receipts, made := make([]Receipt, confirms), make([]bool, confirms)
		var group sync.WaitGroup
		for i := range confirms {
			c, _, err := seal.seal(k, "a message")
			if err != nil {
				t.Fatal(err)
			}
			group.Go(func() {
				receipt, created, err := stores[i%2].CreateCase(ctx, noon, c)
				if err != nil {
					t.Error(err)
				}
				receipts[i], made[i] = receipt, created
			})
		}
		group.Wait()
		cases := 0
		for i, r := range receipts {
			if made[i] {
				cases++
			}
			if r.R != receipts[0].R || r.Case != receipts[0].Case {
				t.Errorf("confirm %d got another receipt", i)
			}
		}
		if got := rows(t, stores[0]); cases != 1 || got != "1 1 1 1" {
			t.Errorf("%d confirms created a case; rows: %s", cases, got)
		}
	})
}

func TestAReceiptShowsItsCodeForAnHourAndIsGoneAfterADay(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := open(t, db)
		c, k, _ := newCaseOf(t, "a message")
		receipt := create(t, s, c)
		for after, want := range map[time.Duration]bool{0: true, time.Hour - time.Second: true, time.Hour: false, 23 * time.Hour: false} {
			if got := receipt.ShowsCode(noon.Add(after)); got != want {
				t.Errorf("after %v: the code is shown is %v", after, got)
			}
		}
		if _, err := s.Receipt(ctx, noon.Add(24*time.Hour-time.Second), k.Hash()); err != nil {
			t.Errorf("within the day: %v", err)
		}
		if _, err := s.Receipt(ctx, noon.Add(24*time.Hour), k.Hash()); !errors.Is(err, ErrNotFound) {
			t.Errorf("after the day: %v", err)
		}
		if err := s.DeleteExpired(ctx, noon.Add(24*time.Hour-time.Second)); err != nil || rows(t, s) != "1 1 1 1" {
			t.Errorf("deleted too early: rows %s, %v", rows(t, s), err)
		}
		if err := s.DeleteExpired(ctx, noon.Add(24*time.Hour)); err != nil || rows(t, s) != "1 1 1 0" {
			t.Errorf("not deleted: rows %s, %v", rows(t, s), err)
		}
	})
}

func TestANewCaseDeletesReceiptsThatAreOver(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := open(t, db)
		create(t, s, newCase(t))
		if _, created, err := s.CreateCase(ctx, noon.Add(25*time.Hour), newCase(t)); err != nil || !created {
			t.Fatal(created, err)
		}
		if got := rows(t, s); got != "2 2 2 1" {
			t.Errorf("rows: %s", got)
		}
	})
}

func TestANumberOrALookupValueIsNeverUsedTwice(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := open(t, db)
		first := newCase(t)
		create(t, s, first)
		if _, err := s.db.Exec(`INSERT INTO certificates (case_number, rule, day) VALUES ('26-PPPPP', 'text_days', '2026-12-01')`); err != nil {
			t.Fatal(err)
		}
		for what, change := range map[string]func(*NewCase){
			"number":                    func(c *NewCase) { c.Number = first.Number },
			"number of a purged case":   func(c *NewCase) { c.Number = "26-PPPPP" },
			"look-up value of the code": func(c *NewCase) { c.Lookup = first.Lookup },
		} {
			c := newCase(t)
			change(&c)
			if _, created, err := s.CreateCase(ctx, noon, c); !errors.Is(err, ErrTaken) || created {
				t.Errorf("%s: created %v, %v", what, created, err)
			}
		}
		if got := rows(t, s); got != "1 1 1 1" {
			t.Errorf("rows: %s", got)
		}
	})
}

func TestWhatIsNotSealedIsRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := open(t, db)
		for what, change := range map[string]func(*NewEntry){
			"words":        func(e *NewEntry) { e.Sealed = []byte("MARKEDWORDS") },
			"facts":        func(e *NewEntry) { e.SealedFacts = []byte(`{"topic":"streets"}`) },
			"empty bytes":  func(e *NewEntry) { e.Sealed = []byte{} },
			"nothing":      func(e *NewEntry) { e.Sealed, e.SealedFacts = nil, nil },
			"a classic":    func(e *NewEntry) { e.Sealed = []byte("age-encryption.org/v1\n-> X25519 abc\n") },
			"a passphrase": func(e *NewEntry) { e.Sealed = []byte("age-encryption.org/v1\n-> scrypt abc 18\n") },
		} {
			c := newCase(t)
			change(&c.Entry)
			_, _, err := s.CreateCase(ctx, noon, c)
			if !errors.Is(err, ErrNotSealed) || strings.Contains(err.Error(), "MARKED") {
				t.Errorf("%s: %v", what, err)
			}
		}
		if err := s.CheckWrite(ctx, []byte("MARKEDWORDS")); !errors.Is(err, ErrNotSealed) {
			t.Errorf("health: %v", err)
		}
		if got := rows(t, s); got != "0 0 0 0" {
			t.Errorf("rows: %s", got)
		}
	})
}

func TestTheNextEntryIsStoredAndNoOther(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := open(t, db)
		c := newCase(t)
		create(t, s, c)
		next := NewEntry{Case: c.Number, Number: 2, Received: "2026-12-04", Side: "office", Apart: true, Sealed: c.Entry.Sealed}
		stored, err := s.AppendEntry(ctx, next)
		if err != nil || stored.Sequence != 2 {
			t.Fatalf("stored under %d, %v", stored.Sequence, err)
		}
		for what, number := range map[string]int{"a repeat": 2, "a gap": 4, "none": 0} {
			e := next
			e.Number = number
			if _, err := s.AppendEntry(ctx, e); !errors.Is(err, ErrConflict) {
				t.Errorf("%s: %v", what, err)
			}
		}
		e := next
		e.Case = "26-22222"
		if _, err := s.AppendEntry(ctx, e); !errors.Is(err, ErrNotFound) {
			t.Errorf("no such case: %v", err)
		}
		e = next
		e.Number, e.Side = 3, "server"
		if _, err := s.AppendEntry(ctx, e); err == nil {
			t.Error("an entry of neither side was stored")
		}
		entries, err := s.Entries(ctx, c.Number)
		if err != nil || len(entries) != 2 || !reflect.DeepEqual(entries[1], stored) || entries[1].SealedFacts != nil {
			t.Errorf("read back %d entries, %v", len(entries), err)
		}
	})
}

func TestSequencesFollowTheOrderOfCommits(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		writers := []*Store{open(t, db), open(t, db), open(t, db)}
		reader := open(t, db)
		const each = 15
		var group sync.WaitGroup
		for _, s := range writers {
			cases := make([]NewCase, each)
			for i := range cases {
				cases[i] = newCase(t)
			}
			group.Go(func() {
				for _, c := range cases {
					if _, _, err := s.CreateCase(ctx, noon, c); err != nil {
						t.Error(err)
					}
				}
			})
		}
		// Whoever follows with a cursor while others write must in the end have seen every entry.
		seen := map[string]bool{}
		cursor := int64(0)
		finished := make(chan bool)
		go func() { group.Wait(); close(finished) }()
		for last := false; ; {
			entries, err := reader.EntriesAfter(ctx, cursor, 4)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range entries {
				if e.Sequence <= cursor || seen[e.ID] {
					t.Fatalf("sequence %d came after %d", e.Sequence, cursor)
				}
				cursor, seen[e.ID] = e.Sequence, true
			}
			if last && len(entries) == 0 {
				break
			}
			select {
			case <-finished:
				last = true
			default:
			}
		}
		if len(seen) != each*len(writers) || cursor != int64(len(seen)) {
			t.Errorf("%d entries were seen of %d, up to sequence %d", len(seen), each*len(writers), cursor)
		}
	})
}

func TestChannelAnswersAreCountedByTopicAndMonth(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := open(t, db)
		for _, c := range []struct {
			topic string
			day   Day
		}{{"streets", "2026-12-03"}, {"water", "2026-12-03"}, {"streets", "2026-12-31"}, {"streets", "2027-01-01"}} {
			if err := s.CountAnswer(ctx, c.topic, c.day); err != nil {
				t.Fatal(err)
			}
		}
		got, err := s.AnswerCounts(ctx)
		want := []AnswerCount{{"streets", "2026-12", 2}, {"water", "2026-12", 1}, {"streets", "2027-01", 1}}
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("counts are %v, %v", got, err)
		}
		for topic, day := range map[string]Day{"My MARKEDWORDS": "2026-12-03", "": "2026-12-03", "streets": "2026-13-03", "water": ""} {
			if err := s.CountAnswer(ctx, topic, day); err == nil || strings.Contains(err.Error(), "MARKED") {
				t.Errorf("%q on %q: %v", topic, day, err)
			}
		}
	})
}

func TestTheHealthCheckWritesATableOfItsOwn(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := open(t, db)
		for range 3 {
			probe, err := vault.SealProbe(noon, vault.PracticeRecipients())
			if err != nil {
				t.Fatal(err)
			}
			if err := s.CheckWrite(ctx, probe); err != nil {
				t.Fatal(err)
			}
			var stored []byte
			if err := s.db.QueryRow(`SELECT sealed FROM health`).Scan(&stored); err != nil || !bytes.Equal(stored, probe) {
				t.Fatalf("stored %d bytes, %v", len(stored), err)
			}
		}
		if got := rows(t, s); got != "0 0 0 0" {
			t.Errorf("rows: %s", got)
		}
		if _, err := s.db.Exec(`DROP TABLE health`); err != nil {
			t.Fatal(err)
		}
		probe, _ := vault.SealProbe(noon, vault.PracticeRecipients())
		if err := s.CheckWrite(ctx, probe); err == nil {
			t.Error("a write that cannot be made was reported as made")
		}
	})
}

func TestACaseIsThereAfterReopening(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := open(t, db)
		c := newCase(t)
		create(t, s, c)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		again := open(t, db)
		if found, err := again.CaseByLookup(ctx, c.Lookup); err != nil || found.Number != c.Number {
			t.Errorf("found %s, %v", found.Number, err)
		}
		create(t, again, newCase(t))
	})
}
