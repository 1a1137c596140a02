package store

import (
	"context"
	"crypto/rand"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

func TestADatabaseOfANewerProgramIsRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := open(t, db)
		if _, err := s.db.Exec(`UPDATE schema_version SET version = 1000`); err != nil {
			t.Fatal(err)
		}
		_, err := Open(ctx, db.address, rand.Reader)
		if err == nil || !strings.Contains(err.Error(), "has schema 1000, and this program knows 3; use the newest program") {
			t.Errorf("opened: %v", err)
		}
	})
}

func TestProcessesThatOpenANewDatabaseAtOnceMakeItsSchemaOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		var group sync.WaitGroup
		for range 5 {
			group.Go(func() {
				s, err := Open(ctx, db.address, rand.Reader)
				if err != nil {
					t.Error(err)
					return
				}
				s.Close()
			})
		}
		group.Wait()
		create(t, open(t, db), newCase(t))
	})
}

func TestAnAddressThatCannotBeOpenedIsNotRepeated(t *testing.T) {
	for _, address := range []string{"", "sqlite:", "mysql://u:MARKEDWORDS@h/d", "MARKEDWORDS", "postgres://u:MARKEDWORDS@h:x/d", "postgres://u:MARKEDWORDS@127.0.0.1:1/d"} {
		_, err := Open(ctx, address, rand.Reader)
		if err == nil || !strings.HasPrefix(err.Error(), "opening the database: ") || strings.Contains(err.Error(), "MARKED") {
			t.Errorf("%q: %v", address, err)
		}
	}
}

func TestASQLiteFileIsItsOwnersAloneAndIsMadeWhereItsPathSays(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a b?c#d%20e")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	s := open(t, database{address: "sqlite:" + filepath.Join(dir, "cases.db")})
	create(t, s, newCase(t))
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 3 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		info, err := file.Info()
		if err != nil || info.Mode() != 0o600 {
			t.Errorf("%s has mode %v, %v", file.Name(), info.Mode(), err)
		}
	}
	if _, err := Open(ctx, "sqlite:"+filepath.Join(dir, "none", "cases.db"), rand.Reader); err == nil {
		t.Error("a database in a folder that is not there was opened")
	}
}

func TestEachChangeOfSQLiteIsOnTheDiskWhenItIsCommitted(t *testing.T) {
	s := open(t, database{address: "sqlite:" + filepath.Join(t.TempDir(), "cases.db")})
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "secure_delete": "1"} {
		var got string
		if err := s.db.QueryRow(`PRAGMA ` + pragma).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %s, %v", pragma, got, err)
		}
	}
}

// The columns that whoever copies the database can read. One that is added here is to be accounted for in
// docs/security.md.
var columns = strings.Fields(`
	cases.closed_on cases.facts_purge_on cases.hold cases.is_open cases.number cases.received_on cases.recipient cases.text_purge_on
	certificates.case_number certificates.day certificates.rule certificates.sequence
	channel_answers.answers channel_answers.month channel_answers.topic
	codes.case_number codes.issued_by_office codes.lookup codes.wrapped_identity
	entries.apart entries.case_number entries.fetched entries.id entries.number entries.received_on
	entries.sealed entries.sealed_facts entries.sequence entries.side
	health.one health.sealed
	last_sequence.one last_sequence.value
	outbox.day outbox.id outbox.sent outbox.target outbox.waiting
	pieces.entry_id pieces.expires_at pieces.number pieces.sealed
	receipts.body_mac receipts.case_number receipts.expires_at receipts.k_hash receipts.r receipts.secret_id
	schema_version.version`)

func TestTheSchemaHoldsWhatTheContractListsAndNothingElse(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := open(t, db)
		query := `SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = current_schema()`
		if s.path != "" {
			query = `SELECT m.name || '.' || c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'`
		}
		rows, err := s.db.QueryContext(context.Background(), query)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		var got []string
		for rows.Next() {
			var name string
			if err := rows.Scan(&name); err != nil {
				t.Fatal(err)
			}
			got = append(got, name)
		}
		slices.Sort(got)
		want := slices.Sorted(slices.Values(columns))
		if !slices.Equal(got, want) {
			t.Errorf("columns are\n%s\nwant\n%s", strings.Join(got, " "), strings.Join(want, " "))
		}
	})
}
