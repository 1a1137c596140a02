package main

import (
	"crypto/rand"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.org/advocate/internal/build"
	"example.org/advocate/internal/intake"
	"example.org/advocate/internal/site"
)

func TestPracticeKeepsItsFilesForItsOwnerAlone(t *testing.T) {
	folder := t.TempDir()
	opts := intake.Options{
		Pages: func() (*site.Site, *build.Templates) { return nil, nil },
		Log:   slog.New(slog.NewTextHandler(io.Discard, nil)), Now: time.Now, Rand: rand.Reader,
	}
	in, err := practiceIntake(t.Context(), folder, opts)
	if err != nil {
		t.Fatal(err)
	}
	defer in.DB.Close()
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) < 2 {
		t.Fatalf("%v, %v", entries, err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", e.Name(), info.Mode())
		}
	}
	if err := os.WriteFile(filepath.Join(folder, "secret.txt"), []byte("# nothing\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := practiceIntake(t.Context(), folder, opts); err == nil || !strings.Contains(err.Error(), "secret.txt") {
		t.Errorf("a damaged secret file: %v", err)
	}
}
