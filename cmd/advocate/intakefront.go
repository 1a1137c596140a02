package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"example.org/advocate/internal/build"
	"example.org/advocate/internal/content"
	"example.org/advocate/internal/desksync"
	"example.org/advocate/internal/intake"
	"example.org/advocate/internal/metrics"
	"example.org/advocate/internal/notify"
	"example.org/advocate/internal/site"
	"example.org/advocate/internal/store"
	"example.org/advocate/internal/vault"
)

// front is the public endpoint. It lives as long as the process; what it answers with is replaced whole when its files
// are read again.
type front struct {
	p       *program
	flags   intakeFlags
	db      *store.Store
	log     *slog.Logger
	metrics *metrics.Metrics

	built   atomic.Pointer[built]
	serving atomic.Pointer[serving]

	done     store.Day // the day of the last daily run
	tryAgain time.Time // when one that failed is tried again
}

// built is the site as last built.
type built struct {
	site      *site.Site
	templates *build.Templates
	files     http.Handler // nil without --site
	at, next  time.Time    // when it was built, and when it would differ; zero for never
}

// serving is what requests are answered with.
type serving struct {
	intake   *intake.Intake
	own      *http.ServeMux
	notifier *notify.Notifier
	stop     func() // ends what runs beside the requests
}

// load reads every file anew and builds the site. After an error everything that is answered with is as it was.
func (f *front) load(ctx context.Context) error {
	recipients, secrets, err := f.keys()
	if err != nil {
		return err
	}
	own, err := f.sync(recipients)
	if err != nil {
		return err
	}
	fresh, err := f.build(ctx)
	if err != nil {
		return err
	}
	notifier, err := f.notifier(fresh.site.Settings())
	if err != nil {
		return err
	}
	pages := func() (*site.Site, *build.Templates) { b := f.built.Load(); return b.site, b.templates }
	before := f.built.Swap(fresh)
	in, err := intake.New(ctx, intake.Options{
		Pages: pages, DB: f.db, Recipients: recipients, Secrets: secrets,
		Log: f.log, Now: f.p.now, Rand: rand.Reader, Rate: f.flags.rate, Proxies: f.flags.proxies, Room: roomOf(f.flags.database),
	})
	if err != nil {
		f.built.Store(before)
		return err
	}
	for _, address := range []string{"/intake", "/intake/", "/healthz"} {
		own.Handle(address, in)
	}
	f.serve(ctx, &serving{intake: in, own: own, notifier: notifier})
	return nil
}

// sync begins the addresses that are the intake's own: those of the desks, where there is a tokens file.
func (f *front) sync(recipients vault.Recipients) (*http.ServeMux, error) {
	own := http.NewServeMux()
	if f.flags.tokens == "" {
		return own, nil
	}
	file, err := openUnchangeable(f.flags.tokens)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	tokens, err := desksync.ParseTokens(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.flags.tokens, err)
	}
	own.Handle("/desk/v1/", desksync.NewServer(f.db, tokens, f.p.now, recipients.Strings()...))
	return own, nil
}

// serve answers with s from now on.
func (f *front) serve(ctx context.Context, s *serving) {
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		s.intake.Run(ctx)
	}()
	s.stop = func() {
		cancel()
		<-ended
	}
	if before := f.serving.Swap(s); before != nil {
		before.stop()
	}
}

// keys reads the recipients file and the secret file.
func (f *front) keys() (vault.Recipients, *vault.Secrets, error) {
	file, err := openUnchangeable(f.flags.recipients)
	if err != nil {
		return nil, nil, err
	}
	defer file.Close()
	recipients, err := vault.ParseRecipients(file, vault.MinRecipients)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", f.flags.recipients, err)
	}
	secret, err := openPrivate(f.flags.secret, f.p.getenv)
	if err != nil {
		return nil, nil, err
	}
	defer secret.Close()
	secrets, err := vault.ParseSecrets(secret)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", f.flags.secret, err)
	}
	return recipients, secrets, nil
}

