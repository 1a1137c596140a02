//go:build e2e

package e2e

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// firstFlight is how many bytes arrive in the first round trip of a new
// connection: ten segments (RFC 6928), less what headers and TLS take.
const firstFlight = 14336

var stylesheet = regexp.MustCompile(`<link rel="stylesheet" href="/([^"]+)"`)

func TestTheFirstViewOfEveryKindOfPageFitsTheFirstFlight(t *testing.T) {
	heaviest, kind := 0, ""
	for _, page := range kinds {
		name := page.path + "index.html"
		if page.kind == "not found" {
			name = "404.html"
		}
		html := read(t, filepath.Join(starter.dir, name))
		weight := gzipped(t, html)
		styles := stylesheet.FindAllSubmatch(html, -1)
		if len(styles) == 0 {
			t.Errorf("%s: names no style", page.kind)
		}
		for _, style := range styles {
			weight += gzipped(t, read(t, filepath.Join(starter.dir, string(style[1]))))
		}
		if weight > firstFlight {
			t.Errorf("%s: HTML and CSS are %d bytes with gzip -9, %d at most", page.kind, weight, firstFlight)
		}
		if weight > heaviest {
			heaviest, kind = weight, page.kind
		}
	}
	t.Logf("the heaviest is %s: %d of %d bytes", kind, heaviest, firstFlight)
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// gzipped is how many bytes gzip -9 makes of a file.
func gzipped(t *testing.T, content []byte) int {
	t.Helper()
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err == nil {
		_, err = w.Write(content)
	}
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
		if page.kind == "not found" {
			continue
		}
		for _, m := range reference.FindAllSubmatch(read(t, filepath.Join(starter.dir, page.path, "index.html")), -1) {
			name := strings.TrimPrefix(string(m[1]), "/static/pictures/") // copies of those that the content brought
			if strings.HasPrefix(name, "/static/") || strings.Contains(name, "//") {
				t.Errorf("%s: asks for %s", page.kind, m[0])
			}
		}
	}
}
