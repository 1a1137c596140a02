// Package thread tells the person whose case it is how it stands, and what was said in it. It opens the case's sealed
// entries with the identity that the receipt code unwrapped, and believes those that are signed by whom they say they
// are by.
//
// It never reads a database, and makes no page. What it returns holds words of people in clear:
// it is for one answer to one person, and then to be forgotten.
//
// The one call that matters:
//
//	t := thread.Read(found, entries, thread.Keys{Identity: person.Age, Person: signers, Office: office, Zone: zone}, false)
//
// A case stands for its person where it stands for the office: package casebook of the desk reads the same entries by
// the same rules.
package thread

import (
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"filippo.io/age"

	"example.org/advocate/internal/content"
	"example.org/advocate/internal/store"
	"example.org/advocate/internal/vault"
)

// State says whose turn it is in a case that is open.
type State string

// The states of an open case.
const (
	Received State = "received" // nobody of the office has it yet
	Reading  State = "reading"  // a desk has it, and the office has not said more
	Ours     State = "ours"     // the office is to do something
	Waiting  State = "waiting"  // on the person, or on somebody whom the office asked
)

// Thread is a case as its person may read it.
type Thread struct {
	Number           string
	Received, Closed time.Time   // days; Closed is zero while the case is open
	State            State       // of a case that is open
	Ending           *vault.Said // of one that is closed, where it is known how it ended; its Ending is one of content.Endings, or empty
	Answered         bool        // the closing questions were answered since
	Own              bool        // the person's own words are among Lines
	Lines            []Line      // in the order of their entries
}

// Line is an entry as it is shown. The ending of a closed case is no line.
type Line struct {
	Day      time.Time
	Ours     bool              // by the office
	Said     *vault.Said       // without an act where it is the first entry
	Words    map[string]string // of the first entry, by the names of the form's fields
	Unproven bool              // nobody can tell who wrote it: Said and Words are empty
}

// Keys are what a thread is read with.
type Keys struct {
	Identity *age.HybridIdentity // the case's own

	// Who signs for the person, and for the office. Not the key that the first entry names for the person: whoever can
	// write to the database can put another first entry there.
	Person, Office []ed25519.PublicKey

	Zone *time.Location // the office's
}

// Read reads a case. own includes what the person wrote themselves.
func Read(c store.Case, entries []store.Entry, keys Keys, own bool) *Thread {
	t := &Thread{Number: c.Number, Own: own, State: Received}
	t.Received, _ = time.Parse(time.DateOnly, string(c.Received)) // zero where there is no day
	for _, e := range entries {
		if t.State == Received && (e.Fetched || e.Side == string(vault.OfficeSide)) {
			t.State = Reading
		}
		if e.Pieces > 0 {
			t.turn(Line{Said: &vault.Said{Act: vault.ActMessage}}) // a file is as good as words
		} else if l, ok := keys.read(e); ok {
			t.turn(l)
			t.add(l, e.Number)
		}
	}
	if c.Open {
		t.Ending = nil
	} else {
		t.Closed, _ = time.Parse(time.DateOnly, string(c.Closed))
		t.Lines = slices.DeleteFunc(t.Lines, func(l Line) bool { return l.Said == t.Ending })
	}
	return t
}

// read reads an entry. ok is false where the person cannot open it. A new key of theirs counts from there on.
func (k *Keys) read(e store.Entry) (l Line, ok bool) {
	part, err := vault.Open(e.Sealed, k.Identity)
	if err != nil { // a private note of the office, or purged
		return Line{}, false
	}
	l = Line{Day: part.Time.In(k.Zone), Ours: e.Side == string(vault.OfficeSide), Said: new(vault.Said)}
	signers := k.Person
	if l.Ours {
		signers = k.Office
	}
	place := vault.Place{Case: e.Case, Entry: e.Number, Side: vault.Side(e.Side), Part: vault.TextPart}
	if err = part.Verify(place, signers...); err == nil && e.Number == 1 {
		err = json.Unmarshal(part.Body, &l.Words)
	} else if err == nil {
		*l.Said, err = part.Said()
	}
	if errors.Is(err, vault.ErrSignature) && !errors.Is(err, vault.ErrPlace) && k.announces(part, l) {
		return Line{}, false // signed with the code that the office knew, which nobody has any more
	}
	if l.Unproven = err != nil; l.Said.Act == vault.ActRekeyed && !l.Ours {
		if key, err := vault.ParseSigningKey(l.Said.NewKey); err == nil {
			k.Person = append(k.Person, key)
		}
	}
	return l, true
}

// announces reports whether an entry of the person's announces a key that they have, and does nothing else.
func (k *Keys) announces(part *vault.Part, l Line) bool {
	said, err := part.Said()
	if l.Ours || err != nil || said.Act != vault.ActRekeyed {
		return false
	}
	return slices.ContainsFunc(k.Person, func(key ed25519.PublicKey) bool { return said.NewKey == vault.FormatSigningKey(key) })
}

// What is shown of the office's entries, and of the person's own.
var (
	oursShown = []vault.Act{vault.ActReply, vault.ActClosed, vault.ActReopened}
	ownShown  = []vault.Act{vault.ActMessage, vault.ActWithdrawn, vault.ActUnsolved, vault.ActAnswered}
)

// add adds a line that the person is to see: what the office says to them, and their own words where they asked.
func (t *Thread) add(l Line, number int) {
	seen := t.Own && (number == 1 || l.Unproven || slices.Contains(ownShown, l.Said.Act))
	if l.Ours && number > 1 {
		seen = l.Unproven || slices.Contains(oursShown, l.Said.Act)
	}
	if seen {
		t.Lines = append(t.Lines, l)
	}
}

// turn moves the case to where an entry brings it.
func (t *Thread) turn(l Line) {
	switch l.Said.Act {
	case vault.ActMessage:
		if t.State == Waiting {
			t.State = Ours
		}
	case vault.ActUnsolved, vault.ActReopened:
		t.State, t.Ending = Ours, nil
	case vault.ActWithdrawn:
		t.Ending, t.Answered = &vault.Said{Ending: "withdrawn"}, false
	case vault.ActAnswered:
		t.Answered = true
	case vault.ActReply:
		if t.State = Waiting; l.Said.State == string(Ours) {
			t.State = Ours
		}
	case vault.ActState:
		if next := State(l.Said.State); next == Ours || next == Waiting {
			t.State = next
		}
	case vault.ActClosed:
		if !slices.Contains(content.Endings, l.Said.Ending) {
			l.Said.Ending = ""
		}
		t.Ending, t.Answered = l.Said, false
	}
}
