package intake

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/sync/singleflight"

	"example.org/advocate/internal/build"
	"example.org/advocate/internal/client"
	"example.org/advocate/internal/health"
	"example.org/advocate/internal/site"
	"example.org/advocate/internal/store"
	"example.org/advocate/internal/tally"
	"example.org/advocate/internal/vault"
)

// Options are what an intake needs of the world around it. Only Rate and what stands below it may be zero.
type Options struct {
	Pages      func() (*site.Site, *build.Templates) // the site as last built; nil before it was
	DB         *store.Store
	Recipients vault.Recipients
	Secrets    *vault.Secrets
	Log        *slog.Logger
	Now        func() time.Time
	Rand       io.Reader      // several may read it at once
	Rate       client.Rate    // zero for 20 concerns and 300 requests in 10 minutes
	Proxies    client.Proxies // whose X-Forwarded-For is believed
	Files      store.FileLimit
	Room       func() (free int64, err error) // bytes on the disk of the database, as store.RoomOn tells them; nil where nobody knows
}

// Intake is the public endpoint: an [http.Handler] for /intake, what lies below it, and /healthz.
type Intake struct {
	Options
	Health   *health.Health // of sealed writes
	mux      http.ServeMux
	clients  *client.Memory[*client.Client]
	sent     *client.Memory[struct{}]      // what was confirmed within the hour, whole: nobody can ask who else sent a sentence
	alike    *client.Memory[*atomic.Int64] // how often a message was stored within the hour: nobody is told
	answered *client.Memory[struct{}]      // clients and topics whose front-line channel was answered within the hour
	commits  singleflight.Group
	faults   tally.Tally
}

// New makes an intake, once a real sealed write has shown that it can store what it takes.
func New(ctx context.Context, opts Options) (*Intake, error) {
	opts.Rate = cmp.Or(opts.Rate, client.Rate{Stored: 20, Requests: 300, Per: 10 * time.Minute})
	opts.Files = cmp.Or(opts.Files, filesKept)
	in := &Intake{Options: opts, clients: client.NewMemory[*client.Client](opts.Rate.Per), sent: client.NewMemory[struct{}](time.Hour),
		alike: client.NewMemory[*atomic.Int64](time.Hour), answered: client.NewMemory[struct{}](time.Hour)}
	in.Health = &health.Health{Check: in.Check, Now: in.Now, Log: in.Log, Of: "intake: a sealed write"}
	if err := in.Check(ctx); err != nil {
		return nil, fmt.Errorf("the intake cannot store a concern, and does not start: %w", err)
	}
	in.mux.HandleFunc("POST /intake", in.submit)
	in.mux.HandleFunc("GET /intake", in.elsewhere)
	in.mux.HandleFunc("GET /intake/status", in.status)
	in.mux.HandleFunc("POST /intake/status", in.status)
	in.mux.HandleFunc("GET /intake/static/", in.static)
	in.mux.Handle("GET /healthz", in.Health)
	return in, nil
}

// Run deletes what is over, and reports to the log what failed, every hour until ctx is done.
func (in *Intake) Run(ctx context.Context) {
	ticker := time.NewTicker(time.Hour)
	defer ticker.Stop()
	for {
		in.sweep(ctx)
		select {
		case <-ctx.Done():
			in.faults.Report(in.Log, "intake: ")
			return
		case <-ticker.C:
		}
	}
}

func (in *Intake) sweep(ctx context.Context) {
	for _, m := range []interface{ Sweep(time.Time) }{in.clients, in.sent, in.alike, in.answered} {
		m.Sweep(in.Now())
	}
	if err := in.DB.DeleteExpired(ctx, in.Now()); err != nil && ctx.Err() == nil {
		in.faults.Add("receipts that are over could not be deleted")
	}
	in.faults.Report(in.Log, "intake: ")
}

// ServeHTTP answers a request. No answer may be kept, framed, or told to another site.
func (in *Intake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
	// net/http would log the address of who met a bug, and what the panic says, which may be their words.
	defer func() {
		if recover() != nil {
			in.Log.Error("intake: a bug was met", "stack", string(debug.Stack()))
			http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		}
	}()
	if pages, _ := in.Pages(); pages == nil {
		http.Error(w, http.StatusText(http.StatusServiceUnavailable), http.StatusServiceUnavailable)
		return
	}
	in.mux.ServeHTTP(w, r)
}

// static answers with what the pages are styled with: files that are named by what they hold, and may be kept. The
// site they are framed as may lie on another host, or be built at another time.
func (in *Intake) static(w http.ResponseWriter, r *http.Request) {
	_, templates := in.Pages()
	name := strings.TrimPrefix(r.URL.Path, "/intake/static/")
	content, ok := templates.Static(name)
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(content))
}

// elsewhere leads who came without a form to where the forms are.
func (in *Intake) elsewhere(w http.ResponseWriter, r *http.Request) {
	if v, ok := in.visit(w, r); ok {
		http.Redirect(w, r, v.page("", "").Site.Links.Contact, http.StatusSeeOther)
	}
}

// Check seals an entry as if it were a concern's, and writes it to the database in a table of its own.
func (in *Intake) Check(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	sealed, err := vault.SealProbe(in.Now(), in.Recipients)
	if err != nil {
		return fmt.Errorf("trying to seal: %w", err)
	}
	return in.DB.CheckWrite(ctx, sealed)
}
