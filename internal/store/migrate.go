package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
)

// schemas holds one file for each version of the schema, from 001.sql: what brings the one before up to it.
//
//go:embed schema/*.sql
var schemas embed.FS

// migrate brings the schema to the newest version, in one change, or refuses one that is newer still.
func (s *Store) migrate(ctx context.Context) error {
	files, err := schemas.ReadDir("schema")
	if err != nil {
		return err
	}
	return s.write(ctx, "bringing the schema up to date", func(ctx context.Context, tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL)`); err != nil {
			return err
		}
		var have int
		err := tx.QueryRowContext(ctx, `SELECT version FROM schema_version`).Scan(&have)
		if errors.Is(err, sql.ErrNoRows) {
			_, err = tx.ExecContext(ctx, `INSERT INTO schema_version (version) VALUES (0)`)
		}
		if err != nil {
			return err
		}
		if have > len(files) {
			return fmt.Errorf("the database has schema %d, and this program knows %d; use the newest program", have, len(files))
		}
		for _, file := range files[have:] {
			text, err := schemas.ReadFile("schema/" + file.Name())
			if err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, string(text)); err != nil {
				return fmt.Errorf("%s: %w", file.Name(), err)
			}
		}
		_, err = tx.ExecContext(ctx, `UPDATE schema_version SET version = $1`, len(files))
		return err
	})
}
