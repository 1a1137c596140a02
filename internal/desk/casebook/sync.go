package casebook

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// auditEvery is how often everything that the server holds is compared with what is here.
const auditEvery = 7 * 24 * time.Hour

// Sync asks the server for what is new, drops what it says was purged, sends what waits, and tells it the purge days
// of cases that closed or re-opened, or for which it has another state by now. One call does it all; another at the same time waits. What was received is kept
// whatever fails later, and the next call goes on from there. Once a week, and whenever the server seems to have gone
// back, it compares everything.
//
// The error wraps [desksync.ErrToken] where the token was refused; else the server could not be reached or answered
// wrongly, and everything goes on here without it.
func (b *Book) Sync(ctx context.Context) error {
	b.work.Lock()
	defer b.work.Unlock()
	if err := b.sync(ctx); err != nil {
		return fmt.Errorf("asking the server for what is new: %w", err)
	}
	return nil
}

// Audit compares everything that the server holds with what is here, as [Book.Sync] does now and then by itself.
func (b *Book) Audit(ctx context.Context) error {
	b.work.Lock()
	defer b.work.Unlock()
	if err := b.audit(ctx); err != nil {
		return fmt.Errorf("comparing everything with the server: %w", err)
	}
	return nil
}

func (b *Book) sync(ctx context.Context) error {
	if err := b.askOffice(ctx); err != nil {
		return err
	}
	fresh := b.cursor == 0 // then this reads everything, as an audit would
	if err := b.pull(ctx); err != nil {
		return err
	}
	back, err := b.wentBack(ctx)
	if err != nil {
		return err
	}
	switch {
	case fresh:
		err = b.setAudited(ctx)
	case back || b.options.Now().Sub(b.audited) >= auditEvery:
		err = b.audit(ctx)
	}
	if err != nil {
		return err
	}
	refusal := b.push(ctx)
	states, err := b.askStates(ctx) // before the entries, which then explain whatever differs
	if err != nil {
		return errors.Join(refusal, err)
	}
	if err := b.pull(ctx); err != nil { // what was just sent comes back with its sequence
		return errors.Join(refusal, err)
	}
	if err := errors.Join(refusal, b.settleDisputes(ctx), b.tell(ctx), b.tellAgain(ctx, states)); err != nil {
		return err
	}
	return b.change(ctx, func(tx *sql.Tx) error {
		b.synced = b.options.Now()
		b.examineAll()
		return setMark(ctx, tx, "synced", b.synced)
	})
}

// askOffice learns which recipients the server seals to, and pins them and site.yaml's signing keys on first sight.
func (b *Book) askOffice(ctx context.Context) error {
	office, err := b.options.Client.Office(ctx)
	if err != nil {
		return err
	}
	return b.change(ctx, func(tx *sql.Tx) error {
		now := listOf(office.Recipients).id()
		b.steady = now != "" && now == listOf(b.office.Recipients).id() && now == b.pins.inForce().id()
		b.office = office
		if err := setMark(ctx, tx, "office", office); err != nil {
			return err
		}
		pinned := b.pins
		if l := listOf(office.Recipients); len(pinned.Lists) == 0 && len(l) > 0 {
			pinned = pinned.withList(l, true)
		}
		if len(pinned.Signing) == 0 {
			pinned = pinned.withSigning(b.options.Settings().SigningKeys, b.cursor)
		}
		return b.pin(ctx, tx, pinned)
	})
}

// pin remembers what was accepted.
func (b *Book) pin(ctx context.Context, tx *sql.Tx, accepted pins) error {
	b.pins = accepted
	b.examineAll()
	return setMark(ctx, tx, "pins", accepted)
}

// pull receives everything after the cursor, page by page. The cursor moves on with the page that is kept, so that the
// server counts an entry as fetched only when it is here, files and all.
func (b *Book) pull(ctx context.Context) error {
	return b.eachPage(ctx, b.cursor, func(page Page, next int64) error { return b.receive(ctx, page, next) })
}

// eachPage reads what comes after a cursor, page by page, each with the cursor behind it.
func (b *Book) eachPage(ctx context.Context, after int64, visit func(page Page, next int64) error) error {
	for {
		page, err := b.options.Client.Entries(ctx, after)
		if err != nil {
			return err
		}
		if err := visit(page, max(after, page.Next)); err != nil {
			return err
		}
		if !page.More {
			return nil
		}
		if page.Next <= after {
			return errors.New("the server says that there is more, and does not go on; its program is damaged, tell whoever runs it")
		}
		after = page.Next
	}
}
