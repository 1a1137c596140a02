package store

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
)

// sealedText is what an entry may hold: nobody but who has its key can tell whether more than its beginning is sealed.
func sealedText(marked string) []byte { return append(slices.Clone(sealedPrefix), marked...) }

func reply(c NewCase, number int, marked string) NewEntry {
	return NewEntry{Case: c.Number, Number: number, Received: "2026-12-04", Side: "office", Sealed: sealedText(marked)}
}

func TestAnEntryThatIsSentAgainIsStoredOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s, c := open(t, db), newCase(t)
		create(t, s, c)
		e := reply(c, 2, "hello")
		e.ID = strings.Repeat("ab", 16)
		first, err := s.AppendEntry(ctx, e)
		if err != nil {
			t.Fatal(err)
		}
		again, err := s.AppendEntry(ctx, e)
		if err != nil || again.Sequence != first.Sequence {
			t.Errorf("%+v, %v", again, err)
		}
		e.Sealed = sealedText("other")
		if _, err := s.AppendEntry(ctx, e); !errors.Is(err, ErrConflict) {
			t.Errorf("another entry took its name: %v", err)
		}
		if newest, err := s.NewestEntry(ctx, c.Number); err != nil || newest != 2 {
			t.Errorf("newest is %d, %v", newest, err)
		}
		e.ID, e.Number = "a name", 3
		if _, err := s.AppendEntry(ctx, e); err == nil {
			t.Error("words were stored as a name")
		}
	})
}

func TestAnEntryAndItsStateComeTogetherOrNotAtAll(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s, c := open(t, db), newCase(t)
		create(t, s, c)
		closed := State{Closed: "2026-12-05", TextPurge: "2027-12-05", FactsPurge: "2029-12-05", Hold: true}
		if _, err := s.AppendEntryWithState(ctx, reply(c, 3, "x"), &closed); !errors.Is(err, ErrConflict) {
			t.Fatal(err)
		}
		found, err := s.CaseByLookup(ctx, c.Lookup)
		if err != nil || !found.Open {
			t.Fatalf("%+v, %v", found, err)
		}
		if _, err := s.AppendEntryWithState(ctx, reply(c, 2, "x"), &closed); err != nil {
			t.Fatal(err)
		}
		found, err = s.CaseByLookup(ctx, c.Lookup)
		if err != nil || found.Open || found.Closed != "2026-12-05" || found.TextPurge != "2027-12-05" || found.FactsPurge != "2029-12-05" || !found.Hold {
			t.Errorf("%+v, %v", found, err)
		}
		if err := s.SetState(ctx, c.Number, State{Open: true}); err != nil {
			t.Fatal(err)
		}
		if found, err = s.CaseByLookup(ctx, c.Lookup); err != nil || !found.Open || found.Closed != "" || found.TextPurge != "" {
			t.Errorf("%+v, %v", found, err)
		}
		if err := s.SetState(ctx, "26-22222", State{Open: true}); !errors.Is(err, ErrNotFound) {
			t.Error(err)
		}
	})
}

func TestASealIsReplacedOnlyByWhoSawIt(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s, c := open(t, db), newCase(t)
		create(t, s, c)
		before, err := s.Entries(ctx, c.Number)
		if err != nil {
			t.Fatal(err)
		}
		text, facts := sealedText("new text"), sealedText("new facts")
		if err := s.ReplaceSeal(ctx, before[0].ID, [32]byte{1}, text, facts); !errors.Is(err, ErrConflict) {
			t.Error(err)
		}
		if err := s.ReplaceSeal(ctx, before[0].ID, before[0].Hash(), text, nil); !errors.Is(err, ErrConflict) {
			t.Errorf("the facts were taken away: %v", err)
		}
		if err := s.ReplaceSeal(ctx, before[0].ID, before[0].Hash(), text, facts); err != nil {
			t.Fatal(err)
		}
		after, err := s.EntriesAfter(ctx, before[0].Sequence, 10)
		if err != nil || len(after) != 1 || !bytes.Equal(after[0].Sealed, text) || !bytes.Equal(after[0].SealedFacts, facts) {
			t.Errorf("a desk hears nothing of it: %d, %v", len(after), err)
		}
	})
}

func TestAPersonsOwnCodeTakesThePlaceOfTheOneThatWasHandedOut(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s, c := open(t, db), newCase(t)
		for range 2 { // the answer was lost, and the office sends it again
			if err := s.CreateOfficeCase(ctx, c); err != nil {
				t.Fatal(err)
			}
		}
		found, err := s.CaseByLookup(ctx, c.Lookup)
		if err != nil || !found.IssuedByOffice {
			t.Fatalf("%+v, %v", found, err)
		}
		unused, own := [32]byte{1}, [32]byte{2}
		for _, lookup := range [][32]byte{unused, own} {
			if err := s.AddCode(ctx, c.Number, lookup, []byte("wrapped")); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.CaseByLookup(ctx, unused); err != nil {
			t.Errorf("a code that was shown opens nothing: %v", err)
		}
		if err := s.AddCode(ctx, c.Number, own, []byte("wrapped anew")); err != nil {
			t.Errorf("shown again: %v", err)
		}
		other := newCase(t)
		create(t, s, other)
		if err := s.AddCode(ctx, other.Number, own, []byte("wrapped")); !errors.Is(err, ErrTaken) {
			t.Errorf("another case's: %v", err)
		}
		if err := s.AddCode(ctx, "26-22222", [32]byte{3}, []byte("wrapped")); !errors.Is(err, ErrNotFound) {
			t.Errorf("no such case: %v", err)
		}
		if err := s.UseCode(ctx, c.Lookup); err != nil {
			t.Fatal(err)
		}
		if _, err := s.CaseByLookup(ctx, c.Lookup); err != nil {
			t.Errorf("the old code went before the new one was used: %v", err)
		}
		for range 2 {
			if err := s.UseCode(ctx, own); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.CaseByLookup(ctx, c.Lookup); !errors.Is(err, ErrNotFound) {
			t.Errorf("the old code still opens it: %v", err)
		}
		if found, err := s.CaseByLookup(ctx, own); err != nil || found.IssuedByOffice || found.Number != c.Number {
			t.Errorf("%+v, %v", found, err)
		}
		if _, err := s.CaseByLookup(ctx, unused); !errors.Is(err, ErrNotFound) {
			t.Errorf("a code that was never used still opens it: %v", err)
		}
		if rows(t, s) != "2 2 2 1" {
			t.Error(rows(t, s))
		}
	})
}
