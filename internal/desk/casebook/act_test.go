package casebook

import (
	"context"
	"errors"
	"strings"
	"testing"

	"example.org/advocate/internal/content"
	"example.org/advocate/internal/store"
	"example.org/advocate/internal/vault"
)

var background = context.Background()

func TestAReplyReachesThePersonAndANoteDoesNot(t *testing.T) {
	o := newOffice(t)
	p := o.writes(concern)
	b := o.synced(o.ann)
	o.must(b.Note(background, p.number, 1, "this one is upset"))
	o.must(b.Reply(background, p.number, 2, "We will look at it", Waiting))
	if got := p.reads(); len(got) != 1 || got[0].Act != vault.ActReply || got[0].Text != "We will look at it" {
		t.Errorf("%+v", got)
	}
	c := o.look(b, p.number)
	if c.State != Waiting || c.Newest != 3 || !c.Story[1].Private || c.Story[2].Private || c.Story[2].By != "Ann" {
		t.Errorf("%+v", c)
	}
}

func TestTheStateOfACaseFollowsFromItsEntries(t *testing.T) {
	type step struct {
		person vault.Said
		office func(b *Book, p *person, seen int) error
		state  State
	}
	reply := func(b *Book, p *person, seen int) error { return b.Reply(background, p.number, seen, "x", Waiting) }
	working := func(b *Book, p *person, seen int) error { return b.Reply(background, p.number, seen, "x", Ours) }
	note := func(b *Book, p *person, seen int) error { return b.Note(background, p.number, seen, "x") }
	closes := func(b *Book, p *person, seen int) error {
		return b.CloseCase(background, p.number, seen, "settled", "mended", "")
	}
	reopens := func(b *Book, p *person, seen int) error { return b.Reopen(background, p.number, seen, "") }
	waits := func(b *Book, p *person, seen int) error { return b.SetState(background, p.number, seen, Waiting) }
	message := vault.Said{Act: vault.ActMessage, Text: "x"}
	for name, steps := range map[string][]step{
		"a note takes it up":                 {{office: note, state: Ours}, {person: message, state: Ours}},
		"more words leave a new one new":     {{person: message, state: New}},
		"an answer waits for the person":     {{office: reply, state: Waiting}, {person: message, state: Ours}},
		"an answer may leave it with us":     {{office: working, state: Ours}},
		"it waits when the office says so":   {{office: waits, state: Waiting}},
		"closed and taken up again":          {{office: closes, state: Closed}, {office: reopens, state: Ours}},
		"closed and still not solved":        {{office: closes, state: Closed}, {person: vault.Said{Act: vault.ActUnsolved}, state: Ours}, {office: closes, state: Closed}},
		"thanks do not re-open":              {{office: closes, state: Closed}, {person: message, state: Closed}},
		"nor do the closing questions":       {{office: closes, state: Closed}, {person: vault.Said{Act: vault.ActAnswered, Fair: "yes"}, state: Closed}},
		"taken back, and counted as that":    {{person: vault.Said{Act: vault.ActWithdrawn}, state: Withdrawn}, {office: note, state: Withdrawn}, {office: closes, state: Closed}},
		"taken back, and then not after all": {{person: vault.Said{Act: vault.ActWithdrawn}, state: Withdrawn}, {person: vault.Said{Act: vault.ActUnsolved}, state: Ours}},
		"answered after it was closed":       {{office: closes, state: Closed}, {office: reply, state: Closed}},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			p := o.writes(concern)
			b := o.synced(o.ann)
			for i, step := range steps {
				if step.office != nil {
					o.must(step.office(b, p, i+1))
				} else {
					p.says(step.person)
					o.sync(b)
				}
				if got := o.look(b, p.number); got.State != step.state {
					t.Errorf("step %d: %s, want %s", i, got.State, step.state)
				}
			}
			o.wants(b)
		})
	}
}

