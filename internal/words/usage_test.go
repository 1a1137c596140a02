package words

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"text/template/parse"

	"golang.org/x/net/html"
)

// root is the module's own folder.
const root = "../.."

// asked is what layouts or Go ask of the catalogue: words for a key, or for
// every key of a form such as "issue.status.%s".
type asked struct {
	where string
	key   string   // exact, or
	form  string   // with %s for parts that are not known here
	names []string // of the values that are filled in
	exact bool     // all names are known
}

// usage is everything that asks for words, and every text in it that may be a
// key.
type usage struct {
	asked    []asked
	literals map[string]bool
}

func gather(t *testing.T) usage {
	t.Helper()
	u := usage{literals: map[string]bool{}}
	for name, tree := range layouts(t) {
		u.walk(name, tree.Root)
	}
	u.source(t)
	if len(u.asked) < 200 {
		t.Fatalf("only %d places ask for words", len(u.asked))
	}
	return u
}

// layouts parses every layout and partial: "layouts/x.html: name" -> tree.
func layouts(t *testing.T) map[string]*parse.Tree {
	t.Helper()
	trees := map[string]*parse.Tree{}
	err := fs.WalkDir(os.DirFS(root), "layouts", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(name) != ".html" {
			return err
		}
		text, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			return err
		}
		set := map[string]*parse.Tree{}
		tree := parse.New(name)
		tree.Mode = parse.SkipFuncCheck
		if _, err := tree.Parse(string(text), "", "", set); err != nil {
			return err
		}
		for part, tree := range set {
			trees[name+": "+part] = tree
		}
		return nil
	})
	if err != nil || len(trees) < 20 {
		t.Fatalf("%d layouts: %v", len(trees), err)
	}
	return trees
}

// walk finds the calls of t in a template.
func (u *usage) walk(where string, node parse.Node) {
	switch n := node.(type) {
	case *parse.ListNode:
		if n != nil {
			for _, child := range n.Nodes {
				u.walk(where, child)
			}
		}
	case *parse.ActionNode:
		u.walk(where, n.Pipe)
	case *parse.IfNode:
		u.branch(where, &n.BranchNode)
	case *parse.RangeNode:
		u.branch(where, &n.BranchNode)
	case *parse.WithNode:
		u.branch(where, &n.BranchNode)
	case *parse.TemplateNode:
		u.walk(where, n.Pipe)
	case *parse.PipeNode:
		if n != nil {
			for _, command := range n.Cmds {
				u.command(where, command)
			}
		}
	case *parse.StringNode:
		u.literals[n.Text] = true
	}
}

func (u *usage) branch(where string, n *parse.BranchNode) {
	u.walk(where, n.Pipe)
	u.walk(where, n.List)
	u.walk(where, n.ElseList)
}

func (u *usage) command(where string, c *parse.CommandNode) {
	for _, arg := range c.Args {
		u.walk(where, arg)
	}
	if name, ok := c.Args[0].(*parse.IdentifierNode); !ok || name.Ident != "t" || len(c.Args) < 2 {
		return
	}
	a := asked{where: where + ": " + c.String(), exact: true}
	for i := 2; i < len(c.Args); i += 2 {
		if name, ok := c.Args[i].(*parse.StringNode); ok {
			a.names = append(a.names, name.Text)
		} else {
			a.exact = false
		}
	}
	switch key := c.Args[1].(type) {
	case *parse.StringNode:
		a.key = key.Text
	case *parse.PipeNode:
		a.form = printed(key)
	default:
		return // made by package site: gathered from Go
	}
	u.asked = append(u.asked, a)
}

// printed is the form of (printf "form" …), or what any key fits.
func printed(pipe *parse.PipeNode) string {
	args := pipe.Cmds[0].Args
	if name, ok := args[0].(*parse.IdentifierNode); ok && name.Ident == "printf" {
		if form, ok := args[1].(*parse.StringNode); ok {
			return form.Text
		}
	}
	return "%s"
}

