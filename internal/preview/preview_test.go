package preview

import (
	"bytes"
	"context"
	"errors"
	"log"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"example.org/advocate/internal/build"
	"example.org/advocate/internal/content"
)

// builder stands in for build.Run where the question is when it is called.
type builder struct {
	mu sync.Mutex
	at []time.Time // the instants that it was called for

	result build.Result
	err    error
	then   *build.Result // what follows the first build; nil: the same
}

func (b *builder) build(_ context.Context, opts build.Options) (build.Result, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.at = append(b.at, opts.Now)
	if len(b.at) > 1 && b.then != nil {
		return *b.then, nil
	}
	return b.result, b.err
}

// times returns the instants that builds were made for.
func (b *builder) times() []time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.at)
}

// running is a preview at work in a bubble, without watcher and server.
type running struct {
	*preview
	*builder
	changes chan change
	log     bytes.Buffer
	set     atomic.Int64 // by how much the clock was set, in nanoseconds
}

func startPreview(t *testing.T, b *builder) *running {
	r := &running{builder: b, changes: make(chan change)}
	now := func() time.Time { return time.Now().Add(time.Duration(r.set.Load())) }
	r.preview = &preview{
		Options: Options{Build: b.build, Now: now, Data: "data", Source: t.TempDir()},
		board:   newBoard(now()), log: log.New(&r.log, "", 0),
	}
	r.rebuild(t.Context(), change{})
	go r.run(t.Context(), r.changes)
	return r
}

func (r *running) edit(name string) {
	var c change
	c.add(note{name: name})
	r.changes <- c
	synctest.Wait()
}

func (r *running) touch(name string) {
	var c change
	c.add(note{name: name, attributes: true})
	r.changes <- c
	synctest.Wait()
}

// wait lets time pass; a moment more, so that what is due then is done.
func (r *running) wait(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func TestTheSiteIsBuiltAnewAtTheInstantItDiffers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &builder{then: &build.Result{Written: 1}} // after which it never differs again
		next := time.Now().Add(20 * 24 * time.Hour).Add(7 * time.Second)
		b.result.Next = next
		r := startPreview(t, b)
		r.wait(time.Until(next) - time.Nanosecond)
		if len(b.times()) != 1 {
			t.Fatalf("built at %v, before anything differs", b.times()[1:])
		}
		was := r.board.shown().version
		r.wait(time.Nanosecond)
		if len(b.times()) != 2 || !b.times()[1].Equal(next) {
			t.Fatalf("built at %v, want %v", b.times()[1:], next)
		}
		if r.board.shown().version == was {
			t.Error("the open page is not reloaded")
		}
		r.wait(20 * 24 * time.Hour)
		if len(b.times()) != 2 {
			t.Errorf("built again at %v, though nothing differs", b.times()[2:])
		}
		if !strings.Contains(r.log.String(), "time passed: 0 pages, 1 written") {
			t.Errorf("the log says %q", r.log.String())
		}
	})
}

func TestAClockThatIsSetIsNoticedWithinAMinute(t *testing.T) {
	for name, c := range map[string]struct {
		next, set time.Duration
		builds    int
	}{
		"forward beyond the instant":      {next: 48 * time.Hour, set: 72 * time.Hour, builds: 2},
		"forward, not as far":             {next: 48 * time.Hour, set: 24 * time.Hour, builds: 1},
		"back by hours":                   {next: 48 * time.Hour, set: -5 * time.Hour, builds: 2},
		"back by a second":                {next: 48 * time.Hour, set: -time.Second, builds: 1},
		"the farthest instant that fits":  {next: 1<<63 - 1, set: 72 * time.Hour, builds: 1},
		"never differs, set forward":      {set: 10000 * time.Hour, builds: 1},
		"the instant is over in the past": {next: time.Nanosecond, set: time.Hour, builds: 2},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := &builder{then: &build.Result{}}
				if c.next > 0 {
					b.result.Next = time.Now().Add(c.next)
				}
				r := startPreview(t, b)
				r.set.Store(int64(c.set))
				r.wait(recheck)
				if len(b.times()) != c.builds {
					t.Errorf("built %d times, want %d: %v", len(b.times()), c.builds, b.times())
				}
			})
		})
	}
}

