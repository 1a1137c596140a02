package desk

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

const (
	cookieName = "desk"

	// maxTries is how many wrong passphrases end a session, so that nobody tries them all at a desk left alone.
	maxTries = 5
)

// guard lets one browser in, by a secret that is used up by its first use, and locks when nobody does anything.
//
// Cookies are not told apart by port: a browser would send ours to any other program of this computer that it visits.
// So the cookie belongs to a path that is drawn with it, which no other program knows, and is of no use without.
type guard struct {
	random io.Reader
	now    func() time.Time
	idle   time.Duration

	mu      sync.Mutex
	start   string // of the address that lets a browser in; empty once it was used
	path    string // of the session, below which all its pages lie: "/5K3J…/"
	cookie  string
	form    string // what every form of the session carries
	last    time.Time
	locked  bool
	tries   int
	pending *pending
}

// pending is a form that was not done, so that nothing that somebody typed is lost.
type pending struct {
	path   string // below the session's
	values url.Values
	why    string // a key below desk.trouble
}

// newStart draws a new start secret and returns the address that holds it. An older one is void.
func (g *guard) newStart() (address string, err error) {
	secret, err := g.draw()
	if err != nil {
		return "", err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.start = secret
	return "/start?secret=" + secret, nil
}

// draw draws 160 random bits, in characters for addresses.
func (g *guard) draw() (string, error) {
	raw := make([]byte, 20)
	if _, err := io.ReadFull(g.random, raw); err != nil {
		return "", fmt.Errorf("drawing a secret: %w", err)
	}
	return strings.ToLower(base32.StdEncoding.EncodeToString(raw)), nil
}

// begin uses up the start secret and makes a new session, unlocked. The session there was is over. ok is false when
// the secret is not the one.
func (g *guard) begin(secret string) (cookie *http.Cookie, ok bool, err error) {
	var drawn [3]string
	for i := range drawn {
		if drawn[i], err = g.draw(); err != nil {
			return nil, false, err
		}
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.start == "" || !same(secret, g.start) {
		return nil, false, nil
	}
	g.start, g.path, g.cookie, g.form = "", "/"+drawn[0]+"/", drawn[1], drawn[2]
	g.last, g.locked, g.tries = g.now(), false, 0
	return &http.Cookie{ //nolint:gosec // not Secure: 127.0.0.1 has no TLS, and the cookie does not leave this computer
		Name: cookieName, Value: g.cookie, Path: g.path, HttpOnly: true, SameSite: http.SameSiteStrictMode,
	}, true, nil
}

// session says whether a request is one of the session's, and whether the desk is locked for it; what is asked counts
// as doing something only where it is not.
func (g *guard) session(r *http.Request) (path string, known, locked bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.cookie == "" || !strings.HasPrefix(r.URL.Path, g.path) {
		return "", false, false
	}
	sent, err := r.Cookie(cookieName)
	if err != nil || !same(sent.Value, g.cookie) {
		return "", false, false
	}
	g.rest()
	if !g.locked && !r.URL.Query().Has("still") { // a page that asks for itself again is nobody
		g.last = g.now()
	}
	return g.path, true, g.locked
}

// rest locks when nobody did anything for too long. The caller holds the lock.
func (g *guard) rest() {
	if g.cookie == "" {
		return // nobody came yet
	}
	if idle := g.now().Sub(g.last); idle >= g.idle || idle < 0 { // a clock that was set back tells nothing
		g.locked = true
	}
}

// asleep says whether the desk is locked.
func (g *guard) asleep() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.rest()
	return g.locked
}

func (g *guard) lock() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.locked = true
}

func (g *guard) unlock() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.locked, g.last, g.tries = false, g.now(), 0
}

// wrongTry counts a wrong passphrase; over says that the session is over.
func (g *guard) wrongTry() (over bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.tries++; g.tries >= maxTries {
		g.cookie, g.path, g.form = "", "", ""
	}
	return g.cookie == ""
}

// formToken is what every form of the session carries.
func (g *guard) formToken() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.form
}

// keep keeps a form that was not done; take gives it back, once, to the page that it belongs to.
func (g *guard) keep(path string, values url.Values, why string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.pending = &pending{path, values, why}
}

func (g *guard) waiting() (path string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.pending == nil {
		return ""
	}
	return g.pending.path
}

func (g *guard) take(path string) (values url.Values, why string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.pending == nil || g.pending.path != path {
		return nil, ""
	}
	values, why = g.pending.values, g.pending.why
	g.pending = nil
	return values, why
}

// foreign says whether a request comes from a page that is not ours, by what browsers alone can say. Another port of
// this computer is the same site to a browser, but not the same origin.
func foreign(r *http.Request, origin string) bool {
	if from := r.Header.Get("Sec-Fetch-Site"); from != "" && from != "same-origin" && from != "none" {
		return true
	}
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return false
	}
	return r.Header.Get("Origin") != origin
}

// same compares secrets in a time that tells nothing of them.
func same(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}
