package casebook

import (
	"crypto/sha256"

	"example.org/advocate/internal/store"
)

// hash is SHA-256 of sealed bytes; the zero value where there are none.
type hash [sha256.Size]byte

func hashOf(sealed []byte) hash {
	if sealed == nil {
		return hash{}
	}
	return sha256.Sum256(sealed)
}

// record is an entry as it stands in the folder. Its sealed bytes are there only where it is being put in or taken out.
type record struct {
	ID       string
	Case     string
	Number   int
	Received store.Day
	Side     string
	Sequence int64 // the newest; 0 for what this desk sent and was not sent back yet
	Since    int64 // the first, before it was sealed anew
	Apart    bool
	File     bool
	Size     int64 // of a file, sealed

	Sealed, SealedFacts []byte `json:",omitempty"`
	Hash, FactsHash     hash   // of a file: of its sealed bytes

	SealedTo string // the id of the list that it was re-sealed to, else empty
	Missing  bool   // the server no longer has it
	Gone     bool   // and somebody accepted that
}

// replaced is the hash by which the server knows what a new seal is to replace.
func (r *record) replaced() [32]byte {
	if r.File {
		return r.Hash
	}
	return store.Entry{NewEntry: store.NewEntry{Sealed: r.Sealed, SealedFacts: r.SealedFacts}}.Hash()
}

// empty reports whether everything of the entry is purged.
func (r *record) empty() bool { return r.Hash == hash{} && r.FactsHash == hash{} }

// caseRow is what is kept of a case beside its entries.
type caseRow struct {
	Number         string
	Recipient      string // pinned
	RecipientNow   string // as the server named it last
	IssuedByOffice bool
	PersonKey      string // pinned; empty before the first entry was opened
	Told           string // the state last told to the server
}

// offer is what the server sent in the place of what is here.
type offer struct {
	kind   Kind // EntryChanged, ResealedElsewhere, Repeat
	record record
}
