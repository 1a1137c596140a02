package casebook

import (
	"context"
	"database/sql"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// schema is of version 2, which PRAGMA user_version says.
//
//go:embed schema.sql
var schema string

// upgrade brings a folder of version 1 up to it.
const upgrade = `ALTER TABLE certificates ADD COLUMN disputed BOOLEAN NOT NULL DEFAULT FALSE; PRAGMA user_version = 2;`

// shelf is the folder: a database, and the sealed files beside it. It knows nothing of what is sealed.
type shelf struct {
	db   *sql.DB
	dir  string
	lock *os.File // keeps other desks out
}

// close closes the folder and lets others in.
func (s *shelf) close() error { return errors.Join(s.db.Close(), s.lock.Close()) }

// querier is a database or a transaction.
type querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// openShelf opens the folder, and makes it for its owner alone if there is none. While it is open nobody else can.
func openShelf(ctx context.Context, dir string) (*shelf, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Join(dir, "files"), 0o700); err != nil {
		return nil, err
	}
	for _, folder := range []string{dir, filepath.Join(dir, "files")} {
		if err := os.Chmod(folder, 0o700); err != nil {
			return nil, fmt.Errorf("keeping the folder from others: %w", err)
		}
	}
	lock, err := lockFolder(dir)
	if err != nil {
		return nil, err
	}
	db, err := openDatabase(filepath.Join(dir, "book.db"))
	if err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	s := &shelf{db: db, dir: dir, lock: lock}
	if err := s.prepare(ctx); err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

func openDatabase(path string) (*sql.DB, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(file.Chmod(0o600), file.Close()); err != nil {
		return nil, err
	}
	options := url.Values{"_txlock": {"immediate"}, "_pragma": {
		"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "secure_delete(ON)", "temp_store(MEMORY)",
	}}
	address := url.URL{Scheme: "file", OmitHost: true, Path: "/" + strings.TrimPrefix(filepath.ToSlash(path), "/"), RawQuery: options.Encode()}
	db, err := sql.Open("sqlite", address.String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return db, nil
}

func (s *shelf) prepare(ctx context.Context) error {
	return s.change(ctx, func(tx *sql.Tx) error {
		var version int
		if err := tx.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&version); err != nil {
			return err
		}
		switch version {
		case 0:
			_, err := tx.ExecContext(ctx, schema+"\nPRAGMA user_version = 2;")
			return err
		case 1:
			_, err := tx.ExecContext(ctx, upgrade)
			return err
		case 2:
			return nil
		default:
			return fmt.Errorf("the folder was made by a newer program (version %d of its form); use that one", version)
		}
	})
}

// change makes one change, whole or not at all.
func (s *shelf) change(ctx context.Context, apply func(tx *sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("writing to the desk's folder: %w", err)
	}
	defer tx.Rollback() // does nothing after Commit
	if err := apply(tx); err != nil {
		return fmt.Errorf("writing to the desk's folder: %w", err)
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("writing to the desk's folder: %w", err)
	}
	return nil
}

// tidy writes zeros over what was deleted and cuts the log that still holds it.
func (s *shelf) tidy(ctx context.Context) error {
	var busy, pages, written int
	return s.db.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &pages, &written)
}

// file is where the sealed bytes of a file stand.
func (s *shelf) file(entryID string) string {
	return filepath.Join(s.dir, "files", entryID+".age")
}

// mark reads a mark into value; what was never set leaves it as it is.
func mark(ctx context.Context, db querier, name string, value any) error {
	var text string
	err := db.QueryRowContext(ctx, `SELECT value FROM marks WHERE name = ?`, name).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	return json.Unmarshal([]byte(text), value)
}

func setMark(ctx context.Context, db querier, name string, value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, `
		INSERT INTO marks (name, value) VALUES (?, ?)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, string(text))
	return err
}
