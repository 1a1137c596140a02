package casebook

import (
	"time"

	"example.org/advocate/internal/store"
	"example.org/advocate/internal/vault"
)

// State is where a case stands, as its entries say.
type State string

// The states of a case.
const (
	New       State = "new"       // the office has not written an entry yet
	Ours      State = "ours"      // the office is to do something
	Waiting   State = "waiting"   // on the person, or on somebody whom the office asked
	Withdrawn State = "withdrawn" // taken back by the person; closing it with that ending counts it
	Closed    State = "closed"    // ended by the office
)

// Case is one case as it stands now. It is a snapshot: nothing changes it, and nobody may.
type Case struct {
	Number         string
	Received       store.Day
	IssuedByOffice bool // taken down by the office, which handed out the code

	Facts Facts       // what is counted of it
	Words vault.Words // of the first entry; empty once TextPurged

	State    State
	Hold     bool      // kept from being purged, until it is let go
	Apart    bool      // suspected spam, that no one of the office has taken up
	Fresh    bool      // the person's newest entry came after the office's newest
	Unsolved bool      // re-opened by the person, who says that it is still not solved
	Due      store.Day // the last day on which the office keeps its promise; empty where none runs
	Overdue  bool      // that day is over

	Ending    *Ending       // where State is Closed, or Withdrawn
	Questions *Questions    // the person's newest answers to the closing questions
	Newest    int           // the number of the newest entry, to hand back as seen
	Unsent    int           // entries of this desk that the server does not have yet
	Story     []Entry       // from the first; those not sent yet at the end
	Purge     PurgeDays     // as the server was or will be told
	Purged    []Certificate // what was purged of it already
}

// Facts are the facts of a case as they were told last; Known is false once they are purged or cannot be opened.
type Facts struct {
	vault.Facts
	Known bool
}

// Ending is how a case ended.
type Ending struct {
	Name   string // of content.Endings
	Reason string
	Next   string // outside remit: where to go with it
	Day    store.Day
}

// Questions are the person's answers to the closing questions: yes, partly, no, or empty.
type Questions struct{ Satisfied, Fair string }

// PurgeDays are the days on which the server purges a case; empty where none is known.
type PurgeDays struct{ Text, Facts store.Day }

// Certificate is what stays of something purged.
type Certificate = store.Certificate

// Entry is one entry of a case's story.
type Entry struct {
	ID       string
	Number   int // from 1; of an entry not sent yet the number that it will have if nothing comes before it
	Side     vault.Side
	Received store.Day
	Time     time.Time // when it was sealed, as it says; zero where it cannot be opened
	By       string    // office entries: whose signing key it is, as site.yaml names it

	Words *vault.Words // of the first entry
	Said  *vault.Said  // of those after it; nil for a file and where there is nothing to open
	File  bool         // a file: [Book.File] opens it
	Size  int64        // bytes of a file as it is sealed, which is more than it holds

	FileInfo *vault.FileInfo // a file's name and type, not proven before [Book.File] opened it; nil where it cannot be read

	Private  bool // for the office alone
	Text     bool // false where the text is purged or cannot be opened
	NotSent  bool // still in this desk's outbox
	Gone     bool // accepted as lost: the server no longer has it
	Problems []Kind
}

// Filter says which cases are wanted. The zero value wants all but suspected spam.
type Filter struct {
	State      State // empty for any
	Overdue    bool  // only those
	Fresh      bool  // only those
	Apart      bool  // suspected spam, and nothing else
	Topic      string
	Department string
}

// Summary says how many cases there are of each kind that an inbox lists.
type Summary struct {
	States  map[State]int // without suspected spam
	Overdue int
	Apart   int
	Unsent  int // entries and cases in the outbox
	Held    int // of them: that wait for somebody to look, see [Unsent]
	Reports int
}
