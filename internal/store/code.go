package store

import (
	"context"
	"database/sql"
	"errors"
)

// AddCode stores a code of the person's own beside the one that the office handed out. Adding it again is no error.
// [ErrTaken] when its look-up value is another case's; [ErrNotFound] when there is no such case.
func (s *Store) AddCode(ctx context.Context, number string, lookup [32]byte, wrapped []byte) error {
	return s.write(ctx, "adding a code", func(ctx context.Context, tx *sql.Tx) error {
		var other string
		err := tx.QueryRowContext(ctx, `SELECT case_number FROM codes WHERE lookup = $1`, lookup[:]).Scan(&other)
		switch {
		case err == nil && other == number:
			return nil
		case err == nil:
			return ErrTaken
		case !errors.Is(err, sql.ErrNoRows):
			return err
		}
		if _, err := newestEntry(ctx, tx, number); err != nil {
			return err
		}
		if err := checkNotPurged(ctx, tx, number); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `
			INSERT INTO codes (lookup, case_number, wrapped_identity, issued_by_office) VALUES ($1, $2, $3, FALSE)`,
			lookup[:], number, wrapped)
		return err
	})
}

// others finds the codes beside a person's own.
const others = ` FROM codes WHERE lookup <> $1
	AND case_number = (SELECT case_number FROM codes WHERE lookup = $1 AND issued_by_office = FALSE)`

// UseCode deletes every other code of the case, once a person uses their own. The code that the office handed out
// deletes none.
func (s *Store) UseCode(ctx context.Context, lookup [32]byte) error {
	var some bool
	if err := s.reads.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1`+others+`)`, lookup[:]).Scan(&some); err != nil {
		return reading("codes", err)
	}
	if !some { // as each time but the first, which would be a commit each
		return nil
	}
	return s.write(ctx, "deleting a code", func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE`+others, lookup[:])
		return err
	})
}
