package build

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"path"

	"github.com/andybalholm/brotli"
)

// compressible are the endings of files of text.
var compressible = map[string]bool{
	".html": true, ".css": true, ".js": true, ".svg": true, ".xml": true, ".json": true,
	".atom": true, ".ics": true, ".txt": true, ".csv": true,
}

// compressed calls do with name.gz and name.br of a file of text, where those
// are smaller. Both formats are written without time or name, so that the same
// file gives the same bytes.
func compressed(name string, content []byte, do func(name string, content []byte) error) error {
	if !compressible[path.Ext(name)] {
		return nil
	}
	for ending, encode := range encoders {
		small, err := encode(content)
		if err != nil {
			return fmt.Errorf("compressing %s: %w", name, err)
		}
		if len(small) >= len(content) {
			continue
		}
		if err := do(name+ending, small); err != nil {
			return err
		}
	}
	return nil
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
