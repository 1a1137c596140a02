//go:build ignore

// Gen copies the time zone database of the Go release that runs it into this
// folder, compressed, with the name of the database's release beside it. The
// time zone database is in the public domain.
package main

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"io"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

func main() {
	log.SetFlags(0)
	if err := run(); err != nil {
		log.Fatal("copying the time zone database: ", err)
	}
}

func run() error {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return err
	}
	folder := filepath.Join(strings.TrimSpace(string(root)), "lib", "time")
	script, err := os.ReadFile(filepath.Join(folder, "update.bash"))
	if err != nil {
		return err
	}
	release := regexp.MustCompile(`(?m)^DATA=(\w+)$`).FindSubmatch(script)
	if release == nil {
		return errors.New("update.bash does not name a release")
	}
	data, err := compress(filepath.Join(folder, "zoneinfo.zip"))
	if err != nil {
		return err
	}
	if err := os.WriteFile("zoneinfo.zip", data, 0o644); err != nil {
		return err
	}
	return os.WriteFile("release.txt", append(release[1], '\n'), 0o644)
}

func compress(name string) ([]byte, error) {
	in, err := zip.OpenReader(name)
	if err != nil {
		return nil, err
	}
	defer in.Close()

	var buf bytes.Buffer
	out := zip.NewWriter(&buf)
	out.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(w, flate.BestCompression)
	})
	for _, f := range in.File {
		if f.FileInfo().IsDir() {
			continue
		}
		r, err := f.Open()
		if err != nil {
			return nil, err
		}
		w, err := out.CreateHeader(&zip.FileHeader{Name: f.Name, Method: zip.Deflate})
		if err != nil {
			return nil, err
		}
		if _, err := io.Copy(w, r); err != nil {
			return nil, err
		}
		r.Close()
	}
	if err := out.Close(); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}
