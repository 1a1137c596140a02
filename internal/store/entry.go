package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"regexp"
)

var (
	// ErrNotSealed says that something was to be stored that is not sealed to post-quantum age keys.
	ErrNotSealed = errors.New("what was to be stored is not sealed")

	// ErrConflict says that another entry came first: read the case again.
	ErrConflict = errors.New("the case has another newest entry")

	errWrongID = errors.New("the id of an entry has a wrong form")
)

// sealedPrefix begins every age file whose first recipient is a hybrid one.
var sealedPrefix = []byte("age-encryption.org/v1\n-> mlkem768x25519 ")

// idForm is how entries are named.
var idForm = regexp.MustCompile(`^[0-9a-f]{32}$`)

// NewEntry is an entry to be stored.
type NewEntry struct {
	ID          string // 32 hexadecimal digits; empty: it is drawn
	Case        string
	Number      int // from 1, without gaps
	Received    Day
	Side        string // person or office
	Apart       bool   // suspected spam
	Sealed      []byte // text, sealed; may be nil where there are facts
	SealedFacts []byte // sealed; may be nil
}

// Entry is a stored entry. What was purged of it is nil.
type Entry struct {
	NewEntry
	Sequence int64 // the cursor just past this entry, in the order of commits; a new seal moves it up
	Fetched  bool  // a desk has it
	Pieces   int   // of a file, whose sealed bytes are read by [Store.ReadFile]; 0 for every other entry
}

// Hash is the SHA-256 of both sealed parts of an entry that is no file, by which [Store.ReplaceSeal] knows what it
// replaces: of the SHA-256 of one and of the other, zeros for none.
func (e Entry) Hash() [32]byte {
	var hashes []byte
	for _, part := range [][]byte{e.Sealed, e.SealedFacts} {
		var hash [sha256.Size]byte
		if part != nil {
			hash = sha256.Sum256(part)
		}
		hashes = append(hashes, hash[:]...)
	}
	return sha256.Sum256(hashes)
}

// AppendEntry stores the next entry of a case. An entry with an ID may be sent again: when it is there, with the same
// bytes, it is returned and nothing is stored.
//
// Errors: [ErrConflict] when its number is not the one after the newest, or its ID is another entry's; [ErrNotFound]
// when there is no such case, or its words are purged; [ErrNotSealed].
func (s *Store) AppendEntry(ctx context.Context, e NewEntry) (Entry, error) {
	return s.AppendEntryWithState(ctx, e, nil)
}

// AppendEntryWithState stores the next entry of a case, as [Store.AppendEntry], and the state that it brings the case
// to, unless that is nil: both or neither. Whether a case is on hold is for the office to say: an entry of the person
// leaves it as it is.
func (s *Store) AppendEntryWithState(ctx context.Context, e NewEntry, state *State) (Entry, error) {
	if state != nil {
		if err := state.Check(); err != nil {
			return Entry{}, fmt.Errorf("adding an entry: %w", err)
		}
	}
	var stored Entry
	err := s.write(ctx, "adding an entry", func(ctx context.Context, tx *sql.Tx) error {
		var known bool
		var err error
		if stored, known, err = findSame(ctx, tx, e); err != nil || known {
			return err
		}
		if err := checkNext(ctx, tx, e); err != nil {
			return err
		}
		if stored, err = s.insertEntry(ctx, tx, e); err != nil || state == nil {
			return err
		}
		return setState(ctx, tx, e.Case, *state, e.Side == "office")
	})
	if err != nil {
		return Entry{}, err
	}
	return stored, nil
}

// NewestEntry is the number of a case's newest entry, or [ErrNotFound].
func (s *Store) NewestEntry(ctx context.Context, number string) (int, error) {
	return newestEntry(ctx, s.reads, number)
}

// Entries are all entries of a case, from the first.
func (s *Store) Entries(ctx context.Context, number string) ([]Entry, error) {
	return queryEntries(ctx, s.reads, `WHERE case_number = $1 ORDER BY number`, number)
}

// EntriesAfter are up to limit entries of all cases that were committed after the one with that sequence (0 for
// all), in the order of commits. An entry with a lower sequence than any that was returned never comes later.
func (s *Store) EntriesAfter(ctx context.Context, sequence int64, limit int) ([]Entry, error) {
	return queryEntries(ctx, s.reads, `WHERE sequence > $1 ORDER BY sequence LIMIT $2`, sequence, limit)
}

// LastSequence is the sequence given out last. Every entry and every certificate up to it is committed, and none that
// comes later is below it.
func (s *Store) LastSequence(ctx context.Context) (int64, error) {
	var last int64
	if err := s.reads.QueryRowContext(ctx, `SELECT value FROM last_sequence`).Scan(&last); err != nil {
		return 0, reading("the last sequence", err)
	}
	return last, nil
}

