package store

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.org/advocate/internal/vault"
)

// holds lists which of marks, name to bytes, stand in any file below dir.
func holds(t *testing.T, dir string, marks map[string]string) map[string]bool {
	t.Helper()
	found := map[string]bool{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) { // a running server removes files
			return nil
		}
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		for name, mark := range marks {
			if strings.Contains(string(data), mark) {
				found[name] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestNoFileOfTheDatabaseHoldsWordsOrKeys(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := open(t, db)
		c, k, seal := newCaseOf(t, "MARKEDWORDS of a message")
		receipt := create(t, s, c)
		other, _, err := seal.seal(k, "MARKEDBODY, the second")
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := s.CreateCase(ctx, noon, other); !errors.Is(err, ErrOtherBody) {
			t.Fatal(err)
		}
		if err := s.CountAnswer(ctx, "marked-count", DayOf(noon)); err != nil {
			t.Fatal(err)
		}
		code, err := seal.secrets.Code(receipt.SecretID, k, receipt.R)
		if err != nil {
			t.Fatal(err)
		}
		person, err := code.Identity(c.Number, c.WrappedIdentity)
		if err != nil {
			t.Fatal(err)
		}
		if s.path == "" {
			if _, err := s.db.Exec(`CHECKPOINT`); err != nil {
				t.Fatal(err)
			}
		}
		secret := strings.Fields(seal.line)[2]
		raw, err := hex.DecodeString(secret[len(secret)-72:])
		if err != nil {
			t.Fatal(err)
		}
		found := holds(t, db.files, map[string]string{
			// What stands in clear by contract is found, so the search does find.
			"case number": c.Number, "recipient": c.Recipient, "counted topic": "marked-count", "R": string(receipt.R[:]),
			// What must not be found.
			"words": "MARKEDWORDS", "body": "MARKEDBODY", "name": "MARKEDNAME", "topic": "marked-topic",
			"code": code.Show(), "code without hyphens": strings.ReplaceAll(code.Show(), "-", ""),
			"K": string(k[:]), "K in hexadecimal": hex.EncodeToString(k[:]),
			"secret": secret, "secret's bytes": string(raw[:32]),
			"case identity": person.Age.String(), "signing key": string(person.Signing.Seed()),
		})
		for _, name := range []string{"case number", "recipient", "counted topic", "R"} {
			if !found[name] {
				t.Errorf("%s is not found in the files: the search is blind", name)
			}
			delete(found, name)
		}
		for name := range found {
			t.Errorf("%s stands in the files in clear", name)
		}
	})
}

func TestAReceiptThatIsOverIsGoneFromSQLitesFiles(t *testing.T) {
	dir := t.TempDir()
	s := open(t, database{address: "sqlite:" + filepath.Join(dir, "cases.db")})
	c := newCase(t)
	receipt := create(t, s, c)
	marks := map[string]string{"R": string(receipt.R[:]), "SHA-256(K)": string(receipt.KHash[:]), "MAC": string(receipt.BodyMAC[:])}
	if found := holds(t, dir, marks); len(found) != 3 {
		t.Fatalf("before: only %v found", found)
	}
	if err := s.DeleteExpired(ctx, noon.Add(ReceiptLife)); err != nil {
		t.Fatal(err)
	}
	for name := range holds(t, dir, marks) {
		t.Errorf("%s is still in the files", name)
	}
}

func TestAFailedCommitLeavesNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := open(t, db)
		create(t, s, newCase(t))
		cancelled, cancel := context.WithCancel(ctx)
		cancel()
		for what, c := range map[string]struct {
			ctx        context.Context
			sql, after string
		}{
			"the last table cannot be written": {ctx, `ALTER TABLE receipts RENAME COLUMN secret_id TO gone`, `ALTER TABLE receipts RENAME COLUMN gone TO secret_id`},
			"the person has gone":              {cancelled, ``, ``},
		} {
			if _, err := s.db.Exec(c.sql); err != nil {
				t.Fatal(err)
			}
			made := newCase(t)
			receipt, created, err := s.CreateCase(c.ctx, noon, made)
			if err == nil || created || receipt != (Receipt{}) {
				t.Errorf("%s: created %v, %v", what, created, err)
			}
			if got := rows(t, s); got != "1 1 1 1" {
				t.Errorf("%s: rows %s", what, got)
			}
			if _, err := s.db.Exec(c.after); err != nil {
				t.Fatal(err)
			}
			create(t, s, made) // and nothing of the attempt stands in the way
			if _, err := s.db.Exec(`DELETE FROM cases WHERE number = '` + made.Number + `'`); err != nil {
				t.Fatal(err)
			}
		}
		entries, err := s.EntriesAfter(ctx, 0, 10)
		if err != nil || len(entries) != 1 {
			t.Errorf("%d entries, %v", len(entries), err)
		}
	})
}

