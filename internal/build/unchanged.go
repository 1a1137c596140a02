package build

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"time"

	"example.org/advocate/internal/content"
	"example.org/advocate/internal/wire"
)

const (
	// recordsFolder holds what builds left of themselves, a file for each output
	// folder, in the folder of caches.
	recordsFolder = "builds"
	// keptFolder holds documents as they were read.
	keptFolder = "content"
)

// remembered is what a build leaves of itself, so that the next one can tell
// what it would do again. It says nothing about a file that it did not see as it
// is now.
type remembered struct {
	asked     [32]byte // what it was asked to do, and by which program
	sources   [32]byte // the stamp of all that the site is made from
	others    [32]byte // that of all but the documents
	trusted   bool     // sources were old enough for their stamp to tell of changes
	built     [32]byte // the stamp of the output folder after it
	now, next time.Time
	pages     int
	files     int
	problems  []content.Problem
	documents string // see documentSums
}

// memory is where the record of one output folder lies, and what is compared
// with it.
type memory struct {
	file    string // of the record; empty where none can be kept
	caches  string // the folder of caches
	asked   [32]byte
	program string
	sources stamps // before anything was read
	settled bool   // files that are no documents were old enough for their stamp to tell of changes
	trusted bool   // all were
}

// memoryOf prepares to compare with the last build into a folder, and to leave a
// record for the next.
func memoryOf(opts Options) memory {
	source, errSource := filepath.Abs(sourceFolder(opts.Source))
	out, errOut := filepath.Abs(opts.Out)
	program, errProgram := programStamp()
	sources, errStamp := stampOf(source)
	if errSource != nil || errOut != nil || errProgram != nil || errStamp != nil || opts.Words != nil {
		return memory{}
	}
	var asked wire.Writer
	for _, text := range []string{program, source, out, opts.BaseURL} {
		asked.String(text)
	}
	for _, flag := range []bool{opts.Drafts, opts.Practice, opts.Preview} {
		asked.Bool(flag)
	}
	asked.Int(int(opts.Compress))
	key := sha256.Sum256([]byte(out))
	caches := filepath.Join(source, cachesFolder)
	return memory{
		file: filepath.Join(caches, recordsFolder, hex.EncodeToString(key[:8])), caches: caches,
		asked: sha256.Sum256(asked.Bytes), program: program, sources: sources,
		settled: sources.others.newest.Before(opts.time().Add(-settled)),
		trusted: sources.all.newest.Before(opts.time().Add(-settled)),
	}
}

// last returns what the last build into the folder left, if it was asked for the
// same, shows the same at this instant, and nobody touched the folder since.
func (m memory) last(opts Options) (remembered, bool) {
	if m.file == "" || opts.Clean {
		return remembered{}, false
	}
	text, err := os.ReadFile(m.file)
	if err != nil {
		return remembered{}, false
	}
	last, ok := decodeRecord(string(text))
	if !ok || last.asked != m.asked || last.built != builtStamp(opts.Out) ||
		opts.Now.Before(last.now) || !last.next.IsZero() && !opts.Now.Before(last.next) {
		return remembered{}, false
	}
	return last, true
}

// unchanged tells whether a build now would do the same again.
func (m memory) unchanged(last remembered) bool {
	return last.trusted && last.sources == m.sources.all.sum
}

// result is what the last build told.
func (last remembered) result() Result {
	return Result{Pages: last.pages, Files: last.files, Next: last.next, Problems: last.problems}
}

// forget removes the record before the folder is changed: a build that is
// killed leaves none.
func (m memory) forget() {
	if m.file != "" {
		_ = os.Remove(m.file) // where it cannot be removed, its stamp of the folder is wrong from now on
	}
}

// remember leaves a record. There is none where a source that is no document is
// so new that its times do not tell whether it was changed again.
func (m memory) remember(opts Options, result Result, documents string) {
	if m.file == "" || !m.settled {
		return
	}
	record := encodeRecord(remembered{
		asked: m.asked, sources: m.sources.all.sum, others: m.sources.others.sum,
		trusted: m.trusted, built: builtStamp(opts.Out),
		now: opts.Now, next: result.Next, pages: result.Pages, files: result.Files,
		problems: result.Problems, documents: documents,
	})
	if !makeFolder(m.caches, recordsFolder) {
		return
	}
	// Whole or not at all; without it the next build takes longer.
	part := m.file + ".part"
	if os.WriteFile(part, record, 0o600) == nil {
		_ = os.Rename(part, m.file)
	}
}

