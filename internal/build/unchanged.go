package build

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"time"

	"example.org/advocate/internal/content"
)

// recordsFolder holds what builds left of themselves, a file for each output
// folder, in the folder of caches.
const recordsFolder = "builds"

// remembered is what a build leaves of itself, so that the next one can tell
// that it would do the same. It says nothing about a file that it did not see
// as it is now.
type remembered struct {
	Program  [32]byte // the program that built
	Asked    [32]byte // what it was asked to do
	Sources  [32]byte // the stamp of all that the site is made from
	Built    [32]byte // the stamp of the output folder after it
	Now      time.Time
	Next     time.Time // zero: never
	Pages    int
	Files    int
	Problems []rememberedProblem
}

// rememberedProblem is a problem with all that its own JSON leaves out.
type rememberedProblem struct {
	Path, Message, Source string
	Line, Col             int
	Severity              int
	Subject               string
}

// memory is where the record of one output folder lies.
type memory struct {
	file    string // of the record; empty where none can be kept
	program stamp
	asked   [32]byte
	sources stamp // before anything was read
}

// memoryOf prepares to compare with the last build into a folder, and to leave a
// record for the next.
func memoryOf(opts Options) memory {
	source, errSource := filepath.Abs(sourceFolder(opts.Source))
	out, errOut := filepath.Abs(opts.Out)
	program, errProgram := programStamp()
	sources, errStamp := stampOf(source)
	if errSource != nil || errOut != nil || errProgram != nil || errStamp != nil {
		return memory{}
	}
	asked, err := json.Marshal([]any{source, out, opts.BaseURL, opts.Drafts, opts.Practice, opts.Preview, opts.Compress})
	if err != nil {
		return memory{}
	}
	key := sha256.Sum256([]byte(out))
	return memory{
		file:    filepath.Join(source, cachesFolder, recordsFolder, hex.EncodeToString(key[:8])),
		program: program, asked: sha256.Sum256(asked), sources: sources,
	}
}

// unchanged returns the result of the last build where this one would only do
// the same again.
func (m memory) unchanged(opts Options) (Result, bool) {
	if m.file == "" || opts.Clean {
		return Result{}, false
	}
	text, err := os.ReadFile(m.file)
	if err != nil {
		return Result{}, false
	}
	var last remembered
	if !decodeRecord(text, &last) {
		return Result{}, false
	}
	switch {
	case last.Program != m.program.sum, last.Asked != m.asked, last.Sources != m.sources.sum,
		opts.Now.Before(last.Now), !last.Next.IsZero() && !opts.Now.Before(last.Next),
		last.Built != builtStamp(opts.Out):
		return Result{}, false
	}
	result := Result{Pages: last.Pages, Files: last.Files, Next: last.Next}
	for _, p := range last.Problems {
		result.Problems = append(result.Problems, content.Problem{
			Path: p.Path, Line: p.Line, Col: p.Col, Severity: content.Severity(p.Severity),
			Message: p.Message, Source: p.Source, Subject: content.Subject(p.Subject),
		})
	}
	return result, true
}

// forget removes the record before the folder is changed: a build that is
// killed leaves none.
func (m memory) forget() {
	if m.file != "" {
		_ = os.Remove(m.file) // where it cannot be removed, its stamp of the folder is wrong from now on
	}
}

// remember leaves a record. There is none where a source is so new that its
// times do not tell whether it was changed again.
func (m memory) remember(opts Options, started time.Time, result Result) {
	if m.file == "" || !m.sources.newest.Before(started.Add(-settled)) {
		return
	}
	last := remembered{
		Program: m.program.sum, Asked: m.asked, Sources: m.sources.sum, Built: builtStamp(opts.Out),
		Now: opts.Now, Next: result.Next, Pages: result.Pages, Files: result.Files,
	}
	for _, p := range result.Problems {
		last.Problems = append(last.Problems, rememberedProblem{
			Path: p.Path, Line: p.Line, Col: p.Col, Severity: int(p.Severity),
			Message: p.Message, Source: p.Source, Subject: string(p.Subject),
		})
	}
	text, err := encodeRecord(last)
	if err != nil || !makeCaches(filepath.Dir(filepath.Dir(m.file))) {
		return
	}
	// Whole or not at all; without it the next build takes longer.
	if os.MkdirAll(filepath.Dir(m.file), 0o700) != nil {
		return
	}
	part := m.file + ".part"
	if os.WriteFile(part, text, 0o600) == nil {
		_ = os.Rename(part, m.file)
	}
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

// makeCaches makes the folder of caches, for its owner alone and out of sight
// of git: practice concerns may come to lie in it.
func makeCaches(dir string) bool {
	if _, err := os.Stat(dir); err == nil {
		return true
	}
	return os.Mkdir(dir, 0o700) == nil && os.WriteFile(filepath.Join(dir, ".gitignore"), []byte("*\n"), 0o600) == nil
}

// encodeRecord writes a record with its checksum before it.
func encodeRecord(last remembered) ([]byte, error) {
	text, err := json.Marshal(last)
	sum := sha256.Sum256(text)
	return append(sum[:], text...), err
}

// decodeRecord reads one; false where it is damaged, or of another version.
func decodeRecord(record []byte, last *remembered) bool {
	if len(record) < sha256.Size {
		return false
	}
	sum := sha256.Sum256(record[sha256.Size:])
	return bytes.Equal(sum[:], record[:sha256.Size]) && json.Unmarshal(record[sha256.Size:], last) == nil
}
