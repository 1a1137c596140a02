package corpus

import (
	"embed"
	"io/fs"
	"path/filepath"
	"strings"
)

//go:embed all:hugo
var hugoFiles embed.FS

// Hugo writes the same site for Hugo below dir: content, settings, layouts.
func Hugo(dir string, pages int) error {
	w := &writer{shape: shapeOf(pages), hugo: true}
	err := fs.WalkDir(hugoFiles, "hugo", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := hugoFiles.ReadFile(name)
		if err != nil {
			return err
		}
		return write(dir, file{strings.TrimPrefix(name, "hugo/"), string(text)})
	})
	if err != nil {
		return err
	}
	return w.each(func(f file) error { return write(filepath.Join(dir, "content"), f) })
}
