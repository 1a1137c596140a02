package build

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"
	"golang.org/x/net/html"

	"example.org/advocate/internal/content"
	"example.org/advocate/internal/site"
)

// TestGoldenSites builds the sites of testdata/sites. Each is an archive of
// what a person wrote, and of what must come out:
//
//	want PATH      the file, letter by letter (CRLF shown as LF)
//	jsonld PATH    the schema.org objects in a page
//	contains PATH  lines that occur in the file, space aside; "! " before a
//	               line says that it must not
//	built          the names of all files but built-in static ones and those of a search
//	               index below its root, fingerprints as HASH
//	problems       the warnings
//	next           when the site would next differ
//
// The comment may set now, base-url, drafts and practice.
func TestGoldenSites(t *testing.T) {
	archives, err := filepath.Glob("testdata/sites/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatalf("no golden sites: %v", err)
	}
	for _, name := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			g := buildGolden(t, archive)
			changed := false
			for i, f := range archive.Files {
				got, ok := g.section(t, f.Name, string(f.Data))
				if !ok || got == string(f.Data) {
					continue
				}
				if !*update {
					t.Errorf("%s\n%s(go test ./internal/build -run TestGoldenSites -update rewrites it)", f.Name, lineDifference(string(f.Data), got))
					continue
				}
				archive.Files[i].Data, changed = []byte(got), true
			}
			if changed {
				if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			checkEverything(t, g.built, g.files)
		})
	}
}

// golden is a site of an archive, built.
type golden struct {
	built    *Built
	files    files
	problems []content.Problem
}

func buildGolden(t *testing.T, archive *txtar.Archive) golden {
	t.Helper()
	opts := directives(t, string(archive.Comment))
	built, err := Prepare(Options{Source: sourceFolderOf(t, sourceOf(t, archive)), Options: opts})
	if err != nil {
		if errors.Is(err, ErrProblems) {
			t.Fatal(built.Problems)
		}
		t.Fatal(err)
	}
	t.Cleanup(func() { built.Close() })
	g := golden{built: built, files: rendered(t, built)}
	g.problems = append(built.Problems, built.warnings(content.Warning)...)
	content.Sort(g.problems)
	return g
}

// directives reads the settings in the comment of an archive.
func directives(t *testing.T, comment string) site.Options {
	t.Helper()
	opts := site.Options{Now: someDay}
	for line := range strings.Lines(comment) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		switch key {
		case "now":
			now, err := time.Parse(time.RFC3339, value)
			if err != nil {
				t.Fatal(err)
			}
			opts.Now = now
		case "base-url":
			opts.BaseURL = value
		case "drafts":
			opts.Drafts = value == "true"
		case "practice":
			opts.Practice = value == "true"
		}
	}
	return opts
}

// section is what a section of the archive should say; ok is false for source
// files.
func (g golden) section(t *testing.T, name, old string) (text string, ok bool) {
	t.Helper()
	kind, path, _ := strings.Cut(name, " ")
	switch kind {
	case "want":
		made, ok := g.files[path]
		if !ok {
			t.Errorf("%s was not built", path)
			return "", false
		}
		return strings.ReplaceAll(string(made), "\r\n", "\n"), true
	case "jsonld":
		return jsonLD(t, g.files[path]), true
	case "contains":
		g.contains(t, path, old)
		return "", false
	case "built":
		return g.names(), true
	case "problems":
		var b strings.Builder
		if err := content.Print(&b, g.problems, false); err != nil {
			t.Fatal(err)
		}
		return b.String(), true
	case "next":
		if g.built.Site.Next.IsZero() {
			return "never\n", true
		}
		return g.built.Site.Next.UTC().Format(time.RFC3339) + "\n", true
	}
	if path != "" && !strings.HasSuffix(name, "(quoted)") && !strings.Contains(name, "/") {
		t.Errorf("nobody knows what a section %q is", name)
	}
	return "", false
}

// names lists the built files. Static files are those that the archive brings;
// the built-in ones belong to no test.
func (g golden) names() string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(g.files)) {
		plain := fingerprints.ReplaceAllString(name, ".")
		if _, err := fs.Stat(g.built.source.FS(), plain); err != nil && strings.HasPrefix(name, "static/") {
			continue
		}
		if shard := indexed.FindString(name); shard != "" && !strings.HasSuffix(name, "/root.txt") {
			continue // package search tests what an index consists of
		}
		name = indexed.ReplaceAllString(name, "search/HASH/")
		b.WriteString(fingerprints.ReplaceAllString(name, ".HASH.") + "\n")
	}
	return b.String()
}

var indexed = regexp.MustCompile(`\bsearch/[0-9a-f]{10}/`)

var fingerprints = regexp.MustCompile(`\.[0-9a-f]{10}\.`)

func (g golden) contains(t *testing.T, path, lines string) {
	t.Helper()
	made, ok := g.files[path]
	if !ok {
		t.Errorf("%s was not built", path)
		return
	}
	text := " " + squeeze(string(made)) + " "
	for line := range strings.Lines(lines) {
		line = squeeze(line)
		unwanted, no := strings.CutPrefix(line, "! ")
		switch {
		case line == "":
		case no && strings.Contains(text, unwanted):
			t.Errorf("%s holds %s", path, unwanted)
		case !no && !strings.Contains(text, line):
			t.Errorf("%s does not hold %s", path, line)
		}
	}
}

// squeeze makes white space of any kind and length one space.
func squeeze(text string) string { return strings.Join(strings.Fields(text), " ") }

// jsonLD returns the schema.org objects of a page, an indented line for each
// value.
func jsonLD(t *testing.T, made []byte) string {
	t.Helper()
	var b strings.Builder
	for _, script := range elements(t, made, "script") {
		if attribute(script, "type") != "application/ld+json" {
			continue
		}
		var object any
		if err := json.Unmarshal([]byte(textOf(script)), &object); err != nil {
			t.Errorf("JSON-LD that is no JSON: %v", err)
			continue
		}
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		if err := enc.Encode(object); err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

// elements returns all elements of a name, in document order.
func elements(t *testing.T, page []byte, name string) []*html.Node {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var found []*html.Node
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && (n.Data == name || name == "") {
			found = append(found, n)
		}
	}
	return found
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

// lineDifference shows where two texts differ: the lines around the first
// difference.
func lineDifference(want, got string) string {
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	at := 0
	for at < len(a) && at < len(b) && a[at] == b[at] {
		at++
	}
	show := func(lines []string) string {
		return strings.Join(lines[max(0, min(at, len(lines))-2):min(len(lines), at+4)], "\n    ")
	}
	return fmt.Sprintf("  differs in line %d; wanted\n    %s\n  got\n    %s\n", at+1, show(a), show(b))
}
