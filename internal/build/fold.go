package build

import (
	"errors"
	"html/template"
	"io"
	"regexp"
	"slices"
	"strings"
	"text/template/parse"
)

// constant are the functions of layouts that give the same for the same words
// as long as the layouts are these.
var constant = []string{"t", "asset", "printf"}

// foldConstants puts text into a set of templates where an action would give
// the same each time: {{t "frame.skip"}}, {{asset "css/site.css"}}. html/template
// escapes the named templates first, so that each value is made safe for its
// place as ever.
func foldConstants(set *template.Template, names ...string) error {
	if _, err := set.New(scratch).Parse("-"); err != nil {
		return err
	}
	for _, name := range append(names, scratch) {
		// The data is missing, so this ends at the first action that needs
		// some; by then the template is escaped.
		var unsafe *template.Error
		if err := set.ExecuteTemplate(io.Discard, name, nil); errors.As(err, &unsafe) {
			return err
		}
	}
	f := constantFolder{scratch: set.Lookup(scratch)}
	for _, t := range set.Templates() {
		if t.Name() != scratch && t.Tree != nil {
			f.list(t.Tree.Root)
		}
	}
	return nil
}

// scratch is the name of the template in which single actions are run.
const scratch = "constants"

type constantFolder struct{ scratch *template.Template }

// list folds the actions of a list of nodes.
func (f *constantFolder) list(list *parse.ListNode) {
	if list == nil {
		return
	}
	for i, node := range list.Nodes {
		switch node := node.(type) {
		case *parse.ActionNode:
			if text, ok := f.value(node); ok {
				list.Nodes[i] = &parse.TextNode{NodeType: parse.NodeText, Pos: node.Pos, Text: []byte(text)}
			}
		case *parse.IfNode:
			f.branch(&node.BranchNode)
		case *parse.RangeNode:
			f.branch(&node.BranchNode)
		case *parse.WithNode:
			f.branch(&node.BranchNode)
		}
	}
}

func (f *constantFolder) branch(b *parse.BranchNode) {
	f.list(b.List)
	f.list(b.ElseList)
}

// value runs an action by itself, if it needs no data. What cannot be run
// stays, and is an error where it is rendered.
func (f *constantFolder) value(node *parse.ActionNode) (string, bool) {
	if !isConstant(node.Pipe) {
		return "", false
	}
	f.scratch.Tree.Root.Nodes = []parse.Node{node}
	var b strings.Builder
	if err := f.scratch.Execute(&b, nil); err != nil {
		return "", false
	}
	return b.String(), true
}

// isConstant tells whether a pipeline holds nothing but words and functions
// that give the same for them, and ends with what escapes the value: without
// that it is in a template that was not made safe, and is let alone.
func isConstant(pipe *parse.PipeNode) bool {
	if len(pipe.Decl) > 0 {
		return false
	}
	escaped := false
	for _, command := range pipe.Cmds {
		for i, arg := range command.Args {
			switch arg := arg.(type) {
			case *parse.StringNode, *parse.NumberNode, *parse.BoolNode:
			case *parse.IdentifierNode:
				escaped = strings.HasPrefix(arg.Ident, "_html_template_")
				if i > 0 || !escaped && !slices.Contains(constant, arg.Ident) {
					return false
				}
			default:
				return false
			}
		}
	}
	return escaped
}

// onceNames lists the partials that templates ask to be rendered once.
func onceNames(text string) []string {
	var names []string
	for _, m := range onceCall.FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	return names
}

var onceCall = regexp.MustCompile(`\bonce\s+"([^"]+)"`)
