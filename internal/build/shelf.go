package build

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"io/fs"
	"os"
	"sync"
	"time"

	"github.com/andybalholm/brotli"
)

const (
	// mostShelved is how many bytes of text the handler keeps compressed.
	mostShelved = 32 << 20
	// mostPacked is the longest file that is compressed on the way.
	mostPacked = 16 << 20
)

// shelf remembers what was found out about served files, so that each is read
// once for it. It is safe for concurrent use.
type shelf struct {
	mu      sync.Mutex
	known   map[string]facts      // name -> facts
	besides map[string]besides    // name with the ending of a coding -> what it is
	gzips   map[[32]byte]*shelved // hash of the content -> compressed
	size    int                   // of all gzips
}

func newShelf() *shelf {
	return &shelf{known: map[string]facts{}, besides: map[string]besides{}, gzips: map[[32]byte]*shelved{}}
}

// facts are what is known about a file from its content.
type facts struct {
	info     fs.FileInfo // of the file that they were made from
	sum      [32]byte    // SHA-256
	etag     string
	modified time.Time // what people last changed in it; zero where it does not say
}

// besides is a compressed form that lies beside a file.
type besides struct {
	info fs.FileInfo
	of   [32]byte // hash of the file that it was compared with
	etag string   // empty when it holds something else than the file
}

// shelved is content compressed on the way; nil bytes when that did not make
// it smaller.
type shelved struct {
	bytes []byte
	etag  string
}

// packed is a compressed form of a file, ready to be sent.
type packed struct {
	io.ReadSeeker
	io.Closer
	coding, etag string
}

// etagOf is the strong entity tag of bytes with this hash.
func etagOf(sum [32]byte) string {
	return `"` + base64.RawURLEncoding.EncodeToString(sum[:16]) + `"`
}

// unchanged tells whether two descriptions are of one file that nobody wrote
// into.
func unchanged(a, b fs.FileInfo) bool {
	return os.SameFile(a, b) && a.Size() == b.Size() && a.ModTime().Equal(b.ModTime())
}

// facts finds out about an open file, and leaves it at its beginning.
func (s *shelf) facts(name string, f *os.File) (facts, error) {
	info, err := f.Stat()
	if err != nil {
		return facts{}, err
	}
	s.mu.Lock()
	known, ok := s.known[name]
	s.mu.Unlock()
	if ok && unchanged(known.info, info) {
		return known, nil
	}
	known = facts{info: info}
	if read := dateReader(name); read != nil {
		content, err := io.ReadAll(f)
		if err != nil {
			return facts{}, err
		}
		known.sum, known.modified = sha256.Sum256(content), read(content)
	} else if known.sum, err = sumOf(f); err != nil {
		return facts{}, err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return facts{}, err
	}
	known.etag = etagOf(known.sum)
	s.mu.Lock()
	s.known[name] = known
	s.mu.Unlock()
	return known, nil
}

func sumOf(r io.Reader) (sum [32]byte, err error) {
	hash := sha256.New()
	_, err = io.Copy(hash, r)
	return [32]byte(hash.Sum(nil)), err
}

// beside is the compressed form that lies beside a file; nil when there is none
// that can be trusted. A build that was killed, or one without Compress that is
// not through yet, leaves a form of what the file was before: it is read once, and
// not sent unless it holds what the file holds.
func (s *shelf) beside(root *os.Root, name, coding string, of facts) *packed {
	for _, c := range codings {
		if c.name == coding {
			name += c.ending
		}
	}
	if !regular(root, name) {
		return nil
	}
	f, err := root.Open(name)
	if err != nil {
		return nil
	}
	etag, err := s.examine(name, coding, f, of)
	if err != nil || etag == "" {
		_ = f.Close() // it was only read
		return nil
	}
	return &packed{f, f, coding, etag}
}

// examine returns the entity tag of an open compressed form; none when it does
// not hold what its file holds.
func (s *shelf) examine(name, coding string, f *os.File, of facts) (etag string, err error) {
	info, err := f.Stat()
	if err != nil {
		return "", err
	}
	s.mu.Lock()
	known, ok := s.besides[name]
	s.mu.Unlock()
	if ok && unchanged(known.info, info) && known.of == of.sum {
		return known.etag, nil
	}
	sum, err := sumOf(f)
	if err != nil {
		return "", err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return "", err
	}
	known = besides{info: info, of: of.sum}
	if isFormOf(coding, f, of) {
		known.etag = etagOf(sum)
	}
	s.mu.Lock()
	s.besides[name] = known
	s.mu.Unlock()
	_, err = f.Seek(0, io.SeekStart)
	return known.etag, err
}

// isFormOf tells whether a compressed form holds what its file holds. It reads no
// more of it than the file has, so that it costs no more than the file itself.
func isFormOf(coding string, form io.Reader, of facts) bool {
	content, err := decoded(coding, form)
	if err != nil {
		return false
	}
	sum, err := sumOf(io.LimitReader(content, of.info.Size()+1))
	return err == nil && sum == of.sum
}

func decoded(coding string, r io.Reader) (io.Reader, error) {
	if coding == "br" {
		return brotli.NewReader(r), nil
	}
	return gzip.NewReader(r)
}

// gzipped compresses an open file, or finds what was compressed before; nil
// when the file is better sent as it is. It leaves the file at its beginning.
func (s *shelf) gzipped(f *os.File, of facts) *packed {
	if of.info.Size() > mostPacked {
		return nil
	}
	s.mu.Lock()
	form := s.gzips[of.sum]
	s.mu.Unlock()
	if form == nil {
		var err error
		if form, err = shelve(f); err != nil {
			return nil
		}
		s.keep(of.sum, form)
	}
	if form.bytes == nil {
		return nil
	}
	return &packed{bytes.NewReader(form.bytes), io.NopCloser(nil), "gzip", form.etag}
}

func shelve(f *os.File) (*shelved, error) {
	content, err := io.ReadAll(f)
	if err != nil {
		return nil, err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	small, err := encoded(content, func(w io.Writer) (io.WriteCloser, error) { return gzip.NewWriter(w), nil })
	if err != nil || len(small) >= len(content) {
		return &shelved{}, err
	}
	return &shelved{small, etagOf(sha256.Sum256(small))}, nil
}

// keep remembers compressed content. When there is too much of it all is let
// go: what is still asked for comes back, what builds replaced does not.
func (s *shelf) keep(sum [32]byte, form *shelved) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.size+len(form.bytes) > mostShelved {
		clear(s.gzips)
		s.size = 0
	}
	if s.gzips[sum] == nil {
		s.gzips[sum] = form
		s.size += len(form.bytes)
	}
}
