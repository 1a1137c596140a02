package desksync_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"maps"
	"reflect"
	"strings"
	"testing"

	"example.org/advocate/internal/desksync"
	"example.org/advocate/internal/store"
)

func TestACaseThatTheOfficeTookDownComesBackWithTheNextPage(t *testing.T) {
	onBothEnds(t, func(t *testing.T, e end) {
		c := officeCase(t)
		c.Entry.ID = strings.Repeat("0a", 16)
		for range 2 { // the answer was lost, and it is sent again
			if err := e.Create(ctx, c); err != nil {
				t.Fatal(err)
			}
		}
		page, err := e.Entries(ctx, 0)
		if err != nil || len(page.Entries) != 1 || page.Next != 1 || page.More {
			t.Fatalf("%d entries, next %d, %v", len(page.Entries), page.Next, err)
		}
		got := page.Entries[0]
		want := desksync.Entry{
			Entry: store.Entry{NewEntry: store.NewEntry{
				ID: c.Entry.ID, Case: c.Number, Number: 1, Received: "2026-12-03", Side: "office",
				Sealed: c.Entry.Sealed, SealedFacts: c.Entry.SealedFacts,
			}, Sequence: 1},
			First: &desksync.CaseInfo{Recipient: c.Recipient, IssuedByOffice: true},
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("came back changed: %s %d %s %+v", got.ID, got.Number, got.Side, got.First)
		}
		if found, err := e.db.CaseByLookup(ctx, c.Lookup); err != nil || !found.IssuedByOffice || !bytes.Equal(found.WrappedIdentity, c.WrappedIdentity) {
			t.Errorf("its code finds %s, %v", found.Number, err)
		}
		other := officeCase(t)
		other.Number = c.Number
		if err := e.Create(ctx, other); !errors.Is(err, store.ErrTaken) || strings.Contains(err.Error(), c.Number) {
			t.Errorf("another case of that number: %v", err)
		}
	})
}

func TestAnEntryIsSentOnceAndInItsPlace(t *testing.T) {
	onBothEnds(t, func(t *testing.T, e end) {
		c := officeCase(t)
		if err := e.Create(ctx, c); err != nil {
			t.Fatal(err)
		}
		next := reply(c.Number, 2, "hello")
		next.ID = strings.Repeat("0b", 16)
		first, err := e.Append(ctx, next)
		if err != nil || first.Sequence != 2 || first.ID != next.ID || !bytes.Equal(first.Sealed, next.Sealed) {
			t.Fatalf("%d, %v", first.Sequence, err)
		}
		if again, err := e.Append(ctx, next); err != nil || !reflect.DeepEqual(again, first) {
			t.Errorf("sent again: %d, %v", again.Sequence, err)
		}
		for what, change := range map[string]struct {
			change func(*store.NewEntry)
			want   error
		}{
			"another came first":  {func(n *store.NewEntry) { n.ID = "" }, store.ErrConflict},
			"a gap":               {func(n *store.NewEntry) { n.ID, n.Number = "", 4 }, store.ErrConflict},
			"another of its name": {func(n *store.NewEntry) { n.Sealed = sealed("other") }, store.ErrConflict},
			"no such case":        {func(n *store.NewEntry) { n.ID, n.Case = "", "26-22222" }, store.ErrNotFound},
			"a wrong number":      {func(n *store.NewEntry) { n.Case = "../office" }, desksync.ErrRefused},
			"words in clear":      {func(n *store.NewEntry) { n.ID, n.Number, n.Sealed = "", 3, []byte("MARKED") }, desksync.ErrRefused},
			"a day to come":       {func(n *store.NewEntry) { n.ID, n.Number, n.Received = "", 3, "2036-12-03" }, desksync.ErrRefused},
			"no day":              {func(n *store.NewEntry) { n.ID, n.Number, n.Received = "", 3, "" }, desksync.ErrRefused},
			"a name of words":     {func(n *store.NewEntry) { n.ID, n.Number = "MARKED", 3 }, desksync.ErrRefused},
			"too long":            {func(n *store.NewEntry) { n.ID, n.Number, n.Sealed = "", 3, make([]byte, 8<<20) }, desksync.ErrRefused},
		} {
			n := next
			change.change(&n)
			if _, err := e.Append(ctx, n); !errors.Is(err, change.want) || strings.Contains(err.Error(), "MARKED") {
				t.Errorf("%s: %v", what, err)
			}
		}
		n := reply(c.Number, 3, "whose side?")
		n.Side, n.Apart = "person", true
		if _, err := e.Append(ctx, n); err != nil {
			t.Fatal(err)
		}
		if entries, err := e.db.Entries(ctx, c.Number); err != nil || len(entries) != 3 || entries[2].Side != "office" || entries[2].Apart {
			t.Errorf("a desk spoke for the person: %v", err)
		}
	})
}

