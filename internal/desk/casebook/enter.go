package casebook

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"example.org/advocate/internal/store"
	"example.org/advocate/internal/vault"
)

// Entered is a case that was taken down here.
type Entered struct {
	Number string
	Code   string // to hand out; it is kept nowhere
	Sent   bool   // false while it waits in the outbox: the code opens nothing before it is sent
}

// Enter makes a case of what somebody told the office by telephone or in person. Message, topic and kind are required.
func (b *Book) Enter(ctx context.Context, words vault.Words, facts vault.Facts) (Entered, error) {
	for name, value := range map[string]string{"message": words.Message, "topic": facts.Topic, "kind": facts.Kind} {
		if strings.TrimSpace(value) == "" {
			return Entered{}, fmt.Errorf("entering a concern: %s: %w", name, ErrRequired)
		}
	}
	for range maxTries { // 17 million numbers are drawn from, so a taken one is met once in a lifetime
		entered, err := b.enter(ctx, words, facts)
		if !errors.Is(err, store.ErrTaken) {
			return entered, err
		}
	}
	return Entered{}, fmt.Errorf("entering a concern: %w, again and again; the server's program is damaged, tell whoever runs it", store.ErrTaken)
}

func (b *Book) enter(ctx context.Context, words vault.Words, facts vault.Facts) (Entered, error) {
	made, id, err := b.writeCase(ctx, words, facts)
	if err == nil {
		err = b.send(ctx, id, false)
	}
	if err != nil {
		return Entered{}, fmt.Errorf("entering a concern: %w", err)
	}
	b.mu.RLock()
	defer b.mu.RUnlock()
	return Entered{Number: made.Number, Code: made.Code.Show(), Sent: b.posted(id) == nil}, nil
}

// writeCase seals a new case and puts it into the outbox.
func (b *Book) writeCase(ctx context.Context, words vault.Words, facts vault.Facts) (made *vault.SealedCase, id string, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.maySeal(); err != nil {
		return nil, "", err
	}
	list := b.pins.inForce()
	office, err := list.recipients()
	if err != nil {
		return nil, "", err
	}
	now := b.now()
	made, err = vault.SealOfficeCase(b.options.Rand, now, b.options.Identity.Signing, office, words, facts)
	if err != nil {
		return nil, "", err
	}
	if c := b.chapters[made.Number]; c != nil {
		return nil, "", store.ErrTaken
	}
	w := waiting{
		posted: posted{Seen: 1, SealedTo: list.id(), New: &newCase{
			Recipient: made.Recipient, Lookup: made.Lookup, WrappedIdentity: made.WrappedIdentity,
		}},
		time: now, words: &words, facts: &facts,
	}
	if id, err = b.entryID(); err != nil {
		return nil, "", err
	}
	w.ID, w.Case, w.Number, w.Received, w.Side = id, made.Number, 1, b.today(), string(vault.OfficeSide)
	w.Sealed, w.SealedFacts = made.Text, made.Facts
	return made, id, b.post(ctx, w)
}
