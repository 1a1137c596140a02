//go:build e2e

package e2e

import (
	"bytes"
	"cmp"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
)

const (
	// firstFlight is how many bytes arrive in the first round trip of a new
	// connection: ten segments (RFC 6928), less what headers and TLS take.
	firstFlight = 14336
	// lightView is what half of the kinds of page weigh at most.
	lightView = 8 * 1024
	// allScripts is what the scripts of the site weigh at most, together.
	allScripts = 6 * 1024
	// searchScript is what search may weigh of them.
	searchScript = 4 * 1024
)

var stylesheet = regexp.MustCompile(`<link rel="stylesheet" href="/([^"]+)"`)

// pageFile is the file of a page of the starter site.
func pageFile(p page) string {
	if p.kind == "not found" {
		return filepath.Join(starter.dir, "404.html")
	}
	path, _, _ := strings.Cut(p.path, "?")
	return filepath.Join(starter.dir, path, "index.html")
}

// firstView is how many bytes of HTML and CSS a page needs to be seen.
func firstView(t *testing.T, p page) int {
	t.Helper()
	html := read(t, pageFile(p))
	weight := packed(t, html)
	styles := stylesheet.FindAllSubmatch(html, -1)
	if len(styles) == 0 {
		t.Errorf("%s: names no style", p.kind)
	}
	for _, style := range styles {
		weight += packed(t, read(t, filepath.Join(starter.dir, string(style[1]))))
	}
	return weight
}

func TestTheFirstViewOfEveryKindOfPageFitsTheFirstFlight(t *testing.T) {
	weights := map[string]int{}
	names := make([]string, len(kinds))
	for i, page := range kinds {
		names[i] = page.kind
		weights[page.kind] = firstView(t, page)
		if weights[page.kind] > firstFlight {
			t.Errorf("%s: HTML and CSS are %d bytes in brotli, %d at most", page.kind, weights[page.kind], firstFlight)
		}
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Compare(weights[a], weights[b]) })
	for _, name := range names {
		t.Logf("%6d %s", weights[name], name)
	}
	if middle := names[(len(names)-1)/2]; weights[middle] > lightView {
		t.Errorf("half of the kinds weigh %d bytes or more (%s), %d at most", weights[middle], middle, lightView)
	}
}

// Scripts of the preview are on no published site.
func TestAllScriptsOfTheSiteTogetherAreLight(t *testing.T) {
	names := builtFiles(t, starter.dir, ".js", ".mjs")
	total := 0
	for _, name := range names {
		total += packed(t, read(t, name))
	}
	for _, name := range names {
		if weight := packed(t, read(t, name)); strings.Contains(name, "search.") && weight > searchScript {
			t.Errorf("search is %d bytes in brotli, %d at most", weight, searchScript)
		}
	}
	if total > allScripts {
		t.Errorf("%d scripts weigh %d bytes in brotli, %d at most: %v", len(names), total, allScripts, names)
	}
	t.Logf("%d scripts, %d bytes", len(names), total)
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// packed is how many bytes brotli makes of a file, as build --compress writes it.
func packed(t *testing.T, content []byte) int {
	t.Helper()
	var b bytes.Buffer
	w := brotli.NewWriterLevel(&b, brotli.BestCompression)
	_, err := w.Write(content)
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Len()
}

// Each page asks for nothing more than its style and its icon: no script, no
// font, no picture that the content did not bring.
func TestAPageAsksForNothingButItsStyleAndIcons(t *testing.T) {
	reference := regexp.MustCompile(`(?:src|srcset)="([^"]+)"|<link rel="(?:preload|modulepreload|prefetch)"`)
	for _, page := range kinds {
		for _, m := range reference.FindAllSubmatch(read(t, pageFile(page)), -1) {
			name := strings.TrimPrefix(string(m[1]), "/static/pictures/") // copies of those that the content brought
			if strings.HasPrefix(page.path, "/search/") && (name == "" || strings.HasPrefix(name, "/static/js/search.")) {
				continue // the script that searches, and the root of the index
			} else if strings.HasPrefix(name, "/static/") && !strings.HasPrefix(name, "/static/js/today.") || strings.Contains(name, "//") {
				t.Errorf("%s: asks for %s", page.kind, m[0])
			}
		}
	}
}
