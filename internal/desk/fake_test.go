package desk

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"time"

	"example.org/advocate/internal/desk/casebook"
	"example.org/advocate/internal/store"
	"example.org/advocate/internal/vault"
)

// fakeBook is a book whose state a test sets, for what a true one only comes to in trouble: a server that is away, entries
// that do not add up, something that came in between.
type fakeBook struct {
	list     []*casebook.Case
	reported []casebook.Report
	outbox   []casebook.Unsent
	syncErr  error
	actErr   error // of every act
	did      []string
	said     []string
	entered  []vault.Words
	facts    []vault.Facts
	accepted []string
	closed   int
	reseals  func(ctx context.Context, progress func(done, total int)) error
}

func (b *fakeBook) Sync(context.Context) error { b.did = append(b.did, "sync"); return b.syncErr }
func (b *fakeBook) LastSync() time.Time        { return noon.Add(-time.Minute) }
func (b *fakeBook) LastMail() store.Day        { return "2026-12-02" }
func (b *fakeBook) Close() error               { b.closed++; return nil }

func (b *fakeBook) Cases(f casebook.Filter) []*casebook.Case {
	var list []*casebook.Case
	for _, c := range b.list {
		if c.Apart == f.Apart && (f.State == "" || c.State == f.State) && (!f.Overdue || c.Overdue) {
			list = append(list, c)
		}
	}
	return list
}

func (b *fakeBook) Case(number string) (*casebook.Case, error) {
	for _, c := range b.list {
		if c.Number == number {
			return c, nil
		}
	}
	return nil, store.ErrNotFound
}

func (b *fakeBook) Summary() casebook.Summary {
	s := casebook.Summary{States: map[casebook.State]int{}, Reports: len(b.reported), Unsent: len(b.outbox)}
	for _, c := range b.list {
		switch {
		case c.Apart:
			s.Apart++
		default:
			s.States[c.State]++
			if c.Overdue {
				s.Overdue++
			}
		}
	}
	return s
}

func (b *fakeBook) Counts(by casebook.By) []casebook.Count {
	name := map[casebook.By]string{casebook.ByTopic: "streets", casebook.ByDepartment: "roads"}[by]
	return []casebook.Count{
		{Month: "2026-11", Name: name, Received: 4, Open: 1, Anyway: 2, Endings: map[string]int{"settled": 2, "concluded": 1}},
		{Month: "2026-12", Name: name, Received: 3, Open: 3, Anyway: 1},
	}
}

func (b *fakeBook) File(_ context.Context, id string) (*casebook.File, error) {
	if id != "f1" {
		return nil, errors.New("no such file")
	}
	return &casebook.File{Name: "../evil\u202egnp.<b>.html", Type: "text/html", Body: bytes.NewReader([]byte("<script>1</script>"))}, nil
}

func (b *fakeBook) Reports() []casebook.Report { return b.reported }

func (b *fakeBook) ReportsOf(number string) []casebook.Report {
	var list []casebook.Report
	for _, r := range b.reported {
		if slices.ContainsFunc(r.Places, func(p casebook.Place) bool { return p.Case == number }) {
			list = append(list, r)
		}
	}
	return list
}

func (b *fakeBook) AcceptPin(_ context.Context, id string) error {
	b.accepted = append(b.accepted, id)
	return nil
}

func (b *fakeBook) act(name, number, text string) error {
	if b.actErr != nil {
		return b.actErr
	}
	b.did, b.said = append(b.did, name+" "+number), append(b.said, text)
	return nil
}

func (b *fakeBook) Reply(_ context.Context, number string, seen int, text string, next casebook.State) error {
	return b.act("reply "+string(next), number, text)
}

func (b *fakeBook) Note(_ context.Context, number string, seen int, text string) error {
	return b.act("note", number, text)
}

func (b *fakeBook) Hold(_ context.Context, number string, seen int, hold bool, why string) error {
	return b.act(map[bool]string{true: "hold", false: "release"}[hold], number, why)
}

func (b *fakeBook) SetState(_ context.Context, number string, seen int, state casebook.State) error {
	return b.act("state "+string(state), number, "")
}

func (b *fakeBook) CloseCase(_ context.Context, number string, seen int, ending, reason, next string) error {
	return b.act("close "+ending, number, reason+"|"+next)
}

func (b *fakeBook) Reopen(_ context.Context, number string, seen int, text string) error {
	return b.act("reopen", number, text)
}

func (b *fakeBook) Letter(number, to, summary string) (casebook.Letter, error) {
	c, err := b.Case(number)
	if err != nil {
		return casebook.Letter{}, err
	}
	l := casebook.Letter{Case: number, To: to, Share: c.Words.Share, Topic: c.Facts.Topic, Summary: summary}
	if l.Share == "with-name" {
		l.Words = &c.Words
	}
	return l, nil
}

func (b *fakeBook) Refer(_ context.Context, number string, seen int, to, summary string, write func(casebook.Letter) (string, error)) (string, error) {
	l, err := b.Letter(number, to, summary)
	if err != nil {
		return "", err
	}
	letter, err := write(l)
	if err != nil {
		return "", err
	}
	return letter, b.act("refer "+to, number, letter)
}

func (b *fakeBook) Enter(_ context.Context, words vault.Words, facts vault.Facts) (casebook.Entered, error) {
	if b.actErr != nil {
		return casebook.Entered{}, b.actErr
	}
	b.entered, b.facts = append(b.entered, words), append(b.facts, facts)
	return casebook.Entered{Number: "26-7K3FQ", Code: "7K3F-Q2M8-XW4T-9RDC-5HVN-B6JG-1PZY", Sent: true}, nil
}

func (b *fakeBook) Outbox() []casebook.Unsent { return b.outbox }

func (b *fakeBook) Release(_ context.Context, id string) error {
	b.did = append(b.did, "send "+id)
	return nil
}

func (b *fakeBook) Discard(_ context.Context, id string) (casebook.Unsent, error) {
	b.did = append(b.did, "discard "+id)
	for _, u := range b.outbox {
		if u.ID == id {
			return u, nil
		}
	}
	return casebook.Unsent{}, store.ErrNotFound
}

func (b *fakeBook) Reseal(ctx context.Context, progress func(done, total int)) error {
	return b.reseals(ctx, progress)
}

func (b *fakeBook) ResealWaits() int { return 12 }
func (b *fakeBook) Recipients() []string {
	return []string{"age1pq1" + string(bytes.Repeat([]byte("q"), 80)), own.Recipient}
}
