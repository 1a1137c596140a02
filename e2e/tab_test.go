//go:build e2e

package e2e

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience is how long one step in the browser may take. It ends a test that
// waits for what will not come; nothing ever waits that long by design.
const patience = 30 * time.Second

// tab is a page of the browser that notes what goes wrong in it: errors and
// warnings of the console, violations of the security policy, requests to
// other places, answers that are no success.
type tab struct {
	t   *testing.T
	ctx context.Context
	own string // the origin that requests may go to

	clock cdppage.ScriptIdentifier // the script that sets the clock

	mu     sync.Mutex
	faults []string
}

// open makes a tab for pages of a site. It is closed with the test.
func open(t *testing.T, s *served) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser)
	t.Cleanup(cancel)
	p := &tab{t: t, ctx: ctx, own: s.url}
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Listen(ctx, p.note); err != nil {
		t.Fatal(err)
	}
	p.at(now)
	p.do(func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) { // whatever another tab does
		_, err := chromedp.Call(ctx, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
		return chromedp.Void{}, err
	})
	return p
}

// at sets the clock that scripts of pages see from then on: they look at what is
// over, and the sites are built for a day of their own.
func (p *tab) at(instant time.Time) {
	p.t.Helper()
	p.do(func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
		if p.clock != "" {
			_, err := chromedp.Call(ctx, cdppage.RemoveScriptToEvaluateOnNewDocument, cdppage.RemoveScriptToEvaluateOnNewDocumentParams{Identifier: p.clock})
			if err != nil {
				return chromedp.Void{}, err
			}
		}
		set, err := chromedp.Call(ctx, cdppage.AddScriptToEvaluateOnNewDocument, cdppage.AddScriptToEvaluateOnNewDocumentParams{
			Source: fmt.Sprintf("Date.now = () => %d;", instant.UnixMilli()),
		})
		if err == nil {
			p.clock = set.Identifier
		}
		return chromedp.Void{}, err
	})
}

// note collects faults from the browser's events.
func (p *tab) note(event any) {
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if !strings.HasPrefix(e.Request.URL, p.own+"/") && !strings.HasPrefix(e.Request.URL, "data:") {
			p.fault("a request leaves the site: %s", e.Request.URL)
		}
	case *network.EventResponseReceived:
		if e.Response.Status >= 400 {
			p.fault("%s is answered with %d", e.Response.URL, e.Response.Status)
		}
	case *network.EventLoadingFailed:
		if e.BlockedReason != "" {
			p.fault("a request was blocked: %s", e.BlockedReason)
		}
	case *runtime.EventConsoleAPICalled:
		p.fault("the page writes to the console: %s", e.Type)
	case *runtime.EventExceptionThrown:
		p.fault("a script fails: %s", e.ExceptionDetails.Text)
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning {
			p.fault("the browser says: %s (%s)", e.Entry.Text, e.Entry.URL)
		}
	}
}

func (p *tab) fault(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults = append(p.faults, fmt.Sprintf(format, args...))
}

// takeFaults returns what went wrong since it was asked last.
func (p *tab) takeFaults() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	faults := p.faults
	p.faults = nil
	return faults
}

// do runs steps; one that fails or takes too long ends the test.
func (p *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.t.Fatal(err)
	}
}

// get runs an action of a tab and returns what it found.
func get[T any](p *tab, action chromedp.Action[T]) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	found, err := chromedp.Run(ctx, action)
	if err != nil {
		p.t.Fatal(err)
	}
	return found
}

// eval runs JavaScript in a tab and returns its value.
func eval[T any](p *tab, script string) T {
	p.t.Helper()
	return get(p, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
}

// visit loads an address of the site and waits until it is there.
func (p *tab) visit(address string) {
	p.t.Helper()
	response := get(p, chromedp.NavigateResponse(p.own+address))
	if response == nil {
		p.t.Fatalf("%s: no answer", address)
	}
}

// until waits for a condition on a page that is there whole; it may go away and
// come again meanwhile.
func (p *tab) until(condition string) {
	p.t.Helper()
	p.do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		for {
			held, err := chromedp.Evaluate[bool]("document.readyState === 'complete' && !!("+condition+")")(ctx, target)
			if err == nil && held {
				return nil
			}
			select {
			case <-ctx.Done():
				return fmt.Errorf("waiting for %s: %w", condition, ctx.Err())
			case <-time.After(20 * time.Millisecond):
			}
		}
	}))
}

// look is how a person looks at a page.
type look struct {
	name   string
	width  int64
	height int64
	media  map[string]string
}

var (
	phone      = look{name: "phone", width: 320, height: 640}
	phoneDark  = look{name: "phone, dark", width: 320, height: 640, media: map[string]string{"prefers-color-scheme": "dark"}}
	wide       = look{name: "wide", width: 1280, height: 900}
	wideDark   = look{name: "wide, dark", width: 1280, height: 900, media: map[string]string{"prefers-color-scheme": "dark"}}
	wideForced = look{name: "wide, forced colours", width: 1280, height: 900, media: map[string]string{"forced-colors": "active"}}
)

// as makes the tab show pages with that look.
func (p *tab) as(l look) {
	p.t.Helper()
	features := []*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "reduce"}}
	for _, name := range []string{"prefers-color-scheme", "forced-colors"} {
		features = append(features, &emulation.MediaFeature{Name: name, Value: l.media[name]})
	}
	p.do(chromedp.EmulateViewport(l.width, l.height), func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
		_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features})
		return chromedp.Void{}, err
	})
}

// noScripts turns JavaScript off for the pages of the tab. What a test
// evaluates still runs.
func (p *tab) noScripts() {
	p.t.Helper()
	p.do(func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
		_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return chromedp.Void{}, err
	})
}
