//go:build e2e

package e2e

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// withoutHas makes the styles of a page what they are in a browser that does
// not know :has(): it skips what asks for it, and every rule that uses it.
const withoutHas = `(() => {
	let left = 0;
	const skip = list => {
		for (let i = list.cssRules.length - 1; i >= 0; i--) {
			const rule = list.cssRules[i];
			if ((rule.selectorText || rule.conditionText || '').includes(':has(')) {
				list.deleteRule(i);
				left++;
			} else if (rule.cssRules) {
				skip(rule);
			}
		}
	};
	[...document.styleSheets].forEach(skip);
	return left;
})()`

// hidden names the fields of the form that are not shown, but for the one that
// only machines find.
const hidden = `[...document.querySelectorAll('main form :is(input:not([type=hidden]), select, textarea)')]
	.filter(e => !e.checkVisibility() && e.name !== 'website').map(e => e.name)`

func TestWithoutHasEveryQuestionIsThereAndSaysForWhom(t *testing.T) {
	p := open(t, starter)
	p.as(phone)
	p.visit("/contact/water-bill/")
	if names := eval[[]string](p, hidden); len(names) == 0 {
		t.Error("nothing is hidden in this browser: what follows proves nothing")
	}
	if eval[int](p, withoutHas) == 0 {
		t.Fatal("no style uses :has()")
	}
	if names := eval[[]string](p, hidden); len(names) > 0 {
		t.Errorf("hidden: %v", names)
	}
	if n := eval[int](p, `[...document.querySelectorAll('.for')].filter(e => !e.checkVisibility()).length`); n > 0 {
		t.Errorf("%d groups do not say whom they are for", n)
	}
	if by := eval[float64](p, over); by > 0 {
		t.Errorf("scrolls sideways by %v px: %v", by, eval[[]string](p, widest))
	}
	p.do(chromedp.Click(css(`[name=kind][value=invite]`)), chromedp.SendKeys(css(`[name=event_place]`), "The library"))
}
