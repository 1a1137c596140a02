package content

import (
	"crypto/sha256"
	"io/fs"
	"reflect"
	"slices"
	"sync"
	"time"

	"example.org/advocate/internal/markdown"
	"example.org/advocate/internal/wire"
)

// Kept are documents as they were read before, so that files that did not change
// since need not be parsed again. It never stands for a file: what it holds is
// used where the file has the state or the very content that it was made from.
// A Kept serves one load after another, not two at once.
type Kept struct {
	made   [32]byte            // of the options and settings that documents depend on
	docs   map[string]*keptDoc // file below content/
	bodies *bodies             // where bodies lie; nil: in memory
}

// NewKept returns one that holds nothing yet.
func NewKept() *Kept { return &Kept{docs: map[string]*keptDoc{}, bodies: &bodies{}} }

// Cleared returns one that believes nothing that was kept, and keeps in the same
// place.
func (k *Kept) Cleared() *Kept {
	fresh := NewKept()
	if files := k.bodies.files; files != nil {
		fresh.bodies = &bodies{files: &bodyFiles{dir: files.dir, writing: -1}}
	}
	return fresh
}

// State is what tells that a file is another than before, without reading it.
type State struct {
	Size              int64
	Modified, Changed int64 // nanoseconds; when its content, and its inode, were last changed
	Inode             uint64
}

// keptDoc is one document. It is not changed once it is in a Kept.
type keptDoc struct {
	state    State
	settled  bool     // the state says it all: the file was old when it was read
	sum      [32]byte // of the file
	origin   [32]byte // of the file of the original, for a translation
	front    [16]byte // of the front matter
	shape    string
	places   string
	body     place
	problems []Problem // warnings
}

// Sums tell how a document differs from an earlier state of it.
type Sums struct {
	Shape [16]byte // of all that other pages, and lists, may show of it
	File  [16]byte // of its file
}

// keepFile makes the kept form of a document; nil where it has none.
func (l *loader) keepFile(doc Doc, state State, settled bool, sum [32]byte, problems []Problem) *keptDoc {
	head := doc.Head()
	if Errors(problems) > 0 {
		return nil
	}
	k := &keeper{head: head}
	value := reflect.ValueOf(doc).Elem()
	keptForms[value.Type()].keep(k, value)
	k.places.Int(head.bodyAt)
	k.shape.Int(len(head.keys))
	for i := range head.keys {
		k.shape.String(head.keys[i].name)
		k.pos(&head.keys[i].at)
	}
	kept := &keptDoc{state: state, settled: settled, sum: sum, problems: problems}
	if head.bodyAt > 0 {
		kept.front = frontSumOf(string(head.source.whole()[:head.bodyAt]))
	}
	if head.origin != nil {
		kept.origin = head.origin.sum
	}
	// A translation without a text has that of its original.
	inherits := head.Body == nil || head.origin != nil && head.Body == head.origin.Body
	k.shape.Bool(inherits)
	if !inherits {
		parts, ok := head.Body.Keep()
		if !ok {
			return nil
		}
		at, err := l.opts.Kept.bodies.put(parts.Body)
		if err != nil {
			return nil
		}
		kept.body = at
		head.Body = head.Body.Away(l.opts.Kept.bodies.getter(at))
		k.shape.Bytes = append(k.shape.Bytes, parts.Shape...)
		k.places.Bytes = append(k.places.Bytes, parts.Places...)
	}
	kept.shape, kept.places = string(k.shape.Bytes), string(k.places.Bytes)
	head.sums(kept)
	return kept
}

// sums notes what tells the document from other states of it.
func (c *Common) sums(k *keptDoc) {
	c.sum, c.frontSum = k.sum, k.front
	shape := sha256.Sum256([]byte(k.shape))
	c.shapeSum = [16]byte(shape[:16])
}

// OriginalFile is the file of the original of a translation, else the document's
// own.
func (c *Common) OriginalFile() string {
	if c.origin != nil {
		return c.origin.File
	}
	return c.File
}

// Sums returns what tells the document from other states of it; ok is false for
// one that was read without a [Kept], or that cannot be kept.
func (c *Common) Sums() (s Sums, ok bool) {
	return Sums{Shape: c.shapeSum, File: [16]byte(c.sum[:16])}, c.shapeSum != [16]byte{}
}

// restore makes the document again; nil where it is damaged.
func (l *loader) restore(f markdownFile, k *keptDoc, original Doc) Doc {
	doc := kindOfPath(f.path).empty()
	head := doc.Head()
	head.source = l.lazySource(f)
	r := &restorer{shape: wire.NewReader(k.shape), places: wire.NewReader(k.places), head: head}
	if original != nil {
		r.origin = original.Head()
		head.origin = r.origin
	}
	value := reflect.ValueOf(doc).Elem()
	keptForms[value.Type()].restore(r, value)
	head.bodyAt = r.places.Int()
	head.keys = make([]keyPos, r.shape.Length())
	for i := range head.keys {
		head.keys[i].name = r.shape.String()
		r.pos(&head.keys[i].at)
	}
	switch inherits := r.shape.Bool(); {
	case !inherits:
		body, ok := markdown.Restore(r.shape, r.places, l.opts.ReservedIDs, l.opts.Kept.bodies.getter(k.body))
		if !ok {
			return nil
		}
		head.Body = body
	case !r.shape.Done() || !r.places.Done():
		return nil
	case original != nil:
		head.Body = original.Head().Body
	}
	if r.damaged {
		return nil
	}
	head.sums(k)
	if event, ok := doc.(*Event); ok {
		l.restoreEvent(event, original != nil)
	}
	return doc
}

