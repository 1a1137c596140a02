package store

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
)

// together makes changes that wait for the same transaction: the lock is held until all of them do, and what is to
// happen meanwhile has happened.
func together(t *testing.T, s *Store, changes []func() error, meanwhile ...func()) []error {
	t.Helper()
	holder := open(t, database{address: addressOf(t, s)})
	tx, err := holder.begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	errs := make([]error, len(changes))
	var group sync.WaitGroup
	for i, change := range changes {
		group.Go(func() { errs[i] = change() })
		for waiting(s) <= i { // so that they wait in this order
			runtime.Gosched()
		}
	}
	for _, happen := range meanwhile {
		happen()
	}
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	group.Wait()
	return errs
}

func waiting(s *Store) int {
	s.group.mu.Lock()
	defer s.group.mu.Unlock()
	return len(s.group.waiting)
}

func addressOf(t *testing.T, s *Store) string {
	t.Helper()
	if s.path != "" {
		return "sqlite:" + s.path
	}
	var schema, dir string
	if err := s.db.QueryRow(`SELECT current_schema(), current_setting('unix_socket_directories')`).Scan(&schema, &dir); err != nil {
		t.Fatal(err)
	}
	return "postgres:///postgres?host=" + dir + "&user=advocate&search_path=" + schema
}

// commits counts the commits in SQLite's log: its format gives the last frame of each the size of the database.
func commits(t *testing.T, s *Store) (n int) {
	t.Helper()
	log, err := os.ReadFile(s.path + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	const header, frameHeader = 32, 24
	frame := frameHeader + int(binary.BigEndian.Uint32(log[8:]))
	for at := header; at+frame <= len(log); at += frame {
		if bytes.Equal(log[at+8:at+16], log[16:24]) && binary.BigEndian.Uint32(log[at+4:]) > 0 {
			n++
		}
	}
	return n
}

func TestChangesThatWaitTogetherAreOneCommit(t *testing.T) {
	s := open(t, database{address: "sqlite:" + filepath.Join(t.TempDir(), "cases.db")})
	create(t, s, newCase(t))
	before := commits(t, s)
	var changes []func() error
	for range 64 {
		c := newCase(t)
		changes = append(changes, func() error { _, _, err := s.CreateCase(ctx, noon, c); return err })
	}
	if err := errors.Join(together(t, s, changes)...); err != nil {
		t.Fatal(err)
	}
	if n := commits(t, s) - before; n != 1 {
		t.Errorf("64 cases that waited together took %d commits", n)
	}
	if got := rows(t, s); got != "65 65 65 65" {
		t.Errorf("rows %s", got)
	}
}

func TestAChangeThatFailsUndoesOnlyItself(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := open(t, db)
		taken := newCase(t)
		create(t, s, taken)
		failsHalfway := func(ctx context.Context, tx *sql.Tx) error {
			if _, err := tx.ExecContext(ctx, `DELETE FROM receipts`); err != nil {
				return err
			}
			_, err := tx.ExecContext(ctx, `INSERT INTO nowhere (x) VALUES (1)`)
			return err
		}
		first, last := newCase(t), newCase(t)
		errs := together(t, s, []func() error{
			func() error { _, _, err := s.CreateCase(ctx, noon, first); return err },
			func() error { _, _, err := s.CreateCase(ctx, noon, taken); return err },
			func() error { return s.write(ctx, "trying", failsHalfway) },
			func() error { _, _, err := s.CreateCase(ctx, noon, last); return err },
		})
		if errs[0] != nil || errs[1] != nil || errs[2] == nil || errs[3] != nil {
			t.Errorf("%v", errs)
		}
		if got := rows(t, s); got != "3 3 3 3" {
			t.Errorf("rows %s", got)
		}
	})
}

