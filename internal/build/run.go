package build

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	advocate "example.org/advocate"
	"example.org/advocate/internal/content"
	"example.org/advocate/internal/picture"
	"example.org/advocate/internal/site"
)

// Options says what to build, and where to.
type Options struct {
	Source string // the folder that holds content/; empty for the working directory
	Out    string // the output folder
	Clean  bool   // write every file anew
	// Compress writes .gz and .br beside every file of text, for hosts that
	// send them.
	Compress Compression
	// Remember leaves a record of the build in the source folder, and does
	// nothing where the last one says that this one would do nothing.
	Remember bool
	// Progress is told of each target that is rendered, from several goroutines;
	// nil for nobody.
	Progress func(done, total int)
	// Linked asks for Result.Site also where nothing changed.
	Linked bool
	// Changed are the files that changed since a [Session] built before, below
	// the source; empty where that is not known.
	Changed []string
	site.Options

	clock   func() time.Time // nil for [time.Now]: how old files are
	layouts *layoutStore     // layouts that need not be parsed again; nil for none
	kept    *content.Kept    // documents that need not be read again; nil for none
	program string           // the identity of this program, with kept
}

func (o Options) time() time.Time {
	if o.clock != nil {
		return o.clock()
	}
	return time.Now()
}

// Result tells what a build did.
type Result struct {
	Problems []content.Problem // sorted; with an error among them nothing was published
	Pages    int               // pages for people
	Files    int               // files of the site
	Written  int               // files that differed
	Removed  int               // files that are gone
	Next     time.Time         // when the site would next differ by itself; zero for never
	Steps    []Step
	Layouts  []LayoutTime

	// Site and Templates are what was built, for who shows more pages in the
	// same frame; nil where nothing was published, or nothing changed since a
	// build that was remembered.
	Site      *site.Site
	Templates *Templates
}

// Step is how long a step took.
type Step struct {
	Name string
	Took time.Duration
}

// ErrProblems is returned when the content has errors; Result.Problems has
// them.
var ErrProblems = errors.New("the content has errors; the published site stays as it was")

// Built is a site in memory: linked, with everything needed to render it.
type Built struct {
	Site       *site.Site
	Content    *content.Content
	Templates  *Templates
	assets     *assets
	renderer   renderer
	gallery    *gallery
	keepCopies bool // of pictures, in the site's folder for the next time
	source     *os.Root
	targets    []site.Target // those that are rendered; nil for all
	opts       Options       // that it was built with
	memory     memory
	baseURL    string // instead of the one in site.yaml; may be empty
	Problems   []content.Problem
	Steps      []Step
}

// Close ends the use of the site's folder; nothing can be rendered after.
func (b *Built) Close() error { return b.source.Close() }

// Prepare reads and links a site without rendering it. It returns
// [ErrProblems] beside the site's problems when there is an error among them.
func Prepare(opts Options) (*Built, error) {
	source, err := os.OpenRoot(sourceFolder(opts.Source))
	if err != nil {
		return nil, fmt.Errorf("opening the site's folder: %w", err)
	}
	b := &Built{source: source, baseURL: opts.BaseURL}
	clock := stopwatch{steps: &b.Steps, last: time.Now()}
	files := overlay{own: source.FS(), builtin: advocate.Files}
	if b.assets, err = loadAssets(files); err != nil {
		source.Close()
		return nil, err
	}
	b.assets.leaveOut(deskStyle)
	if !opts.Preview {
		b.assets.leaveOut(previewScript)
	}
	base := site.BasePath(opts.BaseURL)
	if b.Templates, err = opts.layouts.load(files, b.assets.href(&base), &base, b.assets.names); err != nil {
		source.Close()
		return nil, err
	}
	b.Templates.static, b.Templates.words = b.assets, opts.Catalogue
	if !opts.Preview {
		opts.Scripts = b.assets.hashes()
	}
	clock.step("layouts")
	b.Content, b.Problems = content.Load(source.FS(), content.Options{
		ReservedIDs: b.Templates.reserved, Labels: opts.labels,
		Kept: opts.kept, StateOf: stateOf, Now: opts.time(), Program: opts.program,
	})
	clock.step("content")
	if content.Errors(b.Problems) > 0 {
		// What whole documents contradict together is told in the same run.
		if whole := b.Content.Whole(b.Problems); whole != nil {
			_, problems := site.New(whole, opts.Options)
			b.Problems = append(b.Problems, problems...)
			content.Sort(b.Problems)
		}
		return b, ErrProblems
	}
	if opts.BaseURL == "" {
		base = site.BasePath(b.Content.Settings.BaseURL)
	}
	b.gallery = newGallery(source)
	linked, problems := site.New(b.Content, opts.Options)
	linked.Hang(b.gallery)
	problems = append(problems, b.gallery.examine(linked.PictureUses())...)
	b.Site, b.Problems = linked, append(b.Problems, problems...)
	content.Sort(b.Problems)
	b.renderer = renderer{templates: b.Templates, source: source.FS(), cards: newCards(source)}
	clock.step("links")
	if content.Errors(b.Problems) > 0 {
		return b, ErrProblems
	}
	return b, nil
}

