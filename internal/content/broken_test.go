package content_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"example.org/advocate/internal/content"
	"example.org/advocate/internal/site"
)

var update = flag.Bool("update", false, "rewrite what the tests expect with what they got")

// someDay is the instant of tests that need one.
var someDay = time.Date(2026, 11, 25, 15, 0, 0, 0, time.UTC)

// plainSettings is the site.yaml of sites that bring none of their own.
const plainSettings = `title: Test Office
base_url: https://advocate.example.org/
timezone: America/Chicago
languages: [en]
districts:
  - slug: "4"
    title: District 4
`

// TestBrokenSitesSayWhatIsWrongWhereAndWhatToDo reads the sites of
// testdata/broken: what a person wrote, and under "problems" every line that
// the person gets to see. Go on reading there.
func TestBrokenSitesSayWhatIsWrongWhereAndWhatToDo(t *testing.T) {
	archives, err := filepath.Glob("testdata/broken/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatalf("no broken sites: %v", err)
	}
	for _, name := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			problems := problemsOf(siteOf(t, archive))
			var got strings.Builder
			if err := content.Print(&got, problems, false); err != nil {
				t.Fatal(err)
			}
			checkPlaces(t, archive, problems)
			compare(t, name, archive, got.String())
		})
	}
}

// siteOf unpacks an archive. A file whose name ends in (quoted) holds Go
// strings, a line each, for what a text file cannot show.
func siteOf(t *testing.T, archive *txtar.Archive) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{"content/site.yaml": {Data: []byte(plainSettings)}}
	for _, f := range archive.Files {
		name, quoted := strings.CutSuffix(f.Name, " (quoted)")
		switch {
		case f.Name == "problems":
			continue
		case f.Name == "content/site.yaml is missing":
			delete(files, "content/site.yaml")
			continue
		case quoted:
			files[name] = &fstest.MapFile{Data: unquote(t, f.Data)}
		default:
			files[name] = &fstest.MapFile{Data: f.Data}
		}
	}
	return files
}

func unquote(t *testing.T, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	for line := range strings.Lines(string(data)) {
		text, err := strconv.Unquote(strings.TrimSpace(line))
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		b.WriteString(text)
	}
	return b.Bytes()
}

// problemsOf gathers what a build of the site reports.
func problemsOf(files fstest.MapFS) []content.Problem {
	c, problems := content.Load(files, content.Options{})
	if content.Errors(problems) > 0 {
		return problems
	}
	linked, more := site.New(c, site.Options{Now: someDay})
	problems = append(problems, more...)
	if content.Errors(problems) == 0 {
		problems = append(problems, linked.BrokenLinks(content.Warning, nil)...)
		problems = append(problems, linked.MissingAlternatives(content.Warning)...)
	}
	content.Sort(problems)
	return problems
}

// checkPlaces holds that every problem stands in a file, at a place in it, and
// that its line is the one shown under it.
func checkPlaces(t *testing.T, archive *txtar.Archive, problems []content.Problem) {
	t.Helper()
	files := siteOf(t, archive)
	for _, p := range problems {
		checkPlace(t, files, p)
	}
}

func checkPlace(t *testing.T, files fstest.MapFS, p content.Problem) {
	t.Helper()
	if p.Message == "" || strings.ContainsAny(p.Message, "\n\r") {
		t.Errorf("the message is not one line: %q", p)
	}
	file := files[p.Path]
	if file == nil {
		if p.Line != 1 || p.Col != 1 {
			t.Errorf("a place in a file that is not there: %s", p)
		}
		return
	}
	lines := strings.Split(strings.TrimSuffix(string(file.Data), "\n"), "\n")
	if p.Line < 1 || p.Line > len(lines) {
		t.Errorf("the file has %d lines: %s", len(lines), p)
		return
	}
	line := []rune(strings.TrimSuffix(lines[p.Line-1], "\r"))
	if p.Col < 1 || p.Col > len(line)+1 {
		t.Errorf("the line has %d characters: %s", len(line), p)
	}
	if p.Source != "" && p.Source != string(line) {
		t.Errorf("the line shown is %q, the file has %q: %s", p.Source, string(line), p)
	}
}

// compare compares the section "problems" with what was got, or rewrites it.
func compare(t *testing.T, name string, archive *txtar.Archive, got string) {
	t.Helper()
	for i, f := range archive.Files {
		if f.Name != "problems" {
			continue
		}
		if string(f.Data) == got {
			return
		}
		if !*update {
			t.Errorf("in %s\n%s(go test ./internal/content -update rewrites it)", name, difference(string(f.Data), got))
			return
		}
		archive.Files[i].Data = []byte(got)
		if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Errorf("%s has no section %q", name, "problems")
}

// difference lists the lines that only one of two texts has.
func difference(want, got string) string {
	var b strings.Builder
	has := func(text, line string) bool { return strings.Contains("\n"+text, "\n"+line) }
	for line := range strings.Lines(want) {
		if !has(got, line) {
			b.WriteString("  missing: " + line)
		}
	}
	for line := range strings.Lines(got) {
		if !has(want, line) {
			b.WriteString("  new:     " + line)
		}
	}
	return b.String()
}
