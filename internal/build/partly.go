package build

import (
	"example.org/advocate/internal/content"
	"example.org/advocate/internal/wire"
)

// documentSums writes down what tells each document from other states of it;
// empty where one cannot be told.
func documentSums(c *content.Content) string {
	var w wire.Writer
	for _, edition := range c.Editions {
		for _, doc := range edition.Docs() {
			head := doc.Head()
			if !head.Translated() {
				continue // it stands in another edition
			}
			sums, ok := head.Sums()
			if !ok {
				return ""
			}
			w.String(head.File)
			w.String(string(sums.Shape[:]))
			w.String(string(sums.File[:]))
		}
	}
	return string(w.Bytes)
}

// changedBodies compares two writings of [documentSums]. It returns the files of
// the documents of which nothing but the body differs, if that is all that
// does: then no list, link, term or address of the site is another.
func changedBodies(before, after string) (files map[string]bool, ok bool) {
	if before == "" || after == "" {
		return nil, false
	}
	a, b := wire.NewReader(before), wire.NewReader(after)
	files = map[string]bool{}
	for !a.Done() && !b.Done() {
		file, shape := a.String(), a.String()
		if b.String() != file || b.String() != shape {
			return nil, false
		}
		if a.String() != b.String() {
			files[file] = true
		}
	}
	return files, a.Done() && b.Done()
}

// partly tells which documents have another body than in the last build, where
// that is all that differs; ok is false where more does.
func (m memory) partly(last remembered, known bool, documents string) (changed map[string]bool, ok bool) {
	if !known || last.others != m.sources.others.sum {
		return nil, false
	}
	return changedBodies(last.documents, documents)
}