func sourceFolder(name string) string {
	if name == "" {
		return "."
	}
	return name
}

// labels are the words that Markdown needs.
func (o Options) labels(lang string) content.Labels {
	c, _ := o.Catalogue(lang)
	say := func(key string) string {
		said, err := c.Say(key)
		if err != nil {
			return ""
		}
		return said
	}
	return content.Labels{Back: say("markdown.back"), Notes: say("markdown.notes"), Table: say("markdown.table")}
}

// Files renders every file of the site.
func (b *Built) Files(ctx context.Context) (map[string][]byte, error) {
	var mu sync.Mutex
	files := make(map[string][]byte, len(b.Site.Targets)+len(b.assets.files))
	err := b.each(ctx, func(name string, content []byte) error {
		content = bytes.Clone(content)
		mu.Lock()
		defer mu.Unlock()
		files[name] = content
		return nil
	})
	return files, err
}

// each renders every target, adds the static files and what hosts read, and
// calls do with each file, from several goroutines. The content is written over
// when do returns. Smaller copies of pictures are made first.
func (b *Built) each(ctx context.Context, do func(name string, content []byte) error) error {
	b.Site.Hang(b.gallery)
	pictures, err := b.gallery.copies(ctx, picture.NewKeeper(b.source, b.keepCopies))
	if err != nil {
		return err
	}
	for _, files := range []map[string][]byte{b.assets.files, pictures, {headersName: b.headers()}} {
		for name, content := range files {
			if err := do(name, content); err != nil {
				return err
			}
		}
	}
	targets := b.Site.Targets
	if b.targets != nil {
		targets = b.targets
	}
	group, ctx := errgroup.WithContext(ctx)
	workers := runtime.GOMAXPROCS(0)
	var next, finished atomic.Int64
	for range workers {
		group.Go(func() error {
			var page bytes.Buffer
			for i := next.Add(1) - 1; int(i) < len(targets); i = next.Add(1) - 1 {
				if err := ctx.Err(); err != nil {
					return err
				}
				if err := b.renderer.each(&page, targets[i], do); err != nil {
					return err
				}
				if b.opts.Progress != nil {
					b.opts.Progress(int(finished.Add(1)), len(targets))
				}
			}
			return nil
		})
	}
	return group.Wait()
}

// leaveOut renders only the targets that may show one of the changed bodies, and
// calls keep with the others.
func (b *Built) leaveOut(changed map[string]bool, keep func(name string)) {
	b.targets = []site.Target{}
	for _, target := range b.Site.Targets {
		if target.Shows(changed) {
			b.targets = append(b.targets, target)
		} else {
			keep(target.Path)
		}
	}
}

// warnings are what is wrong with the site but does not stop it.
func (b *Built) warnings(severity content.Severity) []content.Problem {
	return append(b.Site.BrokenLinks(severity, b.Templates.reserved), b.Site.MissingAlternatives(severity)...)
}

// Run builds a site into its output folder. With errors in the content it
// returns ErrProblems and leaves the folder as it was.
func Run(ctx context.Context, opts Options) (Result, error) {
	result, built, err := runOnce(ctx, opts)
	if built != nil {
		_ = built.Close() // it was only read
	}
	return result, err
}

