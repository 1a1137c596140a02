package casebook

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"sync"
	"time"

	"example.org/advocate/internal/content"
	"example.org/advocate/internal/store"
	"example.org/advocate/internal/vault"
)

// Options are what a book is opened with. All are required but Name.
type Options struct {
	Dir      string                   // made for its owner alone if there is none
	Identity *vault.Identity          // of the person at this desk
	Name     string                   // who that is, where site.yaml does not say it
	Client   Server                   // the server, or the database on this computer
	Settings func() *content.Settings // site.yaml as it stands now: zone, closed_days, retention, signing_keys
	Now      func() time.Time
	Rand     io.Reader
}

// Book is an open book of cases. Its methods may be called at once.
type Book struct {
	options Options
	shelf   *shelf

	work sync.Mutex   // held by whoever talks to the server
	mu   sync.RWMutex // guards what follows, and every change of the folder

	chapters map[string]*chapter
	caseOf   map[string]string // the case of an entry's id
	outbox   []*waiting
	pins     pins
	office   Office // as the server said last
	steady   bool   // and the time before; what came in between is sealed to that list, the one in force
	cursor   int64
	synced   time.Time
	audited  time.Time
	compared time.Time // when the states of cases were last compared with the server's; not kept in the folder
}

// Open opens the book in options.Dir, and opens all entries in it in memory. The server is not asked. While it
// is open no other desk can open the folder: [ErrInUse].
func Open(ctx context.Context, options Options) (*Book, error) {
	shelf, err := openShelf(ctx, options.Dir)
	if err != nil {
		return nil, fmt.Errorf("opening the desk's folder %s: %w", options.Dir, err)
	}
	b := &Book{options: options, shelf: shelf}
	if err := errors.Join(b.load(ctx), shelf.sweep(b.holdsFile)); err != nil {
		return nil, errors.Join(fmt.Errorf("reading the desk's folder %s: %w", options.Dir, err), shelf.close())
	}
	return b, nil
}

// Close closes the folder and forgets everything that was opened.
func (b *Book) Close() error {
	b.work.Lock()
	defer b.work.Unlock()
	b.mu.Lock()
	defer b.mu.Unlock()
	b.chapters, b.outbox = map[string]*chapter{}, nil
	return b.shelf.close()
}

// load reads the folder and opens what it holds.
func (b *Book) load(ctx context.Context) error {
	b.chapters, b.caseOf, b.outbox = map[string]*chapter{}, map[string]string{}, nil
	db := b.shelf.db
	marks := map[string]any{"cursor": &b.cursor, "pins": &b.pins, "office": &b.office, "synced": &b.synced, "audited": &b.audited}
	for name, value := range marks {
		if err := mark(ctx, db, name, value); err != nil {
			return err
		}
	}
	err := eachCase(ctx, db, func(row caseRow) { b.chapters[row.Number] = &chapter{row: row} })
	if err != nil {
		return err
	}
	err = eachCertificate(ctx, db, func(cert Certificate, disputed bool) {
		c := b.chapter(cert.Case)
		if disputed {
			c.disputed = append(c.disputed, cert)
			return
		}
		c.purged = append(c.purged, cert)
	})
	if err != nil {
		return err
	}
	err = eachOffer(ctx, db, func(o offer) {
		c := b.chapter(o.record.Case)
		c.offers = append(c.offers, o.light())
	})
	if err != nil {
		return err
	}
	err = eachRecord(ctx, db, func(r record) error {
		b.put(r)
		return nil
	})
	if err != nil {
		return err
	}
	if err := b.loadOutbox(ctx); err != nil {
		return err
	}
	b.examineAll()
	return nil
}

// chapter is what is known of a case, which may be nothing yet.
func (b *Book) chapter(number string) *chapter {
	c := b.chapters[number]
	if c == nil {
		c = &chapter{row: caseRow{Number: number}}
		b.chapters[number] = c
	}
	return c
}

func (b *Book) examineAll() {
	by := b.grounds()
	for number, c := range b.chapters {
		c.examine(by, b.waitingIn(number))
	}
}

