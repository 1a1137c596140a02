package casebook

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"

	"example.org/advocate/internal/content"
	"example.org/advocate/internal/vault"
)

// Reports are everything that is not as it should be, those of the office as a whole first.
func (b *Book) Reports() []Report {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.reports()
}

// ReportsOf are those that concern one case.
func (b *Book) ReportsOf(number string) []Report {
	var list []Report
	for _, r := range b.Reports() {
		if slices.ContainsFunc(r.Places, func(p Place) bool { return p.Case == number }) {
			list = append(list, r)
		}
	}
	return list
}

// reports puts findings together: one report of a kind for each case, and one for all cases of what concerns the whole
// office, such as another list of recipients.
func (b *Book) reports() []Report {
	var all []*gathered
	byKey := map[string]*gathered{}
	add := func(number string, f finding) {
		key := digest(append([]string{string(f.kind), scopeOf(f.kind, number)}, f.after...)...)
		g := byKey[key]
		if g == nil {
			g = &gathered{Report: Report{Kind: f.kind, Before: f.before, After: f.after}, key: key}
			byKey[key], all = g, append(all, g)
		}
		g.add(number, f)
	}
	for _, f := range b.officeFindings() {
		add("", f)
	}
	for _, number := range slices.Sorted(maps.Keys(b.chapters)) {
		for _, f := range b.chapters[number].findings {
			add(number, f)
		}
	}
	list := make([]Report, 0, len(all))
	for _, g := range all {
		g.ID = digest(append(g.details, g.key)...)
		list = append(list, g.Report)
	}
	slices.SortStableFunc(list, func(x, y Report) int { return cmp.Compare(x.Kind.order(), y.Kind.order()) })
	return list
}

// gathered is a report while it is put together.
type gathered struct {
	Report
	key     string
	details []string
}

func (g *gathered) add(number string, f finding) {
	g.details = append(g.details, fmt.Sprintf("%s %d %s", number, f.entry, f.detail))
	place := Place{Case: number, Entry: f.entry}
	if number != "" && !slices.Contains(g.Places, place) {
		g.Places = append(g.Places, place)
	}
}

// scopeOf is what findings of a kind are put together by, beside what stands there now.
func scopeOf(kind Kind, number string) string {
	switch kind {
	case RecipientsDiffer, OwnKeyMissing, ResealedElsewhere:
		return ""
	default:
		return number
	}
}

// order puts what concerns the whole office before what concerns single cases.
func (k Kind) order() int {
	switch k {
	case RecipientsDiffer, SigningKeysDiffer, OwnKeyMissing, OwnSigningKeyAlone, ResealedElsewhere:
		return 0
	default:
		return 1
	}
}

// officeFindings are what concerns no case.
func (b *Book) officeFindings() []finding {
	var found []finding
	own := []string{b.ownRecipient()}
	if now := listOf(b.office.Recipients); len(now) > 0 {
		if now.id() != b.pins.inForce().id() {
			found = append(found, finding{kind: RecipientsDiffer, before: b.pins.inForce(), after: now})
		}
		if !slices.Contains(now, own[0]) {
			found = append(found, finding{kind: OwnKeyMissing, before: own})
		}
	}
	signing := signingOf(b.options.Settings())
	if pinned := b.pins.signing(); len(b.pins.Signing) > 0 && !slices.Equal(signing, pinned) {
		found = append(found, finding{kind: SigningKeysDiffer, before: pinned, after: signing})
	}
	key := vault.FormatSigningKey(b.options.Identity.Public())
	if !slices.ContainsFunc(b.options.Settings().SigningKeys, func(k content.SigningKey) bool { return k.Key == key }) {
		found = append(found, finding{kind: OwnSigningKeyAlone, after: []string{key}})
	}
	return found
}

// AcceptPin accepts what a report says, after the office made sure of it by another way: what is there now is pinned,
// and what was there before is no longer. An entry that is given up for another stays in the folder, out of the story.
func (b *Book) AcceptPin(ctx context.Context, reportID string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	reports := b.reports()
	i := slices.IndexFunc(reports, func(r Report) bool { return r.ID == reportID })
	if i < 0 {
		return errors.New("accepting a report: it is no longer as it was shown; read the reports again")
	}
	report := reports[i]
	if !report.Kind.Acceptable() {
		return fmt.Errorf("accepting a report: one of the kind %s cannot be accepted; find out what happened, with whoever runs the server", report.Kind)
	}
	err := b.changeLocked(ctx, func(tx *sql.Tx) error {
		switch report.Kind {
		case RecipientsDiffer:
			accepted := listOf(report.After)
			return b.pin(ctx, tx, b.pins.withList(accepted, accepted.id() == listOf(b.office.Recipients).id()))
		case SigningKeysDiffer:
			return b.pin(ctx, tx, b.pins.withSigning(b.options.Settings().SigningKeys, b.cursor))
		case FewerEntries:
			return b.giveUp(ctx, tx, report.Places)
		case PurgedEarly:
			return b.acceptPurge(ctx, tx, report.Places)
		default:
			return b.acceptOffers(ctx, tx, report)
		}
	})
	if err == nil && report.Kind == PurgedEarly {
		err = b.clear(ctx)
	}
	return err
}

// giveUp accepts that the server lost entries. What it offered in their place comes in.
func (b *Book) giveUp(ctx context.Context, tx *sql.Tx, places []Place) error {
	for _, p := range places {
		c := b.chapter(p.Case)
		for _, l := range c.leaves {
			if l.Number != p.Entry || !l.Missing {
				continue
			}
			l.Gone = true
			if err := markRecord(ctx, tx, l.record); err != nil {
				return err
			}
		}
		b.examine(p.Case)
		if err := b.acceptOffers(ctx, tx, Report{Kind: Repeat, Places: []Place{p}}); err != nil {
			return err
		}
	}
	return nil
}

// acceptOffers puts what was offered in the place of what is here.
func (b *Book) acceptOffers(ctx context.Context, tx *sql.Tx, report Report) error {
	offered := map[string]offer{}
	err := eachOffer(ctx, tx, func(o offer) { offered[o.record.ID] = o })
	if err != nil {
		return err
	}
	for _, p := range report.Places {
		for _, o := range slices.Clone(b.chapter(p.Case).offers) {
			if o.kind != report.Kind || o.record.Number != p.Entry {
				continue
			}
			if err := b.acceptOffer(ctx, tx, p.Case, offered[o.record.ID]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *Book) acceptOffer(ctx context.Context, tx *sql.Tx, number string, o offer) error {
	if err := b.unoffer(ctx, tx, number, o.record.ID); err != nil {
		return err
	}
	switch o.kind {
	case ResealedElsewhere:
		o.record.SealedTo = b.pins.inForce().id()
	case Repeat:
		if known := b.chapter(number).numbered(o.record.Number); known != nil {
			known.Gone = true
			if err := markRecord(ctx, tx, known.record); err != nil {
				return err
			}
		}
	}
	if o.record.File {
		if err := b.shelf.adoptFile(o.record.ID, fileOffered); err != nil {
			return err
		}
	}
	return b.insert(ctx, tx, o.record)
}