func TestAnEntryIsFetchedWhenALaterCursorIsPastIt(t *testing.T) {
	onBothEnds(t, func(t *testing.T, e end) {
		c := officeCase(t)
		if err := e.Create(ctx, c); err != nil {
			t.Fatal(err)
		}
		addFile(t, e.db, c.Number, 2, long("a file"))
		fetched := func() (list []bool) {
			entries, err := e.db.Entries(ctx, c.Number)
			if err != nil {
				t.Fatal(err)
			}
			for _, entry := range entries {
				list = append(list, entry.Fetched)
			}
			return list
		}
		for _, step := range []struct {
			after int64
			want  []bool
		}{
			{0, []bool{false, false}}, {0, []bool{false, false}}, {1, []bool{true, false}},
			{99, []bool{true, false}}, // never given out: the database was set back
			{2, []bool{true, true}}, {0, []bool{true, true}},
		} {
			if _, err := e.Entries(ctx, step.after); err != nil {
				t.Fatal(err)
			}
			if got := fetched(); !reflect.DeepEqual(got, step.want) {
				t.Errorf("after %d: fetched are %v", step.after, got)
			}
		}
	})
}

func TestAFileIsStreamedAndSealedAnew(t *testing.T) {
	onBothEnds(t, func(t *testing.T, e end) {
		c := officeCase(t)
		if err := e.Create(ctx, c); err != nil {
			t.Fatal(err)
		}
		content := long("a file")
		file := addFile(t, e.db, c.Number, 2, content)
		page, err := e.Entries(ctx, 1)
		if err != nil || len(page.Entries) != 1 || !page.Entries[0].File || page.Entries[0].Sealed != nil || page.Entries[0].First != nil {
			t.Fatalf("%+v, %v", page, err)
		}
		read := func() []byte {
			t.Helper()
			body, err := e.File(ctx, file.ID)
			if err != nil {
				t.Fatal(err)
			}
			defer body.Close()
			got, err := io.ReadAll(body)
			if err != nil {
				t.Fatal(err)
			}
			return got
		}
		if !bytes.Equal(read(), content) {
			t.Error("a file came changed")
		}
		anew := long("anew")
		if err := e.PutFileSeal(ctx, file.ID, sha256.Sum256(anew), bytes.NewReader(anew)); !errors.Is(err, store.ErrConflict) {
			t.Errorf("replaced what it had not seen: %v", err)
		}
		if err := e.PutFileSeal(ctx, file.ID, sha256.Sum256(content), strings.NewReader("words in clear")); !errors.Is(err, desksync.ErrRefused) {
			t.Errorf("words in clear: %v", err)
		}
		if err := e.PutFileSeal(ctx, file.ID, sha256.Sum256(content), bytes.NewReader(append(sealed(""), make([]byte, 21<<20)...))); !errors.Is(err, desksync.ErrRefused) {
			t.Errorf("too large: %v", err)
		}
		if !bytes.Equal(read(), content) {
			t.Error("a refused seal took the place of a good one")
		}
		if err := e.PutFileSeal(ctx, file.ID, sha256.Sum256(content), bytes.NewReader(anew)); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(read(), anew) {
			t.Error("the new seal is not there")
		}
		if page, err := e.Entries(ctx, 2); err != nil || len(page.Entries) != 1 || page.Entries[0].ID != file.ID {
			t.Errorf("other desks do not hear of it: %v", err)
		}
		for _, id := range []string{strings.Repeat("0", 32), page.Entries[0].ID[:31], "../../office"} {
			if _, err := e.File(ctx, id); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("%q: %v", id, err)
			}
		}
	})
}

