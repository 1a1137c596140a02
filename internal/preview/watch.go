package preview

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fsnotify/fsnotify"
)

// watched are the folders of the source that a site is made from. Any of them
// may be missing, come and go.
var watched = []string{"content", "layouts", "static"}

// watcher notes what changes in the folders that a site is made from.
type watcher struct {
	source string // absolute
	notes  chan note
	done   chan struct{} // closed when nobody takes notes any more
	watch  *fsnotify.Watcher
}

// newWatcher watches a source folder as it is now. The caller runs or closes
// it.
func newWatcher(source string) (*watcher, error) {
	abs, err := filepath.Abs(source)
	if err != nil {
		return nil, fmt.Errorf("watching %s: %w", source, err)
	}
	w := &watcher{source: abs, notes: make(chan note), done: make(chan struct{})}
	if err := w.rewatch(); err != nil {
		return nil, err
	}
	return w, nil
}

// run hands over changes until ctx is done.
func (w *watcher) run(ctx context.Context, changes chan<- change) error {
	gather(ctx, w.notes, w.rewatch, changes)
	return w.close()
}

func (w *watcher) close() error {
	close(w.done)
	return w.watch.Close()
}

// rewatch watches all folders anew. To follow folders one by one as they come,
// go and get other names would leave watches behind that report the old names,
// and new folders that nobody watches (measured: fsnotify 1.10.1 on Linux,
// folders inside one that was renamed).
func (w *watcher) rewatch() error {
	fresh, err := fsnotify.NewWatcher()
	if err != nil {
		return watchError(w.source, err)
	}
	folders, err := w.addAll(fresh)
	if err != nil {
		return errors.Join(err, fresh.Close())
	}
	go w.pump(fresh, folders)
	old := w.watch
	w.watch = fresh
	if old == nil {
		return nil
	}
	return old.Close()
}

// addAll watches the source folder itself, to see the watched ones come, and
// every folder below those, and returns them all. A folder is watched before
// it is listed, so that none comes unseen.
func (w *watcher) addAll(fresh *fsnotify.Watcher) (folders map[string]bool, err error) {
	if err := fresh.Add(w.source); err != nil {
		return nil, watchError(w.source, err)
	}
	folders = map[string]bool{w.source: true}
	source := os.DirFS(w.source)
	for _, top := range watched {
		err := fs.WalkDir(source, top, func(name string, entry fs.DirEntry, err error) error {
			if err != nil || !entry.IsDir() {
				return nil // the build says what is missing or cannot be read
			}
			if name != top && ignored(entry.Name()) {
				return fs.SkipDir
			}
			folder := filepath.Join(w.source, filepath.FromSlash(name))
			if err := fresh.Add(folder); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return watchError(name, err)
			}
			folders[folder] = true
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return folders, nil
}

func watchError(name string, err error) error {
	return fmt.Errorf("watching %s: %w; where it says that there is no space, or that too many files are open, "+
		"the system allows fewer watches than the site has folders (on Linux: sysctl fs.inotify.max_user_watches)", name, err)
}

// pump passes on what one set of watches reports, until it is closed.
func (w *watcher) pump(from *fsnotify.Watcher, folders map[string]bool) {
	for {
		var n note
		select {
		case event, ok := <-from.Events:
			if !ok {
				return
			}
			if n, ok = w.note(event, folders); !ok {
				continue
			}
		case _, ok := <-from.Errors:
			if !ok {
				return
			}
			n = note{name: ".", folders: true} // events were lost
		}
		select {
		case w.notes <- n:
		case <-w.done:
			return
		}
	}
}

// note makes a note of an event; ok is false where it has nothing to do with
// the site.
func (w *watcher) note(event fsnotify.Event, folders map[string]bool) (n note, ok bool) {
	rel, err := filepath.Rel(w.source, event.Name)
	if err != nil {
		return note{}, false
	}
	n.name = filepath.ToSlash(rel)
	parts := strings.Split(n.name, "/")
	if n.name != "." && !slices.Contains(watched, parts[0]) || slices.ContainsFunc(parts[1:], ignored) {
		return note{}, false
	}
	n.attributes = event.Op == fsnotify.Chmod
	n.created = event.Has(fsnotify.Create)
	n.gone = event.Has(fsnotify.Remove) || event.Has(fsnotify.Rename)
	if n.gone {
		n.folders = folders[event.Name]
	} else if n.created {
		info, err := os.Stat(event.Name)
		n.folders = err == nil && info.IsDir()
	}
	return n, true
}

// ignored tells whether a name is that of a file that editors and systems
// write for themselves.
func ignored(name string) bool {
	switch {
	case strings.HasPrefix(name, "."), strings.HasPrefix(name, "~$"), strings.HasPrefix(name, "#"):
		return true // hidden files, swap files, locks of office programs, copies of Emacs
	case strings.HasSuffix(name, "~"), strings.HasSuffix(name, "___"):
		return true // backups; copies of JetBrains editors
	case name == "4913", name == "Thumbs.db", name == "desktop.ini":
		return true // Vim's question whether it may write; notes of Windows
	}
	return slices.Contains([]string{".tmp", ".temp", ".bak", ".swp", ".part", ".crdownload"}, strings.ToLower(path.Ext(name)))
}
