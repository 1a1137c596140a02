package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// The rules by which something is purged, as certificates name them.
const (
	TextRule  = "text"  // the words and files of a closed case, on its day
	FactsRule = "facts" // what is counted of it, on a day of its own
	SpamRule  = "spam"  // a whole case of suspected spam, once it is old enough
)

// Certificate is what stays of what was purged.
type Certificate struct {
	Case     string
	Rule     string
	Day      Day
	Sequence int64 // its place in the order of entries
}

// Purged is how many cases lost what.
type Purged struct {
	Texts int // words and files
	Facts int
	Spam  int // all of it
}

// keep is what every case that is purged must be: not on hold, and whole at a desk.
const keep = ` hold = FALSE AND NOT EXISTS (SELECT 1 FROM entries WHERE case_number = cases.number AND fetched = FALSE)`

const (
	dueText = keep + ` AND is_open = FALSE AND text_purge_on <= $1
		AND NOT EXISTS (SELECT 1 FROM certificates WHERE case_number = cases.number AND rule = 'text')`
	dueFacts = keep + ` AND is_open = FALSE AND facts_purge_on <= $1
		AND NOT EXISTS (SELECT 1 FROM certificates WHERE case_number = cases.number AND rule = 'facts')`
	// Whatever the office adds to a case says that it is none.
	dueSpam = keep + ` AND received_on <= $1
		AND NOT EXISTS (SELECT 1 FROM entries WHERE case_number = cases.number AND apart = FALSE)`
)

// Purge deletes what is due on that day, case by case: words and files on one day of a closed case, facts on another,
// and cases that are nothing but suspected spam spamDays after they came in (0: never). It spares what is on hold, and
// what no desk has whole. A certificate of each purge stays. Afterwards nothing of it is left in SQLite's file, its
// free pages and its log; PostgreSQL's files keep what was deleted until its vacuum and its log are done with it.
//
// With an error Purged says what was purged before it; a later call goes on.
func (s *Store) Purge(ctx context.Context, today Day, spamDays int) (Purged, error) {
	var p Purged
	day, err := time.Parse(time.DateOnly, string(today))
	if err != nil {
		return p, errors.New("purging: the day has a wrong form")
	}
	if spamDays > 0 {
		oldest := DayOf(day.AddDate(0, 0, -spamDays))
		p.Spam, err = s.purgeAll(ctx, dueSpam, oldest, Certificate{Rule: SpamRule, Day: today}, deleteCase)
	}
	if err == nil {
		p.Texts, err = s.purgeAll(ctx, dueText, today, Certificate{Rule: TextRule, Day: today}, deleteText)
	}
	if err == nil {
		p.Facts, err = s.purgeAll(ctx, dueFacts, today, Certificate{Rule: FactsRule, Day: today}, deleteFacts)
	}
	if err != nil {
		return p, err
	}
	return p, s.tidy(ctx, "what was purged")
}

// purgeAll purges each case that is due, in a change of its own, and counts them.
func (s *Store) purgeAll(ctx context.Context, due string, day Day, c Certificate, remove func(context.Context, *sql.Tx, string) error) (int, error) {
	numbers, err := queryStrings(ctx, s.reads, `SELECT number FROM cases WHERE`+due+` ORDER BY number`, string(day))
	if err != nil {
		return 0, reading("what is due to be purged", err)
	}
	purged := 0
	for _, c.Case = range numbers {
		gone := false
		err := s.write(ctx, "purging a case", func(ctx context.Context, tx *sql.Tx) error {
			gone = false
			// It may have been re-opened, put on hold or added to since.
			still, err := queryStrings(ctx, tx, `SELECT number FROM cases WHERE`+due+` AND number = $2`, string(day), c.Case)
			if err != nil || len(still) == 0 {
				return err
			}
			gone = true
			return errors.Join(certify(ctx, tx, c), remove(ctx, tx, c.Case))
		})
		if err != nil {
			return purged, err
		}
		if gone {
			purged++
		}
	}
	return purged, nil
}

func certify(ctx context.Context, tx *sql.Tx, c Certificate) error {
	sequence, err := nextSequence(ctx, tx)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO certificates (case_number, rule, day, sequence) VALUES ($1, $2, $3, $4)`,
		c.Case, c.Rule, string(c.Day), sequence)
	return err
}

// deleteText deletes the words of a case and all that leads to them: its code opens nothing any more.
func deleteText(ctx context.Context, tx *sql.Tx, number string) error {
	return runAll(ctx, tx, number,
		`DELETE FROM pieces WHERE entry_id IN (SELECT id FROM entries WHERE case_number = $1)`,
		`UPDATE entries SET sealed = NULL WHERE case_number = $1`,
		`DELETE FROM codes WHERE case_number = $1`,
		`DELETE FROM receipts WHERE case_number = $1`,
		deleteEmptied)
}

func deleteFacts(ctx context.Context, tx *sql.Tx, number string) error {
	return runAll(ctx, tx, number, `UPDATE entries SET sealed_facts = NULL WHERE case_number = $1`, deleteEmptied)
}

func deleteCase(ctx context.Context, tx *sql.Tx, number string) error {
	return runAll(ctx, tx, number,
		`DELETE FROM pieces WHERE entry_id IN (SELECT id FROM entries WHERE case_number = $1)`,
		`DELETE FROM cases WHERE number = $1`)
}

// deleteEmptied deletes a case, and with it its entries, once neither words nor facts are left.
const deleteEmptied = `DELETE FROM cases
	WHERE number = $1 AND 2 = (SELECT count(*) FROM certificates WHERE case_number = $1 AND rule IN ('text', 'facts'))`

func runAll(ctx context.Context, tx *sql.Tx, number string, statements ...string) error {
	for _, statement := range statements {
		if _, err := tx.ExecContext(ctx, statement, number); err != nil {
			return err
		}
	}
	return nil
}

// checkNotPurged refuses what is for a case whose words are purged.
func checkNotPurged(ctx context.Context, db querier, number string) error {
	var purged bool
	err := db.QueryRowContext(ctx, `
		SELECT EXISTS (SELECT 1 FROM certificates WHERE case_number = $1 AND rule = 'text')`, number).Scan(&purged)
	if err == nil && purged {
		err = ErrNotFound
	}
	return err
}

// Certificates are those that were made after a sequence (0 for all), in order.
func (s *Store) Certificates(ctx context.Context, afterSequence int64) ([]Certificate, error) {
	rows, err := s.reads.QueryContext(ctx, `
		SELECT case_number, rule, day, sequence FROM certificates WHERE sequence > $1 ORDER BY sequence`, afterSequence)
	if err != nil {
		return nil, reading("certificates", err)
	}
	defer rows.Close()
	var list []Certificate
	for rows.Next() {
		var c Certificate
		if err := rows.Scan(&c.Case, &c.Rule, &c.Day, &c.Sequence); err != nil {
			return nil, reading("certificates", err)
		}
		list = append(list, c)
	}
	if err := rows.Err(); err != nil {
		return nil, reading("certificates", err)
	}
	return list, nil
}

// tidy takes deleted rows out of the files, as far as the database can.
func (s *Store) tidy(ctx context.Context, what string) error {
	if s.dialect.tidy == nil {
		return nil
	}
	if err := s.dialect.tidy(ctx, s.db); err != nil {
		return fmt.Errorf("taking %s out of the files: %w", what, err)
	}
	return nil
}

func queryStrings(ctx context.Context, db querier, query string, args ...any) (list []string, err error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		list = append(list, text)
	}
	return list, rows.Err()
}
