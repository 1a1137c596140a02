package build

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"example.org/advocate/internal/site"
)

// muchLater is the clock of builds whose sources have not been touched for long.
func muchLater() time.Time { return time.Now().Add(time.Hour) }

// rememberedBuild builds as `advocate build` does.
func rememberedBuild(t *testing.T, source, out string, change func(*Options)) Result {
	t.Helper()
	opts := Options{Source: source, Out: out, Remember: true, clock: muchLater, Options: site.Options{Now: someDay}}
	if change != nil {
		change(&opts)
	}
	result, err := Run(context.Background(), opts)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// skipped tells whether a build did nothing because of what it remembered.
func skipped(r Result) bool { return r.Site == nil }

func TestABuildThatWouldDoNothingDoesNothing(t *testing.T) {
	for name, c := range map[string]struct {
		change func(t *testing.T, source, out string)
		opts   func(*Options)
		skips  bool
	}{
		"nothing changed":        {nil, nil, true},
		"a little later":         {nil, func(o *Options) { o.Now = o.Now.Add(time.Hour) }, true},
		"the event is over":      {nil, func(o *Options) { o.Now = o.Now.AddDate(0, 1, 0) }, false},
		"earlier":                {nil, func(o *Options) { o.Now = o.Now.Add(-time.Hour) }, false},
		"clean":                  {nil, func(o *Options) { o.Clean = true }, false},
		"drafts":                 {nil, func(o *Options) { o.Drafts = true }, false},
		"another address":        {nil, func(o *Options) { o.BaseURL = "https://other.example/" }, false},
		"compressed":             {nil, func(o *Options) { o.Compress = Quick }, false},
		"a text":                 {func(t *testing.T, s, _ string) { write(t, s, "content/about.md", "---\ntitle: About\n---\nNew\n") }, nil, false},
		"of the same length":     {func(t *testing.T, s, _ string) { write(t, s, "content/about.md", "---\ntitle: abouT\n---\n") }, nil, false},
		"a new file":             {func(t *testing.T, s, _ string) { write(t, s, "content/new.md", "---\ntitle: New\n---\n") }, nil, false},
		"a file gone":            {func(t *testing.T, s, _ string) { remove(t, filepath.Join(s, "content", "about.md")) }, nil, false},
		"a file renamed":         {func(t *testing.T, s, _ string) { rename(t, filepath.Join(s, "content"), "about.md", "abuot.md") }, nil, false},
		"a layout":               {func(t *testing.T, s, _ string) { write(t, s, "layouts/partials/x.html", "{{/* */}}") }, nil, false},
		"a style":                {func(t *testing.T, s, _ string) { write(t, s, "static/css/own.css", "b{}") }, nil, false},
		"something else":         {func(t *testing.T, s, _ string) { write(t, s, "notes.txt", "not of the site") }, nil, true},
		"a page was edited":      {func(t *testing.T, _, o string) { write(t, o, "about/index.html", "edited by hand") }, nil, false},
		"a page was removed":     {func(t *testing.T, _, o string) { remove(t, filepath.Join(o, "about", "index.html")) }, nil, false},
		"the manifest was":       {func(t *testing.T, _, o string) { write(t, o, manifestName, "# nothing\n") }, nil, false},
		"the record is damaged":  {func(t *testing.T, s, _ string) { damage(t, s) }, nil, false},
		"the caches are removed": {func(t *testing.T, s, _ string) { removeAll(t, filepath.Join(s, ".advocate")) }, nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			source, out := sourceFolderOf(t, map[string]string{
				"content/about.md":     "---\ntitle: About\n---\n",
				"content/events/a.md":  "---\ntitle: A\nstart: 2026-12-03 18:00\n---\n[broken](/nowhere/)\n",
				"content/notes.secret": "not published, with a warning",
			}), filepath.Join(t.TempDir(), "public")
			first := rememberedBuild(t, source, out, nil)
			if c.change != nil {
				c.change(t, source, out)
			}
			again := rememberedBuild(t, source, out, c.opts)
			if skipped(again) != c.skips {
				t.Errorf("it was skipped: %v, and should be: %v", skipped(again), c.skips)
			}
			if name == "nothing changed" && (len(first.Problems) != 2 || !equalProblems(first, again) || again.Pages != first.Pages || again.Files != first.Files || !again.Next.Equal(first.Next)) {
				t.Errorf("it tells %+v, not %+v", again, first)
			}
			fresh := filepath.Join(t.TempDir(), "public")
			rememberedBuild(t, source, fresh, c.opts)
			same(t, tree(t, out), tree(t, fresh))
		})
	}
}

func equalProblems(a, b Result) bool {
	if len(a.Problems) != len(b.Problems) {
		return false
	}
	for i := range a.Problems {
		if a.Problems[i] != b.Problems[i] {
			return false
		}
	}
	return true
}

// A file may be written twice within a tick of the clock, with the same size:
// its times tell nothing until it has been left alone for a while.
func TestABuildOfFreshFilesIsNotTrusted(t *testing.T) {
	source, out := sourceFolderOf(t, map[string]string{"content/about.md": "---\ntitle: About\n---\n"}), filepath.Join(t.TempDir(), "public")
	now := func(o *Options) { o.clock = nil }
	rememberedBuild(t, source, out, now)
	if skipped(rememberedBuild(t, source, out, now)) {
		t.Error("the second build believed the first")
	}
}

func remove(t *testing.T, name string) {
	t.Helper()
	if err := os.Remove(name); err != nil {
		t.Fatal(err)
	}
}

func removeAll(t *testing.T, name string) {
	t.Helper()
	if err := os.RemoveAll(name); err != nil {
		t.Fatal(err)
	}
}

func rename(t *testing.T, dir, from, to string) {
	t.Helper()
	if err := os.Rename(filepath.Join(dir, from), filepath.Join(dir, to)); err != nil {
		t.Fatal(err)
	}
}

// damage changes a byte of the record.
func damage(t *testing.T, source string) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(source, cachesFolder, recordsFolder, "*"))
	if err != nil || len(names) != 1 {
		t.Fatalf("%q, %v", names, err)
	}
	text, err := os.ReadFile(names[0])
	if err != nil {
		t.Fatal(err)
	}
	text[len(text)/2] ^= 1
	if err := os.WriteFile(names[0], text, 0o600); err != nil {
		t.Fatal(err)
	}
}
