package build

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
)

// overlay is a file system in which a site's own files take the place of the
// built-in ones, file by file.
type overlay struct{ own, builtin fs.FS }

// Open opens the site's own file, else the built-in one.
func (o overlay) Open(name string) (fs.File, error) {
	f, err := o.own.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return o.builtin.Open(name)
	}
	return f, err
}

// ReadDir lists both folders as one.
func (o overlay) ReadDir(name string) ([]fs.DirEntry, error) {
	own, errOwn := fs.ReadDir(o.own, name)
	builtin, errBuiltin := fs.ReadDir(o.builtin, name)
	if errOwn != nil && errBuiltin != nil {
		return nil, errOwn
	}
	for _, entry := range builtin {
		taken := func(e fs.DirEntry) bool { return e.Name() == entry.Name() }
		if !slices.ContainsFunc(own, taken) {
			own = append(own, entry)
		}
	}
	slices.SortFunc(own, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return own, nil
}
