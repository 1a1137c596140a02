package content

import (
	"cmp"
	"errors"
	"io/fs"
	"path"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"golang.org/x/sync/errgroup"

	"example.org/advocate/internal/calendar"
	"example.org/advocate/internal/markdown"
)

// Content is everything that was read.
type Content struct {
	Settings Settings
	Editions []*Edition // one for each language, the default first
	Files    []File     // published as they are
}

// Edition is the whole site in one language: every document, translated where
// a translation exists and as its original where none does.
type Edition struct {
	Lang        string
	Settings    Settings // with the words of site.LANG.yaml, where there is one
	Pages       []*Page
	Posts       []*Post
	Events      []*Event
	Initiatives []*Initiative
	Issues      []*Issue
	Topics      []*Topic
	Departments []*Department
}

// Docs returns all documents of the edition.
func (e *Edition) Docs() []Doc {
	docs := make([]Doc, 0, len(e.Pages)+len(e.Posts)+len(e.Events)+len(e.Initiatives)+len(e.Issues)+len(e.Topics)+len(e.Departments))
	docs = appendDocs(docs, e.Pages)
	docs = appendDocs(docs, e.Posts)
	docs = appendDocs(docs, e.Events)
	docs = appendDocs(docs, e.Initiatives)
	docs = appendDocs(docs, e.Issues)
	docs = appendDocs(docs, e.Topics)
	return appendDocs(docs, e.Departments)
}

func appendDocs[P Doc](docs []Doc, more []P) []Doc {
	for _, doc := range more {
		docs = append(docs, doc)
	}
	return docs
}

func (e *Edition) add(doc Doc) {
	switch doc := doc.(type) {
	case *Page:
		e.Pages = append(e.Pages, doc)
	case *Post:
		e.Posts = append(e.Posts, doc)
	case *Event:
		e.Events = append(e.Events, doc)
	case *Initiative:
		e.Initiatives = append(e.Initiatives, doc)
	case *Issue:
		e.Issues = append(e.Issues, doc)
	case *Topic:
		e.Topics = append(e.Topics, doc)
	case *Department:
		e.Departments = append(e.Departments, doc)
	}
}

// File is a file beside the Markdown that is published as it is.
type File struct {
	Path string // below content/
	Size int64  // bytes
}

// Options says how to read.
type Options struct {
	// ReservedIDs are the ids that layouts use; headings avoid them.
	ReservedIDs []string
	// Labels are the few words that Markdown needs, for a language.
	Labels func(lang string) Labels

	// Kept spares reading files that did not change since they were read into
	// it; nil for none. It holds this load when it is over.
	Kept *Kept
	// StateOf tells the state of a file; needed with Kept, as are Now, when
	// the load begins, and Program, the identity of this very program.
	StateOf func(fs.FileInfo) State
	Now     time.Time
	Program string
}

// Labels are the words for people in rendered Markdown.
type Labels struct {
	Back  string // name of the link from a footnote back to the text
	Notes string // name of the list of footnotes
	Table string // name of a table's scrolling region
}

// Load reads content/ of a source folder. It returns all problems of all
// files, sorted; where one is an [Error] the content is not whole and must not
// be published. Files are read in parallel.
func Load(source fs.FS, opts Options) (*Content, []Problem) {
	opts.ReservedIDs = slices.Sorted(slices.Values(opts.ReservedIDs)) // every body looks them up
	l := &loader{fs: source, opts: opts, zones: &sync.Map{}}
	l.settings()
	originals, translations := l.list()
	if opts.Kept != nil {
		l.begin()
	}
	loaded := l.each(originals, func(f markdownFile) Doc { return l.document(f, nil) })
	byPath := map[string]Doc{}
	for _, doc := range loaded {
		byPath[doc.Head().Path] = doc
	}
	translated := l.each(translations, func(f markdownFile) Doc { return l.translation(f, byPath[f.path]) })
	l.editions(loaded, translated)
	l.references(byPath)
	if opts.Kept != nil {
		opts.Kept.docs = l.keptNow
	}
	Sort(l.problems)
	return &l.content, l.problems
}

// loader gathers content and problems; its methods run in the order of Load.
type loader struct {
	fs      fs.FS
	opts    Options
	content Content

	mu       sync.Mutex
	problems []Problem
	zones    *sync.Map // name -> *time.Location
	keptNow  map[string]*keptDoc
}

func (l *loader) report(problems ...Problem) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.problems = append(l.problems, problems...)
}

func (l *loader) zone(name string) (*time.Location, error) {
	if known, ok := l.zones.Load(name); ok {
		return known.(*time.Location), nil
	}
	zone, err := calendar.LoadZone(name)
	if err == nil {
		l.zones.Store(name, zone)
	}
	return zone, err
}