// runOnce is Run, and returns what was built for the next time; nil where nothing
// was. Whoever has it closes it.
func runOnce(ctx context.Context, opts Options) (Result, *Built, error) {
	if err := apart(opts.Source, opts.Out); err != nil {
		return Result{}, nil, err
	}
	began := time.Now()
	var memory memory
	var last remembered
	known := false
	if opts.Remember {
		memory = memoryOf(opts)
		if last, known = memory.last(opts); known && memory.unchanged(last) && !opts.Linked {
			result := last.result()
			result.Steps = append(result.Steps, Step{"looking", time.Since(began)})
			return result, nil, nil
		}
		if opts.kept == nil {
			opts.kept = memory.kept(opts.Clean)
		}
		opts.program = memory.program
	}
	looked := time.Since(began)
	built, err := Prepare(opts)
	if built == nil {
		return Result{}, nil, err
	}
	built.opts, built.memory = opts, memory
	result := Result{Problems: built.Problems, Steps: built.Steps}
	if opts.Remember {
		result.Steps = slices.Insert(result.Steps, 0, Step{"looking", looked})
	}
	if err != nil {
		return result, built, err
	}
	built.keepCopies = true
	clock := stopwatch{steps: &result.Steps, last: time.Now()}
	result.Problems = append(result.Problems, built.warnings(content.Warning)...)
	content.Sort(result.Problems)
	if err := ctx.Err(); err != nil {
		return result, built, err
	}
	p, err := openPublisher(opts.Out)
	if err != nil {
		return result, built, err
	}
	defer p.close()
	p.anew = opts.Clean
	packers := sync.Pool{New: func() any { return &packer{how: opts.Compress} }}
	documents := ""
	if opts.kept != nil {
		documents = documentSums(built.Content)
	}
	if changed, ok := memory.partly(last, known, documents); ok && len(changed) == 0 {
		built.targets = []site.Target{}
		p.keepAll()
	} else if ok {
		built.leaveOut(changed, p.keep)
	}
	err = built.each(ctx, func(name string, content []byte) error {
		if err := p.stage(name, content); err != nil || opts.Compress == Uncompressed {
			return err
		}
		packer := packers.Get().(*packer)
		defer packers.Put(packer)
		return packer.compressed(name, content, p.stage)
	})
	if err != nil {
		return result, built, err
	}
	built.renderer.cards.keep(built.Site.Targets)
	clock.step("rendering")
	memory.forget()
	if err := p.commit(); err != nil {
		return result, built, err
	}
	clock.step("publishing")
	result.Pages, result.Files = built.Site.Pages, len(p.files)
	result.Written, result.Removed, result.Next = p.written, p.removed, built.Site.Next
	result.Layouts = built.Templates.layoutTimes()
	result.Site, result.Templates = built.Site, built.Templates
	if opts.kept != nil {
		_ = opts.kept.Save() // else the next build reads more
	}
	memory.remember(opts, result, documents)
	clock.step("remembering")
	return result, built, nil
}

// apart refuses an output folder in which the build would read its own output,
// or write among its sources.
func apart(source, out string) error {
	if out == "" {
		return errors.New("the output folder has no name")
	}
	absOut, err := filepath.Abs(out)
	if err != nil {
		return err
	}
	for _, folder := range []string{"content", "layouts", "static"} {
		abs, err := filepath.Abs(filepath.Join(sourceFolder(source), folder))
		if err != nil {
			return err
		}
		if rel, err := filepath.Rel(abs, absOut); err == nil && filepath.IsLocal(rel) {
			return fmt.Errorf("the output folder %s lies in %s, which the site is made from: choose another", out, folder)
		}
		if rel, err := filepath.Rel(absOut, abs); err == nil && filepath.IsLocal(rel) {
			if _, err := fs.Stat(os.DirFS(absOut), manifestName); err != nil {
				return fmt.Errorf("the output folder %s holds the site's sources: choose another", out)
			}
		}
	}
	return nil
}

// stopwatch notes how long each step of a build took.
type stopwatch struct {
	steps *[]Step
	last  time.Time
}

func (s *stopwatch) step(name string) {
	now := time.Now()
	*s.steps = append(*s.steps, Step{name, now.Sub(s.last)})
	s.last = now
}