// examine looks at some cases again, after something of them changed.
func (b *Book) examine(numbers ...string) {
	by := b.grounds()
	for _, number := range numbers {
		if c := b.chapters[number]; c != nil {
			c.examine(by, b.waitingIn(number))
		}
	}
}

func (b *Book) grounds() grounds {
	settings := b.options.Settings()
	self, ok := b.pins.signer(vault.FormatSigningKey(b.options.Identity.Public()), 0)
	if !ok {
		self = b.options.Name
	}
	return grounds{pins: b.pins, self: self, work: workdaysOf(settings), retained: settings.Retention}
}

// today is the day at the office.
func (b *Book) today() store.Day { return store.DayOf(b.now()) }

func (b *Book) now() time.Time { return b.options.Now().In(b.options.Settings().Zone) }

// Recipients are the office's recipients that were accepted, which everything is sealed to; none before the server was
// asked for the first time. What the server says of them now may differ: see Reports.
func (b *Book) Recipients() []string {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return slices.Clone(b.pins.inForce())
}

// LastSync is when everything was last received and sent; zero for never.
func (b *Book) LastSync() time.Time {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.synced
}

// LastMail is the day of the last mail that the server says it sent.
func (b *Book) LastMail() store.Day {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.office.LastMail
}

// Cases are the cases that filter wants: those overdue first, then by the day they are due, then the oldest first.
func (b *Book) Cases(filter Filter) []*Case {
	b.mu.RLock()
	defer b.mu.RUnlock()
	var list []*Case
	for _, c := range b.chapters {
		if made := b.show(c); made != nil && filter.wants(made) {
			list = append(list, made)
		}
	}
	slices.SortFunc(list, func(x, y *Case) int {
		return cmp.Or(cmp.Compare(dueOrNever(x), dueOrNever(y)), cmp.Compare(x.Received, y.Received), cmp.Compare(x.Number, y.Number))
	})
	return list
}

func dueOrNever(c *Case) store.Day { return cmp.Or(c.Due, "9999-12-31") }

func (f Filter) wants(c *Case) bool {
	return c.Newest > 0 && (f.State == "" || f.State == c.State) && f.Apart == c.Apart &&
		(!f.Overdue || c.Overdue) && (!f.Fresh || c.Fresh) &&
		(f.Topic == "" || f.Topic == c.Facts.Topic) && (f.Department == "" || f.Department == c.Facts.Department)
}

// show is the case as it stands today; nil for one of which nothing is left.
func (b *Book) show(c *chapter) *Case {
	if c.made == nil || len(c.made.Story) == 0 {
		return nil
	}
	made := *c.made
	made.Overdue = made.Due != "" && b.today() > made.Due
	return &made
}

// Case is one case as its whole story, or [store.ErrNotFound].
func (b *Book) Case(number string) (*Case, error) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	c := b.chapters[number]
	if c == nil || b.show(c) == nil {
		return nil, store.ErrNotFound
	}
	return b.show(c), nil
}

// Certificates are what stays of everything purged, by case.
func (b *Book) Certificates() []Certificate {
	b.mu.RLock()
	defer b.mu.RUnlock()
	var list []Certificate
	for _, number := range slices.Sorted(maps.Keys(b.chapters)) {
		list = append(list, b.chapters[number].purged...)
	}
	return list
}

// Summary counts what an inbox lists.
func (b *Book) Summary() Summary {
	s := Summary{States: map[State]int{}, Reports: len(b.Reports())}
	b.mu.RLock()
	defer b.mu.RUnlock()
	for _, c := range b.chapters {
		switch made := b.show(c); {
		case made == nil || made.Newest == 0: // all of it is accepted as lost
		case made.Apart:
			s.Apart++
		default:
			s.States[made.State]++
			if made.Overdue {
				s.Overdue++
			}
		}
	}
	for _, w := range b.outbox {
		s.Unsent++
		if w.held != "" {
			s.Held++
		}
	}
	return s
}
