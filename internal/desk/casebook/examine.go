package casebook

import (
	"fmt"
	"slices"

	"example.org/advocate/internal/vault"
)

// examination looks at one case from its first entry to its last.
type examination struct {
	*chapter
	by       grounds
	key      string // the person's signing key at this entry
	findings []finding
}

// examine finds what is not as it should be in a case, and tells its story.
func (c *chapter) examine(by grounds, waiting []*waiting) {
	e := &examination{chapter: c, by: by, key: c.row.PersonKey}
	e.examineFirst()
	e.examineNumbers()
	for _, cert := range e.disputed {
		e.find(PurgedEarly, 0, cert.Rule, string(cert.Day))
	}
	for _, o := range c.offers {
		e.find(o.kind, o.record.Number, o.record.ID, fmt.Sprintf("%x %x", o.record.Hash, o.record.FactsHash))
	}
	story := newStory(c, by)
	for _, l := range c.leaves {
		before := len(e.findings)
		l.key = e.key
		e.examineLeaf(l)
		story.add(l, e.findings[before:])
	}
	for _, w := range waiting {
		story.addUnsent(w)
	}
	c.findings, c.made = e.findings, story.finish()
}

func (e *examination) find(kind Kind, entry int, detail ...string) {
	e.findings = append(e.findings, finding{kind: kind, entry: entry, detail: digest(detail...)})
}

func (e *examination) findDiffers(kind Kind, entry int, before, after []string) {
	e.findings = append(e.findings, finding{kind: kind, entry: entry, before: before, after: after})
}

// examineFirst compares the keys of a case as its first entry names them with what was pinned.
func (e *examination) examineFirst() {
	if e.row.RecipientNow != e.row.Recipient {
		e.findDiffers(CaseRecipient, 0, []string{e.row.Recipient}, []string{e.row.RecipientNow})
	}
	text := e.first()
	if text == nil {
		return
	}
	first := text.first
	if first.CaseRecipient != e.row.Recipient {
		e.findDiffers(CaseRecipient, 1, []string{first.CaseRecipient}, []string{e.row.Recipient})
	}
	if first.PersonKey != e.row.PersonKey {
		e.findDiffers(PersonKey, 1, []string{e.row.PersonKey}, []string{first.PersonKey})
	}
	sealedTo := listOf(first.Recipients)
	if e.by.pins.find(sealedTo.id()) == nil {
		e.findDiffers(RecipientsDiffer, 1, e.by.pins.inForce(), sealedTo)
	}
}

// examineNumbers finds gaps. Of a case whose words are purged, entries may rightly be gone.
func (e *examination) examineNumbers() {
	if e.textPurged() {
		return
	}
	next := 1
	for _, l := range e.leaves {
		if l.Gone {
			continue
		}
		if l.Missing && len(e.disputed) == 0 { // else it is known where it went
			e.find(FewerEntries, l.Number, l.ID)
		}
		if l.Number > next {
			e.find(Gap, next)
		}
		next = max(next, l.Number+1)
	}
}

// examineLeaf looks at one entry's parts.
func (e *examination) examineLeaf(l *leaf) {
	if l.Gone {
		return
	}
	if l.File {
		e.examineFile(l)
		return // its bytes are opened when they are asked for, and proven then
	}
	if l.text == nil && !e.textPurged() && (l.Number == 1 || l.facts == nil) {
		e.find(Damaged, l.Number)
	}
	e.examinePart(l, l.text, vault.TextPart)
	e.examinePart(l, l.facts, vault.FactsPart)
	e.rekey(l)
}

func (e *examination) examineFile(l *leaf) {
	switch {
	case l.text == nil:
		if !e.textPurged() {
			e.find(Damaged, l.Number)
		}
		return
	case l.text.fault != "":
		e.find(l.text.fault, l.Number)
	case l.text.elsewhere != "":
		e.find(l.text.elsewhere, l.Number)
	}
	e.countStanzas(l, l.text, vault.FilePart)
}

func (e *examination) examinePart(l *leaf, o *opened, part vault.PartName) {
	switch {
	case o == nil:
		return
	case o.fault != "":
		e.find(o.fault, l.Number)
		return
	}
	if o.elsewhere != "" {
		e.find(o.elsewhere, l.Number)
	}
	if !e.signed(l, o) {
		e.find(WrongSignature, l.Number)
	}
	e.countStanzas(l, o, part)
}

// signed reports whether a part is signed by who should have signed it. Where the words were purged before this desk
// saw the case, the person's key is not known, and nothing can be said.
func (e *examination) signed(l *leaf, o *opened) bool {
	if l.Side == string(vault.OfficeSide) {
		_, ok := e.by.pins.signer(o.signer, l.Since)
		return ok
	}
	if e.key == "" && e.textPurged() {
		return true
	}
	return o.signer != "" && o.signer == e.key
}

// rekey follows the person to a new signing key, where the key before says so.
func (e *examination) rekey(l *leaf) {
	if l.text == nil || l.text.said == nil || l.text.said.Act != vault.ActRekeyed {
		return
	}
	_, err := vault.ParseSigningKey(l.text.said.NewKey)
	if l.Side == string(vault.PersonSide) && l.text.elsewhere == "" && e.signed(l, l.text) && err == nil {
		e.key = l.text.said.NewKey
		return
	}
	e.findDiffers(PersonKey, l.Number, []string{e.key}, []string{l.text.said.NewKey})
}

// countStanzas compares how many keys a part is sealed to with how many it should be.
func (e *examination) countStanzas(l *leaf, o *opened, part vault.PartName) {
	if o == nil || o.stanzas == 0 {
		return
	}
	person := 0
	if l.forPerson(part) {
		person = 1
	}
	if !slices.Contains(e.listSizes(l), o.stanzas-person) {
		e.find(WrongStanzas, l.Number)
	}
}

// listSizes are how many office keys an entry may be sealed to. The first entry names its list; where that is no longer
// in force a colleague's desk may have re-sealed it before this desk saw it. Later entries name none: any list that was
// accepted will do.
func (e *examination) listSizes(l *leaf) []int {
	if resealed := e.by.pins.find(l.SealedTo); resealed != nil {
		return []int{len(resealed)}
	}
	var sizes []int
	first := e.first()
	if l.Number == 1 && first != nil {
		return append(sizes, len(listOf(first.first.Recipients)), len(e.by.pins.inForce()))
	}
	for _, accepted := range e.by.pins.Lists {
		sizes = append(sizes, len(accepted))
	}
	return sizes
}
