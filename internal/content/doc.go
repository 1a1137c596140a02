// Package content reads what the office writes: Markdown files with YAML
// front matter below content/, and site.yaml, into typed documents.
//
//	c, problems := content.Load(os.DirFS("."), content.Options{})
//
// Every kind of document is a type of its own ([Event], [Initiative], …) and
// takes exactly the keys that one table lists (see [Kinds]); decoding, starter
// files, suggestions in errors and the reference page all come from it.
//
// Whatever is wrong is a [Problem] with path, line and column; all of them are
// returned together, and nothing a person wrote is dropped without one. The
// package never writes, never asks the clock, and does not know addresses of
// pages: those are made by package site.
package content
