package store

import (
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
)

// ErrFull says that there is no room: a quota of files is reached, or the disk is full. Nothing was stored.
var ErrFull = errors.New("there is no room for it")

const (
	sqliteFull       = 13      // SQLITE_FULL, the lower byte of its result codes
	postgresDiskFull = "53100" // disk_full
)

// asFull makes the databases' own ways of saying that a disk is full [ErrFull].
func asFull(err error) error {
	var lite *sqlite.Error
	var postgres *pgconn.PgError
	if errors.As(err, &lite) && lite.Code()&0xff == sqliteFull ||
		errors.As(err, &postgres) && postgres.Code == postgresDiskFull {
		return fmt.Errorf("%w: %w", ErrFull, err)
	}
	return err
}
