package content_test

import (
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"

	"example.org/advocate/internal/content"
	"example.org/advocate/internal/site"
)

// FuzzSettings holds that site.yaml never makes a panic, that its problems
// stand at places in it, and that settings without errors make a site.
func FuzzSettings(f *testing.F) {
	f.Add(plainSettings)
	archives, err := filepath.Glob("testdata/broken/settings*.txtar")
	if err != nil || len(archives) == 0 {
		f.Fatal("no settings to begin with: ", err)
	}
	for _, name := range archives {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive.Files {
			if file.Name == "content/site.yaml" {
				f.Add(string(file.Data))
			}
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<14 || strings.Count(text, ",")+strings.Count(text, "-") > 200 {
			return // every language is a whole site
		}
		files := fstest.MapFS{
			"content/site.yaml": {Data: []byte(text)}, "content/about.md": {Data: []byte("---\ntitle: About\nupdated: 2026-11-01\n---\n[x](/about/)\n")},
			"content/events/a.md": {Data: []byte("---\ntitle: A\nstart: 2026-12-03 18:00\n---\n")},
		}
		c, problems := content.Load(files, content.Options{})
		for _, p := range problems {
			checkPlace(t, files, p)
		}
		s := c.Settings
		if s.Zone == nil || len(s.Languages) == 0 {
			t.Fatalf("no zone or no language: %+v", s)
		}
		if content.Errors(problems) > 0 {
			return
		}
		if u, err := url.Parse(s.BaseURL); err != nil || u.Host == "" || !strings.HasSuffix(s.BaseURL, "/") || s.Title == "" {
			t.Errorf("settings without errors: %+v", s)
		}
		linked, more := site.New(c, site.Options{Now: someDay})
		for _, p := range more {
			checkPlace(t, files, p)
		}
		if content.Errors(more) == 0 && len(linked.Targets) < 50 {
			t.Errorf("a site of %d targets", len(linked.Targets))
		}
	})
}
