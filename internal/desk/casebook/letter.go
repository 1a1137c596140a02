package casebook

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"example.org/advocate/internal/store"
	"example.org/advocate/internal/vault"
)

// How a person allows the office to share a concern, as the form's share says.
const (
	shareWithoutName = "without-name"
	shareWithName    = "with-name"
)

var (
	// ErrMayNotShare says that the person did not agree to share anything with the department.
	ErrMayNotShare = errors.New("the person did not agree to share anything with the department; ask them first, and note what they say")

	// ErrNames says that a letter without name names the person, or repeats their words.
	ErrNames = errors.New("the person agreed to share this without their name; say it in other words")
)

// Letter is everything that a letter to a department's liaison may hold: what the person did not agree to share is not
// in it.
type Letter struct {
	Case    string
	To      string // the department's slug
	Share   string // without-name, with-name
	Topic   string
	Summary string       // the office's own
	Words   *vault.Words // with-name only: who the person is and what happened, and nothing else
}

// Letter makes what a letter about a case may hold. The error wraps [ErrMayNotShare] where the person agreed to
// nothing, and [ErrNames] where they agreed to share without name and the summary names them, a way to reach them, or
// a passage of their words.
func (b *Book) Letter(number, to, summary string) (Letter, error) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.letter(number, to, summary)
}

func (b *Book) letter(number, to, summary string) (Letter, error) {
	c := b.chapters[number]
	if c == nil || b.show(c) == nil {
		return Letter{}, fmt.Errorf("referring case %s: %w", number, store.ErrNotFound)
	}
	words := c.made.Words
	l := Letter{Case: number, To: to, Share: words.Share, Topic: c.made.Facts.Topic, Summary: strings.TrimSpace(summary)}
	switch {
	case l.Share == shareWithName:
		agreed := agreedWords(words)
		l.Words = &agreed
	case l.Share != shareWithoutName:
		return Letter{}, fmt.Errorf("referring case %s: %w", number, ErrMayNotShare)
	case l.Summary == "":
		return Letter{}, fmt.Errorf("referring case %s: summary: %w", number, ErrRequired)
	}
	if to == "" {
		return Letter{}, fmt.Errorf("referring case %s: department: %w", number, ErrRequired)
	}
	return l, l.checkNames(c.made, l.Summary)
}

// agreedWords are what 'With my name' shares, as the form says it: who the person is and what happened, in their words
// and with its dates and reference. How to reach them, and how that is safe, stays here, for no one said that a
// department may use it; so does who else is part of it, and what only the office needs. What the office
// asked the person about it adds in its own words.
func agreedWords(w vault.Words) vault.Words {
	return vault.Words{
		Name: w.Name, Message: w.Message, OutcomeWanted: w.OutcomeWanted, Reference: w.Reference,
		ContactedOn: w.ContactedOn, EventOn: w.EventOn,
	}
}

// Refer records that a letter is sent to the liaison of the department to, and returns its text. write makes the text
// of a [Letter], and of nothing else. What the office wrote itself is checked once more; the words around it are the
// program's, and may hold somebody's name by chance: Bill, under the topic of water bills.
func (b *Book) Refer(ctx context.Context, number string, seen int, to, summary string, write func(Letter) (string, error)) (text string, err error) {
	letter, err := b.Letter(number, to, summary)
	if err != nil {
		return "", err
	}
	if text, err = write(letter); err != nil {
		return "", fmt.Errorf("writing the letter about case %s: %w", number, err)
	}
	said := vault.Said{Act: vault.ActReferred, To: to, Share: letter.Share, Text: letter.Summary, Letter: text}
	agreed := func(c *Case) error {
		if c.Words.Share != letter.Share {
			return ErrMayNotShare
		}
		return letter.checkNames(c, letter.Summary)
	}
	return text, b.act(ctx, "referring", number, seen, said, required("letter", text), agreed)
}
