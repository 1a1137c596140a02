package content

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// key is one row of the table of keys: its name, the form of its value, what
// it means, and the field of T that it fills.
type key[T any] struct {
	Key
	set func(d *decoder, doc *T, n *yaml.Node)
}

// value is a form that values may have: how it is called, an example, and how
// a YAML node becomes a V. decode reports what is wrong and returns false then.
type value[V any] struct {
	form    string
	example string
	keys    []Key // of an object
	decode  func(d *decoder, n *yaml.Node) (V, bool)
	// over decodes what a translation puts over the original's value; nil
	// where it takes its place as a whole.
	over func(d *decoder, n *yaml.Node, original V) (V, bool)
}

// field makes a row of the table.
func field[T, V any](name string, of value[V], at func(*T) *V, help string) key[T] {
	return key[T]{
		Key: Key{Name: name, Form: of.form, Example: of.example, Help: help, Keys: of.keys},
		set: func(d *decoder, doc *T, n *yaml.Node) {
			decode := of.decode
			if d.partial && of.over != nil {
				decode = func(d *decoder, n *yaml.Node) (V, bool) { return of.over(d, n, *at(doc)) }
			}
			if v, ok := decode(d, n); ok {
				*at(doc) = v
			}
		},
	}
}

// required marks a row whose key must be there.
func (k key[T]) required() key[T] { k.Required = true; return k }

// like gives a row an example of its own.
func (k key[T]) like(example string) key[T] { k.Example = example; return k }

// described returns the rows without their setters, for people.
func described[T any](rows []key[T]) []Key {
	keys := make([]Key, len(rows))
	for i, row := range rows {
		keys[i] = row.Key
	}
	return keys
}

// keyPos is where a key stands, for problems found after decoding.
type keyPos struct {
	name string // "start", "changes[0].date"
	at   Pos
}

// decoder walks the nodes of one front matter.
type decoder struct {
	source   *source
	line     int    // lines of the file above the YAML
	path     string // of the key being decoded: "changes[0]"
	partial  bool   // a translation: required keys may be absent
	keys     []keyPos
	problems []Problem
}

func (d *decoder) at(n *yaml.Node) Pos { return Pos{Line: n.Line + d.line, Col: n.Column} }

func (d *decoder) errorf(n *yaml.Node, format string, args ...any) {
	d.problems = append(d.problems, d.source.problem(d.at(n), Error, format, args...))
}

func (d *decoder) warnf(n *yaml.Node, format string, args ...any) {
	d.problems = append(d.problems, d.source.problem(d.at(n), Warning, format, args...))
}

// parse returns the mapping at the root of the YAML, or nil after reporting
// what is wrong with it.
func (d *decoder) parse(text []byte) *yaml.Node {
	text = []byte(lineBreaks.Replace(string(text)))
	var root yaml.Node
	switch err := yaml.Load(text, &root); {
	case err != nil && strings.Contains(err.Error(), "no documents"): // an empty mapping
		return &yaml.Node{Kind: yaml.MappingNode, Line: 1, Column: 1}
	case err != nil:
		d.problems = append(d.problems, d.syntax(text, err))
		return nil
	}
	node := root.Content[0]
	if node.Kind == yaml.ScalarNode && node.ShortTag() == "!!null" {
		return &yaml.Node{Kind: yaml.MappingNode, Line: 1, Column: 1}
	}
	if depth(node, 0) > maxNesting {
		d.errorf(node, "nested more than %d levels deep", maxNesting)
		return nil
	}
	if values(node) > maxValues {
		d.errorf(node, "more than %d keys and values: put long lists of figures into a CSV file beside this one", maxValues)
		return nil
	}
	if !d.plain(node) {
		return nil
	}
	if node.Kind != yaml.MappingNode {
		d.errorf(node, "this is %s, but keys are expected, one a line: title: …", describe(node))
		return nil
	}
	return node
}

// plain refuses what YAML offers and a person does not need here: aliases,
// anchors, merge keys and tags of one's own. They hide what a document says.
func (d *decoder) plain(n *yaml.Node) bool {
	ok := true
	switch {
	case n.Kind == yaml.AliasNode:
		d.errorf(n, "YAML aliases (*%s) are not taken here: write the value out", n.Value)
		return false
	case n.Anchor != "":
		d.errorf(n, "YAML anchors (&%s) are not taken here: write the value where it is needed", n.Anchor)
		ok = false
	case n.ShortTag() == "!!merge":
		d.errorf(n, "YAML merge keys (<<) are not taken here: write the keys out")
		ok = false
	case n.Style&yaml.TaggedStyle != 0:
		d.errorf(n, "YAML tags (%s) are not taken here: write the value alone", n.ShortTag())
		ok = false
	}
	d.swallowed(n)
	for _, child := range n.Content {
		ok = d.plain(child) && ok
	}
	return ok
}

// swallowed warns about a value that a comment seems to have cut short: of
// "title: Room #4" YAML keeps "Room". Whoever comments puts a space after the #.
func (d *decoder) swallowed(n *yaml.Node) {
	comment := n.LineComment
	if n.Kind != yaml.ScalarNode || len(comment) < 2 || comment[1] == ' ' || comment[1] == '#' || n.Value == "" {
		return
	}
	d.warnf(n, "%s is all that is read of this: after a space, # begins a comment; put the value in quotes, or write a space after the #", quote(n.Value))
}

