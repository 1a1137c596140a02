package casebook

// Kind says what a report is about.
type Kind string

// What the book reports. Those marked * may be accepted with [Book.AcceptPin].
const (
	RecipientsDiffer   Kind = "recipients-differ"   // * the office's recipients, as the server or a case's first entry names them, are not the pinned ones
	SigningKeysDiffer  Kind = "signing-keys-differ" // * site.yaml's signing keys are not the pinned ones
	OwnKeyMissing      Kind = "own-key-missing"     // entries are not sealed to this desk's key, or it is not among the recipients
	CaseRecipient      Kind = "case-recipient"      // the server names another recipient of the case than its first entry, or than before
	PersonKey          Kind = "person-key"          // the person's signing key changed without the key before saying so
	OtherCase          Kind = "other-case"          // an entry says that it belongs to another case
	Misplaced          Kind = "misplaced"           // an entry says that it is another entry, part or side of the case
	Gap                Kind = "gap"                 // a number between two entries is missing
	Repeat             Kind = "repeat"              // * a second entry of the same number came; the first one stays, unless the second is accepted
	WrongSignature     Kind = "wrong-signature"     // an entry is not signed by who should have signed it, or by nobody
	WrongStanzas       Kind = "wrong-stanzas"       // an entry is sealed to more or fewer keys than it should be
	FewerEntries       Kind = "fewer-entries"       // * the server no longer has entries that it had
	PurgedEarly        Kind = "purged-early"        // * the server purged what was not to be purged; it is kept here, unless that is accepted
	EntryChanged       Kind = "entry-changed"       // * an entry's bytes changed, and what they hold too; the old ones stay, unless the new are accepted
	ResealedElsewhere  Kind = "resealed-elsewhere"  // * entries have another seal and hold the same; a colleague's desk re-seals so
	Damaged            Kind = "damaged"             // an entry cannot be read
	OwnSigningKeyAlone Kind = "own-signing-key"     // this desk's signing key is not in site.yaml: nothing can be sent
)

// Acceptable reports whether a report of this kind may be accepted.
func (k Kind) Acceptable() bool {
	switch k {
	case RecipientsDiffer, SigningKeysDiffer, Repeat, FewerEntries, PurgedEarly, EntryChanged, ResealedElsewhere:
		return true
	default:
		return false
	}
}

// Report is one thing that is not as it should be. It stays until it is accepted or no longer so.
type Report struct {
	ID     string // for [Book.AcceptPin]; the same as long as the report is the same
	Kind   Kind
	Places []Place  // where; empty for what concerns the office as a whole
	Before []string // pinned: recipients, or "NAME KEY" for signing keys; public things only
	After  []string // what stands there now
}

// Place is a case, or one of its entries.
type Place struct {
	Case  string
	Entry int // 0 for the whole case
}