func TestASealIsReplacedByWhoSawTheOldOne(t *testing.T) {
	onBothEnds(t, func(t *testing.T, e end) {
		c := officeCase(t)
		c.Entry.ID = strings.Repeat("0c", 16)
		if err := e.Create(ctx, c); err != nil {
			t.Fatal(err)
		}
		old := store.Entry{NewEntry: c.Entry}.Hash()
		if err := e.PutSeal(ctx, c.Entry.ID, [32]byte{}, sealed("x"), sealed("y")); !errors.Is(err, store.ErrConflict) {
			t.Error(err)
		}
		if err := e.PutSeal(ctx, c.Entry.ID, old, []byte("x"), sealed("y")); !errors.Is(err, desksync.ErrRefused) {
			t.Error(err)
		}
		if err := e.PutSeal(ctx, strings.Repeat("1", 32), old, sealed("x"), sealed("y")); !errors.Is(err, store.ErrNotFound) {
			t.Error(err)
		}
		if err := e.PutSeal(ctx, c.Entry.ID, old, sealed("x"), sealed("y")); err != nil {
			t.Fatal(err)
		}
		if page, err := e.Entries(ctx, 1); err != nil || len(page.Entries) != 1 || !bytes.Equal(page.Entries[0].SealedFacts, sealed("y")) {
			t.Error(err)
		}
	})
}

func TestWhatIsPurgedIsToldInItsPlace(t *testing.T) {
	onBothEnds(t, func(t *testing.T, e end) {
		c := officeCase(t)
		if err := e.Create(ctx, c); err != nil {
			t.Fatal(err)
		}
		for _, st := range []store.State{{}, {Open: true, TextPurge: "2027-01-01"}, {Closed: "today"}} {
			if err := e.SetState(ctx, c.Number, st); !errors.Is(err, desksync.ErrRefused) {
				t.Errorf("%+v: %v", st, err)
			}
		}
		if err := e.SetState(ctx, "26-22222", store.State{Open: true}); !errors.Is(err, store.ErrNotFound) {
			t.Error(err)
		}
		closed := store.State{Closed: "2026-12-04", TextPurge: "2027-01-01", FactsPurge: "2028-01-01"}
		if err := e.SetState(ctx, c.Number, closed); err != nil {
			t.Fatal(err)
		}
		if _, err := e.Entries(ctx, 1); err != nil {
			t.Fatal(err)
		}
		if purged, err := e.db.Purge(ctx, "2027-01-01", 30); err != nil || purged.Texts != 1 {
			t.Fatalf("%+v, %v", purged, err)
		}
		page, err := e.Entries(ctx, 1)
		want := []store.Certificate{{Case: c.Number, Rule: store.TextRule, Day: "2027-01-01", Sequence: 2}}
		if err != nil || !reflect.DeepEqual(page.Purged, want) || page.Next != 2 || len(page.Entries) != 0 {
			t.Errorf("%+v, %v", page, err)
		}
		if page, err := e.Entries(ctx, page.Next); err != nil || len(page.Purged) != 0 {
			t.Errorf("told again: %+v, %v", page, err)
		}
		if _, err := e.Append(ctx, reply(c.Number, 2, "x")); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("added to what is purged: %v", err)
		}
		// A desk that begins now gets what is left.
		if page, err := e.Entries(ctx, 0); err != nil || len(page.Entries) != 1 || page.Entries[0].Sealed != nil || page.Entries[0].SealedFacts == nil {
			t.Errorf("%+v, %v", page, err)
		}
	})
}