// values counts the nodes below n.
func values(n *yaml.Node) int {
	count := len(n.Content)
	for _, child := range n.Content {
		count += values(child)
	}
	return count
}

func depth(n *yaml.Node, level int) int {
	deepest := level
	if level > maxNesting {
		return level
	}
	for _, child := range n.Content {
		deepest = max(deepest, depth(child, level+1))
	}
	return deepest
}

// syntaxAdvice says in a person's words what the YAML parser says in its own.
func syntaxAdvice(message string) string {
	switch {
	case strings.Contains(message, "mapping values are not allowed"):
		return "a colon is not expected here: put a value that holds a colon in quotes, and see that the line above is whole and indented alike"
	case strings.Contains(message, "cannot start any token"):
		return "a value cannot begin with this character (tab, @, ` or %): put the value in quotes, and indent with spaces"
	case strings.Contains(message, "could not find expected ':'"):
		return "a line without a colon: write key: value, or indent the line if it continues the one above"
	case strings.Contains(message, "quoted scalar"), strings.Contains(message, "unexpected end of stream"):
		return "a quotation mark is opened and not closed"
	case strings.Contains(message, "expected ',' or ']'"):
		return "a list that begins with [ is not closed with ]"
	case strings.Contains(message, "expected ',' or '}'"):
		return "keys that begin with { are not closed with }"
	case strings.Contains(message, "escape character"):
		return "a backslash in double quotes has a meaning of its own: use single quotes"
	case strings.Contains(message, "alias"), strings.Contains(message, "anchor"):
		return "a value cannot begin with * or &: put it in quotes"
	case strings.Contains(message, "control characters"):
		return "a control character that nobody can see: delete it, and type what stands around it again"
	case strings.Contains(message, "multiple"):
		return "more than one YAML document: remove the line --- or ... between them"
	case strings.Contains(message, "max depth"):
		return fmt.Sprintf("nested more than %d levels deep", maxNesting)
	case strings.Contains(message, "did not find expected key"), strings.Contains(message, "did not find expected '-'"):
		return "this line does not fit the ones above: check its indentation, and quotes inside quotes"
	}
	return "this is not valid YAML: " + message
}

// mapping decodes the keys of a mapping into doc by the rows of a table.
func mapping[T any](d *decoder, n *yaml.Node, rows []key[T], doc *T) {
	if n.Kind != yaml.MappingNode {
		d.errorf(n, "%sexpected %s, not %s", d.prefix(), keyList(described(rows)), describe(n))
		return
	}
	outer := d.path
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		name, val := n.Content[i], n.Content[i+1]
		if name.Kind != yaml.ScalarNode || name.Value == "" {
			d.errorf(name, "a key is one word before a colon, not %s", describe(name))
			continue
		}
		if line, twice := seen[name.Value]; twice {
			d.errorf(name, "%s is given twice; the first is in line %d", quote(name.Value), line)
			continue
		}
		seen[name.Value] = d.at(name).Line
		j := slices.IndexFunc(rows, func(k key[T]) bool { return k.Name == name.Value })
		if j < 0 {
			d.errorf(name, "unknown key %s%s", quote(name.Value), suggestion(name.Value, names(rows)))
			continue
		}
		d.path = join(outer, name.Value)
		d.keys = append(d.keys, keyPos{d.path, d.at(val)})
		switch {
		case !isNull(val):
			rows[j].set(d, doc, val)
		case rows[j].Required:
			d.errorf(name, "%q is empty: it needs %s", name.Value, rows[j].Form)
		}
	}
	d.path = outer
	for _, row := range rows {
		if _, given := seen[row.Name]; !given && row.Required && !d.partial {
			d.errorf(n, "%s%q is missing: add %s: %s", d.prefix(), row.Name, row.Name, row.Example)
		}
	}
}

// prefix names the key that a message is about, where it is inside another.
func (d *decoder) prefix() string {
	if d.path == "" {
		return ""
	}
	return d.path + ": "
}

func join(outer, name string) string {
	if outer == "" {
		return name
	}
	return outer + "." + name
}

func names[T any](rows []key[T]) []string {
	list := make([]string, len(rows))
	for i, row := range rows {
		list[i] = row.Name
	}
	return list
}

func keyList(keys []Key) string {
	list := make([]string, len(keys))
	for i, k := range keys {
		list[i] = k.Name
	}
	return "keys (" + strings.Join(list, ", ") + ")"
}

func isNull(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null"
}

// describe says what a node is, for a person.
func describe(n *yaml.Node) string {
	switch n.Kind {
	case yaml.SequenceNode:
		return "a list"
	case yaml.MappingNode:
		return "keys with values"
	}
	switch n.ShortTag() {
	case "!!bool":
		return "true or false"
	case "!!int", "!!float":
		return "the number " + n.Value
	case "!!null":
		return "nothing"
	case "!!timestamp":
		return "the date " + n.Value
	}
	return "the text " + quote(n.Value)
}

// quote shows a value that a person wrote, shortened and without surprises.
func quote(text string) string {
	const longest = 60
	runes := []rune(text)
	if len(runes) > longest {
		text = string(runes[:longest-1]) + "…"
	}
	text = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || (r >= 0x80 && r < 0xa0) || (r >= 0x202a && r <= 0x202e) || (r >= 0x2066 && r <= 0x2069) {
			return '\uFFFD'
		}
		return r
	}, text)
	return `"` + text + `"`
}
