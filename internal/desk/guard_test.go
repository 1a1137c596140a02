package desk

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"example.org/advocate/internal/desk/casebook"
)

func TestAStartAddressLetsInOneBrowserAndIsUsedUp(t *testing.T) {
	o := sit(t, &fakeBook{})
	c := o.cookie
	if !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.MaxAge != 0 || !c.Expires.IsZero() || len(c.Path) < 30 || !strings.HasSuffix(c.Path, "/") {
		t.Errorf("the cookie is %v", c)
	}
	if w := o.get(""); w.Code != http.StatusOK {
		t.Errorf("the inbox answers %d", w.Code)
	}
	w := o.send(httptest.NewRequest(http.MethodGet, o.announced[0], nil))
	if w.Code != http.StatusForbidden || len(w.Result().Cookies()) != 0 || !w.says("used already") {
		t.Errorf("the address works twice: %d %v", w.Code, w.Result().Cookies())
	}
	if w := o.get(""); w.Code != http.StatusOK {
		t.Errorf("a second use of the address ended the session: %d", w.Code)
	}
}

func TestOnlyTheNewestStartAddressWorks(t *testing.T) {
	o := locked(t, &fakeBook{})
	o.Use(&fakeBook{})
	for range 2 {
		if err := o.Start(); err != nil {
			t.Fatal(err)
		}
	}
	for i, want := range []int{http.StatusForbidden, http.StatusSeeOther} {
		if w := o.send(httptest.NewRequest(http.MethodGet, o.announced[i], nil)); w.Code != want {
			t.Errorf("address %d answers %d, not %d", i, w.Code, want)
		}
	}
	for _, secret := range []string{"", "?secret=", "?secret=x"} {
		if w := o.send(httptest.NewRequest(http.MethodGet, "/start"+secret, nil)); w.Code != http.StatusForbidden {
			t.Errorf("%q answers %d", secret, w.Code)
		}
	}
}

func TestALookAtTheStartAddressUsesNothingUp(t *testing.T) {
	o := locked(t, &fakeBook{})
	o.Use(&fakeBook{})
	if err := o.Start(); err != nil {
		t.Fatal(err)
	}
	if w := o.send(httptest.NewRequest(http.MethodHead, o.announced[0], nil)); w.Code != http.StatusMethodNotAllowed {
		t.Errorf("HEAD answers %d", w.Code)
	}
	o.enter()
}

func TestWhatIsNotTheSessionsBrowserGetsNothing(t *testing.T) {
	book := &fakeBook{}
	o := sit(t, book)
	change := map[string]func(*http.Request){
		"no cookie":       func(r *http.Request) { r.Header.Del("Cookie") },
		"another cookie":  func(r *http.Request) { r.Header.Set("Cookie", "desk=aaaa") },
		"another path":    func(r *http.Request) { r.URL.Path = "/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/sync" },
		"no path":         func(r *http.Request) { r.URL.Path = "/sync" },
		"another origin":  func(r *http.Request) { r.Header.Set("Origin", "http://127.0.0.1:3000") },
		"localhost":       func(r *http.Request) { r.Header.Set("Origin", "http://localhost:8765") },
		"no origin":       func(r *http.Request) { r.Header.Del("Origin") },
		"a null origin":   func(r *http.Request) { r.Header.Set("Origin", "null") },
		"an https origin": func(r *http.Request) { r.Header.Set("Origin", "https://"+host) },
		"another site":    func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") },
		"another port":    func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "same-site") },
	}
	for name, spoil := range change {
		r := o.form("sync")
		spoil(r)
		if w := o.send(r); w.Code != http.StatusForbidden {
			t.Errorf("%s: a form answers %d", name, w.Code)
		}
	}
	if w := o.post("sync", "token", "aaaa"); w.Code != http.StatusForbidden {
		t.Errorf("another form's token: %d", w.Code)
	}
	for _, name := range []string{"another site", "another port", "no cookie", "another cookie", "no path"} {
		r := httptest.NewRequest(http.MethodGet, o.base, nil)
		r.AddCookie(o.cookie)
		change[name](r)
		if w := o.send(r); w.Code != http.StatusForbidden || w.says("Inbox</h1>") {
			t.Errorf("%s: a page answers %d", name, w.Code)
		}
	}
	if len(book.did) != 0 {
		t.Errorf("something was done: %q", book.did)
	}
	if w := o.post("sync"); w.Code != http.StatusSeeOther || len(book.did) != 1 {
		t.Errorf("the session's own form answers %d, %q", w.Code, book.did)
	}
}

