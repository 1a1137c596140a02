package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
)

// CheckWrite commits a sealed entry to a table of its own, in place of the one before. It waits for the same
// lock as a case does, so it fails whenever a case could not be stored; give ctx a deadline.
func (s *Store) CheckWrite(ctx context.Context, sealed []byte) error {
	if !bytes.HasPrefix(sealed, sealedPrefix) {
		return ErrNotSealed
	}
	return s.write(ctx, "trying a write", func(ctx context.Context, tx *sql.Tx) error {
		var stored []byte
		err := tx.QueryRowContext(ctx, `
			INSERT INTO health (one, sealed) VALUES (1, $1)
			ON CONFLICT (one) DO UPDATE SET sealed = excluded.sealed RETURNING sealed`, sealed).Scan(&stored)
		if err == nil && !bytes.Equal(stored, sealed) {
			err = errors.New("what was written came back changed")
		}
		return err
	})
}
