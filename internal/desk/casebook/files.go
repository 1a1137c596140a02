package casebook

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"example.org/advocate/internal/store"
)

// idForm is how the server names entries. It is checked because a file is named by it.
var idForm = regexp.MustCompile(`^[0-9a-f]{32}$`)

// maxSealedFile is above every sealed file: a size class of 16 MiB, what age adds to it, and its header.
const maxSealedFile = 20 << 20

// recordOf is what the server sent, to be kept.
func recordOf(e Incoming) record {
	return record{
		ID: e.ID, Case: e.Case, Number: e.Number, Received: e.Received, Side: e.Side, Sequence: e.Sequence, Since: e.Sequence, Apart: e.Apart,
		File: e.File, Sealed: e.Sealed, SealedFacts: e.SealedFacts, Hash: hashOf(e.Sealed), FactsHash: hashOf(e.SealedFacts),
	}
}

// fetch makes a record of an entry that the server sent. The sealed bytes of a file are read into the folder.
func (b *Book) fetch(ctx context.Context, e Incoming) (record, error) {
	if !idForm.MatchString(e.ID) {
		return record{}, errors.New("an entry has an id of a wrong form; the server's program is damaged, tell whoever runs it")
	}
	r := recordOf(e)
	if !r.File {
		return r, nil
	}
	as := ""
	switch known := b.knownFile(r.ID); {
	case known == nil:
	case known.Sequence == r.Sequence:
		r.Hash, r.Size = known.Hash, known.Size
		return r, nil
	default: // it has another seal now
		as = fileOffered
	}
	var err error
	r.Hash, r.Size, err = b.fetchFile(ctx, r.ID, as)
	if errors.Is(err, store.ErrNotFound) { // purged meanwhile
		return r, nil
	}
	return r, err
}

func hashOfFile(path string) (hash, error) {
	file, err := os.Open(path)
	if err != nil {
		return hash{}, err
	}
	defer file.Close()
	digest := sha256.New()
	_, err = io.Copy(digest, file)
	return hash(digest.Sum(nil)), err
}

// knownFile is the record of a file whose bytes are in the folder, or nil.
func (b *Book) knownFile(id string) *record {
	b.mu.RLock()
	defer b.mu.RUnlock()
	l := b.leafOf(id)
	if l == nil || !l.File || l.Hash == (hash{}) {
		return nil
	}
	if sum, err := hashOfFile(b.shelf.file(id)); err != nil || sum != l.Hash {
		return nil // lost or damaged: it is to come again
	}
	found := l.record
	return &found
}

// fetchFile reads the sealed bytes of a file from the server into the folder, whole or not at all, as those of the
// entry or as those offered for it.
func (b *Book) fetchFile(ctx context.Context, id, as string) (hash, int64, error) {
	from, err := b.options.Client.File(ctx, id)
	if err != nil {
		return hash{}, 0, err
	}
	defer from.Close()
	return b.shelf.keepFile(id+as, func(w io.Writer) error {
		_, err := io.Copy(w, io.LimitReader(from, maxSealedFile))
		return err
	})
}

// keepFile writes a sealed file into the folder, whole or not at all, and says its hash and size.
func (s *shelf) keepFile(id string, write func(io.Writer) error) (sum hash, size int64, err error) {
	temp, err := os.CreateTemp(filepath.Join(s.dir, "files"), "coming-*")
	if err != nil {
		return hash{}, 0, fmt.Errorf("keeping a file: %w", err)
	}
	defer os.Remove(temp.Name()) // does nothing once it has its name
	digest := sha256.New()
	err = write(io.MultiWriter(temp, digest))
	if err == nil {
		size, err = temp.Seek(0, io.SeekCurrent)
	}
	if err := errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		return hash{}, 0, fmt.Errorf("keeping a file: %w", err)
	}
	if err := os.Rename(temp.Name(), s.file(id)); err != nil {
		return hash{}, 0, fmt.Errorf("keeping a file: %w", err)
	}
	return hash(digest.Sum(nil)), size, nil
}

// sweep removes files that no entry of the book has: purged ones, and what was cut off while it came.
func (s *shelf) sweep(wanted func(entryID string) bool) error {
	names, err := os.ReadDir(filepath.Join(s.dir, "files"))
	if err != nil {
		return err
	}
	var errs []error
	for _, name := range names {
		id, _, _ := strings.Cut(name.Name(), ".")
		if !wanted(id) {
			errs = append(errs, os.Remove(filepath.Join(s.dir, "files", name.Name())))
		}
	}
	return errors.Join(errs...)
}

// Sealed bytes of a file that may take the place of those that are here: sent by the server, or made here for it.
const (
	fileOffered  = ".offer"
	fileResealed = ".reseal"
)

// adoptFile puts other sealed bytes of a file in the place of those that are here. Where they are not there it was
// done already.
func (s *shelf) adoptFile(entryID, from string) error {
	err := os.Rename(s.file(entryID+from), s.file(entryID))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}
