package search

import "strings"

// Document is a page as it is searched and shown.
type Document struct {
	Kind    string   // "event"; "event" may come twice, for what is over is another group
	Title   string   // as it is shown
	URL     string   // ready for a link
	Facts   string   // for people, on one line: when and where; may be empty
	Summary string   // counts more than the text
	Tags    []string // titles of what the page belongs to; found, but shown nowhere
	Text    []string // its parts, one after the other
	Ahead   bool     // it goes before others: an event that is coming, whom to call
}

// How long blocks are, in bytes: each is longer than the one before. Most
// results show one of the first, and a long text must not be a thousand files.
const (
	firstBlock = 380
	blockGrows = 150
)

// blocks cuts what is shown of a document between words. A block whose text goes
// on before or behind it says so.
func (d *Document) blocks() []string {
	text := d.whole()
	var list []string
	size := firstBlock
	for len(text) > size {
		at := strings.LastIndexByte(text[:size+1], ' ')
		if at <= 0 { // a word longer than a block stays whole
			if at = strings.IndexByte(text, ' '); at < 0 {
				break
			}
		}
		list = append(list, text[:at])
		text, size = text[at+1:], size+blockGrows
	}
	list = append(list, text)
	for i := range list {
		if i > 0 {
			list[i] = "… " + list[i]
		}
		if i < len(list)-1 {
			list[i] += " …"
		}
	}
	return list
}

// whole is the summary and the text on one line. Parts that end without a mark
// are kept apart from what follows.
func (d *Document) whole() string {
	var b strings.Builder
	for _, part := range append([]string{d.Summary}, d.Text...) {
		if part = oneLine(part); part == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(part)
		if !strings.ContainsAny(part[len(part)-1:], ".!?:;") {
			b.WriteString(" ·")
		}
	}
	return strings.TrimSuffix(b.String(), " ·")
}

// group is a number of documents of one kind that follow each other.
type group struct {
	kind  string
	count int
}

func groupsOf(docs []Document) []group {
	var groups []group
	for i, d := range docs {
		if i == 0 || d.Kind != docs[i-1].Kind || d.Ahead != docs[i-1].Ahead {
			groups = append(groups, group{kind: d.Kind})
		}
		groups[len(groups)-1].count++
	}
	return groups
}
