package build

import (
	"bytes"
	"compress/gzip"
	"io"
	"maps"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
)

func TestCompressedFilesHoldTheSame(t *testing.T) {
	text := strings.Repeat("The same words again and again. ", 100)
	made := files{
		"index.html": []byte(text), "static/css/site.css": []byte(text), "feed.xml": []byte(text), "events/calendar.ics": []byte(text),
		"photo.jpg": []byte(text), "report.pdf": []byte(text), // compressed as they are
		"short.txt": []byte("x"), // would become larger
	}
	plain := maps.Clone(made)
	if err := compressAll(made); err != nil {
		t.Fatal(err)
	}
	for name, content := range plain {
		if !bytes.Equal(made[name], content) {
			t.Errorf("%s changed", name)
		}
		wanted := compressible["."+name[strings.LastIndexByte(name, '.')+1:]] && len(content) > 100
		for ending, reader := range map[string]func(io.Reader) (io.Reader, error){
			".gz": func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) },
			".br": func(r io.Reader) (io.Reader, error) { return brotli.NewReader(r), nil },
		} {
			small, ok := made[name+ending]
			if ok != wanted {
				t.Errorf("%s%s is there: %v", name, ending, ok)
			}
			if !ok {
				continue
			}
			r, err := reader(bytes.NewReader(small))
			if err != nil {
				t.Fatal(err)
			}
			if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, content) {
				t.Errorf("%s%s holds something else: %v", name, ending, err)
			}
		}
	}
	again := maps.Clone(plain)
	if err := compressAll(again); err != nil {
		t.Fatal(err)
	}
	same(t, again, made)
}

// compressAll adds the compressed forms of files to them.
func compressAll(made files) error {
	for name, content := range maps.Clone(made) {
		err := (&packer{how: Smallest}).compressed(name, content, func(name string, small []byte) error { made[name] = small; return nil })
		if err != nil {
			return err
		}
	}
	return nil
}

// Writers are used again for the next file: what they had before must not show.
func TestWhatWasCompressedBeforeLeavesNoTrace(t *testing.T) {
	long := []byte(strings.Repeat("One thing and another. ", 9000))
	for _, text := range [][]byte{[]byte(strings.Repeat("The same words again and again. ", 100)), long} {
		var fresh, used packer
		for _, before := range [][]byte{long, []byte("something else"), text[:50]} {
			for _, w := range []resetter{used.gzip(), used.brotli(len(text))} {
				if _, err := packWith(w, before); err != nil {
					t.Fatal(err)
				}
			}
		}
		for i, pair := range [][2]resetter{{fresh.gzip(), used.gzip()}, {fresh.brotli(len(text)), used.brotli(len(text))}} {
			want, err := packWith(pair[0], text)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := packWith(pair[1], text); err != nil || !bytes.Equal(got, want) {
				t.Errorf("%d: %d bytes, %d from a fresh writer: %v", i, len(got), len(want), err)
			}
		}
	}
}