func TestWhatAnActNeedsIsAskedFor(t *testing.T) {
	o := newOffice(t)
	p := o.writes(concern)
	b := o.synced(o.ann)
	for name, err := range map[string]error{
		"reply":             b.Reply(background, p.number, 1, "  ", Waiting),
		"turn":              b.Reply(background, p.number, 1, "x", Closed),
		"note":              b.Note(background, p.number, 1, ""),
		"hold":              b.Hold(background, p.number, 1, true, ""),
		"state":             b.SetState(background, p.number, 1, New),
		"ending":            b.CloseCase(background, p.number, 1, "won", "x", ""),
		"reason":            b.CloseCase(background, p.number, 1, "settled", "", ""),
		"next place":        b.CloseCase(background, p.number, 1, "outside-remit", "x", ""),
		"next channel":      b.CloseCase(background, p.number, 1, "other-channel-first", "x", ""),
		"reopen":            b.Reopen(background, p.number, 1, ""),
		"an unknown case":   b.Note(background, "26-22222", 1, "x"),
		"an unknown report": b.AcceptPin(background, "x"),
	} {
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if len(o.server.entries) != 1 || len(b.Outbox()) != 0 {
		t.Error("something was sent all the same")
	}
	if err := b.Note(background, "26-22222", 1, "x"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("%v", err)
	}
	if err := b.Note(background, p.number, 1, ""); !errors.Is(err, ErrRequired) {
		t.Errorf("%v", err)
	}
}

func TestEveryEndingOfTheDesignCanBeGiven(t *testing.T) {
	o := newOffice(t)
	for _, ending := range content.Endings {
		p := o.writes(concern)
		b := o.synced(o.ann)
		o.must(b.CloseCase(background, p.number, 1, ending, "the reason", "the next place"))
		got := p.reads()
		want := vault.Said{Act: vault.ActClosed, Ending: ending, Reason: "the reason", Next: "the next place"}
		if len(got) != 1 || got[0] != want {
			t.Errorf("%+v", got)
		}
		if c := o.look(b, p.number); *c.Ending != (Ending{ending, "the reason", "the next place", "2026-12-03"}) || c.Facts.Ending != ending {
			t.Errorf("%+v", c.Ending)
		}
	}
}

func TestAClosingTellsThePurgeDaysAndSendsTheFactsToTheOfficeAlone(t *testing.T) {
	o := newOffice(t)
	p := o.writes(concern)
	b := o.synced(o.ann)
	o.must(b.CloseCase(background, p.number, 1, "settled", "mended", "")) // and at once, for the person may look
	want := store.State{Closed: "2026-12-03", TextPurge: "2027-03-13", FactsPurge: "2029-08-29"}
	if got := o.server.states[p.number]; got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	e := o.server.entries[1]
	person, err := p.made.Code.Identity(p.number, p.made.WrappedIdentity)
	o.must(err)
	if _, err := vault.Open(e.SealedFacts, person.Age); err == nil {
		t.Error("the person opens what was sealed to the office alone")
	}
	part, err := vault.Open(e.SealedFacts, o.ben.Age)
	o.must(err)
	facts := waterFacts
	facts.Ending = "settled"
	if got, err := part.Facts(); err != nil || got != facts {
		t.Errorf("%+v, %v", got, err)
	}

	// Words that come later move the days; a hold and its end are told; taken up again, it has no days.
	o.later(10)
	p.says(vault.Said{Act: vault.ActMessage, Text: "thank you"})
	o.sync(b)
	want.TextPurge, want.FactsPurge = "2027-03-23", "2029-09-08"
	if got := o.server.states[p.number]; got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	o.must(b.Hold(background, p.number, 3, true, "a court asks"))
	o.sync(b)
	want.Hold = true
	if got := o.server.states[p.number]; got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	other := o.synced(o.ben)
	if c := o.look(other, p.number); !c.Hold || !c.Story[3].Private {
		t.Error("the other desk does not know of the hold")
	}
	o.must(b.Hold(background, p.number, 4, false, "it is over"))
	o.must(b.Reopen(background, p.number, 5, "we look again"))
	o.sync(b)
	if got := o.server.states[p.number]; got != (store.State{Open: true}) {
		t.Errorf("%+v", got)
	}
}

func TestAWithdrawnCaseIsPurgedAsThat(t *testing.T) {
	o := newOffice(t)
	p := o.writes(concern)
	p.says(vault.Said{Act: vault.ActWithdrawn})
	b := o.synced(o.ann)
	// 20 days for this ending, and 30 at least.
	want := store.State{Closed: "2026-12-03", TextPurge: "2027-01-02", FactsPurge: "2029-08-29"}
	if got := o.server.states[p.number]; got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if c := o.look(b, p.number); c.Ending.Name != "withdrawn" || c.Due != "" {
		t.Errorf("%+v", c)
	}
}

func TestWhatTheServerKnowsAlreadyIsNotToldAgain(t *testing.T) {
	o := newOffice(t)
	p := o.writes(concern)
	b := o.synced(o.ann)
	if len(o.server.states) != 0 {
		t.Errorf("%v", o.server.states)
	}
	o.must(b.CloseCase(background, p.number, 1, "settled", "x", ""))
	o.sync(b)
	delete(o.server.states, p.number)
	o.sync(b)
	if len(o.server.states) != 0 {
		t.Errorf("%v", o.server.states)
	}
}

func TestWhatCameInBetweenIsToldAndNothingIsSent(t *testing.T) {
	o := newOffice(t)
	p := o.writes(concern)
	b := o.synced(o.ann)
	p.says(vault.Said{Act: vault.ActMessage, Text: "it is solved by now"})

	err := b.Reply(background, p.number, 1, "We will look at it", Waiting)
	var conflict *Conflict
	if !errors.As(err, &conflict) || conflict.Newest != 2 || len(conflict.Between) != 1 || conflict.Between[0].Said.Text != "it is solved by now" {
		t.Fatalf("%v, %+v", err, conflict)
	}
	if len(p.reads()) != 0 || len(b.Outbox()) != 0 {
		t.Error("it was sent, or waits")
	}
	// It is known here now, and an old page is told the same.
	if err := b.Reply(background, p.number, 1, "We will look at it", Waiting); !errors.As(err, &conflict) {
		t.Errorf("%v", err)
	}
	o.must(b.Reply(background, p.number, conflict.Newest, "Then all is well", Waiting))
	if got := p.reads(); len(got) != 1 || got[0].Text != "Then all is well" {
		t.Errorf("%+v", got)
	}
	o.wants(b)
}

func TestANoteIsSentWhateverCameInBetween(t *testing.T) {
	o := newOffice(t)
	p := o.writes(concern)
	b := o.synced(o.ann)
	p.says(vault.Said{Act: vault.ActMessage, Text: "more"})
	o.must(b.Note(background, p.number, 1, "called them"))
	o.wants(b)
	if c := o.look(b, p.number); len(c.Story) != 3 || c.Story[2].Said.Text != "called them" || c.Unsent != 0 {
		t.Errorf("%+v", c.Story)
	}
}

func TestWhatIsWrittenOfflineWaitsAndIsSentInOrder(t *testing.T) {
	o := newOffice(t)
	p := o.writes(concern)
	dir := t.TempDir()
	b := o.deskIn(dir, o.ann)
	o.sync(b)
	o.server.down = true
	o.must(b.Reply(background, p.number, 1, "one", Waiting))
	o.must(b.Note(background, p.number, 2, "two"))
	o.must(b.CloseCase(background, p.number, 3, "settled", "three", ""))
	c := o.look(b, p.number)
	if c.Unsent != 3 || len(c.Story) != 4 || !c.Story[3].NotSent || c.State != New {
		t.Errorf("%+v", c)
	}
	o.must(b.Close())
	b = o.deskIn(dir, o.ann)
	if got := b.Outbox(); len(got) != 3 || got[0].Said.Text != "one" || got[0].Held {
		t.Fatalf("%+v", got)
	}
	o.server.down = false
	o.sync(b)
	o.wants(b)
	if c := o.look(b, p.number); c.Unsent != 0 || c.State != Closed || len(c.Story) != 4 || c.Story[2].Said.Text != "two" {
		t.Errorf("%+v", c)
	}
	if got := p.reads(); len(got) != 2 || got[0].Text != "one" || got[1].Reason != "three" {
		t.Errorf("%+v", got)
	}
}

func TestWhatWasWrittenOfflineIsHeldWhenSomethingCameInBetween(t *testing.T) {
	o := newOffice(t)
	p := o.writes(concern)
	b := o.synced(o.ann)
	o.server.down = true
	o.must(b.Reply(background, p.number, 1, "one", Waiting))
	o.must(b.Note(background, p.number, 2, "two"))
	o.server.down = false
	p.says(vault.Said{Act: vault.ActMessage, Text: "wait"})
	o.sync(b)
	got := b.Outbox()
	if len(got) != 2 || !got[0].Held || got[0].Why != WhyConflict || len(got[0].Between) != 1 || got[0].Between[0].Said.Text != "wait" || got[1].Held {
		t.Fatalf("%+v", got)
	}
	if s := b.Summary(); s.Unsent != 2 || s.Held != 1 {
		t.Errorf("%+v", s)
	}
	o.must(b.Release(background, got[0].ID))
	o.wants(b)
	if c := o.look(b, p.number); c.Unsent != 0 || len(c.Story) != 4 || c.Story[2].Said.Text != "one" || c.Story[3].Said.Text != "two" {
		t.Errorf("%+v", c.Story)
	}
}

func TestAHeldEntryCanBeTakenBackWithItsWords(t *testing.T) {
	o := newOffice(t)
	p := o.writes(concern)
	b := o.synced(o.ann)
	o.server.down = true
	o.must(b.Reply(background, p.number, 1, "one", Waiting))
	o.must(b.Note(background, p.number, 2, "two"))
	got, err := b.Discard(background, b.Outbox()[0].ID)
	if err != nil || got.Said.Text != "one" {
		t.Fatalf("%+v, %v", got, err)
	}
	if _, err := b.Discard(background, got.ID); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("%v", err)
	}
	o.server.down = false
	o.sync(b)
	o.wants(b)
	if c := o.look(b, p.number); len(c.Story) != 2 || c.Story[1].Said.Text != "two" || c.Story[1].Number != 2 {
		t.Errorf("%+v", c.Story)
	}
}

