// Package desksync is the sync contract between a desk and the database of cases, both ends of it: docs/sync.md says
// what goes over the line.
//
// What it carries is sealed, and what stands beside it in clear is what the database holds in clear. It opens nothing,
// keeps nothing, and writes no log line. Tokens are compared by their hashes alone.
//
//	mux.Handle("/desk/v1/", desksync.NewServer(db, tokens, now, recipients.Strings()...))
//
//	client, err := desksync.Dial("https://example.org", token, nil) // or Local(db, now), without a network
//	page, err := client.Entries(ctx, cursor)
//
// An entry counts as fetched when a later request's cursor is at or past it: so a desk moves its cursor on only once
// it has kept a page, with the bytes of its files.
package desksync