func TestAFullDiskLeavesNothingAndIsOverWhenThereIsRoom(t *testing.T) {
	s := open(t, database{address: "sqlite:" + filepath.Join(t.TempDir(), "cases.db")})
	create(t, s, newCase(t))
	if _, err := s.db.Exec(`PRAGMA max_page_count = 1`); err != nil { // no page more than there are
		t.Fatal(err)
	}
	c := newCase(t)
	if _, _, err := s.CreateCase(ctx, noon, c); err == nil || !strings.Contains(err.Error(), "full") {
		t.Errorf("on a full disk: %v", err)
	}
	if got := rows(t, s); got != "1 1 1 1" {
		t.Errorf("rows %s", got)
	}
	if _, err := s.db.Exec(`PRAGMA max_page_count = 1000000`); err != nil {
		t.Fatal(err)
	}
	create(t, s, c)
}

func TestWhatAKilledProcessHadCommittedIsThereWholeAndNothingElse(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		self, err := os.Executable()
		if err != nil {
			t.Fatal(err)
		}
		writer := exec.Command(self)
		writer.Env = append(os.Environ(), "ADVOCATE_TEST_WRITE_TO="+db.address)
		writer.Stderr = os.Stderr
		out, err := writer.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := writer.Start(); err != nil {
			t.Fatal(err)
		}
		var committed []string
		for lines := bufio.NewScanner(out); lines.Scan(); {
			committed = append(committed, lines.Text())
			if len(committed) == 25 {
				if err := writer.Process.Kill(); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := writer.Wait(); err == nil || len(committed) < 25 {
			t.Fatalf("it ended by itself after %d cases: %v", len(committed), err)
		}
		s := open(t, db)
		// The change that the kill interrupted is rolled back once the next one has the lock.
		if err := s.DeleteExpired(ctx, noon); err != nil {
			t.Fatal(err)
		}
		entries, err := s.EntriesAfter(ctx, 0, 1000)
		if err != nil {
			t.Fatal(err)
		}
		stored := map[string]bool{}
		for _, e := range entries {
			stored[e.Case] = true
			if _, err := vault.Open(e.Sealed, vault.PracticeIdentity().Age); err != nil {
				t.Errorf("case %s: %v", e.Case, err)
			}
		}
		for _, number := range committed {
			if !stored[number] {
				t.Errorf("case %s was committed and is gone", number)
			}
		}
		var n int
		err = s.db.QueryRow(`
			SELECT count(*) FROM cases
			  JOIN codes ON codes.case_number = cases.number
			  JOIN entries ON entries.case_number = cases.number
			  JOIN receipts ON receipts.case_number = cases.number`).Scan(&n)
		if err != nil || n != len(entries) || rows(t, s) != strings.TrimSpace(strings.Repeat(fmt.Sprint(n)+" ", 4)) {
			t.Errorf("%d whole cases, %d entries, rows %s, %v", n, len(entries), rows(t, s), err)
		}
		if n > len(committed)+1 {
			t.Errorf("%d cases are stored, of which %d were told", n, len(committed))
		}
	})
}

func TestARunningChangeEndsWithItsDeadline(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		holder, waiting := open(t, db), open(t, db)
		tx, err := holder.db.BeginTx(ctx, holder.dialect.begin)
		if err != nil {
			t.Fatal(err)
		}
		defer tx.Rollback()
		if holder.dialect.lock != "" {
			if _, err := tx.Exec(holder.dialect.lock); err != nil {
				t.Fatal(err)
			}
		}
		short, cancel := context.WithTimeout(ctx, 200*time.Millisecond)
		defer cancel()
		if _, _, err := waiting.CreateCase(short, noon, newCase(t)); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("while another change holds the lock: %v", err)
		}
	})
}

func TestADatabaseWhoseFileIsGoneTakesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cases.db")
	s := open(t, database{address: "sqlite:" + path})
	create(t, s, newCase(t))
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	c := newCase(t)
	if _, created, err := s.CreateCase(ctx, noon, c); err == nil || created {
		t.Error("a case was acknowledged that nobody will find")
	}
}

func TestAReceiptThatAReaderKeepsInTheLogIsReported(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cases.db")
	s := open(t, database{address: "sqlite:" + path})
	create(t, s, newCase(t))
	reader, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	tx, err := reader.BeginTx(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	var n int
	if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM receipts`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	if err := s.DeleteExpired(ctx, noon.Add(ReceiptLife)); err == nil {
		t.Error("rows that stand in the log still count as taken out of the files")
	}
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	if err := s.DeleteExpired(ctx, noon.Add(ReceiptLife)); err != nil {
		t.Error(err)
	}
}
