package store

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A trace is a short run of sealed bytes, which nobody writes twice by chance.
type trace [16]byte

// tracesOf are the traces of sealed bytes, one after the other, behind the beginning that all have.
func tracesOf(parts ...[]byte) map[trace]bool {
	traces := map[trace]bool{}
	for _, part := range parts {
		for at := len(sealedPrefix); at+len(trace{}) <= len(part); at += len(trace{}) {
			traces[trace(part[at:])] = true
		}
	}
	return traces
}

// countTraces counts traces in the files of a folder, wherever they begin.
func countTraces(t *testing.T, dir string, traces map[trace]bool) (n int) {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(filepath.Join(dir, file.Name()))
		if err != nil {
			t.Fatal(err)
		}
		for at := 0; at+len(trace{}) <= len(data); at++ {
			if traces[trace(data[at:])] {
				n++
			}
		}
	}
	return n
}

// randomly is sealed bytes of a length, which are not like any others.
func randomly(t *testing.T, length int) []byte {
	t.Helper()
	body := make([]byte, length)
	if _, err := rand.Read(body); err != nil {
		t.Fatal(err)
	}
	return append(slices.Clone(sealedPrefix), body...)
}

func TestNothingOfManyPurgedCasesIsInSQLitesFilesPagesAndLog(t *testing.T) {
	seed := uint64(20261203)
	t.Logf("seed %d", seed)
	random := mathrand.New(mathrand.NewPCG(seed, seed))
	dir := t.TempDir()
	s := open(t, database{address: "sqlite:" + filepath.Join(dir, "cases.db")})
	base := newCase(t)
	create(t, s, base) // stays

	var purged, kept [][]byte
	const cases = 40
	for i := range cases {
		c := base
		c.Number, c.Lookup, c.Receipt.KHash = fmt.Sprintf("26-%05d", i), [32]byte{1, byte(i)}, [32]byte{1, byte(i)}
		c.WrappedIdentity = randomly(t, 200)
		c.Entry.Sealed, c.Entry.SealedFacts = randomly(t, 16<<10+random.IntN(100)), randomly(t, 2<<10)
		create(t, s, c)
		written := [][]byte{c.Entry.Sealed, c.Entry.SealedFacts, c.WrappedIdentity}
		n := 2
		for ; n < 2+random.IntN(6); n++ {
			e := reply(c, n, "")
			e.Sealed = randomly(t, 100+random.IntN(9000))
			if _, err := s.AppendEntry(ctx, e); err != nil {
				t.Fatal(err)
			}
			written = append(written, e.Sealed)
		}
		if i%20 == 0 {
			f, err := s.NewFile(ctx, noon, c.Number, FileLimit{})
			if err != nil {
				t.Fatal(err)
			}
			body := randomly(t, PieceSize+random.IntN(PieceSize))
			if _, err := f.Write(body); err != nil {
				t.Fatal(err)
			}
			if _, err := f.Commit(ctx, NewEntry{Number: n, Received: "2026-12-03", Side: "person"}); err != nil {
				t.Fatal(err)
			}
			written = append(written, body)
		}
		state := State{Closed: "2026-12-04", TextPurge: "2027-01-01", FactsPurge: "2027-01-01"}
		if random.IntN(3) == 0 {
			state = State{Open: true}
			kept = append(kept, written...)
		} else {
			purged = append(purged, written...)
		}
		if err := s.SetState(ctx, c.Number, state); err != nil {
			t.Fatal(err)
		}
	}
	last, err := s.LastSequence(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.MarkFetched(ctx, last); err != nil {
		t.Fatal(err)
	}
	gone, stay := tracesOf(purged...), tracesOf(kept...)
	if n := countTraces(t, dir, gone); n < len(gone) {
		t.Fatalf("before: %d of %d traces are found; the search is blind", n, len(gone))
	}
	done, err := s.Purge(ctx, "2027-01-01", 0)
	if err != nil || done.Texts == 0 || done.Texts != done.Facts {
		t.Fatalf("%+v, %v", done, err)
	}
	if n := countTraces(t, dir, gone); n != 0 {
		t.Errorf("%d of %d traces of what was purged are left", n, len(gone))
	}
	if n := countTraces(t, dir, stay); n < len(stay)*99/100 { // pages cut some in two
		t.Errorf("%d of %d traces are left of what was to stay", n, len(stay))
	}
	certificates, err := s.Certificates(ctx, 0)
	if err != nil || len(certificates) != 2*done.Texts {
		t.Errorf("%d certificates, %v", len(certificates), err)
	}
}

func TestWhatIsPurgedIsGoneFromTheFiles(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s, c := open(t, db), newCase(t)
		mark := "PURGEMARK" + c.Number
		c.Entry.Sealed = sealedText(mark + "words")
		c.Entry.SealedFacts = sealedText(mark + "facts")
		create(t, s, c)
		f, err := s.NewFile(ctx, noon, c.Number, FileLimit{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(sealedText(strings.Repeat(mark+"file", 100_000))); err != nil {
			t.Fatal(err)
		}
		last, err := f.Commit(ctx, NewEntry{Number: 2, Received: "2026-12-04", Side: "person"})
		if err != nil {
			t.Fatal(err)
		}
		state := State{Closed: "2026-12-05", TextPurge: "2027-01-05", FactsPurge: "2027-02-05"}
		purge := func(day Day, want Purged) {
			t.Helper()
			if got, err := s.Purge(ctx, day, 30); err != nil || got != want {
				t.Fatalf("on %s: %+v, %v", day, got, err)
			}
		}
		purge("2027-03-01", Purged{}) // it is open
		if err := s.SetState(ctx, c.Number, state); err != nil {
			t.Fatal(err)
		}
		purge("2027-03-01", Purged{}) // no desk has it
		if err := s.MarkFetched(ctx, last.Sequence-1); err != nil {
			t.Fatal(err)
		}
		purge("2027-03-01", Purged{}) // no desk has all of it
		if err := s.MarkFetched(ctx, last.Sequence); err != nil {
			t.Fatal(err)
		}
		held := state
		held.Hold = true
		if err := s.SetState(ctx, c.Number, held); err != nil {
			t.Fatal(err)
		}
		purge("2027-03-01", Purged{})
		if err := s.SetState(ctx, c.Number, state); err != nil {
			t.Fatal(err)
		}
		purge("2027-01-04", Purged{}) // a day early
		inFiles(t, s, mark+"words", true)
		purge("2027-01-05", Purged{Texts: 1})
		inFiles(t, s, mark+"words", false)
		inFiles(t, s, mark+"file", false)
		inFiles(t, s, mark+"facts", true)
		if _, err := s.CaseByLookup(ctx, c.Lookup); !errors.Is(err, ErrNotFound) {
			t.Errorf("its code opens it: %v", err)
		}
		purge("2027-02-04", Purged{})
		purge("2027-02-05", Purged{Facts: 1})
		inFiles(t, s, mark, false)
		if rows(t, s) != "0 0 0 0" || pieces(t, s) != 0 {
			t.Errorf("%s, %d pieces", rows(t, s), pieces(t, s))
		}
		list, err := s.Certificates(ctx, 0)
		if err != nil || len(list) != 2 || list[0].Rule != TextRule || list[1].Rule != FactsRule || list[1].Case != c.Number || list[1].Day != "2027-02-05" {
			t.Errorf("%+v, %v", list, err)
		}
		if list, err = s.Certificates(ctx, list[0].Sequence); err != nil || len(list) != 1 {
			t.Errorf("%+v, %v", list, err)
		}
		if _, _, err := s.CreateCase(ctx, noon, c); !errors.Is(err, ErrTaken) {
			t.Errorf("its number was given out again: %v", err)
		}
	})
}

// inFiles looks for marked bytes in SQLite's files.
func inFiles(t *testing.T, s *Store, mark string, want bool) {
	t.Helper()
	if s.path == "" {
		return
	}
	found := false
	for _, suffix := range []string{"", "-wal", "-shm"} {
		data, err := os.ReadFile(s.path + suffix)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		found = found || bytes.Contains(data, []byte(mark))
	}
	if found != want {
		t.Errorf("%s in the files: %v", mark, found)
	}
}

func TestOnlySpamThatNobodyAnsweredIsPurgedAsSpam(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := open(t, db)
		spam, answered, honest := newCase(t), newCase(t), newCase(t)
		spam.Entry.Apart, answered.Entry.Apart = true, true
		for _, c := range []NewCase{spam, answered, honest} {
			create(t, s, c)
		}
		last, err := s.AppendEntry(ctx, reply(answered, 2, "x"))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.MarkFetched(ctx, last.Sequence); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Purge(ctx, "2027-01-01", 30); err != nil || got != (Purged{}) {
			t.Errorf("a day early: %+v, %v", got, err)
		}
		if got, err := s.Purge(ctx, "2027-01-02", 0); err != nil || got != (Purged{}) {
			t.Errorf("%+v, %v", got, err)
		}
		if got, err := s.Purge(ctx, "2027-01-02", 30); err != nil || got != (Purged{Spam: 1}) {
			t.Errorf("%+v, %v", got, err)
		}
		if rows(t, s) != "2 2 3 2" {
			t.Error(rows(t, s))
		}
	})
}
