package preview

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// patience is how long a test waits for what must happen; it never waits for
// what must not.
const patience = 20 * time.Second

// folder is a source folder under watch.
type folder struct {
	t       *testing.T
	dir     string
	changes chan change
	seen    map[string]bool // every name that was reported
}

// watchFolder watches a new folder with the given files.
func watchFolder(t *testing.T, files ...string) *folder {
	f := &folder{t: t, dir: t.TempDir(), changes: make(chan change), seen: map[string]bool{}}
	for _, name := range files {
		f.write(name, "first")
	}
	w, err := newWatcher(f.dir)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error)
	go func() { done <- w.run(t.Context(), f.changes) }()
	t.Cleanup(func() {
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return f
}

func (f *folder) path(name string) string { return filepath.Join(f.dir, filepath.FromSlash(name)) }

func (f *folder) must(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

func (f *folder) write(name, text string) {
	f.t.Helper()
	f.must(os.MkdirAll(filepath.Dir(f.path(name)), 0o755))
	f.must(os.WriteFile(f.path(name), []byte(text), 0o644))
}

func (f *folder) rename(from, to string) {
	f.t.Helper()
	f.must(os.Rename(f.path(from), f.path(to)))
}

func (f *folder) remove(name string) {
	f.t.Helper()
	f.must(os.RemoveAll(f.path(name)))
}

// sees waits until a name was reported since the last call.
func (f *folder) sees(name string) {
	f.t.Helper()
	deadline := time.After(patience)
	reported := map[string]bool{}
	for !reported[name] {
		select {
		case c := <-f.changes:
			if c.err != nil {
				f.t.Fatal(c.err)
			}
			for name := range c.names {
				reported[name], f.seen[name] = true, true
			}
		case <-deadline:
			f.t.Fatalf("%s was not reported, only %v", name, reported)
		}
	}
}

func TestEveryWayToChangeAFileIsSeen(t *testing.T) {
	f := watchFolder(t, "content/about.md", "content/deep/in/it.md", "layouts/page.html", "static/css/site.css")

	f.write("content/about.md", "second")
	f.sees("content/about.md")

	f.write("content/about.md.new", "third") // an editor that replaces files
	f.rename("content/about.md.new", "content/about.md")
	f.sees("content/about.md")

	f.rename("content/about.md", "content/about.md~") // one that keeps a copy
	f.write("content/about.md", "fourth")
	f.sees("content/about.md")

	f.remove("content/about.md")
	f.sees("content/about.md")

	f.write("content/deep/in/it.md", "second")
	f.sees("content/deep/in/it.md")
	f.write("layouts/page.html", "second")
	f.sees("layouts/page.html")
	f.write("static/css/site.css", "second")
	f.sees("static/css/site.css")
}

// edit writes a file until that is reported. What happens while folders are
// being watched anew is built, but may be reported by the name of its folder.
func (f *folder) edit(name string) {
	f.t.Helper()
	for tries := range 100 {
		f.write(name, fmt.Sprint("edit ", tries))
		again := time.After(patience / 100)
		for waiting := true; waiting; {
			select {
			case c := <-f.changes:
				if _, ok := c.names[name]; ok {
					return
				}
			case <-again:
				waiting = false
			}
		}
	}
	f.t.Fatalf("%s was not reported", name)
}

func TestFoldersAreFollowedAsTheyComeAndGo(t *testing.T) {
	f := watchFolder(t, "content/a/b/c.md")

	f.write("content/new/deep/one.md", "first")
	f.sees("content/new")
	f.edit("content/new/deep/one.md")

	// Folders in one that gets another name have another name too.
	f.rename("content/a", "content/z")
	f.edit("content/z/b/c.md")

	// Another folder takes the place of one that moved away.
	f.rename("content/z", "content/old")
	f.write("content/z/b/c.md", "other")
	f.edit("content/old/b/c.md")
	f.edit("content/z/b/c.md")

	// One moves out of the site, and back in.
	f.rename("content/old", "elsewhere")
	f.next()
	f.rename("elsewhere", "content/back")
	f.edit("content/back/b/c.md")
}

func TestWatchedFoldersMayComeLaterAndGo(t *testing.T) {
	f := watchFolder(t)

	f.write("layouts/partials/frame.html", "first")
	f.sees("layouts")
	f.edit("layouts/partials/frame.html")

	f.write("content/about.md", "first")
	f.edit("content/about.md")
	f.remove("content")
	f.next()
	f.write("content/about.md", "second")
	f.edit("content/about.md")

	// As version control may do it: another folder takes its place.
	f.write("content.new/about.md", "third")
	f.rename("content", "content.old")
	f.rename("content.new", "content")
	f.edit("content/about.md")
}

func TestTheSourceItselfMayGoAndComeBack(t *testing.T) {
	f := watchFolder(t, "content/about.md")
	f.must(os.Rename(f.dir, f.dir+".away"))
	t.Cleanup(func() { os.RemoveAll(f.dir + ".away") })
	if c := f.next(); c.err == nil || !strings.Contains(c.err.Error(), f.dir) {
		t.Errorf("nothing says that the folder cannot be watched: %v", c.err)
	}
	f.must(os.Rename(f.dir+".away", f.dir))
	f.sees(".")
	f.edit("content/about.md")
}

// next waits for a change.
func (f *folder) next() change {
	f.t.Helper()
	select {
	case c := <-f.changes:
		return c
	case <-time.After(patience):
		f.t.Fatal("nothing was reported")
	}
	return change{}
}

func TestWhatEditorsWriteForThemselvesIsIgnored(t *testing.T) {
	f := watchFolder(t, "content/about.md", "public/index.html", ".advocate/site/index.html")
	own := []string{
		"content/.about.md.swp", "content/.#about.md", "content/#about.md#", "content/about.md~", "content/4913",
		"content/~$letter.docx", "content/about.md___jb_tmp___", "content/about.md.tmp", "content/.git/HEAD",
		"content/Thumbs.db", "public/index.html", "public/new/index.html", ".advocate/site/index.html", "notes.txt",
	}
	for _, name := range own {
		f.write(name, "mine")
	}
	f.write("content/about.md", "second")
	f.sees("content/about.md")
	for name := range f.seen {
		if name != "content/about.md" {
			t.Errorf("%s was reported", name)
		}
	}
}

func TestNamesOfEditorsAreToldFromNamesOfPages(t *testing.T) {
	for _, name := range []string{".about.md.swp", "about.md~", "#about.md#", ".DS_Store", "4913", "letter.TMP", "~$a.docx", "a.md___jb_old___"} {
		if !ignored(name) {
			t.Errorf("%s is not ignored", name)
		}
	}
	for _, name := range []string{"about.md", "2026-12-03-town-hall.es.md", "site.yaml", "4913.md", "tmp.md", "a_b.md", "how.pdf"} {
		if ignored(name) {
			t.Errorf("%s is ignored", name)
		}
	}
}

func TestManyFilesAtOnceAreFewChanges(t *testing.T) {
	f := watchFolder(t, "content/about.md")
	var names []string
	for _, c := range "abcdefghijklmnopqrstuvwxyz" {
		for _, d := range "0123456789" {
			names = append(names, "content/"+string(c)+string(d)+".md")
		}
	}
	for _, name := range names {
		f.write(name, "first")
	}
	builds := 0
	for !slices.ContainsFunc(names, func(name string) bool { return f.seen[name] }) || !f.seen[names[len(names)-1]] {
		c := f.next()
		builds++
		for name := range c.names {
			f.seen[name] = true
		}
	}
	for _, name := range names {
		if !f.seen[name] {
			t.Errorf("%s was not reported", name)
		}
	}
	if builds > 5 {
		t.Errorf("%d files were %d changes", len(names), builds)
	}
}
