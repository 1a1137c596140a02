package casebook

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"

	"example.org/advocate/internal/store"
	"example.org/advocate/internal/vault"
)

// File is a file of a case, opened.
type File struct {
	Name string // as the person named it
	Type string // by its content, such as image/jpeg
	Body io.ReadSeeker
}

// File opens a file of a case in memory. It is opened each time anew and nothing of it is kept. A file whose bytes are
// not the pinned ones, that belongs elsewhere or is not signed by who should have signed it is not handed out.
func (b *Book) File(_ context.Context, entryID string) (*File, error) {
	file, err := b.openFile(entryID)
	if err != nil {
		return nil, fmt.Errorf("opening a file: %w", err)
	}
	return file, nil
}

func (b *Book) openFile(entryID string) (*File, error) {
	r, key, err := b.fileRecord(entryID)
	if err != nil {
		return nil, err
	}
	sealed, err := os.ReadFile(b.shelf.file(entryID))
	if err != nil {
		return nil, err
	}
	if sha256.Sum256(sealed) != r.Hash {
		return nil, errors.New("its bytes on this computer are not those that came; compare everything with the server, which brings it again")
	}
	part, err := vault.Open(sealed, b.options.Identity.Age)
	if err != nil {
		return nil, err
	}
	if err := part.Verify(r.place(vault.FilePart), key...); err != nil {
		return nil, err
	}
	file := &File{Body: bytes.NewReader(part.Body)}
	if part.File != nil {
		file.Name, file.Type = part.File.Name, part.File.Type
	}
	return file, nil
}

// fileRecord is the record of a file, and the keys that may have signed it.
func (b *Book) fileRecord(entryID string) (record, []ed25519.PublicKey, error) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	l := b.leafOf(entryID)
	if l == nil || !l.File || l.Hash == (hash{}) {
		return record{}, nil, store.ErrNotFound
	}
	var keys []ed25519.PublicKey
	for _, text := range b.signersOf(l) {
		if key, err := vault.ParseSigningKey(text); err == nil {
			keys = append(keys, key)
		}
	}
	return l.record, keys, nil
}

// signersOf are the keys that may have signed an entry: the person's at that entry, or the office's.
func (b *Book) signersOf(l *leaf) []string {
	if l.Side == string(vault.PersonSide) {
		return []string{l.key}
	}
	var keys []string
	for _, pin := range b.pins.Signing {
		if _, ok := b.pins.signer(pin.Key, l.Since); ok {
			keys = append(keys, pin.Key)
		}
	}
	return keys
}
