package casebook

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"example.org/advocate/internal/store"
	"example.org/advocate/internal/vault"
)

// isDue reports whether this desk itself would have had purged what a certificate names, on the certificate's day: the
// case ended, by entries that it trusts, is not on hold, nothing of it waits to be sent, and the days of site.yaml are
// over. Of what it never held it has nothing to say.
func (b *Book) isDue(c *chapter, cert Certificate) bool {
	tomorrow := store.DayOf(b.now().AddDate(0, 0, 1)) // the server's clock may run a little ahead, and not years
	switch {
	case !c.holds(cert.Rule):
		return true
	case c.made == nil || cert.Day > tomorrow || len(b.waitingIn(c.row.Number)) > 0 || c.made.Hold:
		return false
	}
	var due store.Day
	switch cert.Rule {
	case ruleText:
		due = b.daysOf(c).Text
	case ruleFacts:
		due = b.daysOf(c).Facts
	case ruleSpam:
		due = b.spamDay(c)
	}
	return due != "" && due <= cert.Day
}

// holds reports whether anything is here that a rule purges. Of a case whose words this desk never saw, it cannot
// tell when the facts are due, and goes by the server.
func (c *chapter) holds(rule string) bool {
	words := slices.ContainsFunc(c.leaves, func(l *leaf) bool { return l.Hash != hash{} })
	facts := slices.ContainsFunc(c.leaves, func(l *leaf) bool { return l.FactsHash != hash{} })
	switch rule {
	case ruleText:
		return words
	case ruleFacts:
		return facts && (words || c.row.Told != "")
	default:
		return words || facts
	}
}

// daysOf are the days on which a case is due by this desk's own reckoning; empty for never. They are counted from no
// earlier a day than one that stands inside a seal: the days beside it are the server's.
func (b *Book) daysOf(c *chapter) PurgeDays {
	if c.textPurged() { // what was remembered when the words went
		told := c.row.told()
		return PurgeDays{Text: told.Text, Facts: told.Facts}
	}
	if c.made.Ending == nil {
		return PurgeDays{}
	}
	last := c.last()
	for _, l := range c.leaves {
		last = max(last, b.sealedOn(l))
	}
	return purgeDays(b.options.Settings().Retention, c.made.Ending.Name, c.made.Ending.Day, last)
}

// sealedOn is the day on which an entry was sealed, as it says itself.
func (b *Book) sealedOn(l *leaf) store.Day {
	if l.text == nil || l.text.time.IsZero() {
		return ""
	}
	return store.DayOf(l.text.time.In(b.options.Settings().Zone))
}

// spamDay is the day on which a case is due as spam: one that is nothing else, and that nobody here took up.
func (b *Book) spamDay(c *chapter) store.Day {
	taken := func(l *leaf) bool { return !l.Apart || l.Side == string(vault.OfficeSide) }
	days := b.options.Settings().Retention.SpamDays
	if !c.made.Apart || days <= 0 || slices.ContainsFunc(c.leaves, taken) {
		return ""
	}
	came := c.made.Received
	for _, l := range c.leaves {
		if l.Number == 1 {
			came = max(came, b.sealedOn(l))
		}
	}
	t, err := time.Parse(time.DateOnly, string(came))
	if err != nil {
		return ""
	}
	return store.DayOf(t.AddDate(0, 0, days))
}

// rememberDays writes down when the facts of a case are due, before the words that say so are dropped.
func (b *Book) rememberDays(ctx context.Context, tx *sql.Tx, c *chapter, cert Certificate) error {
	if cert.Rule != ruleText || !c.holds(ruleText) || c.made == nil || c.made.Ending == nil {
		return nil
	}
	days := b.daysOf(c)
	text, err := json.Marshal(told{Closed: c.made.Ending.Day, Text: days.Text, Facts: days.Facts})
	if err != nil {
		return err
	}
	c.row.Told = string(text)
	return putCase(ctx, tx, c.row)
}

// settleDisputes drops what the server purged too early and what is due by now. The caller does not hold mu.
func (b *Book) settleDisputes(ctx context.Context) error {
	settled := false
	err := b.change(ctx, func(tx *sql.Tx) error {
		for _, c := range b.chapters {
			for _, cert := range slices.Clone(c.disputed) {
				today := cert
				today.Day = b.today()
				if !b.isDue(c, today) {
					continue
				}
				settled = true
				if err := b.drop(ctx, tx, c, cert); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil || !settled {
		return err
	}
	return b.clear(ctx)
}

// clear takes what was dropped out of the folder's files.
func (b *Book) clear(ctx context.Context) error {
	return errors.Join(b.shelf.tidy(ctx), b.shelf.sweep(b.holdsFile))
}

// acceptPurge drops what the server purged, because somebody of the office says that it is right.
func (b *Book) acceptPurge(ctx context.Context, tx *sql.Tx, places []Place) error {
	for _, p := range places {
		c := b.chapter(p.Case)
		for _, cert := range slices.Clone(c.disputed) {
			if err := b.drop(ctx, tx, c, cert); err != nil {
				return err
			}
		}
	}
	return nil
}
