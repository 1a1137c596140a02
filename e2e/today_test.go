//go:build e2e

package e2e

import (
	"bytes"
	"path/filepath"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
)

// A page that nobody rebuilt is looked at on another day, from another zone.
func TestAMonthMarksTodayInTheZoneOfTheSite(t *testing.T) {
	p := open(t, starter)
	p.at(time.Date(2026, 12, 4, 5, 59, 0, 0, time.UTC)) // still the 3rd in Tulsa, the 4th elsewhere
	p.as(wide)
	p.visit("/events/2026/12/")
	got := eval[[]string](p, `[...document.querySelectorAll('[aria-current=date]')].map(e => e.localName + ' ' + e.querySelector('time').textContent.replace(/\s+/g, ' ').trim())`)
	want := []string{"td 3 today", "li Thursday, December 3, 2026 Thu3Dec 2026 today"}
	if len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("today is %q, not %q", got, want)
	}
}

func TestWhatIsOverMakesRoomInListsOfWhatComes(t *testing.T) {
	p := open(t, starter)
	shown := func(address string) string {
		p.visit(address)
		return eval[string](p, `[...document.querySelectorAll('[data-none] .title')].filter(e => e.checkVisibility()).map(e => e.textContent).join()`)
	}
	first := shown("/events/")
	p.at(time.Date(2026, 12, 4, 1, 30, 0, 0, time.UTC)) // the town hall of the 3rd has just ended
	later := shown("/events/")
	if first == later || len(later) < 100 {
		t.Errorf("what comes is the same after a week: %s", later)
	}
	if n := eval[int](p, `[...document.querySelectorAll('.days > li:not([hidden])')].filter(d => !d.querySelector('.list > li:not([hidden])')).length`); n > 0 {
		t.Errorf("%d days are shown with nothing in them", n)
	}
	if over := shown("/"); over == "" || over == first {
		t.Errorf("home says that these come: %s", over)
	}
	p.at(time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC))
	p.visit("/events/")
	if got := eval[string](p, `document.querySelector('[data-none]').textContent`); got != "Nothing is planned right now." {
		t.Errorf("years later it says %q", got)
	}
}

func TestAnEventThatIsOverByNowSaysSoAndDoesNotInvite(t *testing.T) {
	const town = "/events/2026-12-03-town-hall-district-4/"
	p := open(t, starter)
	says := func() (over, invites bool) {
		p.visit(town)
		return eval[bool](p, `document.querySelector('.box[data-after]')?.checkVisibility() ?? false`),
			eval[bool](p, `document.querySelector('.side .actions')?.checkVisibility() ?? false`)
	}
	if over, invites := says(); over || !invites {
		t.Errorf("before: over %v, invites %v", over, invites)
	}
	p.at(time.Date(2026, 12, 4, 1, 30, 0, 0, time.UTC))
	if over, invites := says(); !over || invites {
		t.Errorf("after: over %v, invites %v", over, invites)
	}
}

func TestTheScriptForTodayIsSmall(t *testing.T) {
	names, err := filepath.Glob(filepath.Join(starter.dir, "static", "js", "today.*.js"))
	if err != nil || len(names) != 1 {
		t.Fatalf("%q, %v", names, err)
	}
	var b bytes.Buffer
	w := brotli.NewWriterLevel(&b, brotli.BestCompression)
	if _, err := w.Write(read(t, names[0])); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if b.Len() > 1024 {
		t.Errorf("%d bytes in brotli", b.Len())
	}
}
