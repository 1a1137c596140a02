package markdown

import (
	"bytes"
	"sort"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// Passage is text that is read in one go: a paragraph, or an item of a list
// without the items below it. Headings, cells of tables, code that stands by
// itself, and text alternatives are none.
type Passage struct {
	Text string // a line that the author ended is ended by LF
	// Quoted tells that it stands in a quotation: they are somebody else's words.
	Quoted bool

	marks  []mark
	length int // of the source
}

// mark says where a part of a passage stands in the source.
type mark struct{ at, origin int }

// Offset is the place in the source, in bytes, of a byte of the text.
func (p Passage) Offset(at int) int {
	i := sort.Search(len(p.marks), func(i int) bool { return p.marks[i].at > at }) - 1
	if i < 0 {
		return 0
	}
	return min(p.marks[i].origin+at-p.marks[i].at, p.length) // "&ngE;" is longer than what is written
}

// Passages returns the passages in the order of the page. Notes come last.
func (d *Document) Passages() []Passage { return d.passages }

// Table is a table of the body, in Markdown or in raw HTML. Tables in tables
// are none of their own.
type Table struct {
	Offset int
	Headed bool // a cell says what stands below it or beside it
}

// Tables returns the tables in document order.
func (d *Document) Tables() []Table {
	tables := make([]Table, len(d.tables))
	for i, t := range d.tables {
		tables[i] = Table{t.offset, t.headed}
	}
	return tables
}

// gatherer gathers passages during a survey.
type gatherer struct {
	source *source
	list   []Passage
	text   strings.Builder
	marks  []mark
	open   bool
	html   bool // in a block of raw HTML
	quotes int  // blockquotes that are open
}

func (g *gatherer) begin() { g.open = true }

func (g *gatherer) end() {
	if text := g.text.String(); strings.TrimSpace(text) != "" {
		g.list = append(g.list, Passage{Text: text, Quoted: g.quotes > 0, marks: g.marks, length: g.source.length})
	}
	g.text.Reset()
	g.marks, g.open = nil, false
}

// add adds text that stands at a place of the source.
func (g *gatherer) add(text string, offset int) {
	if !g.open || text == "" {
		return
	}
	g.marks = append(g.marks, mark{g.text.Len(), g.source.origin(offset)})
	g.text.WriteString(text)
}

// addText adds a node of text. Where escapes and references make it shorter
// than its source, each word is added for itself, so that it is found again.
func (g *gatherer) addText(n *ast.Text) {
	value, offset := n.Segment.Value(g.source.text), n.Segment.Start
	switch {
	case n.IsRaw() || !bytes.ContainsAny(value, "\\&\x00"):
		g.add(string(value), offset)
	default:
		for word := range bytes.SplitAfterSeq(value, []byte(" ")) {
			g.add(plain(word), offset)
			offset += len(word)
		}
	}
	if n.HardLineBreak() {
		g.add("\n", offset)
	} else if n.SoftLineBreak() {
		g.add(" ", offset)
	}
}

// breakLine ends a line within a passage.
func (g *gatherer) breakLine() {
	if g.open {
		g.text.WriteByte('\n')
	}
}
