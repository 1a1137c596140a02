package casebook

import (
	"context"
	"database/sql"
	"errors"
	"slices"
)

// The rules that the certificates of the sync contract name.
const (
	ruleText  = "text"  // the words and files
	ruleFacts = "facts" // what is counted
	ruleSpam  = "spam"  // all of it
)

// purgedAt takes note that the server purged something. What the office's own rules let go by then goes here too, and its
// certificate stays. Everything else is kept, with the certificate as one in dispute: a server that lies, or one that
// somebody with a desk's token told wrong days, must not wipe what this desk holds.
func (b *Book) purgedAt(ctx context.Context, tx *sql.Tx, cert Certificate) error {
	c := b.chapter(cert.Case)
	switch {
	case c.isPurged(cert.Rule):
		return nil
	case b.isDue(c, cert):
		return b.drop(ctx, tx, c, cert)
	case c.isDisputed(cert.Rule):
		return nil
	}
	c.disputed = append(c.disputed, cert)
	b.examine(cert.Case)
	return putCertificate(ctx, tx, cert, true)
}

// drop drops what a certificate names, and keeps the certificate.
func (b *Book) drop(ctx context.Context, tx *sql.Tx, c *chapter, cert Certificate) error {
	if err := b.rememberDays(ctx, tx, c, cert); err != nil {
		return err
	}
	c.disputed = slices.DeleteFunc(c.disputed, func(known Certificate) bool { return known.Rule == cert.Rule })
	c.purged = append(c.purged, cert)
	if err := errors.Join(putCertificate(ctx, tx, cert, false), b.dropOffers(ctx, tx, c)); err != nil {
		return err
	}
	var err error
	switch {
	case c.allPurged():
		err = b.dropCase(ctx, tx, c)
	case cert.Rule == ruleText:
		err = b.dropWords(ctx, tx, c)
	default:
		err = b.dropFacts(ctx, tx, c)
	}
	b.examine(cert.Case)
	return err
}

// dropWords drops the words and files of a case. The rows stay as long as something of the case does, so that numbers
// are not taken for missing.
func (b *Book) dropWords(ctx context.Context, tx *sql.Tx, c *chapter) error {
	for _, l := range c.leaves {
		l.Hash, l.Size, l.text = hash{}, 0, nil
	}
	if err := c.dropReseals(ctx, tx); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `UPDATE entries SET sealed = NULL, hash = NULL, size = 0 WHERE case_number = ?`, c.row.Number)
	return err
}

// dropFacts drops what is counted of a case.
func (b *Book) dropFacts(ctx context.Context, tx *sql.Tx, c *chapter) error {
	for _, l := range c.leaves {
		l.FactsHash, l.facts = hash{}, nil
	}
	_, err := tx.ExecContext(ctx, `UPDATE entries SET sealed_facts = NULL, facts_hash = NULL WHERE case_number = ?`, c.row.Number)
	return err
}

// dropCase drops all of a case.
func (b *Book) dropCase(ctx context.Context, tx *sql.Tx, c *chapter) error {
	for _, l := range c.leaves {
		delete(b.caseOf, l.ID)
	}
	err := c.dropReseals(ctx, tx)
	c.leaves = nil
	return errors.Join(err,
		deleteOf(ctx, tx, "entries", "case_number", c.row.Number),
		deleteOf(ctx, tx, "cases", "number", c.row.Number),
	)
}

// dropReseals forgets new seals that were made for the case.
func (c *chapter) dropReseals(ctx context.Context, tx *sql.Tx) error {
	for _, l := range c.leaves {
		if err := deleteOf(ctx, tx, "reseals", "id", l.ID); err != nil {
			return err
		}
	}
	return nil
}

// textPurged reports whether the server said that the words of the case are purged.
func (c *chapter) textPurged() bool { return c.isPurged(ruleText) || c.isPurged(ruleSpam) }

// allPurged reports whether nothing of it is kept.
func (c *chapter) allPurged() bool {
	return c.textPurged() && (c.isPurged(ruleFacts) || c.isPurged(ruleSpam))
}

func (c *chapter) isPurged(rule string) bool { return holdsRule(c.purged, rule) }

// isDisputed reports whether the server says that something was purged which this desk keeps.
func (c *chapter) isDisputed(rule string) bool { return holdsRule(c.disputed, rule) }

func holdsRule(list []Certificate, rule string) bool {
	return slices.ContainsFunc(list, func(known Certificate) bool { return known.Rule == rule })
}

// dropOffers forgets everything that was put aside for a case.
func (b *Book) dropOffers(ctx context.Context, tx *sql.Tx, c *chapter) error {
	for _, o := range slices.Clone(c.offers) {
		if err := b.unoffer(ctx, tx, c.row.Number, o.record.ID); err != nil {
			return err
		}
	}
	return nil
}
