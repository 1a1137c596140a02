package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// ErrNotEmpty says that a copy would mix two databases.
var ErrNotEmpty = errors.New("the database that is to be filled is not empty")

// Copied says what a [Copy] moved: both databases hold it.
type Copied struct {
	Tables []CopiedTable
}

// CopiedTable is how many rows of a table were copied, and the SHA-256 of all their values.
type CopiedTable struct {
	Name string
	Rows int
	Hash [sha256.Size]byte
}

// String says it for who ran the copy.
func (c Copied) String() string {
	var text strings.Builder
	text.WriteString("Copied, and read again on both sides, every row the same:")
	for _, t := range c.Tables {
		fmt.Fprintf(&text, "\n%8d %-16s sha256 %x", t.Rows, t.Name, t.Hash[:8])
	}
	return text.String()
}

// Copy fills an empty database with all that another one holds, in one change, and then reads both again: what arrived
// is what left, or it is an error. Stop the intake of the first one before: what it takes in meanwhile or afterwards is not
// in the copy. [ErrNotEmpty] when the second one holds anything.
func Copy(ctx context.Context, from, to *Store) (Copied, error) {
	source, err := from.snapshot(ctx)
	if err != nil {
		return Copied{}, fmt.Errorf("copying a database: reading it: %w", err)
	}
	defer source.Rollback() // it only read
	if err := fill(ctx, source, to); err != nil {
		return Copied{}, fmt.Errorf("copying a database: %w", err)
	}
	left, err := readAll(ctx, source)
	if err != nil {
		return Copied{}, fmt.Errorf("copying a database: reading it again: %w", err)
	}
	arrived, err := readAll(ctx, to.db)
	if err == nil && !slices.Equal(arrived.Tables, left.Tables) {
		err = errors.New("what arrived is not what left; do not use the copy")
	}
	if err != nil {
		return Copied{}, fmt.Errorf("copying a database: reading the copy: %w", err)
	}
	return left, to.tidy(ctx, "the copied rows' log")
}

// snapshot begins a transaction in which the database stands still. SQLite's keeps others from writing; PostgreSQL's
// does not, and takes no lock: both databases may be schemas of one, which have the lock in common.
func (s *Store) snapshot(ctx context.Context) (*sql.Tx, error) {
	if s.path != "" {
		return s.begin(ctx)
	}
	return s.db.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
}

// fill copies every row, or none.
func fill(ctx context.Context, source querier, to *Store) error {
	tx, err := to.begin(ctx)
	if err != nil {
		return fmt.Errorf("writing: %w", err)
	}
	defer tx.Rollback() // does nothing after Commit
	for _, t := range tables {
		if err := t.empty(ctx, tx); err != nil {
			return fmt.Errorf("table %s: %w", t.name, err)
		}
	}
	for _, t := range tables {
		if err := t.each(ctx, source, func(row []value) error { return t.insert(ctx, tx, row) }); err != nil {
			return fmt.Errorf("table %s: %w", t.name, err)
		}
	}
	if err := tx.Commit(); err != nil {
		to.abandon(ctx)
		return asFull(fmt.Errorf("committing: %w", err))
	}
	return nil
}

// readAll counts and hashes every row of every table.
func readAll(ctx context.Context, db querier) (c Copied, err error) {
	for _, t := range tables {
		var hashes [][sha256.Size]byte
		err := t.each(ctx, db, func(row []value) error {
			hashes = append(hashes, hashRow(row))
			return nil
		})
		if err != nil {
			return Copied{}, fmt.Errorf("table %s: %w", t.name, err)
		}
		// The databases put text into different orders.
		slices.SortFunc(hashes, func(a, b [sha256.Size]byte) int { return bytes.Compare(a[:], b[:]) })
		sum := sha256.New()
		for _, hash := range hashes {
			_, _ = sum.Write(hash[:]) // a hash never fails
		}
		c.Tables = append(c.Tables, CopiedTable{t.name, len(hashes), [sha256.Size]byte(sum.Sum(nil))})
	}
	return c, nil
}

func hashRow(row []value) [sha256.Size]byte {
	sum := sha256.New()
	for _, v := range row {
		text := v.text()
		_, _ = sum.Write(binary.BigEndian.AppendUint64(nil, uint64(len(text)))) // a hash never fails
		_, _ = sum.Write([]byte(text))
	}
	return [sha256.Size]byte(sum.Sum(nil))
}

// A table and its columns.
type table struct {
	name    string
	columns []column
}

