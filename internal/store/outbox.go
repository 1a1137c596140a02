package store

import (
	"context"
	"database/sql"
)

// MailTarget begins the target of a notice that is mail; what follows is its address. Every other target is a webhook.
const MailTarget = "mail:"

// Notice says to one target how many new entries wait on a day.
type Notice struct {
	ID      string // of the message, the same each time it is sent
	Target  string
	Day     Day
	Waiting int
}

// Prepare puts a notice of that day into the outbox for each target that has none of it yet. It takes the place of
// older ones: of those that could not be sent, and of those that were, but for the newest of each target.
func (s *Store) Prepare(ctx context.Context, day Day, targets []string, waiting int) error {
	return s.write(ctx, "preparing notices", func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `
			DELETE FROM outbox WHERE day < $1 AND (sent = FALSE
			    OR day < (SELECT MAX(newer.day) FROM outbox newer WHERE newer.sent AND newer.target = outbox.target))`, string(day))
		if err != nil {
			return err
		}
		for _, target := range targets {
			id, err := s.drawID()
			if err != nil {
				return err
			}
			_, err = tx.ExecContext(ctx, `
				INSERT INTO outbox (id, target, day, waiting, sent) VALUES ($1, $2, $3, $4, FALSE)
				ON CONFLICT (target, day) DO NOTHING`, id, target, string(day), waiting)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// Due are the notices that are not sent yet, the oldest first.
func (s *Store) Due(ctx context.Context) ([]Notice, error) {
	rows, err := s.reads.QueryContext(ctx, `
		SELECT id, target, day, waiting FROM outbox WHERE sent = FALSE ORDER BY day, target`)
	if err != nil {
		return nil, reading("the outbox", err)
	}
	defer rows.Close()
	var due []Notice
	for rows.Next() {
		var n Notice
		if err := rows.Scan(&n.ID, &n.Target, &n.Day, &n.Waiting); err != nil {
			return nil, reading("the outbox", err)
		}
		due = append(due, n)
	}
	if err := rows.Err(); err != nil {
		return nil, reading("the outbox", err)
	}
	return due, nil
}

// Sent notes that a notice was sent, or [ErrNotFound].
func (s *Store) Sent(ctx context.Context, id string) error {
	return s.write(ctx, "noting that a notice was sent", func(ctx context.Context, tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, `UPDATE outbox SET sent = TRUE WHERE id = $1`, id)
		return oneOrNotFound(done, err)
	})
}

// LastMail is the day of the newest notice that was sent by mail; empty for none.
func (s *Store) LastMail(ctx context.Context) (Day, error) {
	var day sql.Null[string]
	err := s.reads.QueryRowContext(ctx, `SELECT MAX(day) FROM outbox WHERE sent AND target LIKE $1`, MailTarget+"%").Scan(&day)
	if err != nil {
		return "", reading("the outbox", err)
	}
	return Day(day.V), nil
}
