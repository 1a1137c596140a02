package build

import (
	"bytes"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// errKilled is what a publisher meets at the instant at which it is killed.
var errKilled = errors.New("killed")

// mortal is an output folder whose user is killed before its n-th change. A
// file that is being written then is half there.
type mortal struct {
	*os.Root
	left int
}

func (m *mortal) dies() bool { m.left--; return m.left < 0 }

func (m *mortal) WriteFile(name string, data []byte, perm fs.FileMode) error {
	if m.dies() {
		_ = m.Root.WriteFile(name, data[:len(data)/2], perm)
		return errKilled
	}
	return m.Root.WriteFile(name, data, perm)
}

func (m *mortal) MkdirAll(name string, perm fs.FileMode) error {
	if m.dies() {
		return errKilled
	}
	return m.Root.MkdirAll(name, perm)
}

func (m *mortal) Rename(from, to string) error {
	if m.dies() {
		return errKilled
	}
	return m.Root.Rename(from, to)
}

func (m *mortal) Remove(name string) error {
	if m.dies() {
		return errKilled
	}
	return m.Root.Remove(name)
}

func (m *mortal) RemoveAll(name string) error {
	if m.dies() {
		return errKilled
	}
	return m.Root.RemoveAll(name)
}

// publishUntil publishes a site and is killed before the n-th change. It tells
// whether it was.
func publishUntil(t *testing.T, out string, site files, n int) (killed bool) {
	t.Helper()
	p, err := openPublisher(out)
	if err != nil {
		t.Fatalf("killed at %d: the next build refuses the folder: %v", n, err)
	}
	defer p.close()
	p.root = &mortal{Root: p.root.(*os.Root), left: n}
	return p.publish(site) != nil
}

var staticName = regexp.MustCompile(`"[^" ;]*(/static/[^" ;]+)"`)

// intact holds what is true at every instant of a build from one site to
// another: files are whole, and no page names an asset that is not there.
func intact(t *testing.T, out string, sites ...files) {
	t.Helper()
	for name, content := range tree(t, out) {
		if strings.HasPrefix(name, ".") {
			continue
		}
		if !slices.ContainsFunc(sites, func(s files) bool { return bytes.Equal(s[name], content) }) {
			t.Errorf("%s is not whole", name)
		}
		if !strings.HasSuffix(name, ".html") {
			continue
		}
		for _, asset := range staticName.FindAllSubmatch(content, -1) {
			if _, err := os.Stat(filepath.Join(out, filepath.FromSlash(string(asset[1])))); err != nil {
				t.Errorf("%s names %s, which is not there", name, asset[1])
			}
		}
	}
}

func TestKilledAtAnyStepTheFolderStaysGoodAndTheNextBuildEndsClean(t *testing.T) {
	steps := 0
	for n := 0; ; n++ {
		out := filepath.Join(t.TempDir(), "public")
		publishTo(t, out, before)
		killed := publishUntil(t, out, after, n)
		intact(t, out, before, after)
		switch n % 3 {
		case 0: // the same build once more
			publishTo(t, out, after)
			holds(t, out, after)
		case 1: // the change was taken back meanwhile
			publishTo(t, out, before)
			holds(t, out, before)
		case 2: // killed again, a little later, then a quite different site
			publishUntil(t, out, after, n/2)
			intact(t, out, before, after)
			other := files{"index.html": page("other"), "about": []byte("a file now")}
			publishTo(t, out, other)
			holds(t, out, other)
		}
		if t.Failed() {
			t.Fatalf("killed before change %d", n)
		}
		if !killed {
			steps = n
			break
		}
	}
	if steps < 30 {
		t.Errorf("a build of %d files makes only %d changes", len(after), steps)
	}
}

func TestTheFirstBuildCanBeKilledToo(t *testing.T) {
	for n := 0; ; n++ {
		out := filepath.Join(t.TempDir(), "public")
		killed := publishUntil(t, out, before, n)
		intact(t, out, before)
		publishTo(t, out, after)
		holds(t, out, after)
		if t.Failed() {
			t.Fatalf("killed before change %d", n)
		}
		if !killed {
			return
		}
	}
}

func TestManyKilledBuildsInARowEndClean(t *testing.T) {
	seed := uint64(20261125)
	random := rand.New(rand.NewPCG(seed, seed))
	sites := []files{before, after, {"index.html": page("third")}}
	out := filepath.Join(t.TempDir(), "public")
	for range 200 {
		publishUntil(t, out, sites[random.IntN(len(sites))], random.IntN(60))
		intact(t, out, sites...)
	}
	publishTo(t, out, after)
	holds(t, out, after)
	if t.Failed() {
		t.Logf("seed %d", seed)
	}
}
