package build

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	texttemplate "text/template"
	"text/template/parse"
	"time"

	"example.org/advocate/internal/wire"
	"example.org/advocate/internal/words"
)

// Templates are the layouts, ready to render in every language. They are safe
// for concurrent use.
type Templates struct {
	sources  map[string]string // layout -> text
	partials map[string]string // file -> text
	reserved []string
	trees    map[string]*parse.Tree // what partials define
	asset    func(name string) (string, error)
	static   *assets // nil for layouts that are read alone
	words    func(lang string) (*words.Catalogue, bool)

	mu     sync.Mutex
	others map[string]*Templates            // by the address that their static files lie below
	parsed map[[2]string]*template.Template // layout, language
	ready  map[[2]string]*template.Template // those of them that have rendered something
	pieces map[string]*pieces               // language
	times  map[string]*spent
}

// spent is what rendering with one layout took so far.
type spent struct{ count, nanoseconds atomic.Int64 }

// LoadTemplates reads layouts/ of a file system. asset returns the address of
// a static file.
func LoadTemplates(fsys fs.FS, asset func(name string) (string, error)) (*Templates, error) {
	t, err := readTemplates(fsys, asset)
	if err != nil {
		return nil, err
	}
	return t, t.check()
}

// readTemplates reads layouts/ without looking into it.
func readTemplates(fsys fs.FS, asset func(name string) (string, error)) (*Templates, error) {
	t := &Templates{
		sources: map[string]string{}, partials: map[string]string{}, asset: asset, words: words.For,
		parsed: map[[2]string]*template.Template{}, ready: map[[2]string]*template.Template{},
		pieces: map[string]*pieces{}, times: map[string]*spent{},
	}
	if err := t.read(fsys, "layouts", t.sources); err != nil {
		return nil, err
	}
	if err := t.read(fsys, "layouts/partials", t.partials); err != nil {
		return nil, err
	}
	ids, err := fs.ReadFile(fsys, "layouts/ids.txt")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("reading layouts: %w", err)
	}
	t.reserved = strings.Fields(string(ids))
	return t, nil
}

// layoutStore spares parsing layouts again that are the same as before, with the
// same static files. It is for one build after another. A nil one stores nothing.
type layoutStore struct {
	key  [32]byte
	last *Templates
}

// load is LoadTemplates. names are the addresses that layouts can ask for.
func (s *layoutStore) load(fsys fs.FS, asset func(name string) (string, error), base *string, names map[string]string) (*Templates, error) {
	t, err := readTemplates(fsys, asset)
	if err != nil || s == nil {
		if err == nil {
			err = t.check()
		}
		return t, err
	}
	var w wire.Writer
	w.String(*base)
	for _, texts := range []map[string]string{t.sources, t.partials, names} {
		for _, name := range slices.Sorted(maps.Keys(texts)) {
			w.String(name)
			w.String(texts[name])
		}
	}
	key := sha256.Sum256(w.Bytes)
	if s.last != nil && key == s.key && slices.Equal(s.last.reserved, t.reserved) {
		return s.last, nil
	}
	if err := t.check(); err != nil {
		return nil, err
	}
	s.key, s.last = key, t
	return t, nil
}

// check parses every file once: the partials for all layouts, and each layout
// to tell what is wrong with it before anything is built.
func (t *Templates) check() error {
	catalogue, _ := t.words("en")
	known := texttemplate.FuncMap(functions("en", catalogue, t.asset, new(pieces).once))
	shared := texttemplate.New("partials").Funcs(known)
	for name, text := range t.partials {
		if _, err := shared.New("partials/" + name + ".html").Parse(text); err != nil {
			return fmt.Errorf("layouts/partials/%s.html: %w", name, err)
		}
	}
	t.trees = map[string]*parse.Tree{}
	for _, piece := range shared.Templates() {
		t.trees[piece.Name()] = piece.Tree
	}
	for name, text := range t.sources {
		t.times[name] = &spent{}
		if _, err := texttemplate.New(name + ".html").Funcs(known).Parse(text); err != nil {
			return fmt.Errorf("layouts/%s.html: %w", name, err)
		}
	}
	return nil
}

