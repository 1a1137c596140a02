package build

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// files is a site as a map, for tests of publishing.
type files map[string][]byte

func page(text string, assets ...string) []byte {
	var b strings.Builder
	for _, a := range assets {
		fmt.Fprintf(&b, `<link href="/static/%s">`, a)
	}
	return []byte(b.String() + text)
}

// Two versions of a site: every way in which files can follow files.
var (
	before = files{
		"static/css/site.aaa.css": []byte("old"), "static/img/icon.png": []byte("icon"),
		"index.html":                 page("home", "css/site.aaa.css"),
		"about/index.html":           page("about", "css/site.aaa.css"),
		"gone/deep/down/index.html":  page("gone", "css/site.aaa.css", "img/icon.png"),
		"same/index.html":            page("no assets"),
		"plan.pdf":                   []byte("a file that becomes a folder"),
		"report.pdf/old/index.html":  page("a folder that becomes a file", "css/site.aaa.css"),
		"report.pdf/more/index.html": page("the same", "css/site.aaa.css"),
		"feed.xml":                   []byte("<rss>old</rss>"),
	}
	after = files{
		"static/css/site.bbb.css": []byte("new"), "static/img/icon.png": []byte("icon"), "static/js/a.js": []byte("js"),
		"index.html":           page("home", "css/site.bbb.css", "js/a.js"),
		"about/index.html":     page("about", "css/site.bbb.css"),
		"new/page/index.html":  page("new", "css/site.bbb.css", "img/icon.png"),
		"same/index.html":      page("no assets"),
		"plan.pdf/index.html":  page("a file that becomes a folder", "css/site.bbb.css"),
		"report.pdf":           []byte("a folder that becomes a file"),
		"feed.xml":             []byte("<rss>new</rss>"),
		"events/2026/12/a.ics": []byte("BEGIN"),
	}
)

func publishTo(t *testing.T, out string, site files) *publisher {
	t.Helper()
	p, err := openPublisher(out)
	if err != nil {
		t.Fatal(err)
	}
	defer p.close()
	if err := p.publish(site); err != nil {
		t.Fatal(err)
	}
	return p
}

