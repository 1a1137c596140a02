package store

import (
	"context"
	"crypto/hmac"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

const (
	// ReceiptLife is how long a receipt row is kept.
	ReceiptLife = 24 * time.Hour

	// CodeShown is how long a repeated confirm shows the code again.
	CodeShown = time.Hour
)

// ErrOtherBody says that K was used before, with another body.
var ErrOtherBody = errors.New("this key was used for another concern")

// Receipt is the 24-hour row of a new case: what derives its code again, for whoever holds K and the secret.
type Receipt struct {
	KHash    [32]byte // SHA-256(K)
	R        [16]byte
	Case     string
	BodyMAC  [32]byte // HMAC(K, body)
	SecretID string
	Expires  time.Time // at whole seconds
}

// Check is nil for the body that the case was made of, else [ErrOtherBody].
func (r Receipt) Check(bodyMAC [32]byte) error {
	if !hmac.Equal(r.BodyMAC[:], bodyMAC[:]) {
		return ErrOtherBody
	}
	return nil
}

// ShowsCode reports whether a repeated confirm still shows the code, or says that it was shown.
func (r Receipt) ShowsCode(now time.Time) bool {
	return now.Before(r.Expires.Add(CodeShown - ReceiptLife))
}

// Receipt finds the row of a K by its hash, or [ErrNotFound] when there is none or it is over.
func (s *Store) Receipt(ctx context.Context, now time.Time, kHash [32]byte) (Receipt, error) {
	r, err := findReceipt(ctx, s.reads, kHash)
	if err == nil && !now.Before(r.Expires) {
		err = ErrNotFound
	}
	if err != nil {
		return Receipt{}, err
	}
	return r, nil
}

// DeleteExpired deletes the rows that are over, and files that did not become whole in time, and takes them out of
// the database's own files. Call it every hour or so: [Store.CreateCase] deletes receipts too, but only when there is a
// new case. PostgreSQL's files keep what was deleted until its vacuum and its log are done with it.
func (s *Store) DeleteExpired(ctx context.Context, now time.Time) error {
	err := s.write(ctx, "deleting receipts that are over", func(ctx context.Context, tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM pieces WHERE expires_at <= $1`, now.Unix()); err != nil {
			return err
		}
		return deleteExpired(ctx, tx, now)
	})
	if err != nil {
		return err
	}
	return s.tidy(ctx, "deleted receipts")
}

// A querier is the database or a transaction of it.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func findReceipt(ctx context.Context, db querier, kHash [32]byte) (Receipt, error) {
	r := Receipt{KHash: kHash}
	var random, bodyMAC []byte
	var expires int64
	err := db.QueryRowContext(ctx, `
		SELECT r, case_number, body_mac, secret_id, expires_at FROM receipts WHERE k_hash = $1`, kHash[:]).Scan(
		&random, &r.Case, &bodyMAC, &r.SecretID, &expires)
	if err != nil {
		return Receipt{}, reading("a receipt", err)
	}
	if len(random) != len(r.R) || len(bodyMAC) != len(r.BodyMAC) {
		return Receipt{}, errors.New("reading a receipt: its row is damaged")
	}
	r.R, r.BodyMAC, r.Expires = [16]byte(random), [32]byte(bodyMAC), time.Unix(expires, 0)
	return r, nil
}

func insertReceipt(ctx context.Context, tx *sql.Tx, r Receipt) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO receipts (k_hash, r, case_number, body_mac, secret_id, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6)`, r.KHash[:], r.R[:], r.Case, r.BodyMAC[:], r.SecretID, r.Expires.Unix())
	return err
}

func deleteExpired(ctx context.Context, tx *sql.Tx, now time.Time) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM receipts WHERE expires_at <= $1`, now.Unix())
	return err
}

// reading wraps the error of a read, and makes a missing row ErrNotFound.
func reading(what string, err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNotFound
	}
	return fmt.Errorf("reading %s: %w", what, err)
}