func TestPagesFollowEachOtherWithoutAGap(t *testing.T) {
	onBothEnds(t, func(t *testing.T, e end) {
		c := officeCase(t)
		if err := e.Create(ctx, c); err != nil {
			t.Fatal(err)
		}
		const entries = 40
		for n := 2; n <= entries; n++ {
			next := reply(c.Number, n, fmt.Sprint(n))
			next.Sealed = append(next.Sealed, make([]byte, 400<<10)...)
			if _, err := e.Append(ctx, next); err != nil {
				t.Fatal(err)
			}
		}
		seen, pages, after := 0, 0, int64(0)
		for more := true; more; pages++ {
			page, err := e.Entries(ctx, after)
			if err != nil || page.Next <= after {
				t.Fatalf("next is %d, %v", page.Next, err)
			}
			size := 0
			for _, entry := range page.Entries {
				if seen++; entry.Number != seen {
					t.Fatalf("entry %d came as the %d.", entry.Number, seen)
				}
				size += len(entry.Sealed)
			}
			if size > 7<<20 {
				t.Errorf("a page of %d bytes", size)
			}
			after, more = page.Next, page.More
		}
		if seen != entries || pages < 3 || after != entries {
			t.Errorf("%d entries on %d pages, up to %d", seen, pages, after)
		}
	})
}

func TestADeskSeesTheServersRecipientsAndItsLastMail(t *testing.T) {
	onBothEnds(t, func(t *testing.T, e end) {
		if err := e.db.Prepare(ctx, "2026-12-02", []string{"mail:office@example.org", "https://example.org/hook"}, 3); err != nil {
			t.Fatal(err)
		}
		due, err := e.db.Due(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, notice := range due {
			office, err := e.Office(ctx)
			if want := (desksync.Office{Recipients: []string{"age1pqfirst", "age1pqsecond"}}); err != nil || !reflect.DeepEqual(office, want) {
				t.Errorf("before the mail: %+v, %v", office, err)
			}
			if err := e.db.Sent(ctx, notice.ID); err != nil {
				t.Fatal(err)
			}
		}
		if office, err := e.Office(ctx); err != nil || office.LastMail != "2026-12-02" {
			t.Errorf("%+v, %v", office, err)
		}
	})
}

func TestADatabaseThatDoesNotAnswerIsNoAnswer(t *testing.T) {
	onBothEnds(t, func(t *testing.T, e end) {
		if err := e.db.Close(); err != nil {
			t.Fatal(err)
		}
		_, err := e.Entries(ctx, 0)
		if err == nil || errors.Is(err, store.ErrNotFound) || errors.Is(err, desksync.ErrRefused) || strings.Contains(err.Error(), "sql") {
			t.Errorf("%v", err)
		}
	})
}

func TestADeskSeesWhereTheServerHasEachCase(t *testing.T) {
	onBothEnds(t, func(t *testing.T, e end) {
		first, second := officeCase(t), officeCase(t)
		for _, c := range []store.NewCase{first, second} {
			if err := e.Create(ctx, c); err != nil {
				t.Fatal(err)
			}
		}
		closed := store.State{Closed: "2026-12-01", TextPurge: "2026-12-03", FactsPurge: "2027-12-03", Hold: true}
		if err := e.SetState(ctx, second.Number, closed); err != nil {
			t.Fatal(err)
		}
		want := map[string]store.State{first.Number: {Open: true}, second.Number: closed}
		if got, err := e.States(ctx); err != nil || !maps.Equal(got, want) {
			t.Errorf("%+v, %v", got, err)
		}

		// One whose words are purged is in no state any more.
		closed.Hold = false
		if err := e.SetState(ctx, second.Number, closed); err != nil {
			t.Fatal(err)
		}
		page, err := e.Entries(ctx, 0)
		if err == nil {
			_, err = e.Entries(ctx, page.Next)
		}
		if err != nil {
			t.Fatal(err)
		}
		if purged, err := e.db.Purge(ctx, "2026-12-03", 0); err != nil || purged.Texts != 1 {
			t.Fatalf("%+v, %v", purged, err)
		}
		delete(want, second.Number)
		if got, err := e.States(ctx); err != nil || !maps.Equal(got, want) {
			t.Errorf("%+v, %v", got, err)
		}
	})
}
