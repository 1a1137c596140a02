//go:build e2e

package e2e

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// violation is what axe-core says about a page.
type violation struct {
	ID     string
	Help   string
	Impact string
	Nodes  []struct {
		HTML           string
		FailureSummary string
	}
}

func (v violation) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s): %s", v.ID, v.Impact, v.Help)
	for i, node := range v.Nodes {
		if i == 3 {
			fmt.Fprintf(&b, "\n    and %d more", len(v.Nodes)-i)
			break
		}
		fmt.Fprintf(&b, "\n    %s\n      %s", node.HTML, strings.ReplaceAll(node.FailureSummary, "\n", "\n      "))
	}
	return b.String()
}

// runAxe runs all that axe-core knows of WCAG 2.2 A and AA, and its best
// practice.
const runAxe = `axe.run({
	resultTypes: ['violations'],
	runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']},
}).then(r => r.violations.map(v => ({
	ID: v.id, Help: v.help, Impact: v.impact,
	Nodes: v.nodes.map(n => ({HTML: n.html, FailureSummary: n.failureSummary})),
})))`

// checkers are axe-core and HTML_CodeSniffer themselves, as npm brings them.
func checkers(t *testing.T) string {
	t.Helper()
	var source strings.Builder
	for _, name := range []string{"axe-core/axe.min.js", "html_codesniffer/build/HTMLCS.js"} {
		text, err := os.ReadFile("node_modules/" + name)
		if err != nil {
			t.Fatalf("%s is not here (e2e/install brings it): %v", name, err)
		}
		source.Write(text)
		source.WriteString("\n;")
	}
	return source.String()
}

// everyLook is every way in which people look at a page.
var everyLook = []look{wide, wideDark, wideForced, phone, phoneDark}

// accessible runs the checkers on the page that the tab shows, in each of the
// looks, and reports what they find.
func (p *tab) accessible(checkers, name string, looks ...look) {
	p.t.Helper()
	p.do(chromedp.Evaluate[chromedp.Void](checkers))
	for _, l := range looks {
		p.as(l)
		for _, v := range eval[[]violation](p, runAxe) {
			p.t.Errorf("%s, %s: %s", name, l.name, v)
		}
		if l.media["forced-colors"] != "" {
			continue // HTML_CodeSniffer knows nothing of these colours
		}
		for _, s := range p.sniffed() {
			p.t.Errorf("%s, %s: %s", name, l.name, s)
		}
	}
}

func TestAxeAndHTMLCodeSnifferFindNothingOnAnyKindOfPage(t *testing.T) {
	both := checkers(t)
	for _, set := range []struct {
		site  *served
		pages []page
		looks []look
	}{{starter, kinds, everyLook}, {starter, inSpanish(kinds), []look{wide, phoneDark}}, {bilingual, larger, []look{wideDark, phone}}} {
		p := open(t, set.site)
		for _, page := range set.pages {
			p.visit(page.path)
			p.accessible(both, page.kind, set.looks...)
		}
	}
}

// The test above is worth something only if axe-core finds faults here.
func TestAxeFindsAFaultThatIsThere(t *testing.T) {
	p := open(t, starter)
	p.visit("/about/")
	p.as(wide)
	p.do(chromedp.Evaluate[chromedp.Void](checkers(t)), chromedp.Evaluate[chromedp.Void](
		`document.querySelector('main').appendChild(document.createElement('input'))`))
	found := eval[[]violation](p, runAxe)
	if len(found) != 1 || found[0].ID != "label" {
		t.Errorf("a field without a label: found %v", found)
	}
}
