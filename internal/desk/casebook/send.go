package casebook

import (
	"context"
	"database/sql"
	"errors"

	"example.org/advocate/internal/store"
)

// maxTries is how often an entry is numbered anew because others came first, before it waits for the next sync.
const maxTries = 5

// send tries to send the outbox at once, and tells the server which cases that closes or opens, so that the person does
// not read an ending in a case that is still open. That the server cannot be reached is no error: the next
// sync does both. When something came in before the entry of that id, the error is a [*Conflict]; when the server does
// not take it, another. It is then taken out again, for the page that it was written on still has it, unless keep.
func (b *Book) send(ctx context.Context, id string, keep bool) error {
	if !b.work.TryLock() {
		return nil // a sync is running, and sends what waits
	}
	refusal := b.push(ctx)
	_ = b.tell(ctx) // what cannot be told now, the next sync tells
	b.work.Unlock()

	b.mu.Lock()
	defer b.mu.Unlock()
	w := b.posted(id)
	if w == nil || w.held == "" {
		return nil
	}
	var err error
	why, seen, number := w.held, w.Seen, w.Case
	if !keep {
		err = b.unpost(ctx, w)
	}
	switch why {
	case WhyConflict:
		return errors.Join(b.conflict(b.chapter(number), seen, id), err)
	case WhyTaken:
		return errors.Join(store.ErrTaken, err)
	default:
		return errors.Join(errors.New("it could not be sent"), refusal, err)
	}
}

// push sends what waits in the outbox, in order. It stops where the server cannot be reached. The caller holds work.
func (b *Book) push(ctx context.Context) error {
	var refusals []error
	tries := map[string]int{}
	for {
		w, err := b.nextToSend(ctx, tries)
		if err != nil || w == nil {
			return errors.Join(append(refusals, err)...)
		}
		tries[w.ID]++
		err = b.sendOne(ctx, *w)
		switch {
		case err == nil:
		case errors.Is(err, store.ErrConflict):
			if err := b.pull(ctx); err != nil {
				return errors.Join(append(refusals, err)...)
			}
			if tries[w.ID] == 2 { // nothing that came explains it: does the server still have what it had?
				if err := b.audit(ctx); err != nil {
					return errors.Join(append(refusals, err)...)
				}
			}
		case errors.Is(err, store.ErrTaken):
			refusals = append(refusals, err, b.hold(ctx, w.ID, WhyTaken))
		case refused(err):
			refusals = append(refusals, err, b.hold(ctx, w.ID, WhyRefused))
		default:
			return errors.Join(append(refusals, err)...)
		}
	}
}

// nextToSend is the first entry that may be sent, numbered and sealed as it should be now; nil where there is none.
// Entries of a case go in the order they were written in, so one that is held keeps those after it.
func (b *Book) nextToSend(ctx context.Context, tries map[string]int) (*waiting, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	kept := map[string]bool{}
	for i := 0; i < len(b.outbox); i++ {
		w := b.outbox[i]
		if w.held != "" || kept[w.Case] || tries[w.ID] >= maxTries {
			kept[w.Case] = true
			continue
		}
		ready, err := b.ready(ctx, *w)
		if err != nil {
			return nil, err
		}
		if ready.held == "" {
			return &ready, nil
		}
		kept[w.Case] = true
	}
	return nil, nil
}

// ready gives an entry the number that comes next now and seals it to the list in force, or holds it because of what
// came in between. Nobody needs to look again at what is for the office alone.
func (b *Book) ready(ctx context.Context, w waiting) (waiting, error) {
	if w.New != nil {
		return w, nil
	}
	c := b.chapter(w.Case)
	next := c.newest() + 1
	switch {
	case next > w.Seen+1 && !w.said.Act.Private():
		w.held = WhyConflict
	case next != w.Number || w.SealedTo != b.pins.inForce().id():
		w.Number, w.Seen = next, next-1
		if err := b.seal(c, &w); err != nil {
			w.held = WhyRefused
		}
	default:
		return w, nil
	}
	return w, b.repost(ctx, w)
}

func (b *Book) hold(ctx context.Context, id, why string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	w := b.posted(id)
	if w == nil {
		return nil
	}
	held := *w
	held.held = why
	return b.repost(ctx, held)
}

// sendOne sends an entry and, when the server has it, moves it from the outbox into its case.
func (b *Book) sendOne(ctx context.Context, w waiting) error {
	var stored store.Entry
	var err error
	if w.New != nil {
		err = b.options.Client.Create(ctx, store.NewCase{
			Number: w.Case, Received: w.Received, Recipient: w.New.Recipient, Lookup: w.New.Lookup,
			WrappedIdentity: w.New.WrappedIdentity, IssuedByOffice: true, Entry: w.NewEntry,
		})
	} else {
		stored, err = b.options.Client.Append(ctx, w.NewEntry)
	}
	if err != nil {
		return err
	}
	return b.change(ctx, func(tx *sql.Tx) error {
		if w.New != nil {
			row := b.chapter(w.Case).row
			if err := putCase(ctx, tx, row); err != nil {
				return err
			}
		}
		r := record{
			ID: w.ID, Case: w.Case, Number: w.Number, Received: w.Received, Side: w.Side, Sequence: stored.Sequence, Since: stored.Sequence, SealedTo: w.SealedTo,
			Sealed: w.Sealed, SealedFacts: w.SealedFacts, Hash: hashOf(w.Sealed), FactsHash: hashOf(w.SealedFacts),
		}
		return b.insert(ctx, tx, r)
	})
}

// change changes the folder and what is in memory, whole or not at all. The caller does not hold mu.
func (b *Book) change(ctx context.Context, apply func(tx *sql.Tx) error) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.changeLocked(ctx, apply)
}

func (b *Book) changeLocked(ctx context.Context, apply func(tx *sql.Tx) error) error {
	err := b.shelf.change(ctx, apply)
	if err == nil {
		return nil
	}
	// What apply did in memory is undone by reading everything again.
	return errors.Join(err, b.load(context.WithoutCancel(ctx)))
}
