//go:build e2e

package e2e

import (
	"regexp"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// markStops writes down where Tab must stop, in the order of the page: what
// can be used and is shown; of a group of choices the chosen one, else the
// first.
const markStops = `(() => {
	const usable = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')]
		.filter(e => e.tabIndex >= 0 && !e.disabled && e.checkVisibility() && e.getClientRects().length > 0);
	const chosen = e => {
		const group = usable.filter(o => o.type === 'radio' && o.name === e.name && o.form === e.form);
		return group.find(o => o.checked) || group[0];
	};
	window.stops = usable.filter(e => e.type !== 'radio' || chosen(e) === e);
	return window.stops.length;
})()`

// stop is where the keyboard's focus is.
type stop struct {
	Index   int // among the marked stops, from 0; -1 elsewhere
	Name    string
	Outline float64 // width in px; 0 without
	Seen    bool    // in the window, with nothing in front of it
	Parts   bool    // a date, whose day, month and year are stops of their own
}

const whereFocusIs = `(() => {
	const e = document.activeElement, style = getComputedStyle(e), box = e.getClientRects()[0] || new DOMRect();
	const x = box.left + Math.min(box.width, 20) / 2, y = box.top + Math.min(box.height, 20) / 2;
	const front = document.elementFromPoint(x, y);
	return {
		Index: window.stops.indexOf(e),
		Name: e.tagName + ' ' + (e.name || e.textContent.trim().slice(0, 40)),
		Outline: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),
		Seen: !!front && (e.contains(front) || front.contains(e)),
		Parts: e.type === 'date',
	};
})()`

func (p *tab) press(keys string) { p.t.Helper(); p.do(chromedp.KeyEvent(keys)) }

func TestTabStopsEverywhereInOrderAndShowsWhere(t *testing.T) {
	for _, page := range []page{
		{"home", "/"}, {"month", "/events/2026/12/"}, {"form", "/contact/water-bill/"}, {"subscribe", "/subscribe/"},
	} {
		for _, l := range []look{wide, phone} {
			t.Run(page.kind+", "+l.name, func(t *testing.T) {
				p := open(t, starter)
				p.as(l)
				p.visit(page.path)
				p.tabThrough(10)
			})
		}
	}
}

// tabThrough presses Tab from the top of a page to its end, and reports where
// that does not stop in the order of the page, or does not show where it is.
// The page has so many places to stop, or more.
func (p *tab) tabThrough(least int) {
	p.t.Helper()
	count := eval[int](p, markStops)
	if count < least {
		p.t.Errorf("only %d places to stop", count)
	}
	for i := range count {
		p.press(kb.Tab)
		at := eval[stop](p, whereFocusIs)
		for at.Parts && at.Index == i-1 {
			p.press(kb.Tab)
			at = eval[stop](p, whereFocusIs)
		}
		if at.Index != i {
			p.t.Errorf("stop %d of %d is %s, which is number %d on the page", i, count, at.Name, at.Index)
			return
		}
		if at.Outline < 2 {
			p.t.Errorf("%s: an outline of %v px shows the focus", at.Name, at.Outline)
		}
		if !at.Seen {
			p.t.Errorf("%s: has the focus and cannot be seen", at.Name)
		}
	}
	p.press(kb.Tab)
	if at := eval[stop](p, whereFocusIs); at.Index > 0 { // it leaves the page, or begins anew
		p.t.Errorf("after the last stop comes %s", at.Name)
	}
}

func TestTheFirstTabStopSkipsToTheContent(t *testing.T) {
	p := open(t, starter)
	p.as(wide)
	p.visit("/events/2026/12/")
	p.press(kb.Tab)
	if href := eval[string](p, `document.activeElement.getAttribute('href')`); href != "#main" {
		t.Fatalf("the first stop leads to %q", href)
	}
	p.press(kb.Enter)
	p.until(`location.hash === '#main' && document.activeElement.id === 'main'`)
	p.press(kb.Tab)
	if !eval[bool](p, `document.querySelector('main').contains(document.activeElement)`) {
		t.Error("the next stop is outside the content")
	}
}

func TestACalendarSaysTheDayOfEachEvent(t *testing.T) {
	p := open(t, starter)
	p.as(wide)
	p.visit("/events/2026/12/")
	names := eval[[]string](p, `[...document.querySelectorAll('table td a')].map(a => a.textContent)`)
	if len(names) == 0 {
		t.Fatal("no events in December")
	}
	day := regexp.MustCompile(`December \d+, 2026`)
	for _, name := range names {
		if !day.MatchString(name) {
			t.Errorf("heard alone, %q does not say its day", name)
		}
	}
}
