package desk

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"path"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	advocate "example.org/advocate"
	"example.org/advocate/internal/build"
	"example.org/advocate/internal/content"
	"example.org/advocate/internal/site"
)

const (
	// idleTime is how long nobody may do anything before the desk locks.
	idleTime = 15 * time.Minute

	// maxForm is far above the longest form, a concern of 20 000 characters, in bytes.
	maxForm = 1 << 20

	policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

// Options are what a desk needs of the world around it. All are required but Log.
type Options struct {
	Address string           // host and port, as the browser names them: no other Host is answered
	Site    *site.Site       // the words' language, topics, the address of replies
	Content *content.Content // departments and their liaisons, settings
	Pages   *build.Templates // of [Templates]

	// Open opens the casebook with the identity. Passphrase says whether the identity is under one; then Open is
	// given it each time, else it is given nothing.
	Open       func(ctx context.Context, passphrase string) (Book, error)
	Passphrase bool
	Own        Keys // the public halves of the identity

	Refused  func(error) bool     // whether a fetch failed because the server refused the desk's token
	Announce func(address string) // tells the person at the terminal where the desk is opened
	Log      *slog.Logger
	Now      func() time.Time
	Rand     io.Reader // several may read it at once
}

// Keys are the public halves of an identity, as the recipients file and site.yaml hold them.
type Keys struct{ Recipient, Signing string }

// Desk is the office's app: an [http.Handler].
type Desk struct {
	Options
	guard     guard
	outer     http.ServeMux // what needs no session
	inner     http.ServeMux // below the session's path
	unlocking sync.Mutex    // one passphrase is tried at a time

	mu     sync.RWMutex    // held for reading while a book is used, for writing while it is opened or closed
	book   Book            // nil while the desk is locked
	dozing bool            // what follows from being locked was done
	life   context.Context // of what runs with the book, beside requests
	end    context.CancelFunc

	syncing sync.Mutex // one fetch at a time
	news    news
	reseal  resealing
	entered entered
}

// New makes a desk that is locked until [Desk.Use] or an unlocking gives it a book.
func New(opts Options) *Desk {
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	d := &Desk{Options: opts, guard: guard{random: opts.Rand, now: opts.Now, idle: idleTime}}
	d.routes()
	return d
}

// Templates reads the layouts of the desk's pages: the built-in ones, whatever the site's own are like, for they belong
// to this program's pages. Their styles are the built-in ones too.
func Templates() (*build.Templates, error) {
	return build.LoadTemplates(advocate.Files, func(name string) (string, error) { return "/static/" + name, nil })
}

func (d *Desk) routes() {
	d.outer.HandleFunc("GET /static/", d.static)
	d.outer.HandleFunc("GET /start", d.begin)
	d.outer.HandleFunc("/", d.session)

	d.get("/{$}", d.inbox)
	d.get("/list/{view}", d.inbox)
	d.get("/case/{number}/{$}", d.showCase)
	d.get("/case/{number}/{act}", d.showAct)
	d.post("/case/{number}/{act}", d.doAct)
	d.get("/case/{number}/file/{id}", d.file)
	d.get("/enter", d.showEnter)
	d.post("/enter", d.enter)
	d.get("/entered/{once}", d.showEntered)
	d.get("/unsent", d.unsent)
	d.post("/unsent", d.doUnsent)
	d.get("/reports", d.reports)
	d.post("/reports", d.accept)
	d.get("/keys", d.keys)
	d.post("/keys", d.startReseal)
	d.get("/counts", d.counts)
	d.post("/sync", d.syncNow)
	d.inner.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		d.away(w, http.StatusNotFound, "missing", d.visit(w, r).page.Base)
	})
}

// get and post register what answers a page, or an action, of an unlocked desk.
func (d *Desk) get(pattern string, handle func(*visit)) {
	d.inner.HandleFunc("GET "+pattern, func(w http.ResponseWriter, r *http.Request) { handle(d.visit(w, r)) })
}

func (d *Desk) post(pattern string, handle func(*visit)) {
	d.inner.HandleFunc("POST "+pattern, func(w http.ResponseWriter, r *http.Request) { handle(d.visit(w, r)) })
}