// tree reads every file below a folder. Symbolic links appear as what they
// point at, folders not at all.
func tree(t *testing.T, dir string) files {
	t.Helper()
	found := files{}
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		rel, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		if entry.Type()&fs.ModeSymlink != 0 {
			target, err := os.Readlink(name)
			found[rel] = []byte("-> " + target)
			return err
		}
		found[rel], err = os.ReadFile(name)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// manifest is what the manifest of a site says.
func manifest(site files) []byte {
	return []byte(manifestHeader + "\n" + strings.Join(slices.Sorted(maps.Keys(site)), "\n") + "\n")
}

// holds fails the test unless a folder holds exactly a site and its manifest,
// with no empty folder left over.
func holds(t *testing.T, dir string, site files) {
	t.Helper()
	want := maps.Clone(site)
	want[manifestName] = manifest(site)
	same(t, tree(t, dir), want)
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.IsDir() || name == dir {
			return err
		}
		if inside, err := os.ReadDir(name); err != nil || len(inside) == 0 {
			t.Errorf("an empty folder is left: %s (%v)", name, err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func same(t *testing.T, got, want files) {
	t.Helper()
	for name := range want {
		if _, ok := got[name]; !ok {
			t.Errorf("%s is missing", name)
		}
	}
	for name, content := range got {
		if other, ok := want[name]; !ok {
			t.Errorf("%s should not be there", name)
		} else if !bytes.Equal(content, other) {
			t.Errorf("%s differs", name)
		}
	}
}

func TestASiteFollowsAnotherExactly(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	first := publishTo(t, out, before)
	holds(t, out, before)
	if first.written != len(before) || first.removed != 0 {
		t.Errorf("wrote %d, removed %d of %d new files", first.written, first.removed, len(before))
	}
	second := publishTo(t, out, after)
	holds(t, out, after)
	if second.removed != 5 {
		t.Errorf("removed %d files, not 5", second.removed)
	}
	publishTo(t, out, before)
	holds(t, out, before)
}

func TestASecondBuildOfTheSameSiteWritesNothing(t *testing.T) {
	out := t.TempDir()
	publishTo(t, out, before)
	stamp := tree(t, out)
	info, err := os.Stat(filepath.Join(out, "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	if p := publishTo(t, out, before); p.written+p.removed != 0 {
		t.Errorf("wrote %d and removed %d files", p.written, p.removed)
	}
	same(t, tree(t, out), stamp)
	if again, err := os.Stat(filepath.Join(out, "index.html")); err != nil || !os.SameFile(info, again) {
		t.Error("index.html was written again")
	}
}

func TestAFolderWithOtherPeoplesFilesIsRefusedAndLeftAlone(t *testing.T) {
	out := t.TempDir()
	write(t, out, "thesis.txt", "ten years of work")
	write(t, out, ".git/config", "[core]")
	stamp := tree(t, out)
	_, err := openPublisher(out)
	if err == nil || !strings.Contains(err.Error(), "thesis.txt") || !strings.Contains(err.Error(), "choose an empty folder") {
		t.Errorf("the folder is not refused, or not in words: %v", err)
	}
	same(t, tree(t, out), stamp)
}

func TestFilesThatBeginWithADotAreLeftAlone(t *testing.T) {
	out := t.TempDir()
	dots := files{".gitignore": []byte("*"), ".git/HEAD": []byte("ref"), ".well-known/security.txt": []byte("Contact:")}
	for name, content := range dots {
		write(t, out, name, string(content))
	}
	publishTo(t, out, before)
	publishTo(t, out, after)
	want := maps.Clone(after)
	maps.Copy(want, dots)
	want[manifestName] = manifest(after)
	same(t, tree(t, out), want)
}

func TestFilesThatPeopleAddedLaterAreLeftAlone(t *testing.T) {
	out := t.TempDir()
	publishTo(t, out, before)
	write(t, out, "google1234.html", "site verification")
	write(t, out, "gone/notes.txt", "in a folder that the site no longer has")
	publishTo(t, out, after)
	want := maps.Clone(after)
	want["google1234.html"], want["gone/notes.txt"] = []byte("site verification"), []byte("in a folder that the site no longer has")
	want[manifestName] = manifest(after)
	same(t, tree(t, out), want)
}

func TestAHostileManifestRemovesNothingButFilesOfTheSite(t *testing.T) {
	parent := t.TempDir()
	out := filepath.Join(parent, "public")
	write(t, parent, "secret.txt", "kept")
	write(t, parent, "victim/file.txt", "kept")
	publishTo(t, out, before)
	write(t, out, ".git/config", "kept")
	write(t, out, "folder/inside.txt", "kept: a manifest names files, not folders")
	lines := []string{
		"../secret.txt", "../../etc/passwd", "/etc/passwd", parent + "/secret.txt", "..", ".", "", "a/../../secret.txt", "./secret.txt",
		`..\secret.txt`, "folder", ".git/config", manifestName, stagingName + "/1", "static/../../secret.txt", "\x00", "a\x00b",
		strings.Repeat("x", 1<<20), strings.Repeat("y/", 5000) + "y", "victim/file.txt\r",
	}
	write(t, out, manifestName, string(manifest(before))+strings.Join(lines, "\n")+"\n")
	publishTo(t, out, after)
	want := maps.Clone(after)
	want[".git/config"], want["folder/inside.txt"] = []byte("kept"), []byte("kept: a manifest names files, not folders")
	want[manifestName] = manifest(after)
	same(t, tree(t, out), want)
	if kept, err := os.ReadFile(filepath.Join(parent, "secret.txt")); err != nil || string(kept) != "kept" {
		t.Errorf("a file outside of the folder is gone: %v", err)
	}
}

func TestAManifestWithOtherLineEndsIsUnderstood(t *testing.T) {
	out := t.TempDir()
	publishTo(t, out, before)
	write(t, out, manifestName, strings.ReplaceAll(string(manifest(before)), "\n", "\r\n"))
	publishTo(t, out, after)
	holds(t, out, after)
}

func TestLinksInTheOutputFolderAreNotFollowedOut(t *testing.T) {
	parent := t.TempDir()
	out, victim := filepath.Join(parent, "public"), filepath.Join(parent, "victim")
	write(t, victim, "index.html", "kept")
	write(t, victim, "file.txt", "kept")
	publishTo(t, out, before)
	stamp := tree(t, victim)

	t.Run("a file that became a link is replaced", func(t *testing.T) {
		link(t, filepath.Join(victim, "file.txt"), filepath.Join(out, "feed.xml"))
		publishTo(t, out, after)
		holds(t, out, after)
		same(t, tree(t, victim), stamp)
	})
	t.Run("a staging folder that is a link is removed", func(t *testing.T) {
		link(t, victim, filepath.Join(out, stagingName))
		publishTo(t, out, before)
		holds(t, out, before)
		same(t, tree(t, victim), stamp)
	})
	t.Run("a folder that became a link stops the build", func(t *testing.T) {
		link(t, victim, filepath.Join(out, "about"))
		p, err := openPublisher(out)
		if err != nil {
			t.Fatal(err)
		}
		defer p.close()
		if err := p.publish(after); err == nil || !strings.Contains(err.Error(), "about/index.html") {
			t.Errorf("the build went on, or does not say where it stopped: %v", err)
		}
		same(t, tree(t, victim), stamp)
	})
}

// Two builds into one folder at once: each may fail, but what is published is
// of one of them, whole, and the next build ends clean.
func TestTwoBuildsAtOnceDoNotMixFiles(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	publishTo(t, out, before)
	for range 10 {
		done := make(chan error)
		for _, site := range []files{before, after} {
			go func() {
				p, err := openPublisher(out)
				if err == nil {
					p.anew = true
					err = p.publish(site)
					p.close()
				}
				done <- err
			}()
		}
		<-done
		<-done
		for name, content := range tree(t, out) {
			if !strings.HasPrefix(name, ".") && !bytes.Equal(before[name], content) && !bytes.Equal(after[name], content) {
				t.Errorf("%s is of neither build", name)
			}
		}
	}
	publishTo(t, out, after)
	holds(t, out, after)
}

func TestAPublisherKnowsStaticFilesFirst(t *testing.T) {
	names := []string{"about/index.html", "index.html", "static/css/a.css", "staticky/index.html", "feed.xml"}
	slices.SortStableFunc(names, func(a, b string) int { return rank(a) - rank(b) })
	if names[0] != "static/css/a.css" {
		t.Errorf("the order is %q", names)
	}
}

func write(t *testing.T, dir, name, content string) {
	t.Helper()
	name = filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// link puts a symbolic link in the place of whatever is there.
func link(t *testing.T, target, name string) {
	t.Helper()
	if err := os.RemoveAll(name); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, name); err != nil {
		t.Skipf("this system has no symbolic links for us: %v", err)
	}
}
