package build

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"example.org/advocate/internal/calendar"
	"example.org/advocate/internal/content"
	"example.org/advocate/internal/site"
)

// copyContent copies content/ of a site, the last file first, with the times
// of another day on everything.
func copyContent(t *testing.T, from string) string {
	t.Helper()
	to := t.TempDir()
	site := tree(t, filepath.Join(from, "content"))
	names := slices.Sorted(maps.Keys(site))
	slices.Reverse(names)
	long := time.Date(1999, 12, 31, 23, 59, 59, 0, time.UTC)
	for i, name := range names {
		write(t, to, "content/"+name, string(site[name]))
		if err := os.Chtimes(filepath.Join(to, "content", filepath.FromSlash(name)), long, long.AddDate(0, 0, i)); err != nil {
			t.Fatal(err)
		}
	}
	return to
}

func TestTwoBuildsAtOneInstantAreTheSameByteForByte(t *testing.T) {
	same(t, renderedSite(t, starter(t), site.Options{}), starterFiles(t))
	same(t, renderedSite(t, copyContent(t, starter(t)), site.Options{}), starterFiles(t))
}

func TestTheZoneOfTheMachineChangesNothing(t *testing.T) {
	first := starterFiles(t)
	zone, err := calendar.LoadZone("Pacific/Kiritimati")
	if err != nil {
		t.Fatal(err)
	}
	local := time.Local
	machines := *zone // a zone of its own, as the machine has it
	time.Local = &machines
	defer func() { time.Local = local }()
	same(t, renderedSite(t, starter(t), site.Options{Now: someDay.In(zone)}), first)
}

// The whole way, in another process: another zone, another working directory,
// a source and an output named relative to it.
func TestABuildElsewhereIsTheSame(t *testing.T) {
	source := starter(t)
	elsewhere := copyContent(t, source)
	cmd := child(t, ".", "../there/public", someDay, true)
	cmd.Dir = elsewhere
	cmd.Env = append(cmd.Env, "TZ=Pacific/Kiritimati", "LANG=tr_TR.UTF-8", "LC_ALL=tr_TR.UTF-8", "HOME=/nowhere", "SOURCE_DATE_EPOCH=1")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	holds(t, filepath.Join(elsewhere, "..", "there", "public"), starterFiles(t))
}

// backwards is a file system that lists folders from the end.
type backwards struct{ fs.FS }

func (b backwards) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(b.FS, name)
	slices.Reverse(entries)
	return entries, err
}

func (b backwards) ReadFile(name string) ([]byte, error)  { return fs.ReadFile(b.FS, name) }
func (b backwards) Stat(name string) (fs.FileInfo, error) { return fs.Stat(b.FS, name) }

func TestTheOrderOfAFolderChangesNothing(t *testing.T) {
	built := prepared(t, starter(t), site.Options{})
	reread, problems := content.Load(backwards{built.source.FS()}, content.Options{ReservedIDs: built.Templates.reserved, Labels: Options{}.labels})
	if content.Errors(problems) > 0 {
		t.Fatal(problems)
	}
	other := *built
	other.Content = reread
	same(t, rendered(t, again(t, &other, site.Options{Now: someDay})), starterFiles(t))
}

// What is the same in the two sites is the same in both outputs: a build does
// not depend on what stood in the folder before.
func TestWhatStoodInTheFolderBeforeChangesNothing(t *testing.T) {
	source := sourceFolderOf(t, map[string]string{"content/about.md": "---\ntitle: About\n---\n"})
	fresh, used := filepath.Join(t.TempDir(), "public"), filepath.Join(t.TempDir(), "public")
	publishTo(t, used, starterFiles(t))
	run(t, source, used)
	run(t, source, fresh)
	same(t, tree(t, used), tree(t, fresh))
}