// notifier reads what notices need beside the settings.
func (f *front) notifier(settings *content.Settings) (*notify.Notifier, error) {
	password, err := readPrivate("ADVOCATE_SMTP_PASSWORD_FILE", f.p.getenv)
	if err != nil {
		return nil, err
	}
	key, err := readPrivate("ADVOCATE_WEBHOOK_KEY_FILE", f.p.getenv)
	if err != nil {
		return nil, err
	}
	return notify.New(notify.Options{
		Settings: settings, Outbox: f.db, Password: password, Key: []byte(key), Now: f.p.now, Log: f.log,
	})
}

// problemsError is what is wrong with the content.
type problemsError struct{ problems []content.Problem }

func (problemsError) Error() string { return build.ErrProblems.Error() }

// build builds the site where --site says so, and else prepares what the form's pages are framed with.
func (f *front) build(ctx context.Context) (*built, error) {
	opts := build.Options{Source: f.p.source, Out: f.flags.siteAt, Compress: build.Quick, Options: site.Options{Now: f.p.now().UTC()}}
	b := &built{at: opts.Now}
	var problems []content.Problem
	var err error
	if opts.Out == "" {
		var prepared *build.Built
		if prepared, err = build.Prepare(opts); prepared != nil {
			problems = prepared.Problems
			err = errors.Join(err, prepared.Close())
			b.site, b.templates = prepared.Site, prepared.Templates
		}
	} else {
		var result build.Result
		result, err = build.Run(ctx, opts)
		problems, b.site, b.templates = result.Problems, result.Site, result.Templates
	}
	if errors.Is(err, build.ErrProblems) {
		return nil, problemsError{problems}
	}
	if err != nil {
		return nil, err
	}
	b.next = b.site.Next
	if opts.Out != "" {
		b.files = build.Handler(opts.Out, build.HandlerOptions{
			Base: site.BasePath(b.site.Settings().BaseURL), Policy: b.site.Policy(),
		})
	}
	return b, nil
}

// route sends a request to the part that answers it. Addresses of the site are not the mux's: it would redirect them
// in its own way.
func (f *front) route(w http.ResponseWriter, r *http.Request) {
	own := f.serving.Load().own
	files := f.built.Load().files
	if _, pattern := own.Handler(r); pattern != "" {
		own.ServeHTTP(w, r)
	} else if files != nil {
		files.ServeHTTP(w, r)
	} else {
		build.SecureHeaders(w.Header(), "default-src 'none'")
		http.NotFound(w, r)
	}
}

// follow builds the site when time changes it, and reads everything again when it is asked to.
func (f *front) follow(ctx context.Context, hangups <-chan os.Signal) {
	ticker := time.NewTicker(time.Minute)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-hangups:
			f.reload(ctx)
		case <-ticker.C:
			if f.due() {
				f.rebuild(ctx)
			}
		}
	}
}

// due tells whether the instant has come at which the site differs, or the clock was set back.
func (f *front) due() bool {
	b, now := f.built.Load(), f.p.now()
	return !b.next.IsZero() && !b.next.After(now) || now.Before(b.at.Add(-time.Minute))
}

func (f *front) reload(ctx context.Context) {
	if err := f.load(ctx); err != nil {
		f.report("the files were not read again; everything stays as it was", err)
		return
	}
	f.log.Info("the site was built, and recipients, secret, tokens, password and key were read again")
}

func (f *front) rebuild(ctx context.Context) {
	fresh, err := f.build(ctx)
	if err != nil {
		if ctx.Err() == nil {
			f.report("the site was not built; it stays as it was", err)
		}
		kept := *f.built.Load()
		kept.at, kept.next = f.p.now(), f.p.now().Add(10*time.Minute) // tried again then
		f.built.Store(&kept)
		return
	}
	f.built.Store(fresh)
}

// report tells the log what went wrong while requests are answered all the same.
func (f *front) report(what string, err error) {
	var content problemsError
	if errors.As(err, &content) {
		f.p.print(content.problems)
	}
	f.log.Error(what, "error", err)
}

// roomOf tells how much room there is on the disk of a database; nil where that is another machine's.
func roomOf(database string) func() (free int64, err error) {
	path, local := strings.CutPrefix(database, "sqlite:")
	if !local {
		return nil
	}
	return store.RoomOn(filepath.Dir(path))
}
