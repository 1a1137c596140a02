// Package preview shows a site while it is being written: it builds it, serves
// it, watches the files it is made from, and reloads the open page when
// something changed.
//
//	err := preview.Serve(ctx, preview.Options{Source: ".", Data: ".advocate", Listener: listener})
//
// It owns the file watching, the moment of the next build and everything below
// /_advocate/. It never writes among the sources, never shows half a site, and
// never logs who asked for what. It is for one person on their own computer,
// not for visitors.
//
// # While the content has errors
//
// The last good site stays where it is: feeds, calendars, files, and pages for
// programs. A browser that asks for a page is shown what is wrong instead, with
// status 500, at every address, so that an open page turns into the list of
// problems and back into itself once they are mended. Where no site has been
// built yet, everything is answered with that list.
package preview
