// Package vault owns the secrecy of a case: the office's keys, the receipt code that a person keeps, the
// signed token of the review page, and the sealed, padded, signed entries that a case is made of.
//
// It never opens a database, never answers a request and never writes a log line; errors hold no word that a
// person wrote and no key. What it seals is encrypted with age's post-quantum hybrid keys (ML-KEM-768 and
// X25519) and nothing else.
//
// The one call that matters makes everything that is stored for a new concern:
//
//	token, err := secrets.OpenToken(form.Token)
//	…
//	made, err := secrets.SealCase(rand.Reader, now, token, office, words, facts)
//
// The office opens it with its identity, the person with the code:
//
//	part, err := vault.Open(made.Text, identity.Age)
//	person, err := made.Code.Identity(made.Number, made.WrappedIdentity)
//
// Files are sealed by [SealFile] while they come in, and are then a part like any other.
//
// Randomness is passed in wherever this package draws it. Three things draw their own from the operating
// system and cannot be told otherwise: age's key generation and encryption, the nonce of AES-GCM in the
// wrapping of a case's identity, and age's scrypt salt. So what is sealed differs each time, by design.
package vault
