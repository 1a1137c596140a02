package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

var (
	// ErrNotFound says that there is no such case or receipt. It tells no unknown from a purged one.
	ErrNotFound = errors.New("not found")

	// ErrTaken says that a new case's number or look-up value was there before: draw again.
	ErrTaken = errors.New("the case number or the look-up value is taken; draw again")
)

// Day is a date, YYYY-MM-DD; empty for none.
type Day string

// DayOf is the day of t in t's own zone, which is to be the office's.
func DayOf(t time.Time) Day { return Day(t.Format(time.DateOnly)) }

// NewCase is a case to be created with its first entry, its code's look-up value and its 24-hour row.
type NewCase struct {
	Number          string
	Received        Day
	Recipient       string // the case's own, age1pq…
	Lookup          [32]byte
	WrappedIdentity []byte
	IssuedByOffice  bool
	Entry           NewEntry // the first one; its case and number are filled in
	Receipt         Receipt  // its case and expiry are filled in
}

// Case is what the database says of a case in clear.
type Case struct {
	Number          string
	Received        Day
	Recipient       string
	WrappedIdentity []byte // as wrapped for the code it was found by
	IssuedByOffice  bool   // whether that code was issued by the office
	Open            bool
	Closed          Day
	TextPurge       Day // the day the texts are purged
	FactsPurge      Day
	Hold            bool
}

// CreateCase commits a case, its first entry, its code and its receipt row together. When a row of the same K
// and body is there already nothing is stored, and that row comes back: derive the code from the row that is
// returned, never from the one handed in. created tells the two apart.
//
// Errors: [ErrOtherBody] when K was used with another body; [ErrTaken] when number or look-up value must be
// drawn again; [ErrNotSealed]. After any error nothing of the case is there, save that a connection which broke
// while committing leaves it open: the same call again finds out.
func (s *Store) CreateCase(ctx context.Context, now time.Time, c NewCase) (receipt Receipt, created bool, err error) {
	c.Entry.Case, c.Entry.Number, c.Entry.Received = c.Number, 1, c.Received
	c.Receipt.Case, c.Receipt.Expires = c.Number, now.Add(ReceiptLife).Truncate(time.Second)
	err = s.write(ctx, "creating a case", func(ctx context.Context, tx *sql.Tx) (err error) {
		created = false
		if err := deleteExpired(ctx, tx, now); err != nil {
			return err
		}
		receipt, err = findReceipt(ctx, tx, c.Receipt.KHash)
		if err == nil {
			return receipt.Check(c.Receipt.BodyMAC)
		}
		if !errors.Is(err, ErrNotFound) {
			return err
		}
		receipt, created = c.Receipt, true
		if err := s.insertCase(ctx, tx, c); err != nil {
			return err
		}
		return insertReceipt(ctx, tx, c.Receipt)
	})
	if err != nil {
		return Receipt{}, false, err
	}
	return receipt, created, nil
}

// CreateOfficeCase commits a case that the office took down: as [Store.CreateCase], but for the receipt row, which it
// has none of. Its code is the one that the office hands out. Sending it again is no error. [ErrTaken] when number, look-up value or ID is another's; [ErrNotSealed].
func (s *Store) CreateOfficeCase(ctx context.Context, c NewCase) error {
	c.Entry.Case, c.Entry.Number, c.Entry.Received, c.IssuedByOffice = c.Number, 1, c.Received, true
	return s.write(ctx, "creating a case", func(ctx context.Context, tx *sql.Tx) error {
		entries, err := queryEntries(ctx, tx, `WHERE case_number = $1 AND number = 1`, c.Number)
		if err != nil {
			return err
		}
		if len(entries) == 1 && entries[0].same(c.Entry) {
			return nil
		}
		return s.insertCase(ctx, tx, c)
	})
}

// insertCase stores a case, its code and its first entry.
func (s *Store) insertCase(ctx context.Context, tx *sql.Tx, c NewCase) error {
	if c.Entry.ID != "" && !idForm.MatchString(c.Entry.ID) {
		return errWrongID
	}
	var taken bool
	err := tx.QueryRowContext(ctx, `
		SELECT EXISTS (SELECT 1 FROM cases WHERE number = $1)
		    OR EXISTS (SELECT 1 FROM certificates WHERE case_number = $1)
		    OR EXISTS (SELECT 1 FROM codes WHERE lookup = $2)
		    OR EXISTS (SELECT 1 FROM entries WHERE id = $3)`, c.Number, c.Lookup[:], c.Entry.ID).Scan(&taken)
	if err != nil {
		return err
	}
	if taken {
		return ErrTaken
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO cases (number, received_on, recipient, is_open, hold)
		VALUES ($1, $2, $3, TRUE, FALSE)`, c.Number, string(c.Received), c.Recipient)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO codes (lookup, case_number, wrapped_identity, issued_by_office)
		VALUES ($1, $2, $3, $4)`, c.Lookup[:], c.Number, c.WrappedIdentity, c.IssuedByOffice)
	if err != nil {
		return err
	}
	_, err = s.insertEntry(ctx, tx, c.Entry)
	return err
}

const caseColumns = `is_open, closed_on, text_purge_on, facts_purge_on, hold`

// CaseByLookup finds the case of a code by its look-up value, or [ErrNotFound].
func (s *Store) CaseByLookup(ctx context.Context, lookup [32]byte) (Case, error) {
	var c Case
	err := c.scan(s.reads.QueryRowContext(ctx, `
		SELECT cases.number, received_on, recipient, wrapped_identity, issued_by_office, `+caseColumns+`
		  FROM codes JOIN cases ON cases.number = codes.case_number
		 WHERE lookup = $1`, lookup[:]))
	if err != nil {
		return Case{}, err
	}
	return c, nil
}

// Case finds a case by its number, or [ErrNotFound]. IssuedByOffice says whether one of its codes is; WrappedIdentity
// is empty.
func (s *Store) Case(ctx context.Context, number string) (Case, error) {
	var c Case
	err := c.scan(s.reads.QueryRowContext(ctx, `
		SELECT number, received_on, recipient, NULL,
		       EXISTS (SELECT 1 FROM codes WHERE case_number = cases.number AND issued_by_office), `+caseColumns+`
		  FROM cases WHERE number = $1`, number))
	if err != nil {
		return Case{}, err
	}
	return c, nil
}

func (c *Case) scan(row *sql.Row) error {
	var closed, textPurge, factsPurge sql.Null[string]
	err := row.Scan(&c.Number, &c.Received, &c.Recipient, &c.WrappedIdentity, &c.IssuedByOffice,
		&c.Open, &closed, &textPurge, &factsPurge, &c.Hold)
	if err != nil {
		return reading("a case", err)
	}
	c.Closed, c.TextPurge, c.FactsPurge = Day(closed.V), Day(textPurge.V), Day(factsPurge.V)
	return nil
}
