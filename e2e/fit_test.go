//go:build e2e

package e2e

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// over is by how many pixels a page is wider than its window.
const over = `document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth`

// widest names the elements that stick out of the window.
const widest = `[...document.body.querySelectorAll('*')]
	.filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
	.map(e => e.tagName.toLowerCase() + (e.className ? '.' + e.className : '')).slice(0, 8)`

func TestNoKindOfPageScrollsSidewaysOnAPhone(t *testing.T) {
	for _, set := range []struct {
		site  *served
		pages []page
	}{{starter, kinds}, {bilingual, larger}} {
		p := open(t, set.site)
		p.as(phone)
		for _, page := range set.pages {
			p.visit(page.path)
			if by := eval[float64](p, over); by > 0 {
				t.Errorf("%s: by %v px: %v", page.kind, by, eval[[]string](p, widest))
			}
		}
	}
}

// spaced sets the text spacing of WCAG 2.2, 1.4.12, as a reader's own style
// does: the policy against inline styles does not stand in its way.
const spaced = `(() => {
	const sheet = new CSSStyleSheet();
	sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }');
	document.adoptedStyleSheets = [sheet];
})()`

// cut names the elements whose text is cut off: more in them than they show.
// What is meant for ears alone is one pixel large, and does not count; nor does
// a field, in which one moves.
const cut = `[...document.body.querySelectorAll('*')].filter(e => {
	const style = getComputedStyle(e), box = e.getBoundingClientRect();
	if (box.width <= 1 || box.height <= 1 || style.display === 'inline' || e.matches('input')) return false;
	const hides = v => v === 'hidden' || v === 'clip';
	return hides(style.overflowX) && e.scrollWidth > e.clientWidth + 1 || hides(style.overflowY) && e.scrollHeight > e.clientHeight + 1;
}).map(e => e.tagName.toLowerCase() + (e.className ? '.' + e.className : ''))`

func TestWiderTextSpacingCutsNothingOff(t *testing.T) {
	p := open(t, starter)
	for _, page := range kinds {
		p.visit(page.path)
		p.do(chromedp.Evaluate[chromedp.Void](spaced))
		for _, l := range []look{wide, phone} {
			p.as(l)
			if by := eval[float64](p, over); by > 0 {
				t.Errorf("%s, %s: scrolls sideways by %v px: %v", page.kind, l.name, by, eval[[]string](p, widest))
			}
			if names := eval[[]string](p, cut); len(names) > 0 {
				t.Errorf("%s, %s: cut off: %v", page.kind, l.name, names)
			}
		}
	}
}
