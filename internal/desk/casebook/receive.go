package casebook

import (
	"context"
	"database/sql"

	"example.org/advocate/internal/vault"
)

// receive keeps a page, and moves the cursor.
func (b *Book) receive(ctx context.Context, page Page, cursor int64) error {
	var records []record
	for _, e := range page.Entries {
		r, err := b.fetch(ctx, e)
		if err != nil {
			return err
		}
		records = append(records, r)
	}
	err := b.change(ctx, func(tx *sql.Tx) error {
		for i, r := range records {
			if err := b.meetCase(ctx, tx, r.Case, page.Entries[i].First); err != nil {
				return err
			}
			if err := b.take(ctx, tx, r); err != nil {
				return err
			}
		}
		for _, c := range page.Purged {
			if err := b.purgedAt(ctx, tx, c); err != nil {
				return err
			}
		}
		b.cursor = cursor
		return setMark(ctx, tx, "cursor", cursor)
	})
	if err != nil {
		return err
	}
	if len(page.Purged) > 0 {
		return b.clear(ctx)
	}
	return nil
}

// meetCase pins a case's recipient on first sight, and notes what the server says of it now.
func (b *Book) meetCase(ctx context.Context, tx *sql.Tx, number string, said *CaseInfo) error {
	row := &b.chapter(number).row
	if said == nil || row.Recipient != "" && row.RecipientNow == said.Recipient {
		return nil
	}
	if row.Recipient == "" {
		row.Recipient, row.IssuedByOffice = said.Recipient, said.IssuedByOffice
	}
	row.RecipientNow = said.Recipient
	return putCase(ctx, tx, *row)
}

// take takes in an entry that the server sent: a new one; one that is here, which stays as it is; or something in the
// place of one that is here, which is put aside until somebody accepts it.
func (b *Book) take(ctx context.Context, tx *sql.Tx, r record) error {
	known := b.leafOf(r.ID)
	if known == nil {
		if other := b.chapter(r.Case).numbered(r.Number); other != nil {
			return b.offer(ctx, tx, r.Case, offer{kind: Repeat, record: r})
		}
		if b.steady && r.Side == string(vault.PersonSide) && b.openLeaf(r).fits(b.pins.inForce()) {
			r.SealedTo = b.pins.inForce().id()
		}
		return b.insert(ctx, tx, r)
	}
	known.Sequence, known.Missing = r.Sequence, false
	if known.Since == 0 {
		known.Since = r.Sequence
	}
	r.Since = known.Since
	if err := markRecord(ctx, tx, known.record); err != nil {
		return err
	}
	if !differs(known.record, r) {
		return b.unoffer(ctx, tx, known.Case, r.ID)
	}
	return b.meetChange(ctx, tx, known, r)
}

// insert takes in a new entry, and takes it out of the outbox if it is this desk's own.
func (b *Book) insert(ctx context.Context, tx *sql.Tx, r record) error {
	c := b.chapter(r.Case)
	if err := putRecord(ctx, tx, r); err != nil {
		return err
	}
	b.put(r)
	if first := c.first(); first != nil && c.row.PersonKey == "" {
		c.row.PersonKey = first.first.PersonKey
		if err := putCase(ctx, tx, c.row); err != nil {
			return err
		}
	}
	if err := deleteOf(ctx, tx, "outbox", "id", r.ID); err != nil {
		return err
	}
	b.dropPosted(r.ID)
	b.examine(r.Case)
	return nil
}

// differs reports whether what came under the id of an entry is not that entry. What was purged on one side and not yet
// on the other is no difference.
func differs(known, came record) bool {
	return known.Case != came.Case || known.Number != came.Number || known.Side != came.Side || known.File != came.File && !came.empty() ||
		anotherHash(known.Hash, came.Hash) || anotherHash(known.FactsHash, came.FactsHash)
}

func anotherHash(x, y hash) bool { return x != y && x != hash{} && y != hash{} }

// leafOf is the entry of that id, in whatever case; nil where there is none.
func (b *Book) leafOf(id string) *leaf {
	if c := b.chapters[b.caseOf[id]]; c != nil {
		return c.leaf(id)
	}
	return nil
}

// offer puts aside what came in the place of what is here.
func (b *Book) offer(ctx context.Context, tx *sql.Tx, number string, o offer) error {
	if err := b.unoffer(ctx, tx, number, o.record.ID); err != nil {
		return err
	}
	if err := putOffer(ctx, tx, o); err != nil {
		return err
	}
	c := b.chapter(number)
	c.offers = append(c.offers, o.light())
	b.examine(number)
	return nil
}

// unoffer forgets what was put aside under an id.
func (b *Book) unoffer(ctx context.Context, tx *sql.Tx, number, id string) error {
	c := b.chapter(number)
	kept := c.offers[:0:0]
	for _, o := range c.offers {
		if o.record.ID != id {
			kept = append(kept, o)
		}
	}
	if len(kept) == len(c.offers) {
		return nil
	}
	c.offers = kept
	b.examine(number)
	return deleteOf(ctx, tx, "offers", "id", id)
}
