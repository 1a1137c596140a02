package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// State is what stands in clear of where a case is. The desk computes the days.
type State struct {
	Open       bool
	Closed     Day // the day it was closed; empty while it is open
	TextPurge  Day // the day its words and files are purged; empty for never
	FactsPurge Day // the day its facts are
	Hold       bool
}

// SetState says where a case is. [ErrNotFound] when there is no such case, or its words are purged.
func (s *Store) SetState(ctx context.Context, number string, st State) error {
	if err := st.Check(); err != nil {
		return fmt.Errorf("changing the state of a case: %w", err)
	}
	return s.write(ctx, "changing the state of a case", func(ctx context.Context, tx *sql.Tx) error {
		if err := checkNotPurged(ctx, tx, number); err != nil {
			return err
		}
		return setState(ctx, tx, number, st, true)
	})
}

func setState(ctx context.Context, tx *sql.Tx, number string, st State, withHold bool) error {
	done, err := tx.ExecContext(ctx, `
		UPDATE cases
		   SET is_open = $1, closed_on = $2, text_purge_on = $3, facts_purge_on = $4,
		       hold = CASE WHEN $5 THEN $6 ELSE hold END
		 WHERE number = $7`,
		st.Open, orNull(st.Closed), orNull(st.TextPurge), orNull(st.FactsPurge), withHold, st.Hold, number)
	return oneOrNotFound(done, err)
}

// oneOrNotFound makes a change of no row [ErrNotFound].
func oneOrNotFound(done sql.Result, err error) error {
	if err != nil {
		return err
	}
	if changed, err := done.RowsAffected(); err != nil || changed > 0 {
		return err
	}
	return ErrNotFound
}

// Check refuses a state that a case cannot be in.
func (st State) Check() error {
	if st.Open != (st.Closed == "") || st.Open && (st.TextPurge != "" || st.FactsPurge != "") {
		return errors.New("a closed case has the day it was closed, and it alone may have days of purging")
	}
	for _, day := range []Day{st.Closed, st.TextPurge, st.FactsPurge} {
		if day != "" && !day.valid() {
			return errors.New("a day has a wrong form; it is written YYYY-MM-DD")
		}
	}
	return nil
}

func (d Day) valid() bool {
	_, err := time.Parse(time.DateOnly, string(d))
	return err == nil
}

func orNull(d Day) sql.Null[string] { return sql.Null[string]{V: string(d), Valid: d != ""} }
