package casebook

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"filippo.io/age"

	"example.org/advocate/internal/store"
	"example.org/advocate/internal/vault"
)

// Reseal seals everything that the server holds to the recipients in force: after a colleague came or left, once the new
// list is accepted. What is sealed stays as it is, with its signature; its seal is another. It goes on where it
// stopped. progress, which may be nil, hears how many entries are done. What was copied before keeps its old seal: a
// key that leaked opens it for ever.
func (b *Book) Reseal(ctx context.Context, progress func(done, total int)) error {
	b.work.Lock()
	defer b.work.Unlock()
	if err := b.sync(ctx); err != nil {
		return fmt.Errorf("asking the server for what is new before sealing anew: %w", err)
	}
	ids, list, err := b.resealPlan()
	if err != nil {
		return fmt.Errorf("sealing everything anew: %w", err)
	}
	for i, id := range ids {
		if progress != nil {
			progress(i, len(ids))
		}
		if err := b.resealOne(ctx, id, list); err != nil {
			return fmt.Errorf("sealing everything anew, %d of %d entries are done, the same again goes on: %w", i, len(ids), err)
		}
	}
	if progress != nil {
		progress(len(ids), len(ids))
	}
	return nil
}

// ResealWaits is how many entries a [Book.Reseal] would seal anew.
func (b *Book) ResealWaits() int {
	ids, _, err := b.resealPlan()
	if err != nil {
		return 0
	}
	return len(ids)
}

// resealPlan are the entries that are not known to be sealed to the list in force. Those that this desk cannot open, or
// whose case is not as it should be, stay as they are.
func (b *Book) resealPlan() ([]string, list, error) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	list := b.pins.inForce()
	if err := b.maySeal(); err != nil {
		return nil, nil, err
	}
	var ids []string
	for _, c := range b.chapters {
		if len(c.disputed) > 0 {
			continue // the server has it no longer
		}
		for _, l := range c.leaves {
			if !l.Gone && !l.Missing && l.Sequence > 0 && !l.empty() && !b.isSealedTo(c, l, list) && l.opens() {
				ids = append(ids, l.ID)
			}
		}
	}
	slices.Sort(ids)
	return ids, list, nil
}

// isSealedTo reports whether an entry is known to be sealed to a list and to nobody else. What an entry is sealed to
// cannot be seen, only to how many keys. It is known of what this desk sealed or saw come while that list was in force; of
// everything, where the office never had another list; and of a first entry, which names its list, unless it may have been sealed
// anew since. One list says nothing of a case's later entries: it may have been another in between.
func (b *Book) isSealedTo(c *chapter, l *leaf, to list) bool {
	switch {
	case l.SealedTo != "":
		return l.SealedTo == to.id()
	case !l.fits(to):
		return false
	case len(b.pins.Lists) == 1:
		return true
	}
	first := c.first()
	return l.Number == 1 && l.Sequence == l.Since && first != nil && listOf(first.first.Recipients).id() == to.id()
}

// fits reports whether the parts of an entry are sealed to as many keys as a list has.
func (l *leaf) fits(to list) bool {
	for part, o := range map[vault.PartName]*opened{vault.TextPart: l.text, vault.FactsPart: l.facts} {
		if o == nil {
			continue
		}
		keys := len(to)
		if l.forPerson(part) {
			keys++
		}
		if o.stanzas != keys {
			return false
		}
	}
	return true
}

// opens reports whether this desk can open all that is there of the entry.
func (l *leaf) opens() bool {
	for _, o := range []*opened{l.text, l.facts} {
		if o != nil && (o.fault != "" || o.elsewhere != "") {
			return false
		}
	}
	return true
}

// resealed is a new seal of an entry, on its way to the server. It is written down before it is sent, so that it is
// known again when the answer is lost.
type resealed struct {
	id            string
	hash, facts   hash
	sealedTo      string
	sealed, sfact []byte // of a file they are in files/
}

