package store

import (
	"context"
	"database/sql"
)

// Totals is how the database stands, with nothing of any one case.
type Totals struct {
	Open, Closed    int // cases
	Entries         int
	Apart           int // entries that are suspected spam
	Unfetched       int // entries that no desk has
	OldestUnfetched Day // the day the oldest of those came in; empty for none
}

// Totals counts what there is.
func (s *Store) Totals(ctx context.Context) (Totals, error) {
	var t Totals
	var oldest sql.Null[string]
	err := s.reads.QueryRowContext(ctx, `
		SELECT (SELECT count(*) FROM cases WHERE is_open),
		       (SELECT count(*) FROM cases WHERE is_open = FALSE),
		       (SELECT count(*) FROM entries),
		       (SELECT count(*) FROM entries WHERE apart),
		       (SELECT count(*) FROM entries WHERE fetched = FALSE),
		       (SELECT MIN(received_on) FROM entries WHERE fetched = FALSE)`).Scan(
		&t.Open, &t.Closed, &t.Entries, &t.Apart, &t.Unfetched, &oldest)
	if err != nil {
		return Totals{}, reading("the totals", err)
	}
	t.OldestUnfetched = Day(oldest.V)
	return t, nil
}

// Waiting is how many entries of the person's side no desk has fetched yet, suspected spam aside.
func (s *Store) Waiting(ctx context.Context) (int, error) {
	var n int
	err := s.reads.QueryRowContext(ctx, `SELECT count(*) FROM entries WHERE fetched = FALSE AND side = 'person' AND apart = FALSE`).Scan(&n)
	if err != nil {
		return 0, reading("how many entries wait", err)
	}
	return n, nil
}