func (l *loader) settings() {
	text, err := fs.ReadFile(l.fs, settingsFile)
	if err != nil {
		l.content.Settings = Settings{Zone: time.UTC, Languages: []string{"en"}}
		l.report(unreadableFile(settingsFile, err, "every site needs it, with title, base_url, timezone and languages"))
		return
	}
	var problems []Problem
	l.content.Settings, problems = parseSettings(text)
	if len(l.content.Settings.Languages) == 0 {
		l.content.Settings.Languages = []string{"en"}
	}
	l.report(problems...)
}

func unreadableFile(path string, err error, advice string) Problem {
	reason := "it cannot be read"
	switch {
	case errors.Is(err, fs.ErrNotExist):
		reason = "there is no such file"
	case errors.Is(err, fs.ErrPermission):
		reason = "the program may not read it"
	}
	return (&source{path: path}).problem(Pos{1, 1}, Error, "%s: %s", reason, advice)
}

// markdownFile is a Markdown file below content/.
type markdownFile struct {
	file string // as it lies there
	path string // without the language
	lang string // "" where the name has none

	state State // with Options.Kept
}

// published lists the endings of files that are published as they are.
var published = map[string]bool{
	".jpg": true, ".jpeg": true, ".png": true, ".gif": true, ".webp": true, ".avif": true,
	".pdf": true, ".csv": true,
	".doc": true, ".docx": true, ".xls": true, ".xlsx": true, ".ppt": true, ".pptx": true,
	".odt": true, ".ods": true, ".odp": true,
	".mp3": true, ".m4a": true, ".ogg": true, ".wav": true,
}

// noPages are folders of content/ that hold no pages.
var noPages = []string{"replies", "data"}

func (l *loader) list() (originals, translations []markdownFile) {
	err := fs.WalkDir(l.fs, "content", func(name string, entry fs.DirEntry, err error) error {
		switch rel := strings.TrimPrefix(name, "content/"); {
		case err != nil:
			l.report(unreadableFile(name, err, "see that it exists and may be read"))
			return nil
		case name == "content" || name == settingsFile || l.translatesSettings(name):
			return nil
		case strings.HasPrefix(entry.Name(), "."):
			return skip(entry)
		case entry.IsDir():
			return l.folder(rel, entry)
		case !utf8.ValidString(rel) || strings.ContainsFunc(rel, forbidden):
			l.report((&source{path: strings.ToValidUTF8(name, "\uFFFD")}).problem(Pos{}, Error, "the file's name holds characters that addresses cannot have: rename it"))
		default:
			l.sort(rel, entry, &originals, &translations)
		}
		return nil
	})
	if err != nil {
		l.report(unreadableFile("content", err, "the folder content/ holds the site"))
	}
	return originals, translations
}

func skip(entry fs.DirEntry) error {
	if entry.IsDir() {
		return fs.SkipDir
	}
	return nil
}

func (l *loader) folder(rel string, entry fs.DirEntry) error {
	if slices.Contains(noPages, rel) {
		return fs.SkipDir
	}
	if reason := badSlug(entry.Name()); reason != "" {
		l.report((&source{path: "content/" + rel}).problem(Pos{}, Error, "the folder's name cannot be part of an address: %s", reason))
		return fs.SkipDir
	}
	return nil
}

// sort puts a file where it belongs: Markdown, published, or not published.
func (l *loader) sort(rel string, entry fs.DirEntry, originals, translations *[]markdownFile) {
	src := &source{path: "content/" + rel}
	info, err := fs.Stat(l.fs, src.path) // follows links; one that leaves the source is refused by the file system
	if err != nil {
		l.report(unreadableFile(src.path, err, "see that it exists, may be read and does not lead out of the site's folder"))
		return
	}
	if !info.Mode().IsRegular() {
		l.report(src.problem(Pos{}, Warning, "not published: it is no ordinary file"))
		return
	}
	ext := strings.ToLower(path.Ext(rel))
	switch {
	case ext == ".md":
		f := l.markdownFile(rel)
		if l.opts.Kept != nil {
			f.state = l.opts.StateOf(info)
		}
		if lang := unknownLanguage.FindStringSubmatch(f.path); lang != nil {
			l.report(src.problem(Pos{}, Warning, "the name ends like that of a translation, but site.yaml does not have the language %q: add it there, or rename the file", lang[1]))
		}
		if reason := badSlug(strings.TrimSuffix(path.Base(f.path), ".md")); reason != "" {
			l.report(src.problem(Pos{}, Error, "the file's name cannot be part of an address: %s", reason))
			return
		}
		if f.lang == "" || f.lang == l.content.Settings.Languages[0] {
			*originals = append(*originals, f)
		} else {
			*translations = append(*translations, f)
		}
	case published[ext]:
		if reason := badSlug(path.Base(rel)); reason != "" {
			l.report(src.problem(Pos{}, Error, "the file's name cannot be part of an address: %s", reason))
			return
		}
		l.content.Files = append(l.content.Files, File{Path: rel, Size: info.Size()})
	default:
		l.report(src.problem(Pos{}, Warning, "not published: only .md, images, PDF, office documents, CSV and audio are; %s", nameEnding(ext)))
	}
}

