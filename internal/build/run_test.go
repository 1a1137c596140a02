package build

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.org/advocate/internal/content"
	"example.org/advocate/internal/site"
)

// run builds a site into a folder.
func run(t *testing.T, source, out string) Result {
	t.Helper()
	result, err := Run(context.Background(), Options{Source: source, Out: out, Options: site.Options{Now: someDay}})
	if err != nil {
		t.Fatalf("%v: %v", err, result.Problems)
	}
	return result
}

func TestABuildSaysWhatItDid(t *testing.T) {
	source := sourceFolderOf(t, map[string]string{
		"content/about.md":         "---\ntitle: About\n---\n[nowhere](/nowhere/)\n",
		"content/events/market.md": "---\ntitle: Market\nstart: 2026-12-03 18:00\nend: 2026-12-03 19:00\n---\n",
		"content/news/a.md":        "---\ntitle: A\ndate: 2026-11-24\naliases: /old/\n---\n",
	})
	out := filepath.Join(t.TempDir(), "public")
	first := run(t, source, out)
	if first.Written != first.Files || first.Removed != 0 || first.Pages == 0 || first.Pages >= first.Files {
		t.Errorf("%+v", first)
	}
	if len(first.Problems) != 1 || !strings.Contains(first.Problems[0].Message, "/nowhere/") {
		t.Errorf("the broken link is not told: %v", first.Problems)
	}
	if got := first.Next.UTC().Format("2006-01-02T15:04Z"); got != "2026-11-30T06:00Z" {
		t.Errorf("the site would next differ at %s, not when the next week begins in Chicago", got)
	}
	if again := run(t, source, out); again.Written+again.Removed != 0 || again.Files != first.Files {
		t.Errorf("the same build again: %+v", again)
	}
	write(t, source, "content/about.md", "---\ntitle: About\n---\n")
	if err := os.Remove(filepath.Join(source, "content/news/a.md")); err != nil {
		t.Fatal(err)
	}
	before := tree(t, out)
	third := run(t, source, out)
	shards := 0 // and the root of the search, which are named by what they hold
	for name := range before {
		if _, err := os.Stat(filepath.Join(out, name)); err != nil && strings.HasPrefix(name, "search/") {
			shards++
		}
	}
	for _, gone := range []string{"news/a/index.html", "old/index.html", "news/a", "old"} {
		if _, err := os.Stat(filepath.Join(out, gone)); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s is still there", gone)
		}
	}
	if shards == 0 || third.Removed != 2+shards || third.Pages != first.Pages-1 || len(third.Problems) != 0 {
		t.Errorf("after a page is gone: %+v", third)
	}
}

func TestABuildWithErrorsLeavesEverythingAsItWas(t *testing.T) {
	source := sourceFolderOf(t, map[string]string{"content/about.md": "---\ntitle: About\n---\n"})
	out := filepath.Join(t.TempDir(), "public")
	run(t, source, out)
	write(t, out, "index.html", "edited by hand")
	stamp := tree(t, out)
	for name, broken := range map[string]string{
		"an error in a file":          "content/about.md\n---\ntitel: About\n---\n",
		"two pages for one address":   "content/us.md\n---\ntitle: Us\nslug: about\n---\n",
		"settings that are no YAML":   "content/site.yaml\ntitle: [\n",
		"a layout that is no layout":  "layouts/404.html\n{{if}}",
		"a style without its image":   "static/css/site.css\nbody{background:url(no.png)}",
		"a layout that fails":         "layouts/page.html\n{{template \"frame\" .}}{{define \"main\"}}{{.NoSuchThing}}{{end}}",
		"a layout with unknown words": "layouts/page.html\n{{template \"frame\" .}}{{define \"main\"}}{{t \"no.such.words\"}}{{end}}",
	} {
		t.Run(name, func(t *testing.T) {
			copied := t.TempDir()
			for file, text := range tree(t, source) {
				write(t, copied, file, string(text))
			}
			file, text, _ := strings.Cut(broken, "\n")
			write(t, copied, file, text)
			result, err := Run(context.Background(), Options{Source: copied, Out: out, Clean: true, Options: site.Options{Now: someDay}})
			if err == nil {
				t.Fatal("the build succeeded")
			}
			if errors.Is(err, ErrProblems) != (content.Errors(result.Problems) > 0) {
				t.Errorf("%v with %v", err, result.Problems)
			}
			if !errors.Is(err, ErrProblems) && !strings.Contains(err.Error(), file) {
				t.Errorf("the error does not name %s: %v", file, err)
			}
			if result.Site != nil || result.Templates != nil {
				t.Error("a site is there, though nothing was published")
			}
			same(t, tree(t, out), stamp)
		})
	}
}

