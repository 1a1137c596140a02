package build

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/txtar"
	"golang.org/x/net/html"

	advocate "example.org/advocate"
	"example.org/advocate/internal/content"
	"example.org/advocate/internal/site"
)

// fuzzed are the places at which a document is tried, one of each kind.
var fuzzed = []string{"about.md", "index.md", "events/a.md", "initiatives/a.md", "issues/a.md", "news/a.md", "topics/a.md", "departments/a.md", "about.es.md", "events/index.md"}

// surroundings are what a document may name.
var surroundings = map[string]string{
	"site.yaml":          strings.Replace(plainSettings, "[en]", "[en, es]", 1) + "districts: [{slug: 4, title: Four}]\n",
	"topics/water.md":    "---\ntitle: Water\n---\n",
	"departments/w.md":   "---\ntitle: Works\n---\n",
	"initiatives/i.md":   "---\ntitle: I\nstatus: active\n---\n",
	"report.pdf":         "%PDF",
	"about.md":           "---\ntitle: About\n---\n",
	"events/neighbor.md": "---\ntitle: Next door\nstart: 2026-12-03 18:00\n---\n",
}

// builtIn are the layouts that the program comes with, parsed once.
var builtIn = sync.OnceValues(func() (*Templates, error) {
	return LoadTemplates(advocate.Files, func(name string) (string, error) { return "/static/" + name, nil })
})

// FuzzDocument reads a document as a whole. It holds that nothing panics, that
// every problem stands at a place in the file, and that what loads becomes
// pages, feeds, calendars and data that are right, in which nothing runs.
func FuzzDocument(f *testing.F) {
	for _, kind := range content.Kinds() {
		f.Add(byte(len(kind.Folder)), content.Starter(kind, "Title", "6f1c9d0e-7a37-4a5e-9d3e-0c1b2a3d4e5f", someDay))
	}
	archives, err := filepath.Glob("../content/testdata/broken/*.txtar")
	if err != nil || len(archives) == 0 {
		f.Fatal("no broken sites: ", err)
	}
	for _, name := range archives {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive.Files {
			if strings.HasSuffix(file.Name, ".md") {
				f.Add(kindOfSeed(file.Name), string(file.Data))
			}
		}
	}
	f.Add(byte(2), "---\ntitle: </script><script>alert(1)</script>\nstart: 2026-12-03 18:00\nonline: https://x.example.org/\"\nlocation: {name: \"<b>\", lat: 1, lon: 2}\ntopics: [water]\n---\n<script>x</script> [a](javascript:b) {{.}}\n")
	f.Add(byte(4), "---\ntitle: I\nstatus: resolved\nopened: 2026-01-01\nresolved: 2026-02-01\nmeasures: [{name: N, series: [{date: 2026-01-01, value: 1e308}, {date: 2026-02-01, value: -1e308}]}]\n---\n")
	f.Add(byte(2), "---\ntitle: E\nstart: 1900-01-01 00:00\nend: 1900-12-31 23:59\n---\n")
	f.Fuzz(func(t *testing.T, where byte, text string) {
		if len(text) > 1<<16 {
			return // size is tested elsewhere
		}
		checkDocument(t, fuzzed[int(where)%len(fuzzed)], text)
	})
}

func kindOfSeed(name string) byte {
	folder, _, _ := strings.Cut(strings.TrimPrefix(name, "content/"), "/")
	for i, place := range fuzzed {
		if strings.HasPrefix(place, folder+"/") {
			return byte(i)
		}
	}
	return 0
}

