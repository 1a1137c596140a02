//go:build e2e && screenshots

package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestScreenshots takes a picture of each kind of page in each look into the
// folder that ADVOCATE_SCREENSHOTS names: make screenshots.
func TestScreenshots(t *testing.T) {
	dir := os.Getenv("ADVOCATE_SCREENSHOTS")
	if dir == "" {
		t.Fatal("ADVOCATE_SCREENSHOTS names no folder")
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	tablet := look{name: "tablet", width: 768, height: 1024}
	tabletDark := look{name: "tablet, dark", width: 768, height: 1024, media: phoneDark.media}
	p := open(t, starter)
	for _, page := range kinds {
		p.visit(page.path)
		for _, l := range []look{phone, phoneDark, tablet, tabletDark, wide, wideDark} {
			p.as(l)
			name := strings.NewReplacer(" ", "-", ",", "").Replace(fmt.Sprintf("%s %s.png", page.kind, l.name))
			if err := os.WriteFile(filepath.Join(dir, name), get(p, chromedp.FullScreenshot(100)), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}