// tables are all that is copied, those first that others refer to. The schema's version is there when a database is
// open, and the sealed probe of the health check is nobody's.
var tables = []table{
	{"last_sequence", []column{count("one"), count("value")}},
	{"cases", []column{
		text("number"), text("received_on"), text("recipient"), flag("is_open"), text("closed_on"), text("text_purge_on"),
		text("facts_purge_on"), flag("hold"),
	}},
	{"codes", []column{blob("lookup"), text("case_number"), blob("wrapped_identity"), flag("issued_by_office")}},
	{"entries", []column{
		text("id"), text("case_number"), count("number"), text("received_on"), text("side"), count("sequence"), flag("fetched"),
		flag("apart"), blob("sealed"), blob("sealed_facts"),
	}},
	{"pieces", []column{text("entry_id"), count("number"), blob("sealed"), count("expires_at")}},
	{"receipts", []column{
		blob("k_hash"), blob("r"), text("case_number"), blob("body_mac"), text("secret_id"), count("expires_at"),
	}},
	{"channel_answers", []column{text("topic"), text("month"), count("answers")}},
	{"outbox", []column{text("id"), text("target"), text("day"), count("waiting"), flag("sent")}},
	{"certificates", []column{text("case_number"), text("rule"), text("day"), count("sequence")}},
}

// empty makes way in a table of a new database. Any other is refused.
func (t table) empty(ctx context.Context, tx *sql.Tx) error {
	unused := `FALSE`
	if t.name == "last_sequence" { // its one row is there from the start
		unused = `value = 0`
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM `+t.name+` WHERE `+unused); err != nil { //nolint:gosec // names of this file
		return err
	}
	var used bool
	err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM `+t.name+`)`).Scan(&used)
	if err == nil && used {
		err = ErrNotEmpty
	}
	return err
}

// each reads every row.
func (t table) each(ctx context.Context, db querier, visit func(row []value) error) error {
	rows, err := db.QueryContext(ctx, `SELECT `+strings.Join(t.names(), ", ")+` FROM `+t.name)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		row, into := make([]value, len(t.columns)), make([]any, len(t.columns))
		for i, c := range t.columns {
			row[i] = c.make()
			into[i] = row[i]
		}
		if err := rows.Scan(into...); err != nil {
			return err
		}
		if err := visit(row); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (t table) insert(ctx context.Context, tx *sql.Tx, row []value) error {
	places, values := make([]string, len(row)), make([]any, len(row))
	for i, v := range row {
		places[i], values[i] = "$"+strconv.Itoa(i+1), v.parameter()
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO `+t.name+` (`+strings.Join(t.names(), ", ")+`) VALUES (`+strings.Join(places, ", ")+`)`, values...) //nolint:gosec // names of this file
	return err
}

func (t table) names() []string {
	names := make([]string, len(t.columns))
	for i, c := range t.columns {
		names[i] = c.name
	}
	return names
}

// A column and its type, of which the drivers have each their own idea where they are not told.
type column struct {
	name string
	make func() value
}

// A value is what a column of a row holds: it is scanned into, and handed to the other database.
type value interface {
	sql.Scanner
	parameter() any
	text() string // as it is hashed; null is set apart from what is empty
}

func text(name string) column  { return column{name, func() value { return &textValue{} }} }
func count(name string) column { return column{name, func() value { return &countValue{} }} }
func flag(name string) column  { return column{name, func() value { return &flagValue{} }} }
func blob(name string) column  { return column{name, func() value { return &blobValue{} }} }

type (
	textValue  struct{ sql.Null[string] }
	countValue struct{ sql.Null[int64] }
	flagValue  struct{ sql.Null[bool] }
	blobValue  struct{ sql.Null[[]byte] }
)

func (v *textValue) parameter() any  { return v.Null }
func (v *countValue) parameter() any { return v.Null }
func (v *flagValue) parameter() any  { return v.Null }
func (v *blobValue) parameter() any {
	if !v.Valid {
		return nil
	}
	return v.V
}

func (v *textValue) text() string  { return orDash(v.Valid, v.V) }
func (v *countValue) text() string { return orDash(v.Valid, strconv.FormatInt(v.V, 10)) }
func (v *flagValue) text() string  { return orDash(v.Valid, strconv.FormatBool(v.V)) }
func (v *blobValue) text() string  { return orDash(v.Valid, string(v.V)) }

func orDash(valid bool, text string) string {
	if !valid {
		return "-"
	}
	return "+" + text
}
