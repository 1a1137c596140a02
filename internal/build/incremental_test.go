package build

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.org/advocate/internal/content"
	"example.org/advocate/internal/site"
)

// The steps of the random edits, and how many of them one site lives through.
const (
	editSteps        = 250
	tortureEditSteps = 100_000
	stepsOfASite     = 60
)

// TestManyEditsInARowEndAsACleanBuild makes random changes to a site and builds
// it after each, as the office does, beside a build that remembers nothing: both
// must come to the same, file by file. A sequence that does not is made as short
// as it can be, and printed. ADVOCATE_EDIT_SEED repeats a run.
func TestManyEditsInARowEndAsACleanBuild(t *testing.T) { manyEdits(t, false) }

// The same in one process, as `advocate serve` does it.
func TestManyEditsInASessionEndAsACleanBuild(t *testing.T) { manyEdits(t, true) }

func manyEdits(t *testing.T, session bool) {
	steps, seed := editSteps, uint64(time.Now().UnixNano())
	if os.Getenv("ADVOCATE_TORTURE") != "" {
		steps = tortureEditSteps
	}
	if text := os.Getenv("ADVOCATE_EDIT_SEED"); text != "" {
		given, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		seed = given
	}
	t.Logf("seed %d", seed)
	for ; steps > 0; steps -= stepsOfASite {
		edits := randomEdits(seed, min(steps, stepsOfASite))
		try := func(edits []edit) error { return liveThrough(t, edits, seed%3 == 0, session) }
		if err := try(edits); err != nil {
			short, why := shrink(edits, try, err)
			for i, e := range short {
				t.Logf("%2d: %s", i+1, e)
			}
			t.Fatalf("seed %d: after these edits: %v", seed, why)
		}
		seed++
	}
}

// edit is one change of a site, whatever the site is by then.
type edit struct {
	what string
	pick uint64 // chooses among what there is
}

func (e edit) String() string { return fmt.Sprintf("%s (%d)", e.what, e.pick) }

// editKinds are the changes, the frequent ones more than once.
var editKinds = []string{
	"text", "text", "text", "text", "text of an introduction", "heading", "link", "retitle", "retitle", "retopic", "summary",
	"reschedule", "cancel", "make a series", "create", "create", "rename", "delete", "translate", "translate a title", "draft",
	"layout", "partial", "layout removed", "style", "settings", "picture", "file", "nothing", "touch", "time", "time", "much time",
	"edit the published", "remove the published", "caches removed", "cache damaged", "drafts shown", "raw HTML", "broken", "mended",
}

func randomEdits(seed uint64, n int) []edit {
	random := rand.New(rand.NewPCG(seed, seed))
	edits := make([]edit, n)
	for i := range edits {
		edits[i] = edit{editKinds[random.IntN(len(editKinds))], random.Uint64()}
	}
	return edits
}

// shrink leaves out edits as long as what is left goes wrong too.
func shrink(edits []edit, try func([]edit) error, why error) ([]edit, error) {
	for size := len(edits) / 2; size > 0; size /= 2 {
		for at := 0; at+size <= len(edits); {
			fewer := slices.Delete(slices.Clone(edits), at, at+size)
			if err := try(fewer); err != nil {
				edits, why = fewer, err
			} else {
				at += size
			}
		}
	}
	return edits, why
}

// life is a site that is edited.
type life struct {
	dir, source, out string
	now              time.Time
	drafts           bool
	age              time.Duration // how long ago the last edit was, for the clock of the builds
	layouts          [2]layoutStore

	session *Session          // nil where each build is a process of its own
	before  map[string]string // the sources at the last build of the session
}

