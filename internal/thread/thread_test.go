package thread

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"testing"
	"time"

	"example.org/advocate/internal/store"
	"example.org/advocate/internal/vault"
)

var (
	noon      = time.Date(2026, 12, 3, 18, 0, 0, 0, time.UTC)
	officeKey = key(7)
	personKey = key(8)
	ownKey    = key(9) // of the code that takes the place of the office's
	stranger  = key(10)
)

func key(seed byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, ed25519.SeedSize))
}

func public(k ed25519.PrivateKey) ed25519.PublicKey { return k.Public().(ed25519.PublicKey) }

// A shelf is a case that entries are put on.
type shelf struct {
	t        *testing.T
	identity *vault.Identity
	entries  []store.Entry
}

func newShelf(t *testing.T) *shelf {
	t.Helper()
	identity, err := vault.NewIdentity(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s := &shelf{t: t, identity: identity}
	header := vault.Header{Place: vault.Place{Case: "26-7K3FQ", Entry: 1, Side: vault.PersonSide, Part: vault.TextPart}, Time: noon, First: &vault.First{}}
	sealed, err := vault.Seal(vault.Part{Header: header, Body: []byte(`{"message":"The culvert floods."}`)}, personKey, vault.PracticeRecipients(), identity.Age.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	s.put(vault.PersonSide, sealed)
	return s
}

func (s *shelf) put(side vault.Side, sealed []byte) {
	s.entries = append(s.entries, store.Entry{NewEntry: store.NewEntry{
		Case: "26-7K3FQ", Number: len(s.entries) + 1, Received: "2026-12-03", Side: string(side), Sealed: sealed,
	}})
}

func (s *shelf) say(side vault.Side, signer ed25519.PrivateKey, said vault.Said) *shelf {
	s.t.Helper()
	person := s.identity.Age.Recipient()
	if said.Act.Private() {
		person = nil
	}
	place := vault.Place{Case: "26-7K3FQ", Entry: len(s.entries) + 1, Side: side}
	sealed, err := vault.SealSaid(place, noon, said, signer, vault.PracticeRecipients(), person)
	if err != nil {
		s.t.Fatal(err)
	}
	s.put(side, sealed)
	return s
}

func (s *shelf) read(open, own bool) *Thread {
	c := store.Case{Number: "26-7K3FQ", Received: "2026-12-03", Open: open}
	if !open {
		c.Closed = "2026-12-04"
	}
	return Read(c, s.entries, Keys{
		Identity: s.identity.Age, Zone: time.UTC,
		Person: []ed25519.PublicKey{public(personKey)}, Office: []ed25519.PublicKey{public(officeKey)},
	}, own)
}

func TestEachActMovesTheCase(t *testing.T) {
	office := func(said vault.Said) func(*shelf) {
		return func(s *shelf) { s.say(vault.OfficeSide, officeKey, said) }
	}
	person := func(said vault.Said) func(*shelf) {
		return func(s *shelf) { s.say(vault.PersonSide, personKey, said) }
	}
	reply, waits := office(vault.Said{Act: vault.ActReply}), office(vault.Said{Act: vault.ActState, State: "waiting"})
	message := person(vault.Said{Act: vault.ActMessage})
	for name, c := range map[string]struct {
		does []func(*shelf)
		want State
	}{
		"nothing":                 {nil, Received},
		"a desk has it":           {[]func(*shelf){func(s *shelf) { s.entries[0].Fetched = true }}, Reading},
		"a note":                  {[]func(*shelf){office(vault.Said{Act: vault.ActNote})}, Reading},
		"a referral":              {[]func(*shelf){office(vault.Said{Act: vault.ActReferred})}, Reading},
		"a reply":                 {[]func(*shelf){reply}, Waiting},
		"a reply, and more comes": {[]func(*shelf){office(vault.Said{Act: vault.ActReply, State: "ours"})}, Ours},
		"an answer":               {[]func(*shelf){reply, message}, Ours},
		"a file for an answer":    {[]func(*shelf){reply, func(s *shelf) { s.put(vault.PersonSide, nil); s.entries[2].Pieces = 1 }}, Ours},
		"words before any reply":  {[]func(*shelf){message}, Received},
		"it waits":                {[]func(*shelf){waits}, Waiting},
		"no state":                {[]func(*shelf){waits, office(vault.Said{Act: vault.ActState, State: "lost"})}, Waiting},
		"not solved":              {[]func(*shelf){waits, person(vault.Said{Act: vault.ActUnsolved})}, Ours},
		"opened again":            {[]func(*shelf){waits, office(vault.Said{Act: vault.ActReopened})}, Ours},
		"a stranger":              {[]func(*shelf){waits, func(s *shelf) { s.say(vault.PersonSide, stranger, vault.Said{Act: vault.ActUnsolved}) }}, Waiting},
	} {
		s := newShelf(t)
		for _, does := range c.does {
			does(s)
		}
		if got := s.read(true, false).State; got != c.want {
			t.Errorf("%s: it is %s, want %s", name, got, c.want)
		}
	}
}

func TestTheNewestEndingIsToldApart(t *testing.T) {
	s := newShelf(t)
	s.say(vault.OfficeSide, officeKey, vault.Said{Act: vault.ActClosed, Ending: "settled", Reason: "first"})
	if got := s.read(false, false); got.Ending == nil || got.Ending.Reason != "first" || len(got.Lines) != 0 || got.Closed.IsZero() {
		t.Errorf("%+v", got)
	}
	s.say(vault.PersonSide, personKey, vault.Said{Act: vault.ActAnswered, Fair: "yes"})
	if got := s.read(false, false); !got.Answered {
		t.Error("the answers are not there")
	}
	s.say(vault.PersonSide, personKey, vault.Said{Act: vault.ActUnsolved})
	if got := s.read(true, false); got.Ending != nil || len(got.Lines) != 1 || got.Lines[0].Said.Reason != "first" || !got.Closed.IsZero() {
		t.Errorf("%+v", got)
	}
	s.say(vault.OfficeSide, officeKey, vault.Said{Act: vault.ActClosed, Ending: "no such ending", Reason: "second"})
	if got := s.read(false, false); got.Ending.Reason != "second" || got.Ending.Ending != "" || len(got.Lines) != 1 || got.Answered {
		t.Errorf("%+v", got)
	}
}

func TestOwnWordsComeOnlyWhenTheyAreAskedFor(t *testing.T) {
	s := newShelf(t).say(vault.OfficeSide, officeKey, vault.Said{Act: vault.ActReply, Text: "Where?"}).
		say(vault.PersonSide, personKey, vault.Said{Act: vault.ActMessage, Text: "Here."}).
		say(vault.OfficeSide, officeKey, vault.Said{Act: vault.ActNote, Text: "private"})
	if got := s.read(true, false).Lines; len(got) != 1 || got[0].Said.Text != "Where?" || !got[0].Ours {
		t.Errorf("%+v", got)
	}
	if got := s.read(true, true).Lines; len(got) != 3 || got[0].Words["message"] != "The culvert floods." || got[2].Said.Text != "Here." {
		t.Errorf("%+v", got)
	}
}

func TestWhatNobodyProvesIsNotTold(t *testing.T) {
	s := newShelf(t).say(vault.OfficeSide, stranger, vault.Said{Act: vault.ActReply, Text: "Pay here."}).
		say(vault.OfficeSide, personKey, vault.Said{Act: vault.ActReply, Text: "Pay here."}).
		say(vault.PersonSide, officeKey, vault.Said{Act: vault.ActMessage, Text: "Never mind."})
	lines := s.read(true, true).Lines
	if len(lines) != 4 {
		t.Fatalf("%+v", lines)
	}
	for _, l := range lines[1:] {
		if !l.Unproven || *l.Said != (vault.Said{}) || l.Words != nil {
			t.Errorf("%+v", l)
		}
	}
}

func TestANewKeyCountsWhereTheOldOneAnnouncesIt(t *testing.T) {
	announces := vault.Said{Act: vault.ActRekeyed, NewKey: vault.FormatSigningKey(public(ownKey))}
	message := vault.Said{Act: vault.ActMessage, Text: "Signed anew."}
	for name, c := range map[string]struct {
		side   vault.Side
		signer ed25519.PrivateKey
		proven bool
	}{
		"the old key": {vault.PersonSide, personKey, true}, "a stranger": {vault.PersonSide, stranger, false},
		"the new key itself": {vault.PersonSide, ownKey, false}, "the office": {vault.OfficeSide, officeKey, false},
	} {
		lines := newShelf(t).say(c.side, c.signer, announces).say(vault.PersonSide, ownKey, message).read(true, true).Lines
		if last := lines[len(lines)-1]; last.Unproven == c.proven {
			t.Errorf("%s: %+v", name, last)
		}
	}
}
