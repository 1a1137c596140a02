package build

import (
	"bytes"
	"context"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"example.org/advocate/internal/content"
	"example.org/advocate/internal/site"
)

var update = flag.Bool("update", false, "rewrite what the tests expect with what they got")

// someDay is the instant of tests that need one: a morning in Tulsa.
var someDay = time.Date(2026, 11, 25, 15, 0, 0, 0, time.UTC)

// starterFolder holds the site that the project comes with.
const starterFolder = "../.."

// plainSettings is the site.yaml of sites that bring none of their own.
const plainSettings = `title: Test Office
base_url: https://advocate.example.org/
timezone: America/Chicago
languages: [en]
site_id: test
`

// sourceFolder writes a site's files into a new folder.
func sourceFolderOf(t *testing.T, site map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	if _, own := site["content/site.yaml"]; !own {
		write(t, dir, "content/site.yaml", plainSettings)
	}
	for _, name := range slices.Sorted(maps.Keys(site)) {
		write(t, dir, name, site[name])
	}
	return dir
}

// sourceOf unpacks the source files of an archive. A file whose name ends in
// (quoted) holds Go strings, a line each, for what a text file cannot show.
func sourceOf(t *testing.T, archive *txtar.Archive) map[string]string {
	t.Helper()
	files := map[string]string{}
	for _, f := range archive.Files {
		top, _, _ := strings.Cut(f.Name, "/")
		if top != "content" && top != "layouts" && top != "static" {
			continue
		}
		name, quoted := strings.CutSuffix(f.Name, " (quoted)")
		files[name] = string(f.Data)
		if quoted {
			files[name] = unquote(t, string(f.Data))
		}
	}
	return files
}

func unquote(t *testing.T, data string) string {
	t.Helper()
	var b strings.Builder
	for line := range strings.Lines(data) {
		text, err := strconv.Unquote(strings.TrimSpace(line))
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		b.WriteString(text)
	}
	return b.String()
}

// prepared links a site and fails the test where it has errors.
func prepared(t *testing.T, source string, opts site.Options) *Built {
	t.Helper()
	if opts.Now.IsZero() {
		opts.Now = someDay
	}
	built, err := Prepare(Options{Source: source, Options: opts})
	if err != nil {
		if built != nil {
			var b bytes.Buffer
			_ = content.Print(&b, built.Problems, false)
			t.Fatalf("%v\n%s", err, b.String())
		}
		t.Fatal(err)
	}
	t.Cleanup(func() { built.Close() })
	return built
}

// rendered returns every file of a site.
func rendered(t *testing.T, built *Built) files {
	t.Helper()
	made, err := built.Files(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// renderedSite is prepared and rendered.
func renderedSite(t *testing.T, source string, opts site.Options) files {
	t.Helper()
	return rendered(t, prepared(t, source, opts))
}

// again links the content of a built site for another instant.
func again(t *testing.T, built *Built, opts site.Options) *Built {
	t.Helper()
	if !opts.Preview {
		opts.Scripts = built.assets.hashes()
	}
	linked, problems := site.New(built.Content, opts)
	if content.Errors(problems) > 0 {
		t.Fatal(problems)
	}
	next := *built
	next.Site = linked
	return &next
}

// starter is the folder of the starter site.
func starter(t *testing.T) string {
	t.Helper()
	if _, err := os.Stat(filepath.Join(starterFolder, "content", "site.yaml")); err != nil {
		t.Fatalf("the starter site is missing: %v", err)
	}
	return starterFolder
}

// starterFiles is the starter site, rendered once for all tests.
func starterFiles(t *testing.T) files {
	t.Helper()
	made, err := renderStarter()
	if err != nil {
		t.Fatal(err)
	}
	return made
}

var renderStarter = sync.OnceValues(func() (files, error) {
	built, err := Prepare(Options{Source: starterFolder, Options: site.Options{Now: someDay}})
	if err != nil {
		return nil, err
	}
	defer built.Close()
	return built.Files(context.Background())
})