// kept returns the documents of earlier builds; nil where none can be kept. An
// unbelieving build starts with none.
func (m memory) kept(clean bool) *content.Kept {
	if m.file == "" || !makeFolder(m.caches, keptFolder) {
		return nil
	}
	dir := filepath.Join(m.caches, keptFolder)
	if clean {
		return content.OpenKept(dir).Cleared()
	}
	return content.OpenKept(dir)
}

// builtStamp stamps what a build wrote into a folder, by its manifest.
func builtStamp(out string) [32]byte {
	manifest, err := os.ReadFile(filepath.Join(out, manifestName))
	if err != nil {
		return [32]byte{}
	}
	var names []string
	for line := range strings.Lines(string(manifest)) {
		if name := strings.TrimRight(line, "\r\n"); possible(name) {
			names = append(names, name)
		}
	}
	sum := stampFiles(out, names).sum
	return sha256.Sum256(append(sum[:], manifest...))
}

// makeFolder makes a folder in the folder of caches, which is for its owner
// alone and out of sight of git: practice concerns may come to lie in it.
func makeFolder(caches, name string) bool {
	if _, err := os.Stat(caches); err != nil {
		if os.Mkdir(caches, 0o700) != nil || os.WriteFile(filepath.Join(caches, ".gitignore"), []byte("*\n"), 0o600) != nil {
			return false
		}
	}
	return os.MkdirAll(filepath.Join(caches, name), 0o700) == nil
}

const recordVersion = "advocate build 1"

// encodeRecord writes a record with its checksum before it.
func encodeRecord(r remembered) []byte {
	w := wire.Writer{Bytes: make([]byte, sha256.Size)}
	w.String(recordVersion)
	for _, sum := range [][32]byte{r.asked, r.sources, r.others, r.built} {
		w.String(string(sum[:]))
	}
	w.Bool(r.trusted)
	for _, t := range []time.Time{r.now, r.next} {
		w.Bool(t.IsZero())
		w.Int64(t.Unix())
		w.Int(t.Nanosecond())
	}
	w.Int(r.pages)
	w.Int(r.files)
	w.Int(len(r.problems))
	for _, p := range r.problems {
		for _, text := range []string{p.Path, p.Message, p.Source, string(p.Subject)} {
			w.String(text)
		}
		for _, n := range []int{p.Line, p.Col, int(p.Severity)} {
			w.Int(n)
		}
	}
	w.String(r.documents)
	sum := sha256.Sum256(w.Bytes[sha256.Size:])
	copy(w.Bytes, sum[:])
	return w.Bytes
}

// decodeRecord reads one; false where it is damaged, or of another version.
func decodeRecord(record string) (r remembered, ok bool) {
	if len(record) < sha256.Size {
		return r, false
	}
	if sum := sha256.Sum256([]byte(record[sha256.Size:])); string(sum[:]) != record[:sha256.Size] {
		return r, false
	}
	in := wire.NewReader(record[sha256.Size:])
	if in.String() != recordVersion {
		return r, false
	}
	for _, sum := range []*[32]byte{&r.asked, &r.sources, &r.others, &r.built} {
		copy(sum[:], in.String())
	}
	r.trusted = in.Bool()
	for _, t := range []*time.Time{&r.now, &r.next} {
		zero := in.Bool()
		*t = time.Unix(in.Int64(), int64(in.Int())).UTC()
		if zero {
			*t = time.Time{}
		}
	}
	r.pages, r.files = in.Int(), in.Int()
	for range in.Length() {
		r.problems = append(r.problems, content.Problem{
			Path: in.String(), Message: in.String(), Source: in.String(), Subject: content.Subject(in.String()),
			Line: in.Int(), Col: in.Int(), Severity: content.Severity(in.Int()),
		})
	}
	r.documents = in.String()
	return r, in.Done()
}