// source finds the calls of Say and its like in Go, and all texts.
func (u *usage) source(t *testing.T) {
	t.Helper()
	err := fs.WalkDir(os.DirFS(root), ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && name != "." && (strings.HasPrefix(entry.Name(), ".") || strings.HasPrefix(entry.Name(), "_") || entry.Name() == "testdata"):
			return fs.SkipDir
		case entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, filepath.Join(root, name), nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BasicLit:
				if text, err := strconv.Unquote(n.Value); err == nil && n.Kind == token.STRING {
					u.literals[text] = true
				}
			case *ast.CallExpr:
				u.call(name+":"+strconv.Itoa(set.Position(n.Pos()).Line), n)
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

var keyForm = regexp.MustCompile(`^[a-z0-9_-]+(\.[a-z0-9_-]+)+$`)

func (u *usage) call(where string, n *ast.CallExpr) {
	if !slices.Contains([]string{"Say", "say", "must"}, called(n.Fun)) {
		return
	}
	for i, arg := range n.Args[:min(2, len(n.Args))] { // some take a language first
		a := asked{where: where, exact: !n.Ellipsis.IsValid()}
		for j := i + 1; j < len(n.Args); j += 2 {
			if text, ok := literal(n.Args[j]); ok {
				a.names = append(a.names, text)
			} else {
				a.exact = false
			}
		}
		prefix := ""
		if strings.HasPrefix(where, "internal/calendar/inwords") && called(n.Fun) == "say" {
			prefix = "rule." // its own say puts that in front
		}
		if text, ok := literal(arg); ok && keyForm.MatchString(text) {
			a.key = prefix + text
		} else if sum, ok := arg.(*ast.BinaryExpr); ok {
			a.form = prefix + added(sum)
		} else {
			continue
		}
		u.asked = append(u.asked, a)
		return
	}
}

func called(fun ast.Expr) string {
	switch f := fun.(type) {
	case *ast.SelectorExpr:
		return f.Sel.Name
	case *ast.Ident:
		return f.Name
	}
	return ""
}

func literal(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	return text, err == nil
}

// added is the form of "issue.status." + word.
func added(e ast.Expr) string {
	if sum, ok := e.(*ast.BinaryExpr); ok {
		return added(sum.X) + added(sum.Y)
	}
	if text, ok := literal(e); ok {
		return text
	}
	return "%s"
}

// fits returns the keys of a form.
func fits(form string, keys map[string][]string) []string {
	pattern := regexp.MustCompile("^" + strings.ReplaceAll(regexp.QuoteMeta(form), "%s", `[^.]+`) + "$")
	var list []string
	for key := range keys {
		if pattern.MatchString(key) {
			list = append(list, key)
		}
	}
	return list
}

func TestEveryKeyThatIsAskedForHasWords(t *testing.T) {
	keys := texts(t, "en")
	for _, a := range gather(t).asked {
		switch {
		case a.key != "" && keys[a.key] == nil:
			t.Errorf("%s: there are no words for %q", a.where, a.key)
		case a.key == "" && len(fits(a.form, keys)) == 0:
			t.Errorf("%s: there are no words of the form %q", a.where, a.form)
		}
	}
}

func TestEveryMessageIsGivenTheValuesThatItFillsIn(t *testing.T) {
	keys := texts(t, "en")
	for _, a := range gather(t).asked {
		if !a.exact || a.key == "" {
			continue
		}
		uses := variables(keys[a.key])
		for _, name := range uses {
			if !slices.Contains(a.names, name) {
				t.Errorf("%s: %q fills in %s, which is not given", a.where, a.key, name)
			}
		}
	}
}

func TestNoWordsAreLeftThatNobodyAsksFor(t *testing.T) {
	keys := texts(t, "en")
	u := gather(t)
	used := map[string]bool{}
	for key := range keys {
		// Those of rules have a test of their own: TestEveryWordForRulesIsUsedBySomeRule.
		used[key] = u.literals[key] || strings.HasPrefix(key, "language.") || strings.HasPrefix(key, "rule.")
	}
	forms := []string{}
	for _, a := range u.asked {
		if a.form != "" && a.form != "%s" {
			forms = append(forms, a.form)
		}
	}
	for text := range u.literals { // "initiative.status.", joined to a word elsewhere
		if strings.HasSuffix(text, ".") && keyForm.MatchString(text+"x") {
			forms = append(forms, text+"%s")
		}
	}
	for _, form := range forms {
		for _, key := range fits(form, keys) {
			used[key] = true
		}
	}
	for key, asked := range used {
		if !asked {
			t.Errorf("en.yaml: nobody asks for %q", key)
		}
	}
}

// A word in a layout would be English in every language.
func TestNoWordForPeopleStandsInALayout(t *testing.T) {
	for name, tree := range layouts(t) {
		var b strings.Builder
		plainText(&b, tree.Root)
		z := html.NewTokenizer(strings.NewReader(b.String()))
		for z.Next() != html.ErrorToken {
			token := z.Token()
			switch token.Type {
			case html.TextToken:
				if letters.MatchString(beside.ReplaceAllString(token.Data, "")) {
					t.Errorf("%s says %q", name, strings.TrimSpace(token.Data))
				}
			case html.StartTagToken, html.SelfClosingTagToken:
				for _, a := range token.Attr {
					if slices.Contains(said, a.Key) && letters.MatchString(a.Val) {
						t.Errorf("%s says %s=%q", name, a.Key, a.Val)
					}
				}
			}
		}
	}
}

var (
	letters = regexp.MustCompile(`\p{L}`)
	// beside are attributes, in a piece that stands inside of a tag, and names
	// of formats, which are the same in every language.
	beside = regexp.MustCompile(`[a-z-]+="[^"]*"|RSS|Atom|JSON`)
)

// said are the attributes that people hear or see.
var said = []string{"alt", "title", "aria-label", "aria-description", "aria-roledescription", "placeholder", "label", "summary"}

// plainText writes what stands outside of actions, an underline for each.
func plainText(b *strings.Builder, node parse.Node) {
	switch n := node.(type) {
	case *parse.ListNode:
		if n != nil {
			for _, child := range n.Nodes {
				plainText(b, child)
			}
		}
	case *parse.TextNode:
		b.Write(n.Text)
	case *parse.IfNode:
		plainText(b, n.List)
		plainText(b, n.ElseList)
	case *parse.RangeNode:
		plainText(b, n.List)
		plainText(b, n.ElseList)
	case *parse.WithNode:
		plainText(b, n.List)
		plainText(b, n.ElseList)
	case *parse.ActionNode, *parse.TemplateNode:
		b.WriteByte('_')
	}
}
