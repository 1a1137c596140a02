package casebook

import (
	"context"
	"errors"
	"io"

	"example.org/advocate/internal/desksync"
	"example.org/advocate/internal/store"
)

// Server is the sync contract as this package uses it. Errors: [store.ErrConflict] where something else came first,
// [store.ErrNotFound] where there is no such case or file, [store.ErrTaken] where a new case's number is not new.
type Server interface {
	// Office is what the server says of itself.
	Office(ctx context.Context) (Office, error)
	// Entries are those after a cursor, in the order of commits; asking says that everything up to it is kept here.
	Entries(ctx context.Context, after int64) (Page, error)
	// File reads the sealed bytes of a file.
	File(ctx context.Context, entryID string) (io.ReadCloser, error)
	// Create makes a case that the office took down; the same again is no error.
	Create(ctx context.Context, c store.NewCase) error
	// Append adds the entry after the newest; the same again is no error.
	Append(ctx context.Context, e store.NewEntry) (store.Entry, error)
	// States are where all cases are whose words are not purged, by number.
	States(ctx context.Context) (map[string]store.State, error)
	// SetState says where a case is, and when it is purged.
	SetState(ctx context.Context, number string, state store.State) error
	// PutSeal replaces the seal of an entry that is no file; old is its [store.Entry.Hash].
	PutSeal(ctx context.Context, entryID string, old [32]byte, sealed, facts []byte) error
	// PutFileSeal replaces the seal of a file; old is the SHA-256 of its sealed bytes.
	PutFileSeal(ctx context.Context, entryID string, old [32]byte, sealed io.Reader) error
}

type (
	// Office is what the server says of itself.
	Office = desksync.Office
	// Page is what came after a cursor.
	Page = desksync.Page
	// Incoming is an entry as the server sends it.
	Incoming = desksync.Entry
	// CaseInfo is what the server says of a case in clear.
	CaseInfo = desksync.CaseInfo
)

// refused reports whether sending the same again is of no use: the case is gone, or what was sent has a wrong form.
func refused(err error) bool {
	return errors.Is(err, desksync.ErrRefused) || errors.Is(err, store.ErrNotFound) || errors.Is(err, store.ErrNotSealed)
}