func checkDocument(t *testing.T, place, text string) {
	files := fstest.MapFS{}
	for name, data := range surroundings {
		files["content/"+name] = &fstest.MapFile{Data: []byte(data)}
	}
	files["content/"+place] = &fstest.MapFile{Data: []byte(text)}
	templates, err := builtIn()
	if err != nil {
		t.Fatal(err)
	}
	c, problems := content.Load(files, content.Options{ReservedIDs: templates.reserved, Labels: Options{}.labels})
	var linked *site.Site
	if content.Errors(problems) == 0 {
		var more []content.Problem
		linked, more = site.New(c, site.Options{Now: someDay, Drafts: true})
		problems = append(problems, more...)
	}
	for _, p := range problems {
		checkPlace(t, files, p)
	}
	if content.Errors(problems) > 0 {
		return
	}
	for _, p := range slices.Concat(linked.BrokenLinks(content.Warning, templates.reserved), linked.MissingAlternatives(content.Warning), linked.Advice()) {
		if p.Path != "content/charter.md" {
			checkPlace(t, files, p)
		}
	}
	r := renderer{templates: templates, source: files, cards: newCards(nil)}
	for _, target := range linked.Targets {
		if _, many := target.From.(site.SearchIndex); many || !touched(target.Path) {
			continue
		}
		var page bytes.Buffer
		err := r.render(&page, target)
		made := page.Bytes()
		if err != nil {
			t.Fatalf("%v of %q", err, text)
		}
		checkTarget(t, target, made)
		if strings.HasSuffix(target.Path, ".html") {
			checkNothingRuns(t, target.Path, made)
		}
	}
}

// touched tells the targets in which a document appears; to render all of them
// each time would take too long.
func touched(name string) bool {
	return !strings.HasPrefix(name, "events/1") && !strings.HasPrefix(name, "events/2") && !strings.HasPrefix(name, "es/events/") && !strings.HasPrefix(name, "departments/w/") && !strings.Contains(name, "feed.atom")
}

// checkPlace holds that a problem stands at a place in its file.
func checkPlace(t *testing.T, files fstest.MapFS, p content.Problem) {
	file := files[p.Path]
	if file == nil {
		t.Errorf("a problem in a file that is not there: %s", p)
		return
	}
	lines := bytes.Split(file.Data, []byte("\n"))
	if p.Line < 1 || p.Line > len(lines) || p.Col < 1 || p.Col > utf8.RuneCount(lines[p.Line-1])+1 {
		t.Errorf("a problem at a place that is not in the file: %s\n%q", p, file.Data)
	}
	if p.Message == "" || strings.ContainsAny(p.Message, "\n\r\x00\x1b") || len([]rune(p.Message)) > 500 {
		t.Errorf("the message is not one line of text: %q", p.Message)
	}
	line, indent := p.Excerpt()
	if strings.ContainsAny(line, "\n\r\x00\x1b") || len(indent) > 200 {
		t.Errorf("the excerpt is %q, with %d spaces", line, len(indent))
	}
}

// checkNothingRuns holds that a page runs no script, and asks no other host
// for anything.
func checkNothingRuns(t *testing.T, name string, made []byte) {
	z := html.NewTokenizer(bytes.NewReader(made))
	for z.Next() != html.ErrorToken {
		token := z.Token()
		if token.Type != html.StartTagToken && token.Type != html.SelfClosingTagToken {
			continue
		}
		attributes := map[string]string{}
		for _, a := range token.Attr {
			attributes[a.Key] = a.Val
			if strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "srcdoc" {
				t.Errorf("%s: %s", name, token)
			}
			if value := strings.ToLower(strings.TrimSpace(a.Val)); strings.HasPrefix(value, "javascript:") || strings.HasPrefix(value, "data:") && a.Key != "content" {
				t.Errorf("%s: %s", name, token)
			}
		}
		switch token.Data {
		case "script":
			own := attributes["src"] == "/static/js/today.js" || attributes["src"] == "/static/js/search.js" && strings.HasSuffix(name, "search/index.html")
			if attributes["type"] != "application/ld+json" && !own {
				t.Errorf("%s: %s", name, token)
			}
		case "iframe", "object", "embed", "style", "base":
			t.Errorf("%s: %s", name, token)
		case "img", "source", "audio", "video":
			if src := attributes["src"]; strings.Contains(src, "//") {
				t.Errorf("%s asks another host: %s", name, token)
			}
		}
	}
}
