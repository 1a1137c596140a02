package content

import (
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"example.org/advocate/internal/wire"
)

// On the disk a Kept is a folder: "heads" with everything but the bodies, which
// lie in files of their own that are written once and never changed. So two
// programs that use one folder at a time spoil nothing: the last to save has it.

const (
	headsName    = "heads"
	bodiesPrefix = "bodies-"
	headsVersion = "advocate content 1"
	// mostBodyFiles is how many files of bodies may pile up, one for each load
	// that read something new.
	mostBodyFiles = 8
)

// OpenKept reads what was kept in a folder. What is not there, damaged, or of
// another version counts as nothing kept.
func OpenKept(dir string) *Kept {
	k := NewKept()
	k.bodies = &bodies{files: &bodyFiles{dir: dir, writing: -1}}
	text, err := os.ReadFile(filepath.Join(dir, headsName))
	if err != nil || len(text) < sha256.Size {
		return k
	}
	if sum := sha256.Sum256(text[sha256.Size:]); string(sum[:]) != string(text[:sha256.Size]) {
		return k
	}
	read := NewKept()
	read.bodies = &bodies{files: &bodyFiles{dir: dir, writing: -1}}
	if !read.restore(wire.NewReader(string(text[sha256.Size:]))) {
		return k
	}
	return read
}

// Save keeps everything for the next program. Only what is there whole is ever
// used, so an error means that the next one reads more, and nothing else.
func (k *Kept) Save() error {
	files := k.bodies.files
	if files == nil {
		return errors.New("keeping documents: there is no folder for them")
	}
	if files.wasteful(k.docs) {
		if err := k.compact(); err != nil {
			return fmt.Errorf("keeping documents: %w", err)
		}
	}
	w := &wire.Writer{Bytes: make([]byte, sha256.Size, 1<<20)}
	k.keep(w)
	sum := sha256.Sum256(w.Bytes[sha256.Size:])
	copy(w.Bytes, sum[:])
	heads := filepath.Join(files.dir, headsName)
	part := heads + "." + rand.Text()
	if err := os.WriteFile(part, w.Bytes, 0o600); err != nil {
		return fmt.Errorf("keeping documents: %w", err)
	}
	if err := os.Rename(part, heads); err != nil {
		return fmt.Errorf("keeping documents: %w", err)
	}
	files.removeOthers()
	return nil
}

func (k *Kept) keep(w *wire.Writer) {
	w.String(headsVersion)
	w.String(string(k.made[:]))
	w.Int(len(k.bodies.files.names))
	for _, name := range k.bodies.files.names {
		w.String(name)
	}
	w.Int(len(k.docs))
	for _, file := range k.Files() {
		w.String(file)
		k.docs[file].keep(w)
	}
}

func (k *Kept) restore(r *wire.Reader) bool {
	if r.String() != headsVersion {
		return false
	}
	copy(k.made[:], r.String())
	for range r.Length() {
		if !k.bodies.files.add(r.String()) {
			return false
		}
	}
	n := r.Length()
	k.docs = make(map[string]*keptDoc, n)
	for range n {
		file := r.String()
		k.docs[file] = restoreKeptDoc(r)
	}
	return r.Done()
}

func (d *keptDoc) keep(w *wire.Writer) {
	for _, n := range []int64{d.state.Size, d.state.Modified, d.state.Changed, int64(d.state.Inode)} {
		w.Int64(n)
	}
	w.Bool(d.settled)
	for _, text := range []string{string(d.sum[:]), string(d.origin[:]), string(d.front[:]), d.shape, d.places} {
		w.String(text)
	}
	w.Int(d.body.file)
	w.Int64(d.body.at)
	w.Int(d.body.length)
	w.Int64(int64(d.body.sum))
	w.Int(len(d.problems))
	for _, p := range d.problems {
		w.String(p.Path)
		w.Int(p.Line)
		w.Int(p.Col)
		w.Int(int(p.Severity))
		w.String(p.Message)
		w.String(p.Source)
		w.String(string(p.Subject))
	}
}