func TestANameThatPointsAtThisComputerIsNotItsAddress(t *testing.T) {
	o := sit(t, &fakeBook{})
	for _, name := range []string{"evil.example.org:8765", "localhost:8765", "127.0.0.1", "127.0.0.1:8766", "[::1]:8765", ""} {
		for _, path := range []string{o.base, "/static/css/site.css", "/start"} {
			r := httptest.NewRequest(http.MethodGet, path, nil)
			r.Host = name
			r.AddCookie(o.cookie)
			if w := o.raw(r); w.Code != http.StatusMisdirectedRequest {
				t.Errorf("host %q, %s: %d", name, path, w.Code)
			}
		}
	}
}

func TestEveryAnswerForbidsKeepingFramingAndScripts(t *testing.T) {
	o := sit(t, &fakeBook{})
	for _, path := range []string{o.base, "/static/css/desk.css", "/nothing", "/start", o.base + "nothing"} {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.AddCookie(o.cookie)
		h := o.send(r).Header()
		if h.Get("Cache-Control") != "no-store" || h.Get("Content-Security-Policy") != policy || h.Get("X-Content-Type-Options") != "nosniff" ||
			h.Get("Referrer-Policy") != "same-origin" || h.Get("Cross-Origin-Resource-Policy") != "same-origin" {
			t.Errorf("%s: %v", path, h)
		}
	}
	if strings.Contains(policy, "script") || !strings.Contains(policy, "frame-ancestors 'none'") {
		t.Error(policy)
	}
}

func TestOnlyFilesOfTheLookAreStatic(t *testing.T) {
	o := sit(t, &fakeBook{})
	for path, want := range map[string]int{
		"/static/css/desk.css": http.StatusOK, "/static/css/site.css": http.StatusOK, "/static/../layouts/desk-case.html": http.StatusMovedPermanently,
		"/static/": http.StatusNotFound, "/static/nothing.css": http.StatusNotFound, "/layouts/desk-case.html": http.StatusForbidden,
	} {
		if w := o.send(httptest.NewRequest(http.MethodGet, path, nil)); w.Code != want && w.Code != http.StatusTemporaryRedirect {
			t.Errorf("%s answers %d, not %d", path, w.Code, want)
		}
	}
}

func TestADeskThatNobodyUsesLocksAndForgetsTheIdentity(t *testing.T) {
	book := &fakeBook{}
	o := sit(t, book)
	o.now = o.now.Add(idleTime - time.Second)
	if w := o.get(""); w.Code != http.StatusOK {
		t.Fatalf("it locks too early: %d", w.Code)
	}
	o.now = o.now.Add(idleTime)
	w := o.get("enter")
	if w.Code != http.StatusForbidden || !w.says("The desk is locked") || !w.says(`value="enter"`) || book.closed != 1 {
		t.Fatalf("it does not lock: %d, closed %d times, %s", w.Code, book.closed, w.Body)
	}
	if w := o.post("unlock", "passphrase", "wrong"); w.Code != http.StatusUnprocessableEntity || !w.says("not the passphrase") {
		t.Errorf("a wrong passphrase: %d", w.Code)
	}
	if w := o.get(""); w.Code != http.StatusForbidden {
		t.Errorf("it is open after a wrong passphrase: %d", w.Code)
	}
	if w := o.post("unlock", "passphrase", "correct horse", "next", "enter"); w.Code != http.StatusSeeOther || w.Header().Get("Location") != o.base+"enter" {
		t.Errorf("the right passphrase: %d, %s", w.Code, w.Header().Get("Location"))
	}
	if w := o.get("enter"); w.Code != http.StatusOK {
		t.Errorf("it is locked after the right passphrase: %d", w.Code)
	}
}

func TestAPageThatAsksForItselfAgainKeepsNobodyIn(t *testing.T) {
	o := sit(t, &fakeBook{})
	if got, want := o.get("").Header().Get("Refresh"), "905; url="+o.base+"?still"; got != want {
		t.Errorf("the inbox is asked for again with %q, not %q", got, want)
	}
	for range 3 {
		o.now = o.now.Add(5 * time.Minute)
		o.get("?still")
	}
	if w := o.get(""); w.Code != http.StatusForbidden {
		t.Errorf("it is still open: %d", w.Code)
	}
	if o := sit(t, &fakeBook{}); o.get("enter").Header().Get("Refresh") != "" {
		t.Error("a page with a form goes away by itself")
	}
}

func TestAClockThatIsSetBackLocks(t *testing.T) {
	o := sit(t, &fakeBook{})
	o.now = o.now.Add(-time.Hour)
	if w := o.get(""); w.Code != http.StatusForbidden {
		t.Errorf("%d", w.Code)
	}
}

