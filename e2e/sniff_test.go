//go:build e2e

package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
)

// sniff is what HTML_CodeSniffer says about an element.
type sniff struct {
	Code string // the rule: WCAG2AA.Principle1.Guideline1_3.1_3_1.F68
	Text string
	HTML string // of the element, cut
}

func (s sniff) String() string { return fmt.Sprintf("%s: %s\n    %s", s.Code, s.Text, s.HTML) }

// runSniffer asks HTML_CodeSniffer for the errors of a page by WCAG 2.1 A and
// AA, as pa11y does: not for its warnings, which only ask to look.
const runSniffer = `new Promise((done, failed) => HTMLCS.process('WCAG2AA', document,
	() => done(HTMLCS.getMessages().filter(m => m.type === HTMLCS.ERROR).map(m => ({
		Code: m.code, Text: m.msg, HTML: m.element.outerHTML ? m.element.outerHTML.slice(0, 300) : '',
	}))), failed))`

// sniffed are the errors of the page that is shown.
func (p *tab) sniffed() []sniff {
	p.t.Helper()
	return eval[[]sniff](p, runSniffer)
}

// What finds nothing is worth something only if it finds faults here.
func TestHTMLCodeSnifferFindsAFaultThatIsThere(t *testing.T) {
	p := open(t, starter)
	p.visit("/about/")
	p.as(wide)
	p.do(chromedp.Evaluate[chromedp.Void](checkers(t)), chromedp.Evaluate[chromedp.Void](
		`document.querySelector('main').insertAdjacentHTML('beforeend', '<a href="#none">There</a>')`))
	found := p.sniffed()
	if len(found) != 1 || found[0].Code != "WCAG2AA.Principle2.Guideline2_4.2_4_1.G1,G123,G124.NoSuchID" {
		t.Errorf("a link to an id that is not there: found %v", found)
	}
}