func TestALostAnswerNeitherDoublesNorLosesAnEntry(t *testing.T) {
	o := newOffice(t)
	p := o.writes(concern)
	b := o.synced(o.ann)
	o.server.loses = 1
	o.must(b.Reply(background, p.number, 1, "one", Waiting))
	if c := o.look(b, p.number); c.Unsent != 1 {
		t.Errorf("%+v", c)
	}
	o.sync(b)
	if c := o.look(b, p.number); c.Unsent != 0 || len(c.Story) != 2 {
		t.Errorf("%+v", c.Story)
	}
	if len(p.reads()) != 1 {
		t.Errorf("%+v", p.reads())
	}
	o.server.loses = 1
	entered, err := b.Enter(background, vault.Words{Message: "by telephone"}, waterFacts)
	if err != nil || entered.Sent {
		t.Fatalf("%+v, %v", entered, err)
	}
	o.sync(b)
	o.wants(b)
	if c := o.look(b, entered.Number); c.Unsent != 0 || len(c.Story) != 1 {
		t.Errorf("%+v", c)
	}
}

func TestAConcernTakenByTelephoneIsSealedHereAndItsCodeOpensIt(t *testing.T) {
	o := newOffice(t)
	b := o.synced(o.ann)
	words := vault.Words{Message: "She called about brown water", Name: "Grace", Share: "with-name"}
	entered, err := b.Enter(background, words, waterFacts)
	if err != nil || !entered.Sent {
		t.Fatalf("%+v, %v", entered, err)
	}
	code, err := vault.ParseCode(entered.Code)
	o.must(err)
	if got := o.server.created[0]; got.Lookup != code.Lookup() || !got.IssuedByOffice {
		t.Error("the code does not find the case")
	}
	identity, err := code.Identity(entered.Number, o.server.created[0].WrappedIdentity)
	o.must(err)
	part, err := vault.Open(o.server.entries[0].Sealed, identity.Age)
	o.must(err)
	if got, err := part.Words(); err != nil || got != words {
		t.Errorf("%+v, %v", got, err)
	}
	c := o.look(b, entered.Number)
	if c.State != Ours || !c.IssuedByOffice || c.Due != "2026-12-07" || c.Story[0].By != "Ann" || c.Words != words {
		t.Errorf("%+v", c)
	}
	// The person writes with the code, and then with one of their own.
	p := &person{o: o, number: entered.Number, made: &vault.SealedCase{Recipient: identity.Age.Recipient().String()}, key: code.Signing()}
	fresh := newIdentity(t)
	p.says(vault.Said{Act: vault.ActRekeyed, NewKey: vault.FormatSigningKey(fresh.Public())})
	p.key = fresh.Signing
	p.says(vault.Said{Act: vault.ActMessage, Text: "it is me"})
	ben := o.synced(o.ben)
	for _, desk := range []*Book{b, ben} {
		o.sync(desk)
		o.wants(desk)
	}
	if _, err := b.Enter(background, vault.Words{}, waterFacts); !errors.Is(err, ErrRequired) {
		t.Errorf("%v", err)
	}
}