// MarkFetched notes that a desk has every entry up to a sequence. A sequence that was never given out, as after a
// database was set back to an older copy, says nothing of the entries that are here.
func (s *Store) MarkFetched(ctx context.Context, sequence int64) error {
	var news bool
	err := s.reads.QueryRowContext(ctx, `
		SELECT $1 <= (SELECT value FROM last_sequence)
		   AND EXISTS (SELECT 1 FROM entries WHERE fetched = FALSE AND sequence <= $1)`, sequence).Scan(&news)
	if err != nil {
		return reading("what a desk has", err)
	}
	if !news { // as with most requests, which would be a commit each
		return nil
	}
	return s.write(ctx, "noting what a desk has", func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE entries SET fetched = TRUE WHERE fetched = FALSE AND sequence <= $1`, sequence)
		return err
	})
}

const entryColumns = `id, case_number, number, received_on, side, sequence, fetched, apart, sealed, sealed_facts,
	(SELECT count(*) FROM pieces WHERE pieces.entry_id = entries.id)`

func queryEntries(ctx context.Context, db querier, where string, args ...any) ([]Entry, error) {
	rows, err := db.QueryContext(ctx, `SELECT `+entryColumns+` FROM entries `+where, args...)
	if err != nil {
		return nil, reading("entries", err)
	}
	defer rows.Close()
	var entries []Entry
	for rows.Next() {
		var e Entry
		err := rows.Scan(&e.ID, &e.Case, &e.Number, &e.Received, &e.Side, &e.Sequence, &e.Fetched, &e.Apart,
			&e.Sealed, &e.SealedFacts, &e.Pieces)
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

func newestEntry(ctx context.Context, db querier, number string) (int, error) {
	var newest int
	err := db.QueryRowContext(ctx, `SELECT COALESCE(MAX(number), 0) FROM entries WHERE case_number = $1`, number).Scan(&newest)
	if err == nil && newest == 0 { // a case is created with its first entry
		err = sql.ErrNoRows
	}
	if err != nil {
		return 0, reading("a case", err)
	}
	return newest, nil
}

// findSame finds the entry of e's ID. Where it is not the same as e, e conflicts with it.
func findSame(ctx context.Context, tx *sql.Tx, e NewEntry) (stored Entry, found bool, err error) {
	if e.ID == "" {
		return Entry{}, false, nil
	}
	if !idForm.MatchString(e.ID) {
		return Entry{}, false, errWrongID
	}
	entries, err := queryEntries(ctx, tx, `WHERE id = $1`, e.ID)
	if err != nil || len(entries) == 0 {
		return Entry{}, false, err
	}
	if !entries[0].same(e) {
		return Entry{}, false, ErrConflict
	}
	return entries[0], true, nil
}

// same reports whether a stored entry is what n was to become.
func (e Entry) same(n NewEntry) bool {
	return (n.ID == "" || e.ID == n.ID) && e.Case == n.Case && e.Number == n.Number && e.Side == n.Side &&
		bytes.Equal(e.Sealed, n.Sealed) && bytes.Equal(e.SealedFacts, n.SealedFacts)
}

// checkNext refuses an entry that is not the next one of a case that still has its words.
func checkNext(ctx context.Context, tx *sql.Tx, e NewEntry) error {
	newest, err := newestEntry(ctx, tx, e.Case)
	if err != nil {
		return err
	}
	if e.Number != newest+1 {
		return ErrConflict
	}
	return checkNotPurged(ctx, tx, e.Case)
}

// insertEntry stores an entry under the next sequence.
func (s *Store) insertEntry(ctx context.Context, tx *sql.Tx, e NewEntry) (Entry, error) {
	if err := e.checkSealed(); err != nil {
		return Entry{}, err
	}
	return s.insertChecked(ctx, tx, e)
}

// insertChecked stores an entry whose bytes are known to be sealed.
func (s *Store) insertChecked(ctx context.Context, tx *sql.Tx, e NewEntry) (Entry, error) {
	if e.ID == "" {
		id, err := s.drawID()
		if err != nil {
			return Entry{}, err
		}
		e.ID = id
	}
	sequence, err := nextSequence(ctx, tx)
	if err != nil {
		return Entry{}, err
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO entries (id, case_number, number, received_on, side, sequence, fetched, apart, sealed, sealed_facts)
		VALUES ($1, $2, $3, $4, $5, $6, FALSE, $7, $8, $9)`,
		e.ID, e.Case, e.Number, string(e.Received), e.Side, sequence, e.Apart, e.Sealed, e.SealedFacts)
	return Entry{NewEntry: e, Sequence: sequence}, err
}

func nextSequence(ctx context.Context, tx *sql.Tx) (sequence int64, err error) {
	err = tx.QueryRowContext(ctx, `UPDATE last_sequence SET value = value + 1 RETURNING value`).Scan(&sequence)
	return sequence, err
}

func (s *Store) drawID() (string, error) {
	id := make([]byte, 16)
	if _, err := io.ReadFull(s.random, id); err != nil {
		return "", fmt.Errorf("naming an entry: %w", err)
	}
	return hex.EncodeToString(id), nil
}

// checkSealed is the last guard against words in clear: each part there is must be an age file.
func (e NewEntry) checkSealed() error {
	if e.Sealed == nil && e.SealedFacts == nil {
		return ErrNotSealed
	}
	return checkSealed(e.Sealed, e.SealedFacts)
}

func checkSealed(parts ...[]byte) error {
	for _, part := range parts {
		if part != nil && !bytes.HasPrefix(part, sealedPrefix) {
			return ErrNotSealed
		}
	}
	return nil
}
