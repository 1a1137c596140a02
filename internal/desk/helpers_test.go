package desk

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/advocate/internal/build"
	"example.org/advocate/internal/desk/casebook"
	"example.org/advocate/internal/site"
	"example.org/advocate/internal/vault"
)

// noon is a fixed instant: in the office's zone it is December 3, a Thursday, in UTC too.
var noon = time.Date(2026, 12, 3, 18, 0, 0, 0, time.UTC)

const host = "127.0.0.1:8765"

var own = Keys{Recipient: "age1pq1" + strings.Repeat("own", 30), Signing: "advocate-signing-" + strings.Repeat("0a", 36)}

var prepared = sync.OnceValues(func() (*build.Built, error) {
	return build.Prepare(build.Options{Source: "testdata/site", Options: site.Options{Now: noon}})
})

var templates = sync.OnceValues(Templates)

var errToken = errors.New("the token is not known")

// An office is a desk with a book, a clock that stands still, and a browser in front of it.
type office struct {
	*Desk
	t         testing.TB
	log       bytes.Buffer
	announced []string
	opened    []string // passphrases that were tried
	now       time.Time

	cookie *http.Cookie
	base   string
	token  string
}

// sit makes an office whose book is given, and lets its browser in.
func sit(t testing.TB, book Book, change ...func(*Options)) *office {
	t.Helper()
	o := locked(t, book, change...)
	o.Use(book)
	if err := o.Start(); err != nil {
		t.Fatal(err)
	}
	o.enter()
	return o
}

// locked makes an office in front of which nobody sits yet.
func locked(t testing.TB, book Book, change ...func(*Options)) *office {
	t.Helper()
	built, err := prepared()
	if err != nil {
		t.Fatalf("preparing the test's site: %v, %v", err, built.Problems)
	}
	o := &office{t: t, now: noon}
	opts := Options{
		Address: host, Site: built.Site, Content: built.Content, Own: own, Passphrase: true,
		Open: func(_ context.Context, passphrase string) (Book, error) {
			o.opened = append(o.opened, passphrase)
			if passphrase != "correct horse" {
				return nil, ErrPassphrase
			}
			return book, nil
		},
		Refused:  func(err error) bool { return errors.Is(err, errToken) },
		Announce: func(address string) { o.announced = append(o.announced, address) },
		Log:      slog.New(slog.NewTextHandler(&o.log, nil)),
		Now:      func() time.Time { return o.now }, Rand: rand.Reader,
	}
	for _, c := range change {
		c(&opts)
	}
	if opts.Pages, err = templates(); err != nil {
		t.Fatal(err)
	}
	o.Desk = New(opts)
	t.Cleanup(func() {
		_ = o.Close()
		if t.Failed() {
			t.Log(o.log.String())
		}
	})
	return o
}

var tokenForm = regexp.MustCompile(`name="token" value="([^"]+)"`)

// enter opens the newest address that was announced.
func (o *office) enter() {
	o.t.Helper()
	address := o.announced[len(o.announced)-1]
	w := o.send(httptest.NewRequest(http.MethodGet, address, nil))
	if w.Code != http.StatusSeeOther {
		o.t.Fatalf("the start address answers %d: %s", w.Code, w.Body)
	}
	o.cookie = w.Result().Cookies()[0]
	o.base = o.cookie.Path
	page := o.get("")
	if m := tokenForm.FindStringSubmatch(page.Body.String()); m != nil {
		o.token = m[1]
	}
}

// An answer as a test looks at it.
type got struct{ *httptest.ResponseRecorder }

func (g got) says(words string) bool { return strings.Contains(g.Body.String(), words) }

func (o *office) send(r *http.Request) got {
	r.Host = host
	return o.raw(r)
}

func (o *office) raw(r *http.Request) got {
	w := httptest.NewRecorder()
	o.ServeHTTP(w, r)
	return got{w}
}

// get asks for a page of the session, as its browser does.
func (o *office) get(rest string) got {
	o.t.Helper()
	r := httptest.NewRequest(http.MethodGet, o.base+rest, nil)
	r.AddCookie(o.cookie)
	return o.send(r)
}

// follow asks for the page that an answer leads to.
func (o *office) follow(w got) got {
	o.t.Helper()
	return o.get(strings.TrimPrefix(w.Header().Get("Location"), o.base))
}

// form is a request that sends a form of the session, as its browser does.
func (o *office) form(rest string, pairs ...string) *http.Request {
	v := url.Values{"token": {o.token}}
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, o.base+rest, strings.NewReader(v.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", "http://"+host)
	r.AddCookie(o.cookie)
	return r
}

func (o *office) post(rest string, pairs ...string) got {
	o.t.Helper()
	return o.send(o.form(rest, pairs...))
}

// example is a case as a person sent it.
func example(change ...func(*casebook.Case)) *casebook.Case {
	words := vault.Words{
		Message: "The culvert floods.\n\nEvery time it rains.", OutcomeWanted: "A bigger pipe", Contacted: "yes", Reference: "R-17",
		Name: "Ana <b>Luz</b>", Email: "ana@example.org", Phone: "918-555-0199", ContactBy: "email", Share: "with-name",
	}
	c := &casebook.Case{
		Number: "26-7K3FQ", Received: "2026-12-01", State: casebook.New, Words: words, Fresh: true, Newest: 1, Due: "2026-12-03",
		Facts: casebook.Facts{Facts: vault.Facts{Topic: "streets", Kind: "concern", Department: "roads", District: "4", Language: "es"}, Known: true},
		Story: []casebook.Entry{{
			ID: "e1", Number: 1, Side: vault.PersonSide, Received: "2026-12-01", Time: noon.Add(-48 * time.Hour), Words: &words, Text: true,
		}},
	}
	for _, f := range change {
		f(c)
	}
	return c
}