// ServeHTTP answers a request. No answer may be kept, framed or read by another page.
func (d *Desk) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", policy)
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
	// Not no-referrer: with it browsers send no Origin with a form, and we would not know our own.
	h.Set("Referrer-Policy", "same-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	defer func() {
		if recover() != nil { // what the panic says may be a person's words
			d.Log.Error("desk: a bug was met", "stack", string(debug.Stack()))
			http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		}
	}()
	// A name that somebody points at this computer is not its address: DNS rebinding.
	if r.Host != d.Address {
		http.Error(w, http.StatusText(http.StatusMisdirectedRequest), http.StatusMisdirectedRequest)
		return
	}
	if foreign(r, "http://"+d.Address) {
		d.away(w, http.StatusForbidden, "foreign", "")
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	d.outer.ServeHTTP(w, r)
}

// static answers with a file of the built-in look.
func (d *Desk) static(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
	file, err := advocate.Files.ReadFile(name)
	if err != nil || !strings.HasPrefix(name, "static/") {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", build.MediaType(name))
	_, _ = w.Write(file) // who asked may have gone
}

// Start announces a new address that lets a browser in.
func (d *Desk) Start() error {
	address, err := d.guard.newStart()
	if err != nil {
		return fmt.Errorf("making the desk's address: %w", err)
	}
	d.Announce("http://" + d.Address + address)
	return nil
}

// begin lets in the browser that holds the start secret.
func (d *Desk) begin(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet { // a HEAD, as from a preview of links, uses nothing up
		http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
		return
	}
	cookie, ok, err := d.guard.begin(r.URL.Query().Get("secret"))
	switch {
	case err != nil:
		d.fault(w, "the session's secrets could not be drawn")
		return
	case !ok:
		d.away(w, http.StatusForbidden, "used", "")
		return
	}
	if !d.awake() && !d.letIn(r.Context()) {
		d.guard.lock()
	}
	http.SetCookie(w, cookie)
	w.Header().Set("Location", cookie.Path+d.guard.waiting())
	w.WriteHeader(http.StatusSeeOther)
}

// letIn opens the book of an identity without a passphrase.
func (d *Desk) letIn(ctx context.Context) bool {
	if d.Passphrase {
		return false
	}
	err := d.open(ctx, "")
	if err != nil {
		d.Log.Error("desk: the casebook could not be opened", "error", plain(err))
	}
	return err == nil
}

// session answers what lies below the session's path.
func (d *Desk) session(w http.ResponseWriter, r *http.Request) {
	base, known, locked := d.guard.session(r)
	if !known {
		d.away(w, http.StatusForbidden, "closed", "")
		return
	}
	if r.Method == http.MethodPost && !d.formIsOurs(w, r) {
		return
	}
	rest := strings.TrimPrefix(r.URL.Path, base)
	switch {
	case r.Method == http.MethodPost && rest == "lock":
		d.guard.lock()
		d.sleep()
		http.Redirect(w, r, base, http.StatusSeeOther)
		return
	case r.Method == http.MethodPost && rest == "unlock":
		d.unlock(w, r, base)
		return
	case locked:
		d.sleep()
		d.lockedPage(w, r, base, rest)
		return
	}
	d.mu.RLock()
	defer d.mu.RUnlock()
	if d.book == nil { // it was locked this very moment
		d.lockedPage(w, r, base, rest)
		return
	}
	ctx, stop := context.WithCancel(context.WithValue(r.Context(), baseKey{}, base))
	defer stop()
	defer context.AfterFunc(d.life, stop)() // locking does not wait for a slow server
	inner := r.Clone(ctx)
	inner.URL.Path, inner.URL.RawPath = "/"+rest, ""
	d.inner.ServeHTTP(w, inner)
}

// baseKey is the session's path in a request's context.
type baseKey struct{}

// formIsOurs reads a form and checks the token that all forms of the session carry.
func (d *Desk) formIsOurs(w http.ResponseWriter, r *http.Request) bool {
	if err := r.ParseForm(); err != nil {
		http.Error(w, http.StatusText(http.StatusBadRequest), http.StatusBadRequest)
		return false
	}
	if !same(r.PostForm.Get("token"), d.guard.formToken()) {
		d.away(w, http.StatusForbidden, "stale", "")
		return false
	}
	return true
}