func TestACleanBuildWritesEverything(t *testing.T) {
	source := sourceFolderOf(t, map[string]string{"content/about.md": "---\ntitle: About\n---\n"})
	out := filepath.Join(t.TempDir(), "public")
	first := run(t, source, out)
	clean, err := Run(context.Background(), Options{Source: source, Out: out, Clean: true, Options: site.Options{Now: someDay}})
	if err != nil || clean.Written != first.Files {
		t.Errorf("%d of %d files written, %v", clean.Written, first.Files, err)
	}
}

func TestOutputFoldersAmongTheSourcesAreRefused(t *testing.T) {
	source := sourceFolderOf(t, map[string]string{"content/about.md": "---\ntitle: About\n---\n"})
	stamp := tree(t, source)
	for _, out := range []string{"", source, filepath.Join(source, "content"), filepath.Join(source, "content", "new"), filepath.Join(source, "layouts"), filepath.Join(source, "static", "x"), filepath.Dir(source)} {
		if _, err := Run(context.Background(), Options{Source: source, Out: out, Options: site.Options{Now: someDay}}); err == nil {
			t.Errorf("%q is taken as an output folder", out)
		}
	}
	same(t, tree(t, source), stamp)
}

func TestAStoppedBuildPublishesNothing(t *testing.T) {
	source := sourceFolderOf(t, map[string]string{"content/about.md": "---\ntitle: About\n---\n"})
	out := filepath.Join(t.TempDir(), "public")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Run(ctx, Options{Source: source, Out: out, Options: site.Options{Now: someDay}}); !errors.Is(err, context.Canceled) {
		t.Errorf("the build ended with %v", err)
	}
	if _, err := os.Stat(out); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the output folder is there: %v", err)
	}
}

func TestAMissingSourceIsSaid(t *testing.T) {
	_, err := Run(context.Background(), Options{Source: filepath.Join(t.TempDir(), "nowhere"), Out: filepath.Join(t.TempDir(), "public"), Options: site.Options{Now: someDay}})
	if err == nil || !strings.Contains(err.Error(), "nowhere") {
		t.Errorf("%v", err)
	}
}

// A link in content/ that leads out of the site's folder publishes nothing.
func TestLinksOutOfTheSourceAreNotRead(t *testing.T) {
	secret := t.TempDir()
	write(t, secret, "secret.pdf", "secret")
	write(t, secret, "secret.md", "---\ntitle: Secret\n---\n")
	source := sourceFolderOf(t, map[string]string{"content/about.md": "---\ntitle: About\n---\n"})
	link(t, filepath.Join(secret, "secret.pdf"), filepath.Join(source, "content", "a.pdf"))
	link(t, filepath.Join(secret, "secret.md"), filepath.Join(source, "content", "b.md"))
	link(t, secret, filepath.Join(source, "content", "c"))
	out := filepath.Join(t.TempDir(), "public")
	result, err := Run(context.Background(), Options{Source: source, Out: out, Options: site.Options{Now: someDay}})
	if !errors.Is(err, ErrProblems) || content.Errors(result.Problems) != 3 {
		t.Errorf("%v: %v", err, result.Problems)
	}
}
