package build

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"path"
	"runtime"
	"sync"

	"github.com/andybalholm/brotli"
	"golang.org/x/sync/errgroup"
)

// compressible are the endings of files of text.
var compressible = map[string]bool{
	".html": true, ".css": true, ".js": true, ".svg": true, ".xml": true, ".json": true,
	".atom": true, ".ics": true, ".txt": true, ".csv": true,
}

// compress adds name.gz and name.br for every file of text that becomes
// smaller. Both formats are written without time or name, so that the same
// file gives the same bytes.
func compress(ctx context.Context, files map[string][]byte) error {
	var mu sync.Mutex
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for name, content := range snapshot(files) {
		group.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			for ending, encode := range encoders {
				small, err := encode(content)
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

var encoders = map[string]func([]byte) ([]byte, error){
	".gz": func(content []byte) ([]byte, error) {
		return encoded(content, func(w io.Writer) (io.WriteCloser, error) {
			return gzip.NewWriterLevel(w, gzip.BestCompression)
		})
	},
	".br": func(content []byte) ([]byte, error) {
		return encoded(content, func(w io.Writer) (io.WriteCloser, error) {
			return brotli.NewWriterLevel(w, brotli.BestCompression), nil
		})
	},
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
