// Package casebook is what the office's desk knows: the cases, opened in memory on this computer with the identity of
// one person of the office, and everything that the office does to them.
//
// It owns a folder that holds sealed entries and files, hashes, pins and cursors, and nothing that can be read without
// an office identity. It never sends anything to the server that is not sealed and signed here, never accepts a key
// that it did not see before without asking, and never writes an opened word to a file. Pages and words for people are
// the desk's; this package hands over values, and errors that say what to do.
//
// The calls that matter bring the book up to date, say what is wrong, and answer:
//
//	book, err := casebook.Open(ctx, casebook.Options{Dir: dir, Identity: identity, Client: client, …})
//	…
//	err = book.Sync(ctx)
//	for _, report := range book.Reports() { … }
//	err = book.Reply(ctx, "26-7K3FQ", seen, "What we found out …", casebook.Waiting)
//
// What is done while the server cannot be reached waits, sealed, in the folder and is sent at the next [Book.Sync].
//
// # What it pins
//
// On first sight the book remembers the list of the office's recipients, the signing keys of site.yaml, and of each
// case its own recipient, the person's key and a hash of every entry. Whatever differs later is a [Report] and changes
// nothing until [Book.AcceptPin]. What the server says it purged is dropped here when the office's own rules say that it is
// due, and kept and reported when they do not. A server that forges a whole new case cannot be told from one that received it.
package casebook