func (t *Templates) read(fsys fs.FS, folder string, into map[string]string) error {
	entries, err := fs.ReadDir(fsys, folder)
	if err != nil {
		return fmt.Errorf("reading layouts: %w", err)
	}
	for _, entry := range entries {
		if path.Ext(entry.Name()) != ".html" || strings.HasPrefix(entry.Name(), ".") {
			continue
		}
		text, err := fs.ReadFile(fsys, folder+"/"+entry.Name())
		if err != nil {
			return fmt.Errorf("reading layouts: %w", err)
		}
		into[strings.TrimSuffix(entry.Name(), ".html")] = string(text)
	}
	return nil
}

// ReservedIDs are the ids that the layouts use, which headings must avoid.
func (t *Templates) ReservedIDs() []string { return t.reserved }

// Render writes a page. layout is a name such as "event", lang the language of
// its words, page what the layout is given.
func (t *Templates) Render(w io.Writer, layout, lang string, page any) error {
	parsed, err := t.get(layout, lang)
	if err != nil {
		return err
	}
	start := time.Now()
	if err := parsed.Execute(w, page); err != nil {
		return fmt.Errorf("rendering layouts/%s.html: %w", layout, err)
	}
	t.times[layout].count.Add(1)
	t.times[layout].nanoseconds.Add(int64(time.Since(start)))
	return nil
}

// get readies a layout for a language, once.
func (t *Templates) get(layout, lang string) (*template.Template, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	key := [2]string{layout, lang}
	if ready := t.ready[key]; ready != nil {
		return ready, nil
	}
	set, err := t.parse(layout, lang)
	if err != nil {
		return nil, err
	}
	if err := foldConstants(set, layout+".html"); err != nil {
		return nil, fmt.Errorf("layouts/%s.html: %w", layout, err)
	}
	if p := t.pieces[lang]; !p.folded {
		if err := t.foldPieces(p); err != nil {
			return nil, err
		}
		p.folded = true
	}
	t.ready[key] = set
	return set, nil
}

// parse parses a layout for a language, once. Every layout is a set of its own
// with all partials, so that two may define a "main".
func (t *Templates) parse(layout, lang string) (*template.Template, error) {
	key := [2]string{layout, lang}
	if parsed := t.parsed[key]; parsed != nil {
		return parsed, nil
	}
	source, ok := t.sources[layout]
	if !ok {
		return nil, fmt.Errorf("there is no layout layouts/%s.html", layout)
	}
	once, err := t.piecesIn(lang)
	if err != nil {
		return nil, err
	}
	catalogue, _ := t.words(lang)
	set := template.New(layout + ".html").Funcs(functions(lang, catalogue, t.asset, once.once))
	if err := t.addPartials(set); err != nil {
		return nil, err
	}
	if _, err := set.Parse(source); err != nil {
		return nil, fmt.Errorf("layouts/%s.html: %w", layout, err)
	}
	t.parsed[key] = set
	return set, nil
}

// piecesIn readies the partials that are rendered once, in a language.
func (t *Templates) piecesIn(lang string) (*pieces, error) {
	if known := t.pieces[lang]; known != nil {
		return known, nil
	}
	catalogue, _ := t.words(lang)
	p := &pieces{}
	p.set = template.New("once").Funcs(functions(lang, catalogue, t.asset, p.once))
	if err := t.addPartials(p.set); err != nil {
		return nil, err
	}
	t.pieces[lang] = p
	return p, nil
}

// foldPieces readies them, the first time that one is asked for.
func (t *Templates) foldPieces(p *pieces) error {
	var names []string
	for _, texts := range []map[string]string{t.partials, t.sources} {
		for _, text := range texts {
			for _, name := range onceNames(text) {
				if p.set.Lookup(name) != nil && !slices.Contains(names, name) {
					names = append(names, name)
				}
			}
		}
	}
	if err := foldConstants(p.set, names...); err != nil {
		return fmt.Errorf("layouts/partials: %w", err)
	}
	return nil
}

func (t *Templates) addPartials(set *template.Template) error {
	set.Option("missingkey=error")
	for name, tree := range t.trees {
		if _, err := set.AddParseTree(name, tree.Copy()); err != nil {
			return fmt.Errorf("layouts/partials: %w", err)
		}
	}
	return nil
}
