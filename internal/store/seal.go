package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"time"
)

// ReplaceSeal puts the same content under another seal, for new keys, and moves the entry up to where desks hear of
// it. oldHash is the [Entry.Hash] of what is replaced; both parts are replaced at once. What is replaced is
// overwritten in SQLite's file, but not in copies that were made of it.
//
// Errors: [ErrConflict] when something else is there, or other parts, as after a purge; [ErrNotFound]; [ErrNotSealed].
func (s *Store) ReplaceSeal(ctx context.Context, entryID string, oldHash [32]byte, sealed, sealedFacts []byte) error {
	return s.write(ctx, "replacing a seal", func(ctx context.Context, tx *sql.Tx) error {
		if err := (NewEntry{Sealed: sealed, SealedFacts: sealedFacts}).checkSealed(); err != nil {
			return err
		}
		e, err := entryOf(ctx, tx, entryID)
		if err != nil {
			return err
		}
		if e.Hash() != oldHash || (e.Sealed == nil) != (sealed == nil) || (e.SealedFacts == nil) != (sealedFacts == nil) {
			return ErrConflict
		}
		sequence, err := nextSequence(ctx, tx)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE entries SET sealed = $1, sealed_facts = $2, sequence = $3 WHERE id = $4`,
			sealed, sealedFacts, sequence, entryID)
		return err
	})
}

// ReplaceFile puts a file under another seal, as [Store.ReplaceSeal] does every other entry. oldHash is the SHA-256 of
// the sealed bytes that are there. The new ones come in piece by piece, and take the place of the old ones when all of
// them are there. An error of sealed is wrapped.
func (s *Store) ReplaceFile(ctx context.Context, now time.Time, entryID string, oldHash [32]byte, sealed io.Reader) error {
	e, err := entryOf(ctx, s.reads, entryID)
	if err != nil {
		return fmt.Errorf("replacing the seal of a file: %w", err)
	}
	anew, err := s.NewFile(ctx, now, e.Case, FileLimit{})
	if err != nil {
		return err
	}
	if _, err = io.Copy(anew, sealed); err == nil {
		err = anew.replace(ctx, entryID, oldHash)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("replacing the seal of a file: %w", err), anew.Abort(context.WithoutCancel(ctx)))
	}
	return nil
}

// replace makes what came in the pieces of a file that is in sight.
func (f *File) replace(ctx context.Context, entryID string, oldHash [32]byte) error {
	if err := f.rest(ctx); err != nil {
		return err
	}
	return f.s.write(ctx, "taking in the new seal", func(ctx context.Context, tx *sql.Tx) error {
		e, err := entryOf(ctx, tx, entryID)
		if err != nil {
			return err
		}
		if hash, err := fileHash(ctx, tx, entryID); err != nil || hash != oldHash || e.Pieces == 0 {
			return errors.Join(err, ErrConflict)
		}
		if err := f.takePlace(ctx, tx, entryID); err != nil {
			return err
		}
		sequence, err := nextSequence(ctx, tx)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE entries SET sequence = $1 WHERE id = $2`, sequence, entryID)
		return err
	})
}

// takePlace makes the pieces of f those of another file. Their numbers are those that follow its own, so that whoever
// reads the old ones meets their end and never a mixture.
func (f *File) takePlace(ctx context.Context, tx *sql.Tx, entryID string) error {
	var last int
	err := tx.QueryRowContext(ctx, `SELECT MAX(number) FROM pieces WHERE entry_id = $1`, entryID).Scan(&last)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM pieces WHERE entry_id = $1`, entryID); err != nil {
		return err
	}
	done, err := tx.ExecContext(ctx, `UPDATE pieces SET entry_id = $1, number = number + $2, expires_at = NULL WHERE entry_id = $3`,
		entryID, last, f.id)
	return f.allOf(done, err)
}

// fileHash is the SHA-256 of the sealed bytes of a file.
func fileHash(ctx context.Context, db querier, entryID string) ([32]byte, error) {
	digest := sha256.New()
	_, err := io.Copy(digest, &fileReader{ctx: ctx, db: db, id: entryID})
	return [32]byte(digest.Sum(nil)), err
}

func entryOf(ctx context.Context, db querier, id string) (Entry, error) {
	entries, err := queryEntries(ctx, db, `WHERE id = $1`, id)
	if err == nil && len(entries) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Entry{}, err
	}
	return entries[0], nil
}
