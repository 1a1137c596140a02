package build

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.org/advocate/internal/site"
)

func TestHostsAreToldTheHeadersThatTheHandlerSends(t *testing.T) {
	source := sourceFolderOf(t, map[string]string{"content/about.md": "---\ntitle: About\nsummary: S.\n---\n"})
	out := filepath.Join(t.TempDir(), "public")
	built := run(t, source, out)
	text, err := os.ReadFile(filepath.Join(out, "_headers"))
	if err != nil {
		t.Fatal(err)
	}
	policy := built.Site.Policy()
	h := Handler(out, HandlerOptions{Policy: policy})
	sent := ask(h, "GET", "/about/").Header
	all, assets, _ := strings.Cut(string(text), "\n\n")
	lines := strings.Split(all, "\n")
	if lines[0] != "/*" || len(lines) < 6 {
		t.Errorf("%s", text)
	}
	for _, line := range lines[1:] {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		if name != "Strict-Transport-Security" && sent.Get(name) != value {
			t.Errorf("%s: the handler sends %q, hosts are told %q", name, sent.Get(name), value)
		}
	}
	if assets != "/static/*\n  Cache-Control: public, max-age=31536000, immutable\n" {
		t.Errorf("%q", assets)
	}
	if got := ask(h, "GET", "/_headers").StatusCode; got != 404 {
		t.Errorf("the file itself is answered with %d", got)
	}
}

func TestTheHeadersOfASiteBelowAPathAreForThatPath(t *testing.T) {
	source := sourceFolderOf(t, map[string]string{"content/about.md": "---\ntitle: About\nsummary: S.\n---\n"})
	for base, want := range map[string]string{"https://city.example/office/": "/office/*\n", "http://127.0.0.1:8080/": "/*\n"} {
		built, err := Prepare(Options{Source: source, Options: site.Options{Now: someDay, BaseURL: base}})
		if err != nil {
			t.Fatal(err)
		}
		text := string(built.headers())
		if err := built.Close(); err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(text, want) || strings.Contains(text, "Strict-Transport-Security") != strings.HasPrefix(base, "https:") ||
			!strings.Contains(text, strings.TrimSuffix(want, "*\n")+"static/*\n") {
			t.Errorf("%s: %s", base, text)
		}
	}
}