// unknownLanguage finds what looks like a language at the end of a name.
var unknownLanguage = regexp.MustCompile(`\.([a-z]{2})\.md$`)

func nameEnding(ext string) string {
	if ext == "" {
		return "this name has no ending"
	}
	return "this name ends in " + ext
}

// markdownFile tells the language from a name: town-hall.es.md.
func (l *loader) markdownFile(rel string) markdownFile {
	stem := strings.TrimSuffix(rel, path.Ext(rel))
	f := markdownFile{file: rel, path: stem + ".md"}
	lang := strings.TrimPrefix(path.Ext(stem), ".")
	if slices.Contains(l.content.Settings.Languages, lang) {
		f.lang, f.path = lang, strings.TrimSuffix(stem, "."+lang)+".md"
	}
	return f
}

// each loads files in parallel; the result has their order.
func (l *loader) each(files []markdownFile, load func(markdownFile) Doc) []Doc {
	docs := make([]Doc, len(files))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, f := range files {
		group.Go(func() error {
			docs[i] = load(f)
			return nil
		})
	}
	_ = group.Wait() // the functions return none
	return slices.DeleteFunc(docs, func(d Doc) bool { return d == nil })
}

// document reads one file; original is set for a translation. It returns nil
// where there is nothing to go on with.
func (l *loader) document(f markdownFile, original Doc) Doc {
	if l.opts.Kept != nil {
		return l.kept(f, original)
	}
	name := "content/" + f.file
	text, err := fs.ReadFile(l.fs, name)
	if err != nil {
		l.report(unreadableFile(name, err, "see that it exists and may be read"))
		return nil
	}
	return l.parse(f, text, original)
}

// parse makes a document of the text of a file.
func (l *loader) parse(f markdownFile, text []byte, original Doc) Doc {
	src := &source{path: "content/" + f.file, text: text}
	if p, bad := src.unreadable(); bad {
		l.report(p)
		return nil
	}
	d := &decoder{source: src}
	front := d.frontMatter()
	doc := kindOfPath(f.path).decode(d, &front, original)
	head := doc.Head()
	head.Path, head.File, head.source, head.keys = f.path, f.file, src, d.keys
	head.Lang = cmp.Or(f.lang, l.content.Settings.Languages[0])
	head.Original = head.Lang
	if original != nil {
		head.origin = original.Head()
	}
	l.body(head, front.body, original)
	l.report(d.problems...)
	if front.node != nil {
		l.finish(doc, original != nil)
	}
	return doc
}

// body parses the Markdown. A translation without any keeps the original's.
func (l *loader) body(head *Common, offset int, original Doc) {
	text := head.source.text[offset:]
	if original != nil && len(strings.TrimSpace(string(text))) == 0 {
		head.BodyLang = original.Head().BodyLang
		return
	}
	labels := Labels{}
	if l.opts.Labels != nil {
		labels = l.opts.Labels(head.Lang)
	}
	body, findings := markdown.Parse(text, markdown.Options{
		TopLevel: 2, Reserved: l.opts.ReservedIDs,
		BackLabel: labels.Back, NotesLabel: labels.Notes, TableLabel: labels.Table,
	})
	head.Body, head.BodyLang, head.bodyAt = body, head.Lang, offset
	for _, f := range findings {
		severity := Warning
		if f.Severity == markdown.Error {
			severity = Error
		}
		l.report(head.source.problem(head.source.pos(offset+f.Offset), severity, "%s", f.Message))
	}
}

// editions puts the documents of each language together.
func (l *loader) editions(originals, translations []Doc) {
	translated := map[[2]string]Doc{}
	for _, doc := range translations {
		translated[[2]string{doc.Head().Lang, doc.Head().Path}] = doc
	}
	for i, lang := range l.content.Settings.Languages {
		edition := &Edition{Lang: lang, Settings: l.content.Settings}
		if i > 0 {
			edition.Settings = l.settingsIn(lang)
		}
		for _, doc := range originals {
			switch other := translated[[2]string{lang, doc.Head().Path}]; {
			case i == 0:
				edition.add(doc)
			case other != nil:
				edition.add(other)
			default:
				edition.add(Untranslated(doc, lang))
			}
		}
		l.content.Editions = append(l.content.Editions, edition)
	}
}

// Untranslated is a document as it stands in an edition of another language.
func Untranslated(doc Doc, lang string) Doc {
	switch doc := doc.(type) {
	case *Page:
		return inLang(*doc, lang)
	case *Post:
		return inLang(*doc, lang)
	case *Event:
		return inLang(*doc, lang)
	case *Initiative:
		return inLang(*doc, lang)
	case *Issue:
		return inLang(*doc, lang)
	case *Topic:
		return inLang(*doc, lang)
	case *Department:
		return inLang(*doc, lang)
	}
	panic("content: a kind of document without a case in Untranslated")
}

func inLang[T any, P document[T]](doc T, lang string) Doc {
	P(&doc).Head().Lang = lang
	return P(&doc)
}
