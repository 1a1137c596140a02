package casebook

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"example.org/advocate/internal/store"
	"example.org/advocate/internal/vault"
)

// Why something in the outbox is not sent before somebody looked.
const (
	WhyConflict = "conflict" // entries came in after the one that its writer had seen
	WhyTaken    = "taken"    // the new case's number was given to another: enter it anew, the code opens nothing
	WhyRefused  = "refused"  // the server does not take it
)

// posted is an entry on its way to the server, as it stands in the folder: sealed, as it will be sent.
type posted struct {
	store.NewEntry        // with the id that this desk drew
	Seen           int    // the newest entry that its writer had seen
	SealedTo       string // the list it is sealed to
	New            *newCase
}

// newCase is what a new case has besides its first entry.
type newCase struct {
	Recipient       string
	Lookup          [32]byte
	WrappedIdentity []byte
}

// waiting is a posted entry, opened.
type waiting struct {
	posted
	held  string
	time  time.Time
	said  *vault.Said
	words *vault.Words
	facts *vault.Facts
}

// Unsent is an entry or a new case that the server does not have yet.
type Unsent struct {
	ID      string
	Case    string
	Said    *vault.Said  // nil for a new case
	Words   *vault.Words // of a new case
	Facts   *vault.Facts // of a new case
	Held    bool         // it is not sent before somebody looked: see Why
	Why     string       // WhyConflict, WhyTaken, WhyRefused
	Between []Entry      // for WhyConflict: what came in between
}

// Outbox lists what was not sent yet, oldest first.
func (b *Book) Outbox() []Unsent {
	b.mu.RLock()
	defer b.mu.RUnlock()
	var list []Unsent
	for _, w := range b.outbox {
		list = append(list, b.unsent(w))
	}
	return list
}

func (b *Book) unsent(w *waiting) Unsent {
	u := Unsent{ID: w.ID, Case: w.Case, Said: w.said, Words: w.words, Facts: w.facts, Held: w.held != "", Why: w.held}
	if w.held == WhyConflict {
		u.Between = b.between(w.Case, w.Seen)
	}
	return u
}

// between are the entries that the server has after the one that was seen.
func (b *Book) between(number string, seen int) []Entry {
	var list []Entry
	if c := b.chapters[number]; c != nil && c.made != nil {
		for _, e := range c.made.Story {
			if e.Number > seen && !e.NotSent && !e.Gone {
				list = append(list, e)
			}
		}
	}
	return list
}

// Discard takes an entry out of the outbox, and returns it for its words to be used again.
func (b *Book) Discard(ctx context.Context, id string) (Unsent, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	w := b.posted(id)
	if w == nil {
		return Unsent{}, fmt.Errorf("taking an entry out of the outbox: %w; it was sent meanwhile", store.ErrNotFound)
	}
	u := b.unsent(w)
	return u, b.unpost(ctx, w)
}

// Release sends a held entry all the same, at once or with the next [Book.Sync]. Where something came in again meanwhile
// it stays held, and the error is a [*Conflict].
func (b *Book) Release(ctx context.Context, id string) error {
	if err := b.release(ctx, id); err != nil {
		return err
	}
	return b.send(ctx, id, true)
}

func (b *Book) release(ctx context.Context, id string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	w := b.posted(id)
	switch {
	case w == nil:
		return fmt.Errorf("sending what was held: %w; it was sent meanwhile", store.ErrNotFound)
	case w.held == WhyTaken:
		return errors.New("sending what was held: its case number belongs to another case; enter it anew, and hand out the new number and code")
	}
	changed := *w
	changed.held = ""
	if c := b.chapters[w.Case]; c != nil {
		changed.Seen = max(w.Seen, c.newest())
	}
	return b.repost(ctx, changed)
}

// posted finds an entry in the outbox, or nil.
func (b *Book) posted(id string) *waiting {
	for _, w := range b.outbox {
		if w.ID == id {
			return w
		}
	}
	return nil
}

func (b *Book) waitingIn(number string) []*waiting {
	var list []*waiting
	for _, w := range b.outbox {
		if w.Case == number {
			list = append(list, w)
		}
	}
	return list
}

// post puts an entry into the outbox.
func (b *Book) post(ctx context.Context, w waiting) error {
	text, err := json.Marshal(w.posted)
	if err != nil {
		return err
	}
	err = b.shelf.change(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO outbox (id, held, letter) VALUES (?, ?, ?)`, w.ID, w.held, string(text))
		return err
	})
	if err != nil {
		return err
	}
	b.outbox = append(b.outbox, &w)
	b.expect(w.posted)
	b.examine(w.Case)
	return nil
}

// expect begins the chapter of a new case that the server does not have yet.
func (b *Book) expect(p posted) {
	c := b.chapter(p.Case)
	if p.New != nil && c.row.Recipient == "" {
		c.row.Recipient, c.row.RecipientNow, c.row.IssuedByOffice = p.New.Recipient, p.New.Recipient, true
	}
}

// repost puts an entry back in its place of the outbox, changed.
func (b *Book) repost(ctx context.Context, w waiting) error {
	text, err := json.Marshal(w.posted)
	if err != nil {
		return err
	}
	err = b.shelf.change(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE outbox SET held = ?, letter = ? WHERE id = ?`, w.held, string(text), w.ID)
		return err
	})
	if err != nil {
		return err
	}
	if known := b.posted(w.ID); known != nil {
		*known = w
	}
	b.examine(w.Case)
	return nil
}

// unpost takes an entry out of the outbox.
func (b *Book) unpost(ctx context.Context, w *waiting) error {
	err := b.shelf.change(ctx, func(tx *sql.Tx) error { return deleteOf(ctx, tx, "outbox", "id", w.ID) })
	if err != nil {
		return err
	}
	b.dropPosted(w.ID)
	return nil
}

// dropPosted forgets an entry of the outbox that is no longer in the folder's.
func (b *Book) dropPosted(id string) {
	w := b.posted(id)
	if w == nil {
		return
	}
	b.outbox = slices.DeleteFunc(b.outbox, func(w *waiting) bool { return w.ID == id })
	if c := b.chapters[w.Case]; c != nil && w.New != nil && len(c.leaves) == 0 {
		delete(b.chapters, w.Case)
	}
	b.examine(w.Case)
}

func (b *Book) loadOutbox(ctx context.Context) error {
	rows, err := b.shelf.db.QueryContext(ctx, `SELECT held, letter FROM outbox ORDER BY place`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var w waiting
		var text []byte
		if err := rows.Scan(&w.held, &text); err != nil {
			return err
		}
		if err := json.Unmarshal(text, &w.posted); err != nil {
			return err
		}
		w.open(b.options.Identity)
		b.outbox = append(b.outbox, &w)
		b.expect(w.posted)
	}
	return rows.Err()
}

// open reads what this desk sealed itself.
func (w *waiting) open(identity *vault.Identity) {
	place := vault.Place{Case: w.Case, Entry: w.Number, Side: vault.OfficeSide, Part: vault.TextPart}
	if w.Sealed != nil {
		text := openPart(w.Sealed, place, identity.Age)
		w.time, w.said, w.words = text.time, text.said, text.words
	}
	if w.SealedFacts != nil {
		place.Part = vault.FactsPart
		w.facts = openPart(w.SealedFacts, place, identity.Age).facts
	}
}

// entryID draws the name of an entry.
func (b *Book) entryID() (string, error) {
	id := make([]byte, 16)
	if _, err := io.ReadFull(b.options.Rand, id); err != nil {
		return "", fmt.Errorf("naming an entry: %w", err)
	}
	return hex.EncodeToString(id), nil
}
