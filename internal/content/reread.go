package content

import (
	"crypto/sha256"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
)

// Reread reads one document again, of a file that was there when the content was
// loaded, in the same way and into the same Kept. ok is false where it has an
// error, is no Markdown, or is a translation: then all is to be loaded again.
func (c *Content) Reread(source fs.FS, opts Options, file string) (doc Doc, problems []Problem, ok bool) {
	opts.ReservedIDs = slices.Sorted(slices.Values(opts.ReservedIDs))
	l := &loader{fs: source, opts: opts, content: Content{Settings: c.Settings}, zones: &sync.Map{}}
	f := l.markdownFile(file)
	if path.Ext(file) != ".md" || f.lang != "" && f.lang != c.Settings.Languages[0] || opts.Kept.docs[file] == nil {
		return nil, nil, false
	}
	info, err := fs.Stat(source, "content/"+file)
	if err != nil || !info.Mode().IsRegular() {
		return nil, nil, false
	}
	f.state = opts.StateOf(info)
	text, err := fs.ReadFile(source, "content/"+file)
	if err != nil {
		return nil, nil, false
	}
	doc = l.parse(f, text, nil)
	if doc == nil || Errors(l.problems) > 0 {
		return nil, nil, false
	}
	sum := sha256.Sum256(text)
	kept := l.keepFile(doc, f.state, l.settled(f.state), sum, l.problems)
	if kept == nil {
		return nil, nil, false
	}
	opts.Kept.docs[file] = kept
	doc.Head().source.forget(l.reader("content/" + file))
	return doc, l.problems, true
}

// SameButBody tells whether two states of a document differ in nothing but the
// text below the front matter, and there not in links and headings.
func (c *Common) SameButBody(other *Common) bool {
	return c.shapeSum != [16]byte{} && c.shapeSum == other.shapeSum && c.frontSum == other.frontSum &&
		c.Body != nil && other.Body != nil
}

// TakeBody puts the body of another state of the document into this one.
func (c *Common) TakeBody(other *Common) {
	c.Body = other.Body
	if c.File == other.File { // else it is a translation without a text of its own
		c.sum = other.sum
	}
}

// Original finds the document of a file, in the default language; nil where
// there is none.
func (c *Content) Original(file string) Doc {
	for _, doc := range c.Editions[0].Docs() {
		if doc.Head().File == file {
			return doc
		}
	}
	return nil
}

// frontSumOf tells apart what stands above bodies.
func frontSumOf(text string) [16]byte {
	sum := sha256.Sum256([]byte(strings.ReplaceAll(text, "\r\n", "\n")))
	return [16]byte(sum[:16])
}
