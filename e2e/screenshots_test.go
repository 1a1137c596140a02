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
	dir := album(t)
	p := open(t, starter)
	for _, page := range kinds {
		p.visit(page.path)
		p.pictures(dir, page.kind)
	}
}

// TestScreenshotsOfEveryState does the same for the states of the form and of
// the desk.
func TestScreenshotsOfEveryState(t *testing.T) {
	dir := album(t)
	everything(t, func(p *tab, state string) {
		p.pictures(dir, state)
		p.as(wide)
	})
}

// album is the folder for pictures.
func album(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("ADVOCATE_SCREENSHOTS")
	if dir == "" {
		t.Fatal("ADVOCATE_SCREENSHOTS names no folder")
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// pictures takes a picture of the page that is shown, in each look.
func (p *tab) pictures(dir, kind string) {
	p.t.Helper()
	tablet := look{name: "tablet", width: 768, height: 1024}
	tabletDark := look{name: "tablet, dark", width: 768, height: 1024, media: phoneDark.media}
	for _, l := range []look{phone, phoneDark, tablet, tabletDark, wide, wideDark} {
		p.as(l)
		name := strings.NewReplacer(" ", "-", ",", "").Replace(fmt.Sprintf("%s %s.png", kind, l.name))
		if err := os.WriteFile(filepath.Join(dir, name), get(p, chromedp.FullScreenshot(100)), 0o600); err != nil {
			p.t.Fatal(err)
		}
	}
}
