package store

import (
	"context"
	"database/sql"
)

// States are where all cases are whose words are not purged, by number: what [Store.SetState] can change.
func (s *Store) States(ctx context.Context) (map[string]State, error) {
	rows, err := s.reads.QueryContext(ctx, `
		SELECT number, `+caseColumns+` FROM cases
		 WHERE NOT EXISTS (SELECT 1 FROM certificates WHERE case_number = cases.number AND rule = 'text')`)
	if err != nil {
		return nil, reading("the states of cases", err)
	}
	defer rows.Close()
	states := map[string]State{}
	for rows.Next() {
		var number string
		var st State
		var closed, text, facts sql.Null[string]
		if err := rows.Scan(&number, &st.Open, &closed, &text, &facts, &st.Hold); err != nil {
			return nil, reading("the states of cases", err)
		}
		st.Closed, st.TextPurge, st.FactsPurge = Day(closed.V), Day(text.V), Day(facts.V)
		states[number] = st
	}
	if err := rows.Err(); err != nil {
		return nil, reading("the states of cases", err)
	}
	return states, nil
}
