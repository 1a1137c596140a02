package casebook

import (
	"context"
	"database/sql"
	"encoding/json"
)

// The rows of the folder's database, each read and written in one place.

const recordColumns = `id, case_number, number, received_on, side, sequence, since, apart, file, size, hash, facts_hash, sealed_to, missing, gone`

// scanner is a row of a query, or the only one.
type scanner interface{ Scan(dest ...any) error }

func (r *record) scan(row scanner, more ...any) error {
	var sum, factsSum []byte
	err := row.Scan(append([]any{&r.ID, &r.Case, &r.Number, &r.Received, &r.Side, &r.Sequence, &r.Since, &r.Apart, &r.File, &r.Size,
		&sum, &factsSum, &r.SealedTo, &r.Missing, &r.Gone}, more...)...)
	copy(r.Hash[:], sum)
	copy(r.FactsHash[:], factsSum)
	return err
}

// eachRecord calls visit for every entry in the folder, with its sealed bytes, in the order of cases and numbers.
func eachRecord(ctx context.Context, db querier, visit func(record) error) error {
	rows, err := db.QueryContext(ctx, `SELECT `+recordColumns+`, sealed, sealed_facts FROM entries ORDER BY case_number, number, sequence`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var r record
		if err := r.scan(rows, &r.Sealed, &r.SealedFacts); err != nil {
			return err
		}
		if err := visit(r); err != nil {
			return err
		}
	}
	return rows.Err()
}

func readRecord(ctx context.Context, db querier, id string) (record, error) {
	var r record
	row := db.QueryRowContext(ctx, `SELECT `+recordColumns+`, sealed, sealed_facts FROM entries WHERE id = ?`, id)
	return r, r.scan(row, &r.Sealed, &r.SealedFacts)
}

// putRecord puts an entry in, or what is new of it in its place.
func putRecord(ctx context.Context, db querier, r record) error {
	_, err := db.ExecContext(ctx, `
		INSERT INTO entries (`+recordColumns+`, sealed, sealed_facts)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET case_number = excluded.case_number, number = excluded.number,
			received_on = excluded.received_on, side = excluded.side, sequence = excluded.sequence, since = excluded.since, apart = excluded.apart,
			file = excluded.file, size = excluded.size, hash = excluded.hash, facts_hash = excluded.facts_hash,
			sealed_to = excluded.sealed_to, missing = excluded.missing, gone = excluded.gone,
			sealed = excluded.sealed, sealed_facts = excluded.sealed_facts`,
		r.ID, r.Case, r.Number, string(r.Received), r.Side, r.Sequence, r.Since, r.Apart, r.File, r.Size,
		r.Hash.orNull(), r.FactsHash.orNull(), r.SealedTo, r.Missing, r.Gone, r.Sealed, r.SealedFacts)
	return err
}

// markRecord writes what may change of an entry that stays what it is.
func markRecord(ctx context.Context, db querier, r record) error {
	_, err := db.ExecContext(ctx, `UPDATE entries SET sequence = ?, since = ?, missing = ?, gone = ? WHERE id = ?`,
		r.Sequence, r.Since, r.Missing, r.Gone, r.ID)
	return err
}

func (h hash) orNull() []byte {
	if h == (hash{}) {
		return nil
	}
	return h[:]
}

func eachCase(ctx context.Context, db querier, visit func(caseRow)) error {
	rows, err := db.QueryContext(ctx, `SELECT number, recipient, recipient_now, issued_by_office, person_key, told FROM cases`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var c caseRow
		if err := rows.Scan(&c.Number, &c.Recipient, &c.RecipientNow, &c.IssuedByOffice, &c.PersonKey, &c.Told); err != nil {
			return err
		}
		visit(c)
	}
	return rows.Err()
}

func putCase(ctx context.Context, db querier, c caseRow) error {
	_, err := db.ExecContext(ctx, `
		INSERT INTO cases (number, recipient, recipient_now, issued_by_office, person_key, told) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (number) DO UPDATE SET recipient = excluded.recipient, recipient_now = excluded.recipient_now,
			issued_by_office = excluded.issued_by_office, person_key = excluded.person_key, told = excluded.told`,
		c.Number, c.Recipient, c.RecipientNow, c.IssuedByOffice, c.PersonKey, c.Told)
	return err
}

func eachOffer(ctx context.Context, db querier, visit func(offer)) error {
	rows, err := db.QueryContext(ctx, `SELECT kind, record FROM offers ORDER BY id`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var o offer
		var text []byte
		if err := rows.Scan(&o.kind, &text); err != nil {
			return err
		}
		if err := json.Unmarshal(text, &o.record); err != nil {
			return err
		}
		visit(o)
	}
	return rows.Err()
}

func putOffer(ctx context.Context, db querier, o offer) error {
	text, err := json.Marshal(o.record)
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, `
		INSERT INTO offers (id, kind, record) VALUES (?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, record = excluded.record`, o.record.ID, string(o.kind), string(text))
	return err
}

// putCertificate keeps a certificate, as one in dispute or not.
func putCertificate(ctx context.Context, db querier, c Certificate, disputed bool) error {
	_, err := db.ExecContext(ctx, `
		INSERT INTO certificates (case_number, rule, day, disputed) VALUES (?, ?, ?, ?)
		ON CONFLICT (case_number, rule) DO UPDATE SET disputed = excluded.disputed`, c.Case, c.Rule, string(c.Day), disputed)
	return err
}

func eachCertificate(ctx context.Context, db querier, visit func(c Certificate, disputed bool)) error {
	rows, err := db.QueryContext(ctx, `SELECT case_number, rule, day, disputed FROM certificates ORDER BY case_number, rowid`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var c Certificate
		var disputed bool
		if err := rows.Scan(&c.Case, &c.Rule, &c.Day, &disputed); err != nil {
			return err
		}
		visit(c, disputed)
	}
	return rows.Err()
}

// deleteOf runs a statement that takes something out by one value.
func deleteOf(ctx context.Context, tx *sql.Tx, from, column, value string) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM `+from+` WHERE `+column+` = ?`, value) //nolint:gosec // names written in this package
	return err
}
