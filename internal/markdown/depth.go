package markdown

import (
	"fmt"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
)

// isDelimiter marks the characters at which goldmark's inline parsers begin to
// search.
var isDelimiter = [256]bool{'*': true, '_': true, '`': true, '[': true, ']': true, '<': true}

func countDelimiters(text []byte) int {
	n := 0
	for _, c := range text {
		if isDelimiter[c] {
			n++
		}
	}
	return n
}

// checkInlines checks each paragraph, heading and table cell against the
// limits. They are found by goldmark's own block structure, parsed without
// inlines, so that code and HTML blocks count for nothing. Most bodies are too
// small for any limit and are not parsed twice.
func checkInlines(text []byte) *problem {
	if len(text)*countDelimiters(text) <= maxParagraphBytes*maxDelimiters {
		return nil
	}
	root := parseBlocks(text)
	work := 0
	for n := root; n != nil; n = following(n, root) {
		if n.Type() != ast.TypeBlock || n.IsRaw() || n.Lines().Len() == 0 {
			continue
		}
		lines := n.Lines()
		size, delimiters := 0, 0
		for i := range lines.Len() {
			line := lines.At(i)
			size += line.Len()
			delimiters += countDelimiters(text[line.Start:line.Stop])
		}
		if size > maxParagraphBytes && delimiters > maxDelimiters {
			return &problem{lines.At(0).Start, fmt.Sprintf(
				"a paragraph of %d KiB with %d of the characters * _ ` [ ] <: over %d KiB at most %d; split it with blank lines",
				size>>10, delimiters, maxParagraphBytes>>10, maxDelimiters)}
		}
		if work += size * delimiters; work > maxInlineWork {
			return &problem{lines.At(0).Start,
				"too many of the characters * _ ` [ ] < in long paragraphs: split the page, or the paragraphs with blank lines"}
		}
	}
	return nil
}

// checkDepth checks the nesting of the finished tree.
func checkDepth(root ast.Node) *problem {
	depth, offset := 0, 0
	for n := root; n != nil; {
		if start := startOf(n); start >= 0 {
			offset = start
		}
		if child := n.FirstChild(); child != nil {
			depth += levelOf(n)
			if depth > maxNesting {
				return &problem{offset, nestingMessage}
			}
			n = child
			continue
		}
		for n != root && n.NextSibling() == nil {
			n = n.Parent()
			depth -= levelOf(n)
		}
		if n == root {
			return nil
		}
		n = n.NextSibling()
	}
	return nil
}

func levelOf(n ast.Node) int {
	switch n.Kind() {
	case ast.KindBlockquote, ast.KindListItem, ast.KindEmphasis, ast.KindLink, ast.KindImage,
		extast.KindDefinitionDescription, extast.KindFootnote:
		return 1
	}
	return 0
}

// following returns the node after n in document order, without recursion.
func following(n, root ast.Node) ast.Node {
	if child := n.FirstChild(); child != nil {
		return child
	}
	for n != root {
		if next := n.NextSibling(); next != nil {
			return next
		}
		n = n.Parent()
	}
	return nil
}

// startOf returns where a node begins in the text, or -1. goldmark places a
// heading that is underlined at its underline.
func startOf(n ast.Node) int {
	start := n.Pos()
	if n.Type() != ast.TypeBlock || n.Lines().Len() == 0 {
		return start
	}
	if first := n.Lines().At(0).Start; start < 0 || first < start {
		return first
	}
	return start
}
