package casebook

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"io"
	"os"

	"filippo.io/age"
)

// meetChange decides what other bytes under the id of an entry are: the seal that this desk made, when the server's
// answer to it was lost; a seal that a colleague's desk made, if what it holds is the same to the last byte; or a change.
func (b *Book) meetChange(ctx context.Context, tx *sql.Tx, known *leaf, r record) error {
	made, err := readResealed(ctx, tx, r.ID)
	if err != nil {
		return err
	}
	samePlace := known.Case == r.Case && known.Number == r.Number && known.Side == r.Side && known.File == r.File
	if made != nil && samePlace && !anotherHash(made.hash, r.Hash) && !anotherHash(made.facts, r.FactsHash) {
		r.SealedFacts, r.Sealed = made.sfact, made.sealed
		return b.adopt(ctx, tx, r, made)
	}
	before, err := readRecord(ctx, tx, r.ID)
	if err != nil {
		return err
	}
	kind := EntryChanged
	if samePlace && b.holdsSame(before, r) {
		kind = ResealedElsewhere
	}
	// Wherever the server puts it, it is an answer to the question what this entry is.
	r.Case, r.Number, r.Side, r.File, r.Received = known.Case, known.Number, known.Side, known.File, known.Received
	if r.Hash == (hash{}) {
		r.Hash, r.Sealed = before.Hash, before.Sealed
	}
	if r.FactsHash == (hash{}) {
		r.FactsHash, r.SealedFacts = before.FactsHash, before.SealedFacts
	}
	return b.offer(ctx, tx, known.Case, offer{kind: kind, record: r})
}

// holdsSame reports whether two seals hold the same.
func (b *Book) holdsSame(before, after record) bool {
	if before.File {
		x, errX := b.plainFileHash(before.ID)
		y, errY := b.plainFileHash(before.ID + fileOffered)
		return errX == nil && errY == nil && x == y
	}
	return b.samePlain(before.Sealed, after.Sealed) && b.samePlain(before.SealedFacts, after.SealedFacts)
}

// samePlain reports whether two sealed parts hold the same; a part that is not there is no difference.
func (b *Book) samePlain(before, after []byte) bool {
	if before == nil || after == nil {
		return true
	}
	x, errX := b.plainHash(bytes.NewReader(before))
	y, errY := b.plainHash(bytes.NewReader(after))
	return errX == nil && errY == nil && x == y
}

func (b *Book) plainFileHash(id string) (hash, error) {
	file, err := os.Open(b.shelf.file(id))
	if err != nil {
		return hash{}, err
	}
	defer file.Close()
	return b.plainHash(file)
}

func (b *Book) plainHash(sealed io.Reader) (hash, error) {
	plain, err := age.Decrypt(sealed, b.options.Identity.Age)
	if err != nil {
		return hash{}, err
	}
	digest := sha256.New()
	_, err = io.Copy(digest, plain)
	return hash(digest.Sum(nil)), err
}

// adopt puts a seal that this desk made in the place of the one before.
func (b *Book) adopt(ctx context.Context, tx *sql.Tx, r record, made *resealed) error {
	r.Sealed, r.SealedFacts, r.SealedTo = made.sealed, made.sfact, made.sealedTo
	r.Hash, r.FactsHash = made.hash, made.facts
	if r.File {
		if err := b.shelf.adoptFile(r.ID, fileResealed); err != nil {
			return err
		}
		info, err := os.Stat(b.shelf.file(r.ID))
		if err != nil {
			return err
		}
		r.Size = info.Size()
	}
	if err := errors.Join(deleteOf(ctx, tx, "reseals", "id", r.ID), b.unoffer(ctx, tx, r.Case, r.ID)); err != nil {
		return err
	}
	return b.insert(ctx, tx, r)
}

func (b *Book) writeResealed(ctx context.Context, made *resealed) error {
	return b.change(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO reseals (id, hash, facts_hash, sealed_to, sealed, facts) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET hash = excluded.hash, facts_hash = excluded.facts_hash,
				sealed_to = excluded.sealed_to, sealed = excluded.sealed, facts = excluded.facts`,
			made.id, made.hash.orNull(), made.facts.orNull(), made.sealedTo, made.sealed, made.sfact)
		return err
	})
}

// readResealed is the seal that was made for an entry and not known to be with the server, or nil.
func readResealed(ctx context.Context, db querier, id string) (*resealed, error) {
	made := &resealed{id: id}
	var sum, factsSum []byte
	err := db.QueryRowContext(ctx, `SELECT hash, facts_hash, sealed_to, sealed, facts FROM reseals WHERE id = ?`, id).
		Scan(&sum, &factsSum, &made.sealedTo, &made.sealed, &made.sfact)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	copy(made.hash[:], sum)
	copy(made.facts[:], factsSum)
	return made, err
}
