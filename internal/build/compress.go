package build

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"math/bits"
	"path"
	"runtime"
	"sync"

	"github.com/andybalholm/brotli"
	"golang.org/x/sync/errgroup"
)

// Compression is how much work goes into making files of text smaller.
type Compression int

// How files of text are compressed besides.
const (
	Uncompressed Compression = iota
	Quick                    // for a server that is to answer soon
	Smallest                 // for files that are copied to a host once
)

// compressible are the endings of files of text.
var compressible = map[string]bool{
	".html": true, ".css": true, ".js": true, ".svg": true, ".xml": true, ".json": true,
	".atom": true, ".ics": true, ".txt": true, ".csv": true,
}

// compress adds name.gz and name.br for every file of text that becomes
// smaller. Both formats are written without time or name, so that the same
// file gives the same bytes.
func compress(ctx context.Context, files map[string][]byte, how Compression) error {
	var mu sync.Mutex
	packers := sync.Pool{New: func() any { return &packer{how: how} }}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for name, content := range snapshot(files) {
		group.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			p := packers.Get().(*packer)
			defer packers.Put(p)
			for ending, writer := range map[string]resetter{".gz": p.gzip(), ".br": p.brotli(len(content))} {
				small, err := packWith(writer, content)
				if err != nil {
					return fmt.Errorf("compressing %s: %w", name, err)
				}
				if len(small) < len(content) {
					mu.Lock()
					files[name+ending] = small
					mu.Unlock()
				}
			}
			return nil
		})
	}
	return group.Wait()
}

// snapshot returns the files of text, so that files can grow meanwhile.
func snapshot(files map[string][]byte) map[string][]byte {
	text := map[string][]byte{}
	for name, content := range files {
		if compressible[path.Ext(name)] {
			text[name] = content
		}
	}
	return text
}

// packer keeps the writers of one goroutine: their tables are large, and to
// make them anew for each small file takes longer than to compress it.
type packer struct {
	how Compression
	gz  *gzip.Writer
	br  map[int]*brotli.Writer // window -> writer
}

// resetter is a writer that can begin again with another file.
type resetter interface {
	io.WriteCloser
	Reset(io.Writer)
}

func (p *packer) gzip() resetter {
	if p.gz == nil {
		level := gzip.BestCompression
		if p.how == Quick {
			level = gzip.DefaultCompression
		}
		p.gz, _ = gzip.NewWriterLevel(nil, level) // the level is one that exists
	}
	return p.gz
}

// brotli returns a writer whose window is as large as a file of that many bytes
// needs: a larger one makes nothing smaller (RFC 7932, 9.1).
func (p *packer) brotli(bytes int) resetter {
	const smallest, largest = 16, 22
	window := min(largest, max(smallest, bits.Len(uint(bytes+windowGap))))
	if p.br[window] == nil {
		if p.br == nil {
			p.br = map[int]*brotli.Writer{}
		}
		quality := brotli.BestCompression
		if p.how == Quick {
			quality = 5 // a tenth of the time, a tenth more bytes
		}
		p.br[window] = brotli.NewWriterOptions(nil, brotli.WriterOptions{Quality: quality, LGWin: window})
	}
	return p.br[window]
}

// windowGap is what a window is smaller by than its power of two.
const windowGap = 16

func packWith(w resetter, content []byte) ([]byte, error) {
	var b bytes.Buffer
	w.Reset(&b)
	if _, err := w.Write(content); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func encoded(content []byte, open func(io.Writer) (io.WriteCloser, error)) ([]byte, error) {
	var b bytes.Buffer
	w, err := open(&b)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(content); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
