package casebook

import (
	"context"
	"database/sql"
	"errors"
)

// wentBack reports whether the server no longer has the newest entry that this desk received: it was set back to an
// older copy, and what it gives out next would lie before the cursor. A request after the entry before it tells.
func (b *Book) wentBack(ctx context.Context) (bool, error) {
	newest := b.newestReceived()
	if newest == nil {
		return false, nil
	}
	page, err := b.options.Client.Entries(ctx, newest.Sequence-1)
	if err != nil {
		return false, err
	}
	return len(page.Entries) == 0 || page.Entries[0].ID != newest.ID, nil
}

func (b *Book) newestReceived() *record {
	b.mu.RLock()
	defer b.mu.RUnlock()
	var newest *record
	for _, c := range b.chapters {
		for _, l := range c.leaves {
			if !l.empty() && !l.Gone && !l.Missing && (newest == nil || l.Sequence > newest.Sequence) {
				newest = &l.record
			}
		}
	}
	if newest == nil || newest.Sequence == 0 {
		return nil
	}
	found := *newest
	return &found
}

// audit reads everything that the server holds, from the beginning, and compares it with what is here. Entries that it
// no longer has are marked as missing. The caller holds work.
func (b *Book) audit(ctx context.Context) error {
	seen := map[string]bool{}
	err := b.eachPage(ctx, 0, func(page Page, next int64) error {
		for _, e := range page.Entries {
			seen[e.ID] = true
		}
		// Where the server went back, so does the cursor: what comes next lies after what it has now.
		if page.More {
			next = b.cursor
		}
		return b.receive(ctx, page, next)
	})
	if err != nil {
		return err
	}
	err = b.change(ctx, func(tx *sql.Tx) error {
		defer b.examineAll()
		return b.markMissing(ctx, tx, seen)
	})
	return errors.Join(err, b.setAudited(ctx))
}

func (b *Book) setAudited(ctx context.Context) error {
	return b.change(ctx, func(tx *sql.Tx) error {
		b.audited = b.options.Now()
		return setMark(ctx, tx, "audited", b.audited)
	})
}

func (b *Book) markMissing(ctx context.Context, tx *sql.Tx, seen map[string]bool) error {
	for _, c := range b.chapters {
		for _, l := range c.leaves {
			missing := !seen[l.ID] && !l.Gone && !l.empty()
			if missing == l.Missing {
				continue
			}
			l.Missing = missing
			if err := markRecord(ctx, tx, l.record); err != nil {
				return err
			}
		}
	}
	return nil
}
