package casebook

import (
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	"slices"

	"example.org/advocate/internal/store"
)

var errDown = errors.New("the network is down")

// fakeServer is a server that a test can switch off, set back, and make lie.
type fakeServer struct {
	office   Office
	entries  []Incoming
	files    map[string][]byte
	states   map[string]store.State
	purged   []Certificate
	sequence int64

	down    bool
	loses   int // so many answers are lost after the change was made
	lie     func(*Page)
	moves   bool // a new seal gets a new sequence
	created []store.NewCase
	today   func() store.Day
	taken   int // so many new cases are told that their number is taken
}

func newFakeServer(recipients []string) *fakeServer {
	return &fakeServer{
		office: Office{Recipients: recipients, LastMail: "2026-12-01"},
		files:  map[string][]byte{}, states: map[string]store.State{},
	}
}

func (s *fakeServer) Office(context.Context) (Office, error) {
	if s.down {
		return Office{}, errDown
	}
	return s.office, nil
}

func (s *fakeServer) Entries(_ context.Context, after int64) (Page, error) {
	if s.down {
		return Page{}, errDown
	}
	const most = 3
	page := Page{Next: after, Purged: s.purged}
	slices.SortFunc(s.entries, func(x, y Incoming) int { return int(x.Sequence - y.Sequence) })
	for _, e := range s.entries {
		if e.Sequence <= after {
			continue
		}
		if len(page.Entries) == most {
			page.More = true
			break
		}
		page.Entries = append(page.Entries, e)
		page.Next = e.Sequence
	}
	if len(page.Entries) == 0 {
		page.Next = s.sequence
	}
	if s.lie != nil {
		s.lie(&page)
	}
	return page, nil
}

func (s *fakeServer) File(_ context.Context, id string) (io.ReadCloser, error) {
	if s.down {
		return nil, errDown
	}
	if s.files[id] == nil {
		return nil, store.ErrNotFound
	}
	return io.NopCloser(bytes.NewReader(s.files[id])), nil
}

func (s *fakeServer) newest(number string) int {
	newest := 0
	for _, e := range s.entries {
		if e.Case == number {
			newest = max(newest, e.Number)
		}
	}
	return newest
}

func (s *fakeServer) store(e Incoming) Incoming {
	s.sequence++
	e.Sequence = s.sequence
	s.entries = append(s.entries, e)
	return e
}

func (s *fakeServer) Create(_ context.Context, c store.NewCase) error {
	if s.down {
		return errDown
	}
	if s.find(c.Entry.ID) != nil {
		return nil
	}
	if s.newest(c.Number) > 0 || s.taken > 0 {
		s.taken--
		return store.ErrTaken
	}
	s.created = append(s.created, c)
	c.Entry.Case, c.Entry.Number, c.Entry.Received = c.Number, 1, c.Received
	e := Incoming{Entry: store.Entry{NewEntry: c.Entry}, First: &CaseInfo{Recipient: c.Recipient, IssuedByOffice: c.IssuedByOffice}}
	s.store(e)
	return s.answer()
}

func (s *fakeServer) Append(_ context.Context, e store.NewEntry) (store.Entry, error) {
	if s.down {
		return store.Entry{}, errDown
	}
	if known := s.find(e.ID); known != nil && known.Hash() == (store.Entry{NewEntry: e}).Hash() {
		return known.Entry, nil
	}
	if s.newest(e.Case)+1 != e.Number {
		return store.Entry{}, store.ErrConflict
	}
	in := Incoming{Entry: store.Entry{NewEntry: e}}
	in = s.store(in)
	return in.Entry, s.answer()
}

func (s *fakeServer) answer() error {
	if s.loses > 0 {
		s.loses--
		return errDown
	}
	return nil
}

func (s *fakeServer) SetState(_ context.Context, number string, state store.State) error {
	if s.down {
		return errDown
	}
	s.states[number] = state
	return nil
}

func (s *fakeServer) States(context.Context) (map[string]store.State, error) {
	if s.down {
		return nil, errDown
	}
	return maps.Clone(s.states), nil
}

func (s *fakeServer) find(id string) *Incoming {
	i := slices.IndexFunc(s.entries, func(e Incoming) bool { return e.ID == id })
	if i < 0 {
		return nil
	}
	return &s.entries[i]
}

func (s *fakeServer) PutSeal(_ context.Context, id string, old [32]byte, sealed, facts []byte) error {
	if s.down {
		return errDown
	}
	e := s.find(id)
	if e.Hash() != old {
		return store.ErrConflict
	}
	if s.moves {
		s.moveUp(e)
	}
	e.Sealed, e.SealedFacts = sealed, facts
	return s.answer()
}

func (s *fakeServer) PutFileSeal(_ context.Context, id string, old [32]byte, sealed io.Reader) error {
	if s.down {
		return errDown
	}
	if hashOf(s.files[id]) != old {
		return store.ErrConflict
	}
	data, err := io.ReadAll(sealed)
	if s.moves {
		s.moveUp(s.find(id))
	}
	s.files[id] = data
	return errors.Join(err, s.answer())
}

// moveUp gives an entry a new sequence, as a new seal does.
func (s *fakeServer) moveUp(e *Incoming) {
	s.sequence++
	e.Sequence = s.sequence
}

// purge does what the server does on a purge day.
func (s *fakeServer) purge(number, rule string) {
	s.purged = append(s.purged, Certificate{Case: number, Rule: rule, Day: s.today()})
	for i := range s.entries {
		if e := &s.entries[i]; e.Case == number {
			e.Sealed = nil
			delete(s.files, e.ID)
			if rule != ruleText {
				e.SealedFacts = nil
			}
		}
	}
	s.entries = slices.DeleteFunc(slices.Clone(s.entries), func(e Incoming) bool {
		return e.Case == number && e.Sealed == nil && e.SealedFacts == nil
	})
}