// restoreEvent works out again what follows from an event in which nothing was
// wrong.
func (l *loader) restoreEvent(e *Event, translation bool) {
	if e.Repeat.Value != "" || len(e.Also) > 0 {
		f := finisher{head: e.Head(), zone: l.content.Settings.Zone, ownOnly: translation}
		l.finishEvent(&f, e)
		return
	}
	e.Zone = l.content.Settings.Zone
	if e.Timezone != "" {
		if zone, err := l.zone(e.Timezone); err == nil {
			e.Zone = zone
		}
	}
	for _, t := range []*time.Time{&e.Begins, &e.Ends, &e.Over} {
		if !t.IsZero() {
			*t = t.In(e.Zone)
		}
	}
}

// known finds what was kept of a file in this very state.
func (l *loader) known(f markdownFile, original Doc) *keptDoc {
	k := l.opts.Kept.docs[f.file]
	if k == nil || original != nil && k.origin != original.Head().sum {
		return nil
	}
	return k
}

// kept reads one file, or takes what was kept of it.
func (l *loader) kept(f markdownFile, original Doc) Doc {
	k := l.known(f, original)
	if k != nil && k.settled && k.state == f.state {
		if doc := l.take(f, k, original); doc != nil {
			return doc
		}
	}
	name := "content/" + f.file
	text, err := fs.ReadFile(l.fs, name)
	if err != nil {
		l.report(unreadableFile(name, err, "see that it exists and may be read"))
		return nil
	}
	sum, settled := sha256.Sum256(text), l.settled(f.state)
	if k != nil && k.sum == sum {
		again := *k
		again.state, again.settled = f.state, settled
		if doc := l.take(f, &again, original); doc != nil {
			return doc
		}
	}
	single := &loader{fs: l.fs, opts: l.opts, content: l.content, zones: l.zones}
	doc := single.parse(f, text, original)
	l.report(single.problems...)
	if doc == nil {
		return nil
	}
	head := doc.Head()
	head.sum = sum
	if kept := single.keepFile(doc, f.state, settled, sum, single.problems); kept != nil {
		l.remember(f, kept)
		head.source.forget(l.reader(name))
	}
	return doc
}

// take makes a document of what was kept of it, and keeps it again.
func (l *loader) take(f markdownFile, k *keptDoc, original Doc) Doc {
	doc := l.restore(f, k, original)
	if doc != nil {
		l.report(k.problems...)
		l.remember(f, k)
	}
	return doc
}

func (l *loader) remember(f markdownFile, k *keptDoc) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.keptNow[f.file] = k
}

// settled tells whether a file was left alone for long enough before it was read
// that its state tells of every change from now on: some file systems count in
// two seconds.
func (l *loader) settled(s State) bool {
	const enough = 2 * time.Second
	return max(s.Modified, s.Changed) < l.opts.Now.Add(-enough).UnixNano()
}

func (l *loader) reader(name string) func() ([]byte, error) {
	return func() ([]byte, error) { return fs.ReadFile(l.fs, name) }
}

func (l *loader) lazySource(f markdownFile) *source {
	name := "content/" + f.file
	return &source{path: name, read: l.reader(name)}
}

// depends is a sum of all beside their files that documents depend on.
func (l *loader) depends() [32]byte {
	var w wire.Writer
	w.String(l.opts.Program)
	for _, id := range l.opts.ReservedIDs {
		w.String(id)
	}
	w.String(l.content.Settings.Zone.String())
	for _, lang := range l.content.Settings.Languages {
		w.String(lang)
		if l.opts.Labels != nil {
			labels := l.opts.Labels(lang)
			w.String(labels.Back + "\n" + labels.Notes + "\n" + labels.Table)
		}
	}
	return sha256.Sum256(w.Bytes)
}

// begin readies the Kept of this load: what was made in another way is gone.
func (l *loader) begin() {
	made := l.depends()
	if made != l.opts.Kept.made {
		l.opts.Kept.made, l.opts.Kept.docs = made, map[string]*keptDoc{}
	}
	l.keptNow = make(map[string]*keptDoc, len(l.opts.Kept.docs))
}

// Files lists the files that it holds something of.
func (k *Kept) Files() []string {
	files := make([]string, 0, len(k.docs))
	for f := range k.docs {
		files = append(files, f)
	}
	slices.Sort(files)
	return files
}

// bodies is where the bodies of documents lie: in memory, or in files of a
// cache. It is safe for concurrent use.
type bodies struct {
	mu     sync.Mutex
	memory []string
	files  *bodyFiles // nil: in memory
}

// place is where a body lies.
type place struct {
	file   int // in memory: which body
	at     int64
	length int
	sum    uint32 // CRC-32C
}

func (b *bodies) put(body []byte) (place, error) {
	if b.files != nil {
		return b.files.put(body)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.memory = append(b.memory, string(body))
	return place{file: len(b.memory) - 1}, nil
}

func (b *bodies) get(p place) string {
	if b.files != nil {
		return b.files.get(p)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.memory[p.file]
}

// getter gets a body when it is needed. Where bodies move later, it goes on
// reading from where this one was.
func (b *bodies) getter(p place) func() string { return func() string { return b.get(p) } }