func (b *Book) resealOne(ctx context.Context, id string, to list) error {
	r, err := readRecord(ctx, b.shelf.db, id)
	if err != nil {
		return err
	}
	made, err := readResealed(ctx, b.shelf.db, id)
	if err != nil {
		return err
	}
	if made == nil || made.sealedTo != to.id() {
		if made, err = b.makeResealed(ctx, r, to); err != nil {
			return err
		}
	}
	err = b.sendResealed(ctx, r, made)
	switch {
	case errors.Is(err, store.ErrNotFound): // purged meanwhile; the next page says so
		return nil
	case errors.Is(err, store.ErrConflict):
		return b.settle(ctx, id)
	case err != nil:
		return err
	}
	return b.change(ctx, func(tx *sql.Tx) error { return b.adopt(ctx, tx, r, made) })
}

// settle finds out what the server has instead of what was to be replaced.
func (b *Book) settle(ctx context.Context, id string) error {
	if err := b.pull(ctx); err != nil {
		return err
	}
	sequence := b.sequenceOf(id)
	if sequence == 0 {
		return nil // purged meanwhile
	}
	page, err := b.options.Client.Entries(ctx, sequence-1)
	if err != nil || len(page.Entries) == 0 || page.Entries[0].ID != id {
		return err // where it is gone, the next audit says so
	}
	r := recordOf(page.Entries[0])
	if r.File {
		if r.Hash, r.Size, err = b.fetchFile(ctx, id, fileOffered); err != nil {
			return err
		}
	}
	return b.change(ctx, func(tx *sql.Tx) error { return b.take(ctx, tx, r) })
}

func (b *Book) sequenceOf(id string) int64 {
	b.mu.RLock()
	defer b.mu.RUnlock()
	if l := b.leafOf(id); l != nil {
		return l.Sequence
	}
	return 0
}

func (b *Book) sendResealed(ctx context.Context, r record, made *resealed) error {
	if !r.File {
		return b.options.Client.PutSeal(ctx, r.ID, r.replaced(), made.sealed, made.sfact)
	}
	file, err := os.Open(b.shelf.file(r.ID + fileResealed))
	if err != nil {
		return err
	}
	defer file.Close()
	return b.options.Client.PutFileSeal(ctx, r.ID, r.replaced(), file)
}

// makeResealed seals an entry's parts to other recipients and writes the result down.
func (b *Book) makeResealed(ctx context.Context, r record, to list) (*resealed, error) {
	office, err := to.recipients()
	if err != nil {
		return nil, err
	}
	b.mu.RLock()
	c := b.chapter(r.Case)
	l, own := b.leafOf(r.ID), c.recipient()
	b.mu.RUnlock()
	made := &resealed{id: r.ID, sealedTo: to.id()}
	if r.File {
		made.hash, err = b.resealFile(r.ID, office, own)
		return made, errors.Join(err, b.writeResealed(ctx, made))
	}
	if made.sealed, err = b.resealPart(r.Sealed, office, own, l.forPerson(vault.TextPart)); err != nil {
		return nil, err
	}
	if made.sfact, err = b.resealPart(r.SealedFacts, office, own, l.forPerson(vault.FactsPart)); err != nil {
		return nil, err
	}
	made.hash, made.facts = hashOf(made.sealed), hashOf(made.sfact)
	return made, b.writeResealed(ctx, made)
}

func (b *Book) resealFile(id string, office vault.Recipients, own string) (hash, error) {
	from, err := os.Open(b.shelf.file(id))
	if err != nil {
		return hash{}, err
	}
	defer from.Close()
	sum, _, err := b.shelf.keepFile(id+fileResealed, func(w io.Writer) error {
		return b.resealTo(w, from, office, own, true)
	})
	return sum, err
}

func (b *Book) resealPart(sealed []byte, office vault.Recipients, own string, person bool) ([]byte, error) {
	if sealed == nil {
		return nil, nil
	}
	var out bytes.Buffer
	err := b.resealTo(&out, bytes.NewReader(sealed), office, own, person)
	return out.Bytes(), err
}

// resealTo takes a seal off and puts another one on, without looking at what is in it.
func (b *Book) resealTo(w io.Writer, sealed io.Reader, office vault.Recipients, own string, person bool) error {
	plain, err := age.Decrypt(sealed, b.options.Identity.Age)
	if err != nil {
		return err
	}
	var to []age.Recipient
	for _, key := range office {
		to = append(to, key)
	}
	if person {
		key, err := vault.ParseRecipient(own)
		if err != nil {
			return err
		}
		to = append(to, key)
	}
	out, err := age.Encrypt(w, to...)
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, plain); err != nil {
		return err
	}
	return out.Close()
}