func TestPagesReloadOnlyWhereSomethingDiffers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &builder{}
		r := startPreview(t, b)
		reloads := func(want bool, does string) {
			t.Helper()
			was := r.board.shown().version
			r.edit("content/a.md")
			if got := r.board.shown().version != was; got != want {
				t.Errorf("%s: reloads is %v", does, got)
			}
		}
		reloads(false, "nothing was written")
		b.result.Written = 1
		reloads(true, "a file was written")
		b.result = build.Result{Removed: 1}
		reloads(true, "a file was removed")
		b.result = build.Result{Problems: []content.Problem{{Path: "content/a.md", Line: 2, Col: 1, Severity: content.Error}}}
		b.err = build.ErrProblems
		reloads(true, "a problem came")
		reloads(false, "the same problem stays")
		b.result.Problems[0].Line++
		reloads(true, "the problem has moved")
		b.result, b.err = build.Result{}, nil
		reloads(true, "the mistake was undone")
		reloads(false, "nothing was written again")
	})
}

func TestTheLastGoodSiteStaysWhileThereAreProblems(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &builder{err: build.ErrProblems, result: build.Result{
			Next:     time.Now().Add(time.Hour),
			Problems: []content.Problem{{Path: "content/a.md", Line: 2, Col: 1, Message: "wrong", Severity: content.Error}, {Path: "content/b.md", Message: "odd"}},
		}}
		r := startPreview(t, b)
		if shown := r.board.shown(); shown.site || len(shown.problems) != 1 {
			t.Errorf("before any good build: site %v, problems %v", shown.site, shown.problems)
		}
		r.wait(2 * time.Hour)
		if len(b.times()) != 1 {
			t.Error("built again by time, though only an edit can mend it")
		}
		b.err, b.result = nil, build.Result{}
		r.edit("content/a.md")
		if shown := r.board.shown(); !shown.site || len(shown.problems) != 0 {
			t.Errorf("mended: site %v, problems %v", shown.site, shown.problems)
		}
		b.err = errors.New("the disk is full")
		r.edit("content/a.md")
		if shown := r.board.shown(); !shown.site || len(shown.problems) != 1 || shown.problems[0].Message != "the disk is full" {
			t.Errorf("failed: site %v, problems %v", shown.site, shown.problems)
		}
		for _, want := range []string{
			"content/a.md:2:1: error: wrong\n",
			"advocate: 1 error; there is no site to show until they are mended\n",
			"content/a.md changed: 0 pages, nothing differs; 0s\n",
			".:1:1: error: the disk is full\n",
			"advocate: 1 error; the last good site stays until they are mended\n",
		} {
			if !strings.Contains(r.log.String(), want) {
				t.Errorf("the log lacks %q:\n%s", want, r.log.String())
			}
		}
	})
}

func TestATouchedFileIsReadAgainOnlyWhereSomethingIsWrong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &builder{}
		r := startPreview(t, b)
		r.touch("content/a.md")
		if len(b.times()) != 1 {
			t.Error("built for a touch")
		}
		b.err = errors.New("not allowed to read content/a.md")
		r.edit("content/a.md")
		b.err = nil
		r.touch("content/a.md")
		if len(b.times()) != 3 || len(r.board.shown().problems) != 0 {
			t.Errorf("built %d times, want 3; problems %v", len(b.times()), r.board.shown().problems)
		}
	})
}

func TestOnlyNewWarningsArePrinted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		old := content.Problem{Path: "content/a.md", Line: 3, Col: 1, Message: "an old warning"}
		b := &builder{result: build.Result{Problems: []content.Problem{old}}}
		r := startPreview(t, b)
		if got := r.log.String(); got != "1 warning; `advocate check` sorts them\n" {
			t.Errorf("at first: %q", got)
		}
		r.log.Reset()
		old.Line = 7
		b.result.Problems = []content.Problem{old, {Path: "content/a.md", Line: 9, Col: 4, Message: "a new one"}}
		r.edit("content/a.md")
		if got := r.log.String(); strings.Contains(got, "old") || !strings.Contains(got, "content/a.md:9:4: warning: a new one\n") {
			t.Errorf("after an edit: %q", got)
		}
	})
}

func TestABuildThatWasStoppedIsNotShown(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var text bytes.Buffer
	p := &preview{
		Options: Options{Now: time.Now, Build: func(context.Context, build.Options) (build.Result, error) {
			cancel()
			return build.Result{}, context.Canceled
		}},
		board: newBoard(time.Now()), log: log.New(&text, "", 0),
	}
	p.rebuild(ctx, change{})
	if shown := p.board.shown(); len(shown.problems) > 0 || text.Len() > 0 {
		t.Errorf("shown: %v, logged: %q", shown.problems, text.String())
	}
}
