package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
)

var (
	// ErrNotSealed says that something was to be stored that is not sealed to post-quantum age keys.
	ErrNotSealed = errors.New("what was to be stored is not sealed")

	// ErrConflict says that another entry came first: read the case again.
	ErrConflict = errors.New("the case has another newest entry")
)

// sealedPrefix begins every age file whose first recipient is a hybrid one.
var sealedPrefix = []byte("age-encryption.org/v1\n-> mlkem768x25519 ")

// NewEntry is an entry to be stored.
type NewEntry struct {
	Case        string
	Number      int // from 1, without gaps
	Received    Day
	Side        string // person or office
	Apart       bool   // suspected spam
	Sealed      []byte // text or a file, sealed; may be nil where there are facts
	SealedFacts []byte // sealed; may be nil
}

// Entry is a stored entry.
type Entry struct {
	NewEntry
	ID       string
	Sequence int64 // the cursor just past this entry, in the order of commits
	Fetched  bool  // a desk has it
}

// AppendEntry stores the next entry of a case. [ErrConflict] when its number is not the one after the newest,
// [ErrNotFound] when there is no such case.
func (s *Store) AppendEntry(ctx context.Context, e NewEntry) (Entry, error) {
	var stored Entry
	err := s.write(ctx, "adding an entry", func(tx *sql.Tx) error {
		var newest int
		err := tx.QueryRowContext(ctx, `SELECT COALESCE(MAX(number), 0) FROM entries WHERE case_number = $1`, e.Case).Scan(&newest)
		if err != nil {
			return err
		}
		if newest == 0 { // a case is created with its first entry
			return ErrNotFound
		}
		if e.Number != newest+1 {
			return ErrConflict
		}
		stored, err = s.insertEntry(ctx, tx, e)
		return err
	})
	if err != nil {
		return Entry{}, err
	}
	return stored, nil
}

// Entries are all entries of a case, from the first.
func (s *Store) Entries(ctx context.Context, number string) ([]Entry, error) {
	return queryEntries(ctx, s.db, `WHERE case_number = $1 ORDER BY number`, number)
}

// EntriesAfter are up to limit entries of all cases that were committed after the one with that sequence (0 for
// all), in the order of commits. An entry with a lower sequence than any that was returned never comes later.
func (s *Store) EntriesAfter(ctx context.Context, sequence int64, limit int) ([]Entry, error) {
	return queryEntries(ctx, s.db, `WHERE sequence > $1 ORDER BY sequence LIMIT $2`, sequence, limit)
}

func queryEntries(ctx context.Context, db querier, where string, args ...any) ([]Entry, error) {
	rows, err := db.QueryContext(ctx, `
		SELECT id, case_number, number, received_on, side, sequence, fetched, apart, sealed, sealed_facts
		  FROM entries `+where, args...)
	if err != nil {
		return nil, reading("entries", err)
	}
	defer rows.Close()
	var entries []Entry
	for rows.Next() {
		var e Entry
		err := rows.Scan(&e.ID, &e.Case, &e.Number, &e.Received, &e.Side, &e.Sequence, &e.Fetched, &e.Apart, &e.Sealed, &e.SealedFacts)
		if err != nil {
			return nil, reading("entries", err)
		}
		entries = append(entries, e)
	}
	if err := rows.Err(); err != nil {
		return nil, reading("entries", err)
	}
	return entries, nil
}

// insertEntry stores an entry under the next sequence.
func (s *Store) insertEntry(ctx context.Context, tx *sql.Tx, e NewEntry) (Entry, error) {
	if err := e.checkSealed(); err != nil {
		return Entry{}, err
	}
	id := make([]byte, 16)
	if _, err := io.ReadFull(s.random, id); err != nil {
		return Entry{}, fmt.Errorf("naming an entry: %w", err)
	}
	stored := Entry{NewEntry: e, ID: hex.EncodeToString(id)}
	err := tx.QueryRowContext(ctx, `UPDATE last_sequence SET value = value + 1 RETURNING value`).Scan(&stored.Sequence)
	if err != nil {
		return Entry{}, err
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO entries (id, case_number, number, received_on, side, sequence, fetched, apart, sealed, sealed_facts)
		VALUES ($1, $2, $3, $4, $5, $6, FALSE, $7, $8, $9)`,
		stored.ID, e.Case, e.Number, string(e.Received), e.Side, stored.Sequence, e.Apart, e.Sealed, e.SealedFacts)
	return stored, err
}

// checkSealed is the last guard against words in clear: each part there is must be an age file.
func (e NewEntry) checkSealed() error {
	for _, part := range [][]byte{e.Sealed, e.SealedFacts} {
		if part != nil && !bytes.HasPrefix(part, sealedPrefix) {
			return ErrNotSealed
		}
	}
	if e.Sealed == nil && e.SealedFacts == nil {
		return ErrNotSealed
	}
	return nil
}
