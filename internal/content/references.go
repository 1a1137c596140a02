package content

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// references reports what names something that is not there: terms,
// initiatives, departments, files.
func (l *loader) references(byPath map[string]Doc) {
	r := references{
		topics:      slugsIn(byPath, "topics"),
		departments: slugsIn(byPath, "departments"),
		initiatives: slugsIn(byPath, "initiatives"),
		files:       map[string]bool{},
	}
	for _, x := range l.content.Settings.Districts {
		r.districts = append(r.districts, x.Slug.Value)
	}
	for _, f := range l.content.Files {
		r.files[f.Path] = true
	}
	r.identities(l.content.Editions[0].Docs())
	for i, edition := range l.content.Editions {
		for _, doc := range edition.Docs() {
			if i == 0 || doc.Head().Translated() {
				r.check(doc)
			}
		}
	}
	l.report(r.problems...)
}

type references struct {
	topics, departments, districts, initiatives []string
	files                                       map[string]bool
	problems                                    []Problem
}

// identities reports a uid that two documents share: readers of feeds and
// calendars would take them for one.
func (r *references) identities(docs []Doc) {
	first := map[string]*Common{}
	for _, doc := range docs {
		head := doc.Head()
		if head.UID == "" {
			continue
		}
		if other := first[head.UID]; other != nil {
			r.problems = append(r.problems, head.Problem("uid", Error, "the uid is that of content/%s too: give each its own, or remove this one", other.File))
			continue
		}
		first[head.UID] = head
	}
}

// slugsIn lists the slugs of a folder's documents: slug, else the file name.
func slugsIn(byPath map[string]Doc, folder string) []string {
	var slugs []string
	for _, doc := range byPath {
		if doc.Kind().Folder == folder {
			slugs = append(slugs, doc.Head().Address())
		}
	}
	slices.Sort(slugs)
	return slugs
}

// Address is the last part of the document's address: slug, else its name.
func (c *Common) Address() string {
	if c.Slug.Value != "" {
		return c.Slug.Value
	}
	return c.Name()
}

func (r *references) check(doc Doc) {
	head := doc.Head()
	r.each(head, "topic", "topics/", head.Topics, r.topics)
	r.each(head, "department", "departments/", head.Departments, r.departments)
	r.each(head, "district", "the districts of site.yaml", head.Districts, r.districts)
	r.file(head, head.Image.Src)
	for _, a := range head.Documents {
		r.file(head, a.File)
	}
	switch doc := doc.(type) {
	case *Event:
		r.one(head, "initiative", "initiatives/", doc.Initiative, r.initiatives)
	case *Issue:
		for _, rec := range doc.Recommendations {
			r.one(head, "department", "departments/", rec.To, r.departments)
		}
	case *Topic:
		r.one(head, "department", "departments/", doc.Department, r.departments)
	}
}

func (r *references) each(head *Common, what, where string, refs []Ref, known []string) {
	for i, ref := range refs {
		if head.Owns(ref) && slices.ContainsFunc(refs[:i], func(x Ref) bool { return x.Value == ref.Value }) {
			r.problems = append(r.problems, head.ProblemAt(ref.At, Warning, "the %s %q is named twice", what, ref.Value))
			continue
		}
		r.one(head, what, where, ref, known)
	}
}

func (r *references) one(head *Common, what, where string, ref Ref, known []string) {
	if ref.Value == "" || !head.Owns(ref) {
		return
	}
	if _, found := slices.BinarySearch(known, ref.Value); found || slices.Contains(known, ref.Value) {
		return
	}
	advice := suggestion(ref.Value, known)
	if advice == "" && strings.HasSuffix(where, "/") {
		advice = fmt.Sprintf("; add content/%s%s.md, or choose one that is there", where, ref.Value)
	}
	r.problems = append(r.problems, head.ProblemAt(ref.At, Error, "there is no %s %q in %s%s", what, ref.Value, where, advice))
}

// file reports a file that is not among the published ones.
func (r *references) file(head *Common, ref Ref) {
	if ref.Value == "" || !head.Owns(ref) {
		return
	}
	resolved, inside := ResolveFile(head.Path, ref.Value)
	switch {
	case !inside:
		r.problems = append(r.problems, head.ProblemAt(ref.At, Error, "the file %s lies outside of content/", quote(ref.Value)))
	case !r.files[resolved]:
		known := make([]string, 0, len(r.files))
		for f := range r.files {
			known = append(known, f)
		}
		r.problems = append(r.problems, head.ProblemAt(ref.At, Error, "there is no file content/%s%s", resolved, suggestion(resolved, known)))
	}
}

// ResolveFile returns the path below content/ of a file that a document at
// from names: relative to the document, or from content/ with / in front.
// inside is false where it would leave content/.
func ResolveFile(from, name string) (resolved string, inside bool) {
	if rest, ok := strings.CutPrefix(name, "/"); ok {
		resolved = path.Clean(rest)
	} else {
		resolved = path.Join(path.Dir(from), name)
	}
	return resolved, resolved != ".." && !strings.HasPrefix(resolved, "../") && !path.IsAbs(resolved)
}

// Owns tells whether a reference stands in the document's own file: a
// translation inherits those of its original.
func (c *Common) Owns(ref Ref) bool { return ref.source != nil && ref.source == c.source }
