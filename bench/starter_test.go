package bench

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"path"
	"testing"
	"time"

	"github.com/yuin/goldmark"

	"example.org/advocate/internal/build"
	"example.org/advocate/internal/site"
)

// source is where the starter content lies.
const source = ".."

var now = time.Date(2026, time.November, 25, 18, 0, 0, 0, time.UTC)

// BenchmarkStarterSite builds the starter site: "whole" into an empty folder,
// "again" into one that holds it already, "memory" without writing a file.
// "markdown" is goldmark alone, as it comes, on the same texts in one
// goroutine: what remains when all else is taken away.
func BenchmarkStarterSite(b *testing.B) {
	texts := bodies(b)
	options := build.Options{Source: source, Options: site.Options{Now: now}}
	b.Run("markdown", func(b *testing.B) {
		for b.Loop() {
			render(b, texts)
		}
	})
	b.Run("memory", func(b *testing.B) {
		for b.Loop() {
			inMemory(b, options)
		}
		b.ReportMetric(float64(b.Elapsed())/float64(b.N)/float64(alone(b, texts)), "x-markdown")
	})
	b.Run("whole", func(b *testing.B) {
		for b.Loop() {
			options.Out = b.TempDir()
			publish(b, options)
		}
	})
	b.Run("again", func(b *testing.B) {
		options.Out = b.TempDir()
		publish(b, options)
		for b.Loop() {
			publish(b, options)
		}
	})
}

func publish(b *testing.B, options build.Options) {
	if _, err := build.Run(context.Background(), options); err != nil {
		b.Fatal(err)
	}
}

func inMemory(b *testing.B, options build.Options) {
	built, err := build.Prepare(options)
	if err != nil {
		b.Fatal(err)
	}
	defer built.Close()
	if _, err := built.Files(context.Background()); err != nil {
		b.Fatal(err)
	}
}

// alone is how long goldmark takes for all texts, of some runs the quickest.
func alone(b *testing.B, texts [][]byte) time.Duration {
	best := time.Duration(1<<63 - 1)
	for range 20 {
		start := time.Now()
		render(b, texts)
		best = min(best, time.Since(start))
	}
	return best
}

func render(b *testing.B, texts [][]byte) {
	var out bytes.Buffer
	for _, text := range texts {
		out.Reset()
		if err := goldmark.Convert(text, &out); err != nil {
			b.Fatal(err)
		}
	}
}

// bodies are the Markdown texts of the starter content, without front matter.
func bodies(b *testing.B) [][]byte {
	var texts [][]byte
	content := os.DirFS(source + "/content")
	err := fs.WalkDir(content, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || path.Ext(name) != ".md" {
			return err
		}
		text, err := fs.ReadFile(content, name)
		if _, body, ok := bytes.Cut(text, []byte("\n---\n")); ok {
			text = body
		}
		texts = append(texts, text)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return texts
}
