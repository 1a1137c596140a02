// Package store keeps the office's cases in SQLite or PostgreSQL.
//
// It holds sealed bytes, and in clear only what schema/001.sql lists with the reason for each column. It never
// sees a word that a person wrote, a receipt code or a key that opens anything; what is not sealed with age it
// refuses. No time finer than a day is kept but the expiry of the 24-hour rows. Its errors hold no stored value.
//
// The one call that matters commits a case whole, once for a token, or leaves nothing:
//
//	db, err := store.Open(ctx, "sqlite:/var/lib/advocate/cases.db", rand.Reader)
//	…
//	receipt, created, err := db.CreateCase(ctx, now, store.NewCase{…})
//
// Every change is made under one lock: SQLite's single writer, or an advisory lock of PostgreSQL that all
// intake processes share. Changes that wait for it together share one commit, and each fails alone. Sequences are given out under it, so they follow the order of commits, and a reader
// who has seen a sequence has seen everything before it.
package store