func TestTheTurnOfTheClockLocksWithoutARequest(t *testing.T) {
	book := &fakeBook{}
	o := sit(t, book)
	o.tick(t.Context())
	if book.closed != 0 || len(book.did) != 1 {
		t.Errorf("awake: closed %d times, %q", book.closed, book.did)
	}
	o.now = o.now.Add(idleTime)
	o.tick(t.Context())
	o.tick(t.Context())
	if book.closed != 1 || len(book.did) != 1 {
		t.Errorf("asleep: closed %d times, %q", book.closed, book.did)
	}
}

func TestLockNowLocksNow(t *testing.T) {
	book := &fakeBook{}
	o := sit(t, book)
	if w := o.post("lock"); w.Code != http.StatusSeeOther || book.closed != 1 {
		t.Errorf("%d, closed %d times", w.Code, book.closed)
	}
	if w := o.get(""); w.Code != http.StatusForbidden {
		t.Errorf("it is open: %d", w.Code)
	}
}

func TestFiveWrongPassphrasesEndTheSession(t *testing.T) {
	o := sit(t, &fakeBook{})
	o.post("lock")
	for i := range maxTries {
		want := http.StatusUnprocessableEntity
		if i == maxTries-1 {
			want = http.StatusForbidden
		}
		if w := o.post("unlock", "passphrase", "wrong"); w.Code != want {
			t.Fatalf("try %d: %d", i, w.Code)
		}
	}
	if w := o.post("unlock", "passphrase", "correct horse"); w.Code != http.StatusForbidden {
		t.Errorf("the session goes on: %d", w.Code)
	}
	if len(o.announced) != 2 {
		t.Fatalf("announced: %q", o.announced)
	}
	o.enter() // which needs the passphrase all the same
	if w := o.get(""); w.Code != http.StatusForbidden || !w.says("Passphrase of your identity") {
		t.Errorf("a new address opens a locked desk: %d", w.Code)
	}
}

func TestWithoutAPassphraseANewAddressUnlocks(t *testing.T) {
	book := &fakeBook{}
	o := sit(t, book, func(opts *Options) {
		opts.Passphrase = false
		open := opts.Open
		opts.Open = func(ctx context.Context, passphrase string) (Book, error) {
			if passphrase != "" {
				t.Errorf("it is opened with %q", passphrase)
			}
			return open(ctx, "correct horse")
		}
	})
	o.now = o.now.Add(idleTime)
	if w := o.get(""); w.Code != http.StatusForbidden || !w.says("terminal") || w.says("passphrase") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	o.get("")
	if len(o.announced) != 2 || book.closed != 1 {
		t.Fatalf("announced: %q, closed %d times", o.announced, book.closed)
	}
	if w := o.post("unlock", "passphrase", ""); w.Code != http.StatusForbidden {
		t.Errorf("it unlocks without an address: %d", w.Code)
	}
	o.enter()
	if w := o.get(""); w.Code != http.StatusOK {
		t.Errorf("the new address does not unlock: %d", w.Code)
	}
}

func TestAFormThatIsSentToALockedDeskIsKept(t *testing.T) {
	book := &fakeBook{list: []*casebook.Case{example()}}
	o := sit(t, book)
	o.now = o.now.Add(idleTime)
	w := o.post("case/26-7K3FQ/reply", "text", "A long answer.", "then", "ours", "seen", "1")
	if w.Code != http.StatusForbidden || !w.says("is kept") || w.says("A long answer.") {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	w = o.post("unlock", "passphrase", "correct horse")
	if got, want := w.Header().Get("Location"), o.base+"case/26-7K3FQ/reply"; got != want {
		t.Fatalf("it goes on at %q, not %q", got, want)
	}
	w = o.get("case/26-7K3FQ/reply")
	if !w.says("A long answer.") || !w.says("Nothing was sent yet") || len(book.said) != 0 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := o.get("case/26-7K3FQ/reply"); w.says("A long answer.") {
		t.Error("it is kept for ever")
	}
}

func TestUnlockingLeadsNowhereElse(t *testing.T) {
	for _, next := range []string{"//evil.example.org/", "https://evil.example.org/", "/\\evil.example.org", "%zz", "javascript:alert(1)"} {
		o := sit(t, &fakeBook{})
		o.post("lock")
		w := o.post("unlock", "passphrase", "correct horse", "next", next)
		if got := w.Header().Get("Location"); !strings.HasPrefix(got, o.base) || w.Code != http.StatusSeeOther {
			t.Errorf("%q leads to %q", next, got)
		}
	}
}
