package casebook

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"example.org/advocate/internal/content"
	"example.org/advocate/internal/store"
	"example.org/advocate/internal/vault"
)

// What the office does to a case. Every act takes seen, the number of the newest entry that its writer saw
// (Case.Newest of the page they wrote on). When something came in between, nothing is sent and the error is a
// [*Conflict] with what it was: show it, with all that was typed, and call again with its Newest. When the server
// cannot be reached the entry waits in the outbox and there is no error: the story shows it as not sent.

// Endings that a person is told a next place with.
const (
	endingOutsideRemit = "outside-remit"
	endingOtherChannel = "other-channel-first"
	endingWithdrawn    = "withdrawn"
)

// ErrRequired says that something that the act needs was left empty; the error names it.
var ErrRequired = errors.New("it is empty")

// Conflict says that entries came in after the one that the writer had seen.
type Conflict struct {
	Case    string
	Newest  int     // what to hand in as seen, to go on all the same
	Between []Entry // what came in
}

func (c *Conflict) Error() string {
	return fmt.Sprintf("case %s has %d new entries since this was begun; read them, then send it again", c.Case, len(c.Between))
}

// Reply writes text to the person. next is [Waiting] or [Ours]: whose turn it is then.
func (b *Book) Reply(ctx context.Context, number string, seen int, text string, next State) error {
	if next != Ours && next != Waiting {
		return fmt.Errorf("replying: whose turn it is then is %q or %q, not %q", Ours, Waiting, next)
	}
	said := vault.Said{Act: vault.ActReply, Text: text}
	if next == Ours {
		said.State = string(Ours)
	}
	return b.act(ctx, "replying", number, seen, said, required("text", text))
}

// Note adds a private note.
func (b *Book) Note(ctx context.Context, number string, seen int, text string) error {
	return b.act(ctx, "adding a note", number, seen, vault.Said{Act: vault.ActNote, Text: text}, required("text", text))
}

// Hold keeps a case from being purged, or lets it go; why is a private note. A hold is an entry, so all desks know it.
func (b *Book) Hold(ctx context.Context, number string, seen int, hold bool, why string) error {
	said := vault.Said{Act: vault.ActNote, Text: why, State: noteRelease}
	if hold {
		said.State = noteHold
	}
	return b.act(ctx, "changing the hold", number, seen, said, required("why", why))
}

// SetState says whose turn it is in an open case: [Ours] or [Waiting]. The person sees it.
func (b *Book) SetState(ctx context.Context, number string, seen int, state State) error {
	if state != Ours && state != Waiting {
		return fmt.Errorf("changing the state: it is %q or %q, not %q", Ours, Waiting, state)
	}
	return b.act(ctx, "changing the state", number, seen, vault.Said{Act: vault.ActState, State: string(state)}, whileOpen)
}

// CloseCase ends a case for the person to read: ending is one of [content.Endings], reason says why, next where to go
// with it now, which outside-remit and other-channel-first require.
func (b *Book) CloseCase(ctx context.Context, number string, seen int, ending, reason, next string) error {
	if !slices.Contains(content.Endings, ending) {
		return fmt.Errorf("closing: the ending is one of %s", strings.Join(content.Endings, ", "))
	}
	said := vault.Said{Act: vault.ActClosed, Ending: ending, Reason: reason, Next: next}
	rules := []rule{required("reason", reason)}
	if ending == endingOutsideRemit || ending == endingOtherChannel {
		rules = append(rules, required("next", next))
	}
	return b.act(ctx, "closing", number, seen, said, rules...)
}

// Reopen takes a closed or withdrawn case up again; text, for the person, may say why.
func (b *Book) Reopen(ctx context.Context, number string, seen int, text string) error {
	return b.act(ctx, "re-opening", number, seen, vault.Said{Act: vault.ActReopened, Text: text}, whileEnded)
}

// rule is what must be so for an act.
type rule func(*Case) error

func required(name, value string) rule {
	return func(*Case) error {
		if strings.TrimSpace(value) == "" {
			return fmt.Errorf("%s: %w", name, ErrRequired)
		}
		return nil
	}
}

func whileOpen(c *Case) error {
	if c.State == Closed || c.State == Withdrawn {
		return errors.New("the case has ended; re-open it first")
	}
	return nil
}

func whileEnded(c *Case) error {
	if c.State != Closed && c.State != Withdrawn {
		return errors.New("the case is open already")
	}
	return nil
}

