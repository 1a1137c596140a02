package desk

import (
	"context"
	"time"

	"example.org/advocate/internal/desk/casebook"
	"example.org/advocate/internal/store"
	"example.org/advocate/internal/vault"
)

// Book is a [casebook.Book] as the pages use it.
type Book interface {
	Sync(ctx context.Context) error
	LastSync() time.Time
	LastMail() store.Day
	Close() error

	Cases(filter casebook.Filter) []*casebook.Case
	Case(number string) (*casebook.Case, error)
	Summary() casebook.Summary
	Counts(by casebook.By) []casebook.Count
	File(ctx context.Context, entryID string) (*casebook.File, error)

	Reports() []casebook.Report
	ReportsOf(number string) []casebook.Report
	AcceptPin(ctx context.Context, reportID string) error

	Reply(ctx context.Context, number string, seen int, text string, next casebook.State) error
	Note(ctx context.Context, number string, seen int, text string) error
	Hold(ctx context.Context, number string, seen int, hold bool, why string) error
	SetState(ctx context.Context, number string, seen int, state casebook.State) error
	CloseCase(ctx context.Context, number string, seen int, ending, reason, next string) error
	Reopen(ctx context.Context, number string, seen int, text string) error
	Letter(number, to, summary string) (casebook.Letter, error)
	Refer(ctx context.Context, number string, seen int, to, summary string, write func(casebook.Letter) (string, error)) (string, error)
	Enter(ctx context.Context, words vault.Words, facts vault.Facts) (casebook.Entered, error)

	Outbox() []casebook.Unsent
	Release(ctx context.Context, id string) error
	Discard(ctx context.Context, id string) (casebook.Unsent, error)

	Reseal(ctx context.Context, progress func(done, total int)) error
	ResealWaits() int
	Recipients() []string
}

var _ Book = (*casebook.Book)(nil)
