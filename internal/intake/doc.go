// Package intake answers what people send to the office: it reads the contact form, shows it once more for
// checking, seals what is confirmed, commits it, and only then answers with a receipt code; later it tells whoever
// has the code how their case stands.
//
// It keeps no word of a concern longer than a request, and brings neither a word nor an address to a file, a log or
// the database in clear. It sets no cookie. Codes and seals are made by package vault, a database is kept by package
// store, and the pages are layouts of the site.
//
// The one call that matters:
//
//	in, err := intake.New(ctx, intake.Options{Pages: pages, DB: db, Recipients: office, Secrets: secrets, Log: log})
//	if err != nil {
//		return err // a sealed write was tried, and failed
//	}
//	go in.Run(ctx)
//	mux.Handle("/intake", in) // and "/intake/", "/healthz"
//
// A person goes from review, which stores nothing and signs a token, to confirm, which makes at most one case of a
// token; edit goes back. A program sends one request instead, with an Idempotency-Key in the token's place.
package intake
