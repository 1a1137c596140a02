package casebook

import (
	"example.org/advocate/internal/content"
	"example.org/advocate/internal/store"
	"example.org/advocate/internal/vault"
)

// chapter is all that is known of one case.
type chapter struct {
	row    caseRow
	leaves []*leaf // by number
	purged []Certificate
	offers []offer // without their bytes

	disputed []Certificate // what the server says was purged, and is kept here

	made     *Case     // as it stood when it was last examined
	findings []finding // what is not as it should be
}

// leaf is one entry: its record without the bytes, and what its parts say.
type leaf struct {
	record
	text  *opened // nil where there is none; of a file the number of stanzas alone
	facts *opened
	key   string // the person's signing key at this entry
}

// finding is a report of one place, before it is put together with others.
type finding struct {
	kind   Kind
	entry  int
	detail string // tells one finding of this kind here from another
	before []string
	after  []string
}

// grounds are what a case is examined by.
type grounds struct {
	pins     pins
	self     string // the name of who writes at this desk
	work     workdays
	retained content.Retention
}

// newest is the number that the server's newest entry has, as far as this desk knows.
func (c *chapter) newest() int {
	newest := 0
	for _, l := range c.leaves {
		if !l.Gone {
			newest = max(newest, l.Number)
		}
	}
	return newest
}

// last is the day of the newest entry.
func (c *chapter) last() store.Day {
	var last store.Day
	for _, l := range c.leaves {
		last = max(last, l.Received)
	}
	return last
}

// first is the first entry's text where it can be trusted, else nil.
func (c *chapter) first() *opened {
	for _, l := range c.leaves {
		if l.Number == 1 && !l.Gone && l.text != nil && l.text.first != nil && l.text.fault == "" && l.text.elsewhere == "" {
			return l.text
		}
	}
	return nil
}

// recipient is the case's own, to seal to: what its first entry says, and where that is purged what was pinned.
func (c *chapter) recipient() string {
	if first := c.first(); first != nil {
		return first.first.CaseRecipient
	}
	return c.row.Recipient
}

// place is where a part of the leaf belongs.
func (l *record) place(part vault.PartName) vault.Place {
	return vault.Place{Case: l.Case, Entry: l.Number, Side: vault.Side(l.Side), Part: part}
}

// forPerson reports whether a part is sealed to the person too. Private acts and the facts of an ending are not.
func (l *leaf) forPerson(part vault.PartName) bool {
	switch {
	case part == vault.FactsPart:
		return l.Number == 1
	case l.text != nil && l.text.said != nil:
		return !l.text.said.Act.Private()
	default:
		return true
	}
}