func restoreKeptDoc(r *wire.Reader) *keptDoc {
	d := &keptDoc{state: State{Size: r.Int64(), Modified: r.Int64(), Changed: r.Int64(), Inode: uint64(r.Int64())}}
	d.settled = r.Bool()
	copy(d.sum[:], r.String())
	copy(d.origin[:], r.String())
	copy(d.front[:], r.String())
	d.shape, d.places = r.String(), r.String()
	d.body = place{file: r.Int(), at: r.Int64(), length: r.Int(), sum: uint32(r.Int64())}
	for range r.Length() {
		d.problems = append(d.problems, Problem{
			Path: r.String(), Line: r.Int(), Col: r.Int(), Severity: Severity(r.Int()),
			Message: r.String(), Source: r.String(), Subject: Subject(r.String()),
		})
	}
	return d
}

// compact copies all bodies that are in use into one new file.
func (k *Kept) compact() error {
	fresh := &bodyFiles{dir: k.bodies.files.dir, writing: -1}
	for file, d := range k.docs {
		if d.body.length == 0 {
			continue
		}
		at, err := fresh.put([]byte(k.bodies.files.get(d.body)))
		if err != nil {
			return err
		}
		moved := *d
		moved.body = at
		k.docs[file] = &moved
	}
	// Documents that were made before go on reading from the old files.
	k.bodies = &bodies{files: fresh}
	return nil
}

// bodyFiles are files in which bodies lie one after the other.
type bodyFiles struct {
	dir string

	mu      sync.Mutex
	names   []string
	open    []*os.File // nil until one is needed
	writing int        // the file that takes new bodies; -1 before the first
	end     int64      // of that file
}

// add takes in a file that is there; false where it has no name of one.
func (b *bodyFiles) add(name string) bool {
	if !strings.HasPrefix(name, bodiesPrefix) || filepath.Base(name) != name {
		return false
	}
	b.names, b.open = append(b.names, name), append(b.open, nil)
	_, err := os.Stat(filepath.Join(b.dir, name))
	return err == nil
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func (b *bodyFiles) put(body []byte) (place, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.writing < 0 {
		name := bodiesPrefix + rand.Text()
		f, err := os.OpenFile(filepath.Join(b.dir, name), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return place{}, err
		}
		b.writing, b.end = len(b.names), 0
		b.names, b.open = append(b.names, name), append(b.open, f)
	}
	p := place{file: b.writing, at: b.end, length: len(body), sum: crc32.Checksum(body, castagnoli)}
	if _, err := b.open[b.writing].WriteAt(body, b.end); err != nil {
		return place{}, err
	}
	b.end += int64(len(body))
	return p, nil
}

// LostBody is what a document panics with whose body can no longer be read from
// where it was kept. Whoever renders recovers from it.
type LostBody struct{ Err error }

// Error says what to do now.
func (l LostBody) Error() string {
	return fmt.Sprintf("reading what was kept of the content: %v; remove the folder .advocate/content, or build with --clean", l.Err)
}

func (b *bodyFiles) get(p place) string {
	f, err := b.file(p.file)
	body := make([]byte, p.length)
	if err == nil {
		_, err = f.ReadAt(body, p.at)
	}
	if err == nil && crc32.Checksum(body, castagnoli) != p.sum {
		err = errors.New("it is damaged")
	}
	if err != nil {
		panic(LostBody{err})
	}
	return string(body)
}

// file opens a file the first time. It stays open: documents live as long as
// somebody shows them.
func (b *bodyFiles) file(i int) (*os.File, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if i < 0 || i >= len(b.open) {
		return nil, errors.New("there is no such file")
	}
	if b.open[i] == nil {
		f, err := os.Open(filepath.Join(b.dir, b.names[i]))
		if err != nil {
			return nil, err
		}
		b.open[i] = f
	}
	return b.open[i], nil
}

// wasteful tells whether most of the files is of documents that are gone.
func (b *bodyFiles) wasteful(docs map[string]*keptDoc) bool {
	var used, all int64
	for _, d := range docs {
		used += int64(d.body.length)
	}
	for _, name := range b.names {
		if info, err := os.Stat(filepath.Join(b.dir, name)); err == nil {
			all += info.Size()
		}
	}
	return len(b.names) > mostBodyFiles || all > 2*used+1<<20
}

// removeOthers removes files of bodies that no heads name any more.
func (b *bodyFiles) removeOthers() {
	entries, err := os.ReadDir(b.dir)
	if err != nil {
		return
	}
	for _, entry := range entries {
		name := entry.Name()
		if strings.HasPrefix(name, bodiesPrefix) && !slices.Contains(b.names, name) || strings.HasPrefix(name, headsName+".") {
			_ = os.Remove(filepath.Join(b.dir, name)) // another time
		}
	}
}
