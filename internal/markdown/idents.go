package markdown

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// authorPrefix stands before identifiers that authors write, so that they
// cannot shadow those of the page.
const authorPrefix = "user-"

// maxSlug is the length of an identifier made from a heading, in runes.
const maxSlug = 100

// idents gives out the identifiers of a document, each once, and knows which
// fragments lead to them.
type idents struct {
	reserved []string          // sorted
	present  map[string]bool   // given out
	next     map[string]int    // the suffix to try next
	author   map[string]string // what an author wrote -> identifier
	heading  map[string]string // what a heading's text gives -> its identifier
}

func newIdents(reserved []string) idents {
	if !slices.IsSorted(reserved) {
		reserved = slices.Sorted(slices.Values(reserved))
	}
	return idents{reserved: reserved}
}

func (ids *idents) taken(id string) bool {
	_, reserved := slices.BinarySearch(ids.reserved, id)
	return reserved || ids.present[id]
}

// put notes a value under a key; most documents have none.
func put[V any](m *map[string]V, key string, value V) {
	if *m == nil {
		*m = map[string]V{}
	}
	(*m)[key] = value
}

// unique returns want, or want with the first number that makes it unique.
func (ids *idents) unique(want string) string {
	id := want
	n := max(2, ids.next[want])
	for ids.taken(id) {
		id = want + "-" + strconv.Itoa(n)
		n++
	}
	if id != want {
		put(&ids.next, want, n)
	}
	put(&ids.present, id, true)
	return id
}

// forHeading returns an identifier made from a heading's text.
func (ids *idents) forHeading(text string) string {
	want := slug(text)
	id := ids.unique(want)
	if _, ok := ids.heading[want]; !ok {
		put(&ids.heading, want, id)
	}
	return id
}

// forAuthor returns the identifier for one that the author wrote, perhaps
// under several names. The first of equal names keeps the links to it.
func (ids *idents) forAuthor(names ...string) string {
	id := ids.unique(authorPrefix + strings.Join(strings.Fields(names[0]), "-"))
	for _, name := range names {
		if _, ok := ids.author[name]; !ok {
			put(&ids.author, name, id)
		}
	}
	return id
}

// find returns the identifier that a fragment leads to. An author's own ids
// come before those of headings. The top of the page is always there.
func (ids *idents) find(fragment string) (string, bool) {
	if id, ok := ids.lookUp(fragment); ok {
		return id, true
	}
	if plain, err := url.PathUnescape(fragment); err == nil && plain != fragment {
		if id, ok := ids.lookUp(plain); ok {
			return id, true
		}
	}
	return fragment, fragment == "" || strings.EqualFold(fragment, "top")
}

func (ids *idents) lookUp(fragment string) (string, bool) {
	if id, ok := ids.author[fragment]; ok {
		return id, true
	}
	if id, ok := ids.heading[fragment]; ok {
		return id, true
	}
	return fragment, ids.present[fragment]
}

// slug makes an identifier from text: letters of any script in lower case,
// digits, and single hyphens between words.
func slug(text string) string {
	var b strings.Builder
	gap, length := false, 0
	for _, r := range text {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
			if gap && length > 0 {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(unicode.ToLower(r))
			length++
		case unicode.IsSpace(r) || r == '-' || r == '_' || r == '–' || r == '—' || r == '/':
			gap = true
		}
		if length == maxSlug {
			break
		}
	}
	if b.Len() == 0 {
		return "section"
	}
	return b.String()
}
