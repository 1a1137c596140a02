package store

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"strings"
	"testing"
	"time"
)

func TestAFileIsInSightOnlyWhenWhole(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s, c := open(t, db), newCase(t)
		create(t, s, c)
		sealed := sealedText(strings.Repeat("MARKEDFILE", 300_000)) // three pieces
		f, err := s.NewFile(ctx, noon, c.Number, FileLimit{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(f, bytes.NewReader(sealed)); err != nil {
			t.Fatal(err)
		}
		if entries, err := s.Entries(ctx, c.Number); err != nil || len(entries) != 1 {
			t.Fatalf("%d entries, %v", len(entries), err)
		}
		e, err := f.Commit(ctx, NewEntry{Number: 2, Received: "2026-12-04", Side: "person"})
		if err != nil || e.Pieces != 3 {
			t.Fatalf("%+v, %v", e, err)
		}
		if err := s.DeleteExpired(ctx, noon.Add(48*time.Hour)); err != nil {
			t.Fatal(err)
		}
		read, err := s.ReadFile(ctx, e.ID)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(read); err != nil || !bytes.Equal(got, sealed) {
			t.Errorf("%d bytes of %d, %v", len(got), len(sealed), err)
		}
		anew := sealedText(strings.Repeat("ANEW", 500_000))
		if err := s.ReplaceFile(ctx, noon, e.ID, [32]byte{}, bytes.NewReader(anew)); !errors.Is(err, ErrConflict) {
			t.Errorf("a seal was replaced unseen: %v", err)
		}
		if err := s.ReplaceFile(ctx, noon, e.ID, sha256.Sum256(sealed), bytes.NewReader(anew)); err != nil {
			t.Fatal(err)
		}
		if read, err = s.ReadFile(ctx, e.ID); err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(read); err != nil || !bytes.Equal(got, anew) {
			t.Errorf("%d bytes of %d, %v", len(got), len(anew), err)
		}
		if n := pieces(t, s); n != 2 {
			t.Errorf("%d pieces are left", n)
		}
	})
}

func pieces(t *testing.T, s *Store) (n int) {
	t.Helper()
	if err := s.db.QueryRow(`SELECT count(*) FROM pieces`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAFileThatDoesNotBecomeWholeLeavesNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s, c := open(t, db), newCase(t)
		create(t, s, c)
		sealed := sealedText(strings.Repeat("x", 2<<20))
		begin := func(limit FileLimit) (*File, error) {
			f, err := s.NewFile(ctx, noon, c.Number, limit)
			if err != nil {
				t.Fatal(err)
			}
			_, err = f.Write(sealed)
			return f, err
		}
		aborted, err := begin(FileLimit{})
		if err != nil || aborted.Abort(ctx) != nil || pieces(t, s) != 0 {
			t.Errorf("%v, %d pieces", err, pieces(t, s))
		}
		left, err := begin(FileLimit{})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.DeleteExpired(ctx, noon.Add(3*time.Hour)); err != nil || pieces(t, s) != 0 {
			t.Errorf("%v, %d pieces", err, pieces(t, s))
		}
		if _, err := left.Commit(ctx, NewEntry{Number: 2, Received: "2026-12-04", Side: "person"}); err == nil {
			t.Error("a file without its pieces became whole")
		}
		if err := left.Abort(ctx); err != nil || pieces(t, s) != 0 {
			t.Errorf("%v, %d pieces", err, pieces(t, s))
		}
		for _, limit := range []FileLimit{{InCase: 1 << 20}, {InAll: 1 << 20}} {
			f, err := begin(limit)
			if !errors.Is(err, ErrFull) {
				t.Errorf("%+v: %v", limit, err)
			}
			if err := f.Abort(ctx); err != nil || pieces(t, s) != 0 {
				t.Errorf("%v, %d pieces", err, pieces(t, s))
			}
		}
		f, err := s.NewFile(ctx, noon, c.Number, FileLimit{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(bytes.Repeat([]byte("words in clear "), 100_000)); !errors.Is(err, ErrNotSealed) {
			t.Errorf("words in clear: %v", err)
		}
	})
}
