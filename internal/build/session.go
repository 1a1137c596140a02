package build

import (
	"bytes"
	"context"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"example.org/advocate/internal/content"
	"example.org/advocate/internal/site"
)

// mostReplaced is how many documents may have changed for their bodies to be
// replaced one by one.
const mostReplaced = 20

// Session builds one site again and again, as it is edited. It keeps what it
// read and linked: where nothing but the text of documents changed, it renders
// what shows those texts and nothing else. It is for one goroutine.
type Session struct {
	layouts layoutStore
	kept    *content.Kept
	built   *Built // the last one that was published; nil for none
	result  Result // of it
	late    bool   // what follows from all texts together was left as it was
	behind  bool   // files changed since, and were not taken in
}

// Run is [Run] in the session. With [Options].Changed, targets that do not tell
// whose text they show, such as the search index, stay as they are until
// [Session.Finish].
func (s *Session) Run(ctx context.Context, opts Options) (Result, error) {
	opts.layouts, opts.kept, opts.Remember, opts.Linked = &s.layouts, s.kept, true, true
	if result, ok, err := s.replace(ctx, opts); ok || err != nil {
		return result, err
	}
	s.behind = true
	result, built, err := runOnce(ctx, opts)
	if built != nil && built.opts.kept != nil {
		s.kept = built.opts.kept
	}
	if err != nil {
		if built != nil {
			_ = built.Close() // it was only read
		}
		return result, err
	}
	s.forget()
	s.built, s.result, s.late, s.behind = built, result, false, false
	s.rest()
	return result, nil
}

// Close ends the session.
func (s *Session) Close() error { s.forget(); return nil }

func (s *Session) forget() {
	if s.built != nil {
		_ = s.built.Close() // it was only read
		s.built = nil
	}
}

// Finish renders what was left as it was by earlier runs, from what those read:
// a change that nobody has told of yet is for the next run.
func (s *Session) Finish(ctx context.Context) (Result, error) {
	if !s.late || s.built == nil {
		return s.result, nil
	}
	p, err := openPublisher(s.built.opts.Out)
	if err != nil {
		return s.result, err
	}
	defer p.close()
	s.built.leaveOut(nil, p.keep)
	err = s.built.each(ctx, p.stage)
	s.built.targets = nil
	if err != nil {
		return s.result, err
	}
	if err := p.commit(); err != nil {
		return s.result, err
	}
	s.late = false
	s.rest()
	_ = s.kept.Save() // else the next program reads more
	s.built.memory.remember(s.built.opts, s.result, documentSums(s.built.Content))
	return s.result, nil
}

// rest lets go of what only rendering needed, until the next edit.
func (s *Session) rest() {
	s.built.Site.Forget()
	s.built.renderer.cards = newCards(s.built.source)
	debug.FreeOSMemory()
}

// replace puts new bodies into the linked site; ok is false where more changed
// than bodies.
func (s *Session) replace(ctx context.Context, opts Options) (result Result, ok bool, err error) {
	if s.built == nil || s.behind || !s.sameButTime(opts) || len(opts.Changed) == 0 || len(opts.Changed) > mostReplaced {
		return Result{}, false, nil
	}
	began := time.Now()
	reading := content.Options{
		ReservedIDs: s.built.Templates.reserved, Labels: opts.labels,
		Kept: s.kept, StateOf: stateOf, Now: opts.time(), Program: s.built.opts.program,
	}
	var problems []content.Problem
	read := map[string][2]*content.Common{}
	for _, name := range opts.Changed {
		file, below := strings.CutPrefix(name, "content/")
		before := s.built.Content.Original(file)
		if !below || before == nil {
			return Result{}, false, nil
		}
		after, found, fine := s.built.Content.Reread(s.built.source.FS(), reading, file)
		if !fine || !before.Head().SameButBody(after.Head()) {
			return Result{}, false, nil
		}
		read[file] = [2]*content.Common{before.Head(), after.Head()}
		problems = append(problems, found...)
	}
	changed := map[string]bool{}
	for file, states := range read {
		s.built.Site.ReplaceBody(states[0], states[1])
		changed[file] = true
	}
	written, err := s.patch(ctx, opts, changed)
	if err != nil {
		s.forget() // the next run begins anew
		return Result{}, false, err
	}
	s.late = true
	result = s.result
	result.Written, result.Removed = written, 0
	result.Steps = []Step{{"replacing", time.Since(began)}}
	result.Problems = append(slices.DeleteFunc(slices.Clone(result.Problems), func(p content.Problem) bool {
		return p.Subject == content.Faults && changed[strings.TrimPrefix(p.Path, "content/")]
	}), problems...)
	content.Sort(result.Problems)
	s.result = result
	return result, true, nil
}

// sameButTime tells whether the site of the last build is that of these options
// too, and of this instant.
func (s *Session) sameButTime(opts Options) bool {
	was := s.built.opts
	sameTime := !opts.Now.Before(was.Now) && (s.result.Next.IsZero() || opts.Now.Before(s.result.Next))
	return sameTime && s.kept != nil && opts.Source == was.Source && opts.Out == was.Out && opts.BaseURL == was.BaseURL &&
		opts.Drafts == was.Drafts && opts.Practice == was.Practice && opts.Preview == was.Preview &&
		opts.Compress == was.Compress && opts.Compress == Uncompressed && !opts.Clean && opts.Words == nil
}

// patch renders the targets that show the bodies, pages first, and puts them into
// the output folder.
func (s *Session) patch(ctx context.Context, opts Options, changed map[string]bool) (written int, err error) {
	p, err := openPatch(opts.Out)
	if err != nil {
		return 0, err
	}
	defer p.close()
	var targets []site.Target
	for _, target := range s.built.Site.Targets {
		if target.Told() && target.Shows(changed) {
			targets = append(targets, target)
		}
	}
	slices.SortStableFunc(targets, func(a, b site.Target) int { return pageFirst(a) - pageFirst(b) })
	var page bytes.Buffer
	for _, target := range targets {
		if err := ctx.Err(); err != nil {
			return p.written, err
		}
		if err := s.built.renderer.each(&page, target, p.patch); err != nil {
			return p.written, err
		}
	}
	return p.written, nil
}

func pageFirst(t site.Target) int {
	if filepath.Ext(t.Path) == ".html" {
		return 0
	}
	return 1
}
