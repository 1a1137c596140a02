package store

import (
	"context"
	"database/sql"
	"errors"
	"regexp"
	"time"
)

// slugForm keeps words of people out of a column that stands in clear.
var slugForm = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,99}$`)

// AnswerCount says how often a topic's front-line channel was given as the answer in a month.
type AnswerCount struct {
	Topic   string
	Month   string // YYYY-MM
	Answers int
}

// CountAnswer counts one front-line channel given as the answer. Of the day no more than its month is kept.
func (s *Store) CountAnswer(ctx context.Context, topic string, day Day) error {
	if _, err := time.Parse(time.DateOnly, string(day)); err != nil || !slugForm.MatchString(topic) {
		return errors.New("counting an answer: the topic or the day has a wrong form")
	}
	return s.write(ctx, "counting an answer", func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO channel_answers (topic, month, answers) VALUES ($1, $2, 1)
			ON CONFLICT (topic, month) DO UPDATE SET answers = channel_answers.answers + 1`,
			topic, string(day[:len("2006-01")]))
		return err
	})
}

// AnswerCounts are all counts of channel answers, by month and topic.
func (s *Store) AnswerCounts(ctx context.Context) ([]AnswerCount, error) {
	rows, err := s.reads.QueryContext(ctx, `SELECT topic, month, answers FROM channel_answers ORDER BY month, topic`)
	if err != nil {
		return nil, reading("counts", err)
	}
	defer rows.Close()
	var counts []AnswerCount
	for rows.Next() {
		var c AnswerCount
		if err := rows.Scan(&c.Topic, &c.Month, &c.Answers); err != nil {
			return nil, reading("counts", err)
		}
		counts = append(counts, c)
	}
	if err := rows.Err(); err != nil {
		return nil, reading("counts", err)
	}
	return counts, nil
}