// act seals what the office says, puts it into the outbox and tries to send it.
func (b *Book) act(ctx context.Context, doing, number string, seen int, said vault.Said, rules ...rule) error {
	id, err := b.write(ctx, number, seen, said, rules)
	if err == nil {
		err = b.send(ctx, id, false)
	}
	var conflict *Conflict
	if err == nil || errors.As(err, &conflict) {
		return err
	}
	return fmt.Errorf("%s in case %s: %w", doing, number, err)
}

// write seals an entry and puts it into the outbox.
func (b *Book) write(ctx context.Context, number string, seen int, said vault.Said, rules []rule) (id string, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	c := b.chapters[number]
	if c == nil || b.show(c) == nil {
		return "", store.ErrNotFound
	}
	if err := b.mayAct(c, said.Act); err != nil {
		return "", err
	}
	for _, rule := range rules {
		if err := rule(c.made); err != nil {
			return "", err
		}
	}
	if seen < c.made.Newest {
		return "", b.conflict(c, seen, "")
	}
	w := waiting{posted: posted{Seen: c.made.Newest}, time: b.now(), said: &said}
	if w.ID, err = b.entryID(); err != nil {
		return "", err
	}
	w.Case, w.Number, w.Received, w.Side = number, c.made.Newest+1, b.today(), string(vault.OfficeSide)
	if said.Act == vault.ActClosed {
		facts := c.made.Facts.Facts
		facts.Ending = said.Ending
		w.facts = &facts
	}
	if err := b.seal(c, &w); err != nil {
		return "", err
	}
	return w.ID, b.post(ctx, w)
}

// conflict is what stands in a case after the entry that was seen, but for the entry of that id itself.
func (b *Book) conflict(c *chapter, seen int, id string) *Conflict {
	conflict := &Conflict{Case: c.row.Number, Newest: c.made.Newest}
	for _, e := range c.made.Story {
		if e.Number > seen && !e.Gone && e.ID != id {
			conflict.Between = append(conflict.Between, e)
		}
	}
	return conflict
}

// mayAct says why nothing can be written to a case from this desk now, if so.
func (b *Book) mayAct(c *chapter, act vault.Act) error {
	if err := b.maySeal(); err != nil {
		return err
	}
	switch {
	case c.textPurged():
		return errors.New("what was said in it is purged, and nothing can be added any more")
	case len(c.disputed) > 0:
		return errors.New("the server has it no longer, see the reports; what this desk holds is kept, and nothing can be added")
	case act.Private() || len(c.leaves) == 0: // a new case that was not sent yet is this desk's own
		return nil
	case len(c.made.Story[0].Problems) > 0 && slices.ContainsFunc(c.made.Story[0].Problems, isDistrusted), c.first() == nil:
		return errors.New("its first entry cannot be trusted, see the reports, so nothing can be sealed to the person")
	}
	return nil
}

func isDistrusted(kind Kind) bool { return slices.Contains(distrusted, kind) }

// maySeal says why this desk cannot seal and sign anything now, if so.
func (b *Book) maySeal() error {
	list := b.pins.inForce()
	switch {
	case list == nil:
		return errors.New("the office's recipients are not known yet; connect to the server once")
	case !slices.Contains(list, b.ownRecipient()):
		return errors.New("this desk's key is not among the office's recipients, so it could not read what it wrote; add the line that `advocate key public` prints to the recipients file")
	}
	if _, ok := b.pins.signer(vault.FormatSigningKey(b.options.Identity.Public()), 0); !ok {
		return errors.New("this desk's signing key is not among the accepted signing_keys of site.yaml; add the line that `advocate key public` prints, and accept it in the reports")
	}
	return nil
}

func (b *Book) ownRecipient() string { return b.options.Identity.Age.Recipient().String() }

// seal seals an entry under its number, to the recipients in force.
func (b *Book) seal(c *chapter, w *waiting) error {
	list := b.pins.inForce()
	office, err := list.recipients()
	if err != nil {
		return err
	}
	place := vault.Place{Case: w.Case, Entry: w.Number, Side: vault.OfficeSide}
	person, err := vault.ParseRecipient(c.recipient())
	if err != nil && !w.said.Act.Private() {
		return errors.New("the person's own key is not known")
	}
	if w.said.Act.Private() {
		person = nil
	}
	if w.Sealed, err = vault.SealSaid(place, w.time, *w.said, b.options.Identity.Signing, office, person); err != nil {
		return err
	}
	if w.facts != nil {
		w.SealedFacts, err = vault.SealFacts(place, w.time, *w.facts, b.options.Identity.Signing, office, nil)
	}
	w.SealedTo = list.id()
	return err
}
