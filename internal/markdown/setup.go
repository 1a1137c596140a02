package markdown

import (
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	goldrender "github.com/yuin/goldmark/renderer"
	goldhtml "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// The one set-up of goldmark. All three are safe for concurrent use and hold
// no state of a document: what a rendering needs travels in its writer.
var (
	fullParser  = newParser(true)
	blockParser = newParser(false)
	renderer    = newRenderer()
)

func parse(src []byte) ast.Node       { return fullParser.Parse(text.NewReader(src)) }
func parseBlocks(src []byte) ast.Node { return blockParser.Parse(text.NewReader(src)) }

// newParser returns goldmark's parser; without inlines it builds the tree of
// blocks alone. Priorities are those of goldmark's own extensions.
func newParser(inlines bool) parser.Parser {
	options := []parser.Option{
		parser.WithBlockParsers(parser.DefaultBlockParsers()...),
		parser.WithBlockParsers(
			util.Prioritized(extension.NewDefinitionListParser(), 101),
			util.Prioritized(extension.NewDefinitionDescriptionParser(), 102),
			util.Prioritized(extension.NewFootnoteBlockParser(), 999),
		),
		parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...),
		parser.WithParagraphTransformers(util.Prioritized(extension.NewTableParagraphTransformer(), 200)),
	}
	if inlines {
		options = append(options,
			parser.WithInlineParsers(parser.DefaultInlineParsers()...),
			parser.WithInlineParsers(
				util.Prioritized(extension.NewTaskCheckBoxParser(), 0),
				util.Prioritized(extension.NewFootnoteParser(), 101),
			),
			parser.WithASTTransformers(
				util.Prioritized(extension.NewTableASTTransformer(), 0),
				util.Prioritized(extension.NewFootnoteASTTransformer(), 999),
			),
		)
	}
	return parser.NewParser(options...)
}

// newRenderer returns goldmark's renderer in its safe mode, with this
// package's renderers before it for every node that holds an address, an
// identifier, a style or HTML.
func newRenderer() goldrender.Renderer {
	return goldrender.NewRenderer(goldrender.WithNodeRenderers(
		util.Prioritized(nodeRenderers{}, 100),
		util.Prioritized(extension.NewDefinitionListHTMLRenderer(), 500),
		util.Prioritized(goldhtml.NewRenderer(), 1000),
	))
}
