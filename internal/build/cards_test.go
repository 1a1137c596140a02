package build

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.org/advocate/internal/site"
)

// shared is a site with one card of its own, beside those of its sections.
var shared = map[string]string{
	"content/events/hall.md": "---\ntitle: Town hall\nstart: 2026-12-03 18:00\nend: 2026-12-03 19:00\nlocation: { name: Library }\n---\n",
	"content/about.md":       "---\ntitle: About\n---\n",
}

// properties are the OpenGraph and Twitter properties of a page.
func properties(t *testing.T, page []byte) map[string]string {
	t.Helper()
	found := map[string]string{}
	for _, n := range elements(t, page, "meta") {
		for _, key := range []string{"property", "name"} {
			if name := attribute(n, key); name != "" {
				found[name] = attribute(n, "content")
			}
		}
	}
	return found
}

func cached(t *testing.T, source string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(source, ".advocate", "cards", "*"))
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestAPageNamesItsCardAsOtherSitesWantIt(t *testing.T) {
	made := renderedSite(t, sourceFolderOf(t, shared), site.Options{})
	event := properties(t, made["events/hall/index.html"])
	for name, want := range map[string]string{
		"og:title": "Town hall", "og:type": "article", "og:url": "https://advocate.example.org/events/hall/",
		"og:locale": "en_US", "og:image:width": "1200", "og:image:height": "630", "twitter:card": "summary_large_image",
		"og:image:alt": "A card that says: Events · Town hall · Thursday, December 3, 2026 · 6:00 pm to 7:00 pm · Library",
	} {
		if event[name] != want {
			t.Errorf("%s is %q, not %q", name, event[name], want)
		}
	}
	for name, page := range map[string]string{"the event": "events/hall/index.html", "a page": "about/index.html", "a month": "events/2026/12/index.html", "home": "index.html"} {
		image, ok := strings.CutPrefix(properties(t, made[page])["og:image"], "https://advocate.example.org/")
		if !ok || !isWholePNG(made[image]) || !fingerprinted(image) {
			t.Errorf("%s has the image %q", name, image)
		}
	}
	over := renderedSite(t, sourceFolderOf(t, shared), site.Options{Now: someDay.AddDate(0, 1, 0)})
	if image := properties(t, over["events/hall/index.html"])["og:image"]; image != properties(t, over["events/index.html"])["og:image"] {
		t.Errorf("an event that is over has a card of its own: %s", image)
	}
}

func TestACardIsDrawnOnce(t *testing.T) {
	source, out := sourceFolderOf(t, shared), t.TempDir()
	run(t, source, out)
	names := cached(t, source)
	if len(names) < 5 {
		t.Fatalf("the cache holds %q", names)
	}
	ignore, err := os.ReadFile(filepath.Join(source, ".advocate", ".gitignore"))
	if err != nil || string(ignore) != "*\n" {
		t.Errorf("git would see the caches: %q, %v", ignore, err)
	}
	// What the cache holds is what is published: nothing was drawn.
	mark := append(bytes.Clone(readFile(t, names[0])[:8]), "IEND\xaeB`\x82"...)
	if err := os.WriteFile(names[0], mark, 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, source, out)
	if got := readFile(t, filepath.Join(out, "static", "cards", filepath.Base(names[0]))); !bytes.Equal(got, mark) {
		t.Errorf("a card of the cache was drawn anew")
	}
}

func TestACardThatIsBrokenInTheCacheIsDrawnAnew(t *testing.T) {
	source, out := sourceFolderOf(t, shared), t.TempDir()
	run(t, source, out)
	name := cached(t, source)[0]
	whole := readFile(t, name)
	if err := os.WriteFile(name, whole[:len(whole)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, source, out)
	if got := readFile(t, filepath.Join(out, "static", "cards", filepath.Base(name))); !bytes.Equal(got, whole) {
		t.Error("half a card was published")
	}
}

func TestTheCacheForgetsCardsThatTheSiteHasNoMore(t *testing.T) {
	source, out := sourceFolderOf(t, shared), t.TempDir()
	run(t, source, out)
	before := len(cached(t, source))
	write(t, source, ".advocate/cards/0000000000.0000000000.png", "left over")
	if err := os.Remove(filepath.Join(source, "content", "events", "hall.md")); err != nil {
		t.Fatal(err)
	}
	run(t, source, out)
	if after := len(cached(t, source)); after != before-1 {
		t.Errorf("the cache holds %d cards, and held %d with the event", after, before)
	}
}

func TestASourceThatCannotBeWrittenIsBuiltAllTheSame(t *testing.T) {
	source, out := sourceFolderOf(t, shared), t.TempDir()
	write(t, source, ".advocate", "a file where the folder of caches would be")
	run(t, source, out)
	if _, ok := tree(t, out)["index.html"]; !ok {
		t.Error("nothing was built")
	}
}

func TestACheckWritesNothing(t *testing.T) {
	source := sourceFolderOf(t, shared)
	if _, err := Check(context.Background(), Options{Source: source, Options: site.Options{Now: someDay}}, ""); err != nil {
		t.Fatal(err)
	}
	if names := cached(t, source); len(names) > 0 {
		t.Errorf("a check wrote %q", names)
	}
}

func readFile(t *testing.T, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return content
}
