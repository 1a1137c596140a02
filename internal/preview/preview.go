package preview

import (
	"cmp"
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"example.org/advocate/internal/build"
	"example.org/advocate/internal/content"
	"example.org/advocate/internal/site"
)

// Options says what to show, and where.
type Options struct {
	// Source is the folder that holds content/; empty for the working
	// directory.
	Source string
	// Data is the folder for what is built; the site goes into Data/site.
	Data string
	// Listener takes the requests. Serve closes it.
	Listener net.Listener
	// BaseURL is the address of the site as a person writes it; empty for the
	// listener's: "http://127.0.0.1:8080/".
	BaseURL string
	// Intake answers /intake and everything below, and /healthz; nil for none.
	Intake http.Handler
	// Build makes the site; nil for [build.Run]. Serve calls it from one
	// goroutine, with all options filled in.
	Build func(context.Context, build.Options) (build.Result, error)
	// Finish makes what Build may leave for later where only texts changed, such
	// as the search index; nil for nothing. Serve calls it once nothing changed
	// for a while.
	Finish func(context.Context) (build.Result, error)
	// Now is the clock; nil for [time.Now].
	Now func() time.Time
	// Log is told of each build, and of problems; nil for nobody.
	Log io.Writer
	// Terminal says that a person reads Log: problems come with the line of
	// the file and a caret under it.
	Terminal bool
	// Ready, if set, is called once, when the first build is done and
	// requests are answered.
	Ready func(url string)
}

// siteFolder is where the built site lies in the data folder.
const siteFolder = "site"

// policy is what the pages of a preview name in their <meta> elements.
const policy = "default-src 'none'; style-src 'self'; img-src 'self'; media-src 'self'; form-action 'self'; base-uri 'none'; script-src 'self'; connect-src 'self'"

// Serve builds the site and shows it until ctx is done; that is no error.
// Errors in the content are shown and waited out.
func Serve(ctx context.Context, opts Options) error {
	opts = withDefaults(opts)
	p := &preview{
		Options: opts,
		board:   newBoard(opts.Now()),
		log:     log.New(opts.Log, "", 0),
	}
	watch, err := newWatcher(opts.Source)
	if err != nil {
		return errors.Join(err, opts.Listener.Close())
	}
	server, err := newServer(p)
	if err != nil {
		return errors.Join(err, watch.close(), opts.Listener.Close())
	}
	p.rebuild(ctx, change{})
	if opts.Ready != nil && ctx.Err() == nil {
		opts.Ready(opts.BaseURL)
	}
	changes := make(chan change)
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return watch.run(ctx, changes) })
	group.Go(func() error { p.run(ctx, changes); return nil })
	group.Go(func() error { return server.serve(ctx, opts.Listener) })
	return group.Wait()
}

func withDefaults(opts Options) Options {
	opts.Source = cmp.Or(opts.Source, ".")
	opts.BaseURL = cmp.Or(opts.BaseURL, "http://"+opts.Listener.Addr().String()+"/")
	if opts.Build == nil {
		opts.Build = build.Run
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.Log == nil {
		opts.Log = io.Discard
	}
	return opts
}

// preview decides when to build. Its methods run in one goroutine; what
// requests see of it stands on the board.
type preview struct {
	Options
	board *board
	log   *log.Logger

	built    time.Time       // the instant of the last build
	next     time.Time       // when the site would next differ by itself; zero: never
	warnings map[string]bool // of the last good build; nil before the first
}

// run builds when files change and when time alone changes the site.
func (p *preview) run(ctx context.Context, changes <-chan change) {
	idle := time.NewTimer(idleFor)
	defer idle.Stop()
	if p.Finish == nil {
		idle.Stop()
	}
	for {
		timer := time.NewTimer(untilDue(p.Now(), p.next))
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-idle.C:
			timer.Stop()
			p.finish(ctx)
		case c := <-changes:
			timer.Stop()
			p.changed(ctx, c)
			if p.Finish != nil {
				idle.Reset(idleFor)
			}
		case <-timer.C:
			if due(p.Now(), p.built, p.next) {
				p.rebuild(ctx, change{})
			}
		}
	}
}

// idleFor is how long nothing must have changed before what was left is made.
const idleFor = 3 * time.Second

// finish makes what builds left for later.
func (p *preview) finish(ctx context.Context) {
	if p.built.IsZero() || len(p.board.shown().problems) > 0 {
		return
	}
	if result, err := p.Finish(ctx); err != nil && ctx.Err() == nil {
		p.failed(problems(p.Source, result, err))
	}
}

// changed answers a change of files.
func (p *preview) changed(ctx context.Context, c change) {
	if c.err != nil {
		p.log.Printf("advocate: %v", c.err)
	}
	// Search indexes and backups touch files without changing them. Where
	// something is wrong it may have been the right to read that changed.
	if c.attributesOnly() && len(p.board.shown().problems) == 0 {
		return
	}
	p.rebuild(ctx, c)
}

// rebuild builds the site as of now, and shows what came of it. A change
// without names says that time has passed, or that it is the first build.
func (p *preview) rebuild(ctx context.Context, c change) {
	start := p.Now()
	result, err := p.Build(ctx, build.Options{
		Source: p.Source, Out: filepath.Join(p.Data, siteFolder), Changed: c.lasting(),
		Options: site.Options{Now: start.UTC(), BaseURL: p.BaseURL, Practice: true, Preview: true},
	})
	if ctx.Err() != nil { // stopped, and the build with it
		return
	}
	first := p.built.IsZero()
	p.built, p.next = start, result.Next
	if err != nil {
		p.next = time.Time{}
		p.failed(problems(p.Source, result, err))
		return
	}
	if !first {
		p.report(c, result, p.Now().Sub(start))
	}
	p.reportWarnings(result.Problems)
	p.good(result)
}

// good puts the new site on the board. Pages are reloaded only where something
// differs.
func (p *preview) good(result build.Result) {
	was := p.board.shown()
	if was.site && len(was.problems) == 0 && result.Written+result.Removed == 0 {
		return
	}
	p.board.show(p.Now(), true, nil)
}

// failed puts the problems on the board, and leaves the site as it is.
func (p *preview) failed(problems []content.Problem) {
	was := p.board.shown()
	p.reportProblems(problems, was.site)
	if !slices.Equal(was.problems, problems) {
		p.board.show(p.Now(), was.site, problems)
	}
}