// liveThrough builds a site after each of the edits; the error says what a clean
// build has otherwise.
func liveThrough(t *testing.T, edits []edit, spanish, session bool) error {
	dir, err := os.MkdirTemp("/dev/shm", "advocate-edits") // in memory where there is such a folder
	if err != nil {
		dir, err = os.MkdirTemp("", "advocate-edits")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	l := &life{dir: dir, source: filepath.Join(dir, "site"), out: filepath.Join(dir, "public"), now: someDay}
	l.settle(t, spanish)
	if session {
		l.session = &Session{}
		defer l.session.Close()
	}
	for i, e := range append([]edit{{what: "nothing"}}, edits...) {
		random := rand.New(rand.NewPCG(e.pick, 1))
		l.age = time.Duration(random.IntN(2)) * time.Hour
		if session && slices.Contains(notInSessions, e.what) {
			continue
		}
		l.change(t, e.what, random)
		if err := l.compare(); err != nil {
			return fmt.Errorf("step %d, %s: %w", i, e.what, err)
		}
	}
	return nil
}

// notInSessions are edits of what a session has for itself.
var notInSessions = []string{"edit the published", "remove the published", "caches removed", "cache damaged"}

// sources are the files that the site is made from.
func (l *life) sources() map[string]string {
	found := map[string]string{}
	for _, folder := range sourceFolders {
		_ = filepath.WalkDir(filepath.Join(l.source, folder), func(name string, entry os.DirEntry, err error) error {
			if err == nil && !entry.IsDir() {
				text, _ := os.ReadFile(name)
				rel, _ := filepath.Rel(l.source, name)
				found[filepath.ToSlash(rel)] = string(text)
			}
			return nil
		})
	}
	return found
}

// compareSession builds in the session, told of what changed as a watcher tells.
func (l *life) compareSession() error {
	now := l.sources()
	opts := Options{Source: l.source, Out: l.out, Options: site.Options{Now: l.now, Drafts: l.drafts}}
	for _, files := range [][2]map[string]string{{now, l.before}, {l.before, now}} {
		for name, text := range files[0] {
			if other, ok := files[1][name]; (!ok || other != text) && !slices.Contains(opts.Changed, name) {
				opts.Changed = append(opts.Changed, name)
			}
		}
	}
	l.before = now
	_, err := l.session.Run(context.Background(), opts)
	_, files, errWant := l.clean()
	if !errors.Is(err, errWant) {
		return fmt.Errorf("it ends with %w, a clean one with %w", err, errWant)
	}
	if err != nil {
		return nil // nothing is published
	}
	if err := holdsExactly(l.out, files, "search"); err != nil {
		return err
	}
	if l.now.Unix()%2 == 0 {
		return nil // more happens before there is time to finish
	}
	if _, err := l.session.Finish(context.Background()); err != nil {
		return err
	}
	return holdsExactly(l.out, files, "")
}

// compare builds in both ways.
func (l *life) compare() error {
	if l.session != nil {
		return l.compareSession()
	}
	remembering := Options{
		Source: l.source, Out: l.out, Remember: true, Options: site.Options{Now: l.now, Drafts: l.drafts},
		clock: func() time.Time { return time.Now().Add(l.age) }, layouts: &l.layouts[0],
	}
	got, err := Run(context.Background(), remembering)
	want, files, errWant := l.clean()
	if !errors.Is(err, errWant) {
		return fmt.Errorf("it ends with %w, a clean one with %w", err, errWant)
	}
	if err == nil && !got.Next.Equal(want.Next) || err == nil && got.Pages != want.Pages {
		return fmt.Errorf("it would next differ at %v with %d pages, a clean one at %v with %d", got.Next, got.Pages, want.Next, want.Pages)
	}
	if !slices.Equal(got.Problems, want.Problems) {
		return fmt.Errorf("it tells\n%v\na clean one\n%v", got.Problems, want.Problems)
	}
	if err != nil {
		return nil // nothing is published
	}
	return holdsExactly(l.out, files, "")
}

// clean builds from nothing, in memory.
func (l *life) clean() (Result, files, error) {
	built, err := Prepare(Options{
		Source: l.source, Options: site.Options{Now: l.now, Drafts: l.drafts}, layouts: &l.layouts[1],
	})
	if built == nil {
		return Result{}, nil, err
	}
	defer built.Close()
	result := Result{Problems: built.Problems}
	if err != nil {
		return result, nil, err
	}
	result.Problems = append(result.Problems, built.warnings(content.Warning)...)
	content.Sort(result.Problems)
	result.Next, result.Pages = built.Site.Next, built.Site.Pages
	made, err := built.Files(context.Background())
	return result, made, err
}

// holdsExactly compares a folder with files, one by one, but for those in folders
// of a name.
func holdsExactly(dir string, want files, but string) error {
	left := maps.Clone(want)
	ignored := func(name string) bool { return but != "" && slices.Contains(strings.Split(name, "/"), but) }
	maps.DeleteFunc(left, func(name string, _ []byte) bool { return ignored(name) })
	err := filepath.WalkDir(dir, func(name string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || entry.Name() == manifestName {
			return err
		}
		rel, _ := filepath.Rel(dir, name)
		if rel = filepath.ToSlash(rel); ignored(rel) {
			return nil
		}
		have, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		text, ok := left[rel]
		if !ok {
			return fmt.Errorf("%s is left over", rel)
		}
		if !bytes.Equal(text, have) {
			return fmt.Errorf("%s%s", rel, lineDifference(string(text), string(have)))
		}
		delete(left, rel)
		return nil
	})
	for name := range left {
		return cmp.Or(err, fmt.Errorf("%s is missing", name))
	}
	return err
}

// settle writes a site of 60 pages, in one language or two.
func (l *life) settle(t *testing.T, spanish bool) {
	settings := plainSettings
	if spanish {
		settings = strings.ReplaceAll(settings, "[en]", "[en, es]")
	}
	write(t, l.source, "content/site.yaml", settings+"districts:\n  - {slug: 1, title: District 1}\n")
	for _, name := range []string{"index", "events/index", "news/index", "contact/index"} {
		write(t, l.source, "content/"+name+".md", "---\ntitle: Welcome\nsummary: We listen.\n---\nHello.\n")
	}
	for i := range 6 {
		write(t, l.source, fmt.Sprintf("content/topics/t%d.md", i), fmt.Sprintf("---\ntitle: Topic %d\n---\nAbout it.\n", i))
	}
	write(t, l.source, "content/departments/d.md", "---\ntitle: Department\n---\n")
	write(t, l.source, "content/initiatives/i.md", "---\ntitle: Initiative\nstatus: active\ndate: 2026-01-02\n---\nGoing on.\n")
	write(t, l.source, "content/issues/s.md", "---\ntitle: Issue\nstatus: investigating\nopened: 2026-02-03\ntopics: [t1]\n---\n")
	for i := range 47 {
		l.create(t, rand.New(rand.NewPCG(uint64(i), 7)))
	}
}

// documents are the Markdown files below content/, of one folder where it is
// named, without translations.
func (l *life) documents(folder string) []string {
	names, _ := filepath.Glob(filepath.Join(l.source, "content", folder, "*.md"))
	return slices.DeleteFunc(names, func(name string) bool {
		base := filepath.Base(name)
		return base == "index.md" || strings.Contains(strings.TrimSuffix(base, ".md"), ".")
	})
}

func (l *life) pick(random *rand.Rand, folders ...string) string {
	list := l.documents(folders[random.IntN(len(folders))])
	if len(list) == 0 {
		return filepath.Join(l.source, "content", "index.md")
	}
	return list[random.IntN(len(list))]
}

func (l *life) create(t *testing.T, random *rand.Rand) {
	n := random.IntN(100_000)
	topics := fmt.Sprintf("topics: [t%d]\n", random.IntN(6))
	body := fmt.Sprintf("---\nText %d, see [that](/topics/t%d/).\n\n## Part %d\n\nMore.\n", n, random.IntN(6), n%5)
	day := l.now.AddDate(0, 0, random.IntN(120)-40).Format("2006-01-02")
	switch random.IntN(3) {
	case 0:
		write(t, l.source, fmt.Sprintf("content/news/n%d.md", n), fmt.Sprintf("---\ntitle: News %d\ndate: %s\n%s%s", n, day, topics, body))
	case 1:
		write(t, l.source, fmt.Sprintf("content/p%d.md", n), fmt.Sprintf("---\ntitle: Page %d\n%s", n, body))
	default:
		write(t, l.source, fmt.Sprintf("content/events/e%d.md", n), fmt.Sprintf("---\ntitle: Event %d\ndate: 2026-01-01\nstart: %s 18:00\n%s%s", n, day, topics, body))
	}
}

// front replaces or adds a line of front matter.
func front(text, key, value string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines[1:] {
		if strings.HasPrefix(line, key+":") {
			lines[i+1] = key + ": " + value
			return strings.Join(lines, "\n")
		}
		if line == "---" {
			break
		}
	}
	return strings.Join(slices.Insert(lines, 1, key+": "+value), "\n")
}

// rewrite changes a file. Half of the time the file is written anew under
// another name and moved, as editors do.
func rewrite(t *testing.T, random *rand.Rand, name string, change func(string) string) {
	text, err := os.ReadFile(name)
	if err != nil {
		return // an edit before removed it
	}
	to := name
	if random.IntN(2) == 0 {
		to = name + ".tmp"
	}
	if err := os.WriteFile(to, []byte(change(string(text))), 0o644); err != nil {
		t.Fatal(err)
	}
	if to != name {
		if err := os.Rename(to, name); err != nil {
			t.Fatal(err)
		}
	}
}

// change does one edit.
func (l *life) change(t *testing.T, what string, random *rand.Rand) {
	n := random.IntN(1000)
	some := func() string { return l.pick(random, "", "events", "events", "news", "topics") }
	appending := func(text string) func(string) string { return func(s string) string { return s + text } }
	setting := func(key, value string) func(string) string {
		return func(s string) string { return front(s, key, value) }
	}
	switch what {
	case "text":
		rewrite(t, random, some(), appending(fmt.Sprintf("\nEdited %d.\n", n)))
	case "text of an introduction":
		name := []string{"index.md", "events/index.md", "news/index.md", "contact/index.md"}[n%4]
		rewrite(t, random, filepath.Join(l.source, "content", name), appending(fmt.Sprintf("\nEdited %d.\n", n)))
	case "heading":
		rewrite(t, random, some(), func(s string) string {
			return strings.Replace(s, "## Part", "## Piece", 1) + fmt.Sprintf("\n## New %d\n", n%3)
		})
	case "link":
		rewrite(t, random, some(), appending(fmt.Sprintf("\n[To](/news/) and [part](%s#part-%d).\n", filepath.Base(some()), n%5)))
	case "raw HTML":
		rewrite(t, random, some(), appending(fmt.Sprintf("\n<div id=\"x%d\"><b>raw</b> [l](/events/)</div>\n", n)))
	case "retitle":
		rewrite(t, random, some(), setting("title", fmt.Sprintf("Called %d", n)))
	case "summary":
		rewrite(t, random, some(), setting("summary", fmt.Sprintf("In short %d.", n)))
	case "retopic":
		rewrite(t, random, l.pick(random, "events", "news"), setting("topics", fmt.Sprintf("[t%d, t%d]", n%3, 3+n%3)))
	case "reschedule":
		rewrite(t, random, l.pick(random, "events"), setting("start", l.now.AddDate(0, 0, n%90-20).Format("2006-01-02")+" 09:00"))
	case "cancel":
		rewrite(t, random, l.pick(random, "events"), func(s string) string { return front(front(s, "status", "cancelled"), "status_since", "2026-11-20") })
	case "make a series":
		rewrite(t, random, l.pick(random, "events"), setting("repeat", "FREQ=DAILY;COUNT=5"))
	case "draft":
		rewrite(t, random, some(), setting("draft", []string{"true", "false"}[n%2]))
	case "broken":
		rewrite(t, random, some(), setting("nonsense", "true"))
	case "mended":
		for _, folder := range []string{"", "events", "news", "topics"} {
			for _, name := range l.documents(folder) {
				rewrite(t, random, name, func(s string) string { return strings.Replace(s, "nonsense: true\n", "", 1) })
			}
		}
	default:
		l.changeMore(t, what, random, n, some)
	}
}

func (l *life) changeMore(t *testing.T, what string, random *rand.Rand, n int, some func() string) {
	switch what {
	case "create":
		l.create(t, random)
	case "rename":
		name := some()
		_ = os.Rename(name, filepath.Join(filepath.Dir(name), fmt.Sprintf("moved%d.md", n)))
	case "delete":
		_ = os.Remove(l.pick(random, "", "events", "news"))
	case "translate":
		write(t, l.source, translationOf(l.source, some()), fmt.Sprintf("---\ntitle: Título %d\n---\nTexto %d.\n", n, n))
	case "translate a title":
		write(t, l.source, translationOf(l.source, some()), fmt.Sprintf("---\ntitle: Título %d\n---\n", n))
	case "layout":
		write(t, l.source, "layouts/news.html", fmt.Sprintf(`{{template "frame" .}}{{define "main"}}<h1>{{.Title}} %d</h1>{{template "body" .}}{{end}}`, n))
	case "partial":
		write(t, l.source, "layouts/partials/channel.html", fmt.Sprintf(`{{define "channel"}}<p>%d</p>{{end}}`, n))
	case "layout removed":
		_ = os.RemoveAll(filepath.Join(l.source, "layouts"))
	case "style":
		write(t, l.source, "static/css/contact.css", fmt.Sprintf("b{width:%dpx}", n))
	case "settings":
		rewrite(t, random, filepath.Join(l.source, "content", "site.yaml"), func(s string) string {
			lines := strings.SplitN(s, "\n", 2)
			return fmt.Sprintf("title: Office %d\n", n) + lines[1]
		})
	case "picture", "file":
		write(t, l.source, fmt.Sprintf("content/events/f%d.pdf", n%3), fmt.Sprintf("file %d", n))
	case "touch":
		long := time.Now().Add(-time.Duration(n) * time.Hour)
		_ = os.Chtimes(some(), long, long)
	case "time":
		l.now = l.now.Add(time.Duration(n) * time.Minute)
		l.now = l.now.Add(time.Duration(n%2) * time.Second)
	case "much time":
		l.now = l.now.AddDate(0, 0, n%40)
	case "drafts shown":
		l.drafts = !l.drafts
	case "edit the published":
		write(t, l.out, "news/index.html", "edited by hand")
	case "remove the published":
		_ = os.RemoveAll(filepath.Join(l.out, "events"))
	case "caches removed":
		_ = os.RemoveAll(filepath.Join(l.source, cachesFolder))
	case "cache damaged":
		l.damageCache(random)
	case "nothing":
	default:
		t.Fatalf("nobody knows how to %s", what)
	}
}

// translationOf is the name of a document's Spanish, relative to the source.
func translationOf(source, name string) string {
	rel, _ := filepath.Rel(source, strings.TrimSuffix(name, ".md")+".es.md")
	return filepath.ToSlash(rel)
}

// damageCache changes a byte of a file of the caches, or cuts it off.
func (l *life) damageCache(random *rand.Rand) {
	var files []string
	for _, pattern := range []string{"content/*", "builds/*"} {
		found, _ := filepath.Glob(filepath.Join(l.source, cachesFolder, filepath.FromSlash(pattern)))
		files = append(files, found...)
	}
	if len(files) == 0 {
		return
	}
	name := files[random.IntN(len(files))]
	text, err := os.ReadFile(name)
	if err != nil || len(text) == 0 || strings.HasPrefix(filepath.Base(name), "bodies-") {
		return // bodies: see TestABodyThatIsLostIsTold
	}
	if random.IntN(2) == 0 {
		text = text[:random.IntN(len(text))]
	} else {
		text[random.IntN(len(text))] ^= 4
	}
	_ = os.WriteFile(name, text, 0o600)
}