func TestACommitThatFailsFailsAllAndTheNextOneDoesNot(t *testing.T) {
	s := open(t, database{address: "sqlite:" + filepath.Join(t.TempDir(), "cases.db")})
	create(t, s, newCase(t))
	// What is checked at the end of a transaction makes its commit fail.
	orphan := func(ctx context.Context, tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `PRAGMA defer_foreign_keys = ON`); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO codes (lookup, case_number, wrapped_identity, issued_by_office) VALUES ($1, 'none', $1, FALSE)`, []byte{1})
		return err
	}
	c, d := newCase(t), newCase(t)
	errs := together(t, s, []func() error{
		func() error { _, _, err := s.CreateCase(ctx, noon, c); return err },
		func() error { return s.write(ctx, "trying", orphan) },
		func() error { _, _, err := s.CreateCase(ctx, noon, d); return err },
	})
	for i, err := range errs {
		if err == nil || !strings.Contains(err.Error(), "committing") {
			t.Errorf("change %d: %v", i, err)
		}
	}
	if got := rows(t, s); got != "1 1 1 1" {
		t.Errorf("rows %s", got)
	}
	create(t, s, c)
	create(t, s, d)
}

func TestAFullDiskFailsOnlyWhatDoesNotFit(t *testing.T) {
	s := open(t, database{address: "sqlite:" + filepath.Join(t.TempDir(), "cases.db")})
	create(t, s, newCase(t))
	if _, err := s.db.Exec(`CREATE TABLE filler (x); INSERT INTO filler VALUES (zeroblob(200000)); DELETE FROM filler`); err != nil {
		t.Fatal(err)
	}
	var pages int
	if err := s.db.QueryRow(`PRAGMA page_count`).Scan(&pages); err != nil {
		t.Fatal(err)
	}
	if _, err := s.db.Exec(fmt.Sprintf(`PRAGMA max_page_count = %d`, pages)); err != nil {
		t.Fatal(err)
	}
	first, last := newCase(t), newCase(t)
	errs := together(t, s, []func() error{
		func() error { _, _, err := s.CreateCase(ctx, noon, first); return err },
		func() error {
			return s.write(ctx, "storing a lot", func(ctx context.Context, tx *sql.Tx) error {
				_, err := tx.ExecContext(ctx, `INSERT INTO filler VALUES (zeroblob(1000000))`)
				return err
			})
		},
		func() error { _, _, err := s.CreateCase(ctx, noon, last); return err },
	})
	if errs[0] != nil || !errors.Is(errs[1], ErrFull) || errs[2] != nil {
		t.Errorf("%v", errs)
	}
	if got := rows(t, s); got != "3 3 3 3" {
		t.Errorf("rows %s", got)
	}
}

func TestWhoGivesUpWhileWaitingStoresNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := open(t, db)
		gone, cancel := context.WithCancel(ctx)
		c, d := newCase(t), newCase(t)
		errs := together(t, s, []func() error{
			func() error { _, _, err := s.CreateCase(ctx, noon, d); return err },
			func() error { _, _, err := s.CreateCase(gone, noon, c); return err },
		}, func() {
			cancel()
			for waiting(s) > 1 {
				runtime.Gosched()
			}
		})
		if got := rows(t, s); errs[0] != nil || !errors.Is(errs[1], context.Canceled) || got != "1 1 1 1" {
			t.Errorf("%v, rows %s", errs, got)
		}
	})
}

func TestAClosedStoreTakesNothing(t *testing.T) {
	s, err := Open(ctx, "sqlite:"+filepath.Join(t.TempDir(), "cases.db"), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, created, err := s.CreateCase(ctx, noon, newCase(t)); err == nil || created {
		t.Error("a case was stored in a closed database")
	}
}

func TestChangesThatWaitTogetherFailAlone(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s, taken := open(t, db), newCase(t)
		create(t, s, taken)
		var group sync.WaitGroup
		for i := range 40 {
			group.Go(func() {
				c := newCase(t)
				if i%4 == 0 {
					c.Number = taken.Number
				}
				_, created, err := s.CreateCase(ctx, noon, c)
				if fails := i%4 == 0; fails != errors.Is(err, ErrTaken) || created == fails {
					t.Errorf("%d: %v, %v", i, created, err)
				}
			})
		}
		group.Wait()
		if rows(t, s) != "31 31 31 31" {
			t.Error(rows(t, s))
		}
	})
}

func TestWhoGivesUpBeforeTheirTurnStoresNothing(t *testing.T) {
	s := open(t, database{address: "sqlite:" + t.TempDir() + "/cases.db"})
	gone, cancel := context.WithCancel(ctx)
	cancel()
	for range 20 {
		if _, created, err := s.CreateCase(gone, noon, newCase(t)); err == nil || created {
			t.Errorf("%v, %v", created, err)
		}
	}
	if rows(t, s) != "0 0 0 0" {
		t.Error(rows(t, s))
	}
}
