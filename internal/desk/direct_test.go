package desk

import (
	"context"
	"io"

	"example.org/advocate/internal/desk/casebook"
	"example.org/advocate/internal/store"
)

// direct is the database itself behind the sync contract.
type direct struct {
	db         *store.Store
	recipients []string
}

func (s direct) Office(context.Context) (casebook.Office, error) {
	return casebook.Office{Recipients: s.recipients, LastMail: "2026-12-02"}, nil
}

func (s direct) Entries(ctx context.Context, after int64) (casebook.Page, error) {
	list, err := s.db.EntriesAfter(ctx, after, 100)
	page := casebook.Page{Next: after}
	for _, e := range list {
		in := casebook.Incoming{Entry: e}
		if e.Number == 1 {
			c, err := s.db.Case(ctx, e.Case)
			if err != nil {
				return page, err
			}
			in.First = &casebook.CaseInfo{Recipient: c.Recipient, IssuedByOffice: c.IssuedByOffice}
		}
		page.Entries, page.Next = append(page.Entries, in), e.Sequence
	}
	return page, err
}

func (s direct) File(ctx context.Context, id string) (io.ReadCloser, error) {
	return s.db.ReadFile(ctx, id)
}
func (s direct) Create(ctx context.Context, c store.NewCase) error {
	return s.db.CreateOfficeCase(ctx, c)
}
func (s direct) Append(ctx context.Context, e store.NewEntry) (store.Entry, error) {
	return s.db.AppendEntry(ctx, e)
}
func (s direct) SetState(ctx context.Context, number string, state store.State) error {
	return s.db.SetState(ctx, number, state)
}
func (s direct) PutSeal(ctx context.Context, id string, old [32]byte, sealed, facts []byte) error {
	return s.db.ReplaceSeal(ctx, id, old, sealed, facts)
}
func (s direct) PutFileSeal(ctx context.Context, id string, old [32]byte, sealed io.Reader) error {
	return store.ErrNotFound
}
