package markdown

import (
	"fmt"
	"strconv"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
)

// notes knows the identifiers of footnotes. Theirs hold a colon, which those
// of headings never do.
type notes struct {
	ids   map[int]string      // of a footnote, by its number
	marks map[noteMark]string // of the marks in the text
}

// noteMark is one of the marks of one footnote, counted from 0.
type noteMark struct{ note, mark int }

func newNotes() notes {
	return notes{ids: map[int]string{}, marks: map[noteMark]string{}}
}

func (n *notes) addNote(ids *idents, note int) {
	n.ids[note] = ids.unique("fn:" + strconv.Itoa(note))
}

func (n *notes) addMark(ids *idents, note, mark int) {
	want := "fnref:" + strconv.Itoa(note)
	if mark > 0 {
		want += ":" + strconv.Itoa(mark+1)
	}
	n.marks[noteMark{note, mark}] = ids.unique(want)
}

func renderMark(p *page, _ []byte, n ast.Node, entering bool) ast.WalkStatus {
	link := n.(*extast.FootnoteLink)
	if !entering {
		return ast.WalkContinue
	}
	p.start("sup", "id", p.doc.notes.marks[noteMark{link.Index, link.RefIndex}])
	if inLink(n) {
		p.WriteString(strconv.Itoa(link.Index))
		p.end("sup")
		return ast.WalkContinue
	}
	p.start("a", "href", "#"+p.doc.notes.ids[link.Index], "class", "footnote-ref", "role", "doc-noteref")
	p.WriteString(strconv.Itoa(link.Index))
	p.end("a")
	p.end("sup")
	return ast.WalkContinue
}

func inLink(n ast.Node) bool {
	for n = n.Parent(); n != nil && n.Type() == ast.TypeInline; n = n.Parent() {
		if n.Kind() == ast.KindLink {
			return true
		}
	}
	return false
}

func renderBacklink(p *page, _ []byte, n ast.Node, entering bool) ast.WalkStatus {
	link := n.(*extast.FootnoteBacklink)
	mark, ok := p.doc.notes.marks[noteMark{link.Index, link.RefIndex}]
	if !entering || !ok {
		return ast.WalkContinue
	}
	attributes := []string{"href", "#" + mark, "class", "footnote-backref", "role", "doc-backlink"}
	if label := p.doc.options.BackLabel; label != "" {
		number := strconv.Itoa(link.Index)
		if link.RefCount > 1 {
			number = fmt.Sprintf("%d.%d", link.Index, link.RefIndex+1)
		}
		attributes = append(attributes, "aria-label", label+" "+number)
	}
	p.WriteByte(' ')
	p.start("a", attributes...)
	p.WriteString("↩\uFE0E") // the variation selector asks for text, not an emoji
	p.end("a")
	return ast.WalkContinue
}

func renderNote(p *page, _ []byte, n ast.Node, entering bool) ast.WalkStatus {
	if entering {
		p.start("li", "id", p.doc.notes.ids[n.(*extast.Footnote).Index])
	} else {
		p.end("li")
	}
	p.WriteByte('\n')
	return ast.WalkContinue
}

func renderNotes(p *page, _ []byte, _ ast.Node, entering bool) ast.WalkStatus {
	if !entering {
		p.end("ol")
		p.end("div")
		p.WriteByte('\n')
		return ast.WalkContinue
	}
	attributes := []string{"class", "footnotes", "role", "doc-endnotes"}
	if label := p.doc.options.NotesLabel; label != "" {
		attributes = append(attributes, "aria-label", label)
	}
	p.start("div", attributes...)
	p.start("hr")
	p.start("ol")
	p.WriteByte('\n')
	return ast.WalkContinue
}
