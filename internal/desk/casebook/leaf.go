package casebook

import (
	"errors"
	"io"
	"os"
	"slices"

	"filippo.io/age"

	"example.org/advocate/internal/vault"
)

// openLeaf opens the parts of an entry in memory. Of a file no more is looked at than how many keys it is sealed to.
func (b *Book) openLeaf(r record) *leaf {
	l := &leaf{record: r}
	l.Sealed, l.SealedFacts = nil, nil
	if r.File && r.Hash != (hash{}) {
		l.text = openFile(b.shelf.file(r.ID), r.place(vault.FilePart), b.options.Identity.Age)
	}
	if r.Sealed != nil {
		l.text = openPart(r.Sealed, r.place(vault.TextPart), b.options.Identity.Age)
	}
	if r.SealedFacts != nil {
		l.facts = openPart(r.SealedFacts, r.place(vault.FactsPart), b.options.Identity.Age)
	}
	return l
}

// openFile looks at a file's header. Whether the rest is whole and who signed it is seen when it is asked for.
func openFile(path string, place vault.Place, identity *age.HybridIdentity) *opened {
	file, err := os.Open(path)
	if err != nil {
		return &opened{fault: Damaged}
	}
	defer file.Close()
	o := &opened{stanzas: stanzasOf(file)}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return &opened{fault: Damaged}
	}
	header, err := vault.OpenHeader(file, identity)
	var mismatch *age.NoIdentityMatchError
	switch {
	case errors.As(err, &mismatch):
		o.fault = OwnKeyMissing
	case err != nil:
		o.fault = Damaged
	case header.Case != place.Case:
		o.elsewhere = OtherCase
	case header.Place != place:
		o.elsewhere = Misplaced
	default:
		o.file, o.time = header.File, header.Time
	}
	return o
}

// put opens a record and takes it into its case.
func (b *Book) put(r record) {
	b.caseOf[r.ID] = r.Case
	b.chapter(r.Case).put(b.openLeaf(r))
}

// put takes a leaf in, in the place of the one of its id if there is one.
func (c *chapter) put(l *leaf) {
	i := slices.IndexFunc(c.leaves, func(known *leaf) bool { return known.ID == l.ID })
	if i >= 0 {
		c.leaves[i] = l
	} else {
		c.leaves = append(c.leaves, l)
	}
	slices.SortStableFunc(c.leaves, func(x, y *leaf) int { return x.Number - y.Number })
}

// leaf is the entry of that id, or nil.
func (c *chapter) leaf(id string) *leaf {
	for _, l := range c.leaves {
		if l.ID == id {
			return l
		}
	}
	return nil
}

// numbered is the entry that has a number, or nil. What is gone has none.
func (c *chapter) numbered(number int) *leaf {
	for _, l := range c.leaves {
		if l.Number == number && !l.Gone {
			return l
		}
	}
	return nil
}

// light is an offer without its bytes, to be kept in memory.
func (o offer) light() offer {
	o.record.Sealed, o.record.SealedFacts = nil, nil
	return o
}

// holdsFile reports whether an entry of the book is a file of that name in the folder.
func (b *Book) holdsFile(entryID string) bool {
	if l := b.leafOf(entryID); l != nil {
		return l.File && l.Hash != hash{}
	}
	for _, c := range b.chapters {
		if slices.ContainsFunc(c.offers, func(o offer) bool { return o.record.ID == entryID && o.record.File }) {
			return true
		}
	}
	return false
}