func TestATakenCaseNumberIsDrawnAgain(t *testing.T) {
	o := newOffice(t)
	b := o.synced(o.ann)
	o.server.taken = 2
	entered, err := b.Enter(background, vault.Words{Message: "by telephone"}, waterFacts)
	if err != nil || !entered.Sent || len(o.server.created) != 1 || o.server.created[0].Number != entered.Number || len(b.Outbox()) != 0 {
		t.Errorf("%+v, %v", entered, err)
	}
}

func TestACaseEnteredOfflineIsSentLaterAndSaysSoUntilThen(t *testing.T) {
	o := newOffice(t)
	b := o.synced(o.ann)
	o.server.down = true
	entered, err := b.Enter(background, vault.Words{Message: "at the counter"}, waterFacts)
	if err != nil || entered.Sent {
		t.Fatalf("%+v, %v", entered, err)
	}
	o.must(b.Note(background, entered.Number, 1, "came in person"))
	if c := o.look(b, entered.Number); c.Unsent != 2 || c.Words.Message != "at the counter" || c.Facts.Topic != "water" {
		t.Errorf("%+v", c)
	}
	o.server.down = false
	o.server.taken = 1
	if err := b.Sync(background); !errors.Is(err, store.ErrTaken) {
		t.Errorf("%v", err)
	}
	got := b.Outbox()
	if len(got) != 2 || got[0].Why != WhyTaken || got[0].Words.Message != "at the counter" {
		t.Fatalf("%+v", got)
	}
	if err := b.Release(background, got[0].ID); err == nil || !strings.Contains(err.Error(), "anew") {
		t.Errorf("%v", err)
	}
	if _, err := b.Discard(background, got[0].ID); err != nil {
		t.Error(err)
	}
	if _, err := b.Discard(background, got[1].ID); err != nil {
		t.Error(err)
	}
	if _, err := b.Case(entered.Number); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("%v", err)
	}
	o.sync(b)
}
