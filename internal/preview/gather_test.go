package preview

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// gathering is gather at work in a bubble, where time stands still until
// nobody has anything to do.
type gathering struct {
	notes   chan note
	changes chan change
	settled int
	settle  func() error
	start   time.Time
}

func startGather(t *testing.T) *gathering {
	g := &gathering{
		notes: make(chan note), changes: make(chan change),
		settle: func() error { return nil }, start: time.Now(),
	}
	go gather(t.Context(), g.notes, func() error { g.settled++; return g.settle() }, g.changes)
	return g
}

func (g *gathering) edit(names ...string) {
	for _, name := range names {
		g.notes <- note{name: name}
	}
}

func (g *gathering) elapsed() time.Duration { return time.Since(g.start) }

func TestABurstIsOneChangeOnceItIsQuiet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := startGather(t)
		for i := range 5 {
			g.edit(fmt.Sprintf("content/%d.md", i), "content/about.md")
			time.Sleep(quiet / 2)
		}
		c := <-g.changes
		want := []string{"content/0.md", "content/1.md", "content/2.md", "content/3.md", "content/4.md", "content/about.md"}
		if got := c.lasting(); !slices.Equal(got, want) {
			t.Errorf("changed: %v", got)
		}
		if got, want := g.elapsed(), quiet/2*4+quiet; got != want {
			t.Errorf("handed over after %v, want %v", got, want)
		}
	})
}

func TestABurstWithoutEndIsHandedOverInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := startGather(t)
		go func() {
			ticker := time.NewTicker(quiet / 4)
			defer ticker.Stop()
			for {
				select {
				case <-ticker.C:
				case <-t.Context().Done():
					return
				}
				select {
				case g.notes <- note{name: "content/log.csv"}:
				case <-t.Context().Done():
					return
				}
				select {
				case g.notes <- note{name: "content/other.csv"}:
				case <-t.Context().Done():
					return
				}
			}
		}()
		<-g.changes
		if got := g.elapsed(); got < longest || got > longest+quiet {
			t.Errorf("handed over after %v, want %v after the first note", got, longest)
		}
	})
}

func TestAllThatHappensDuringABuildIsOneChange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := startGather(t)
		g.edit("content/a.md")
		<-g.changes
		for _, name := range []string{"content/b.md", "content/c.md", "content/d.md"} {
			g.edit(name)
			time.Sleep(3 * longest) // the build takes its time
		}
		c := <-g.changes
		if got := c.lasting(); !slices.Equal(got, []string{"content/b.md", "content/c.md", "content/d.md"}) {
			t.Errorf("changed: %v", got)
		}
		synctest.Wait()
		select {
		case c := <-g.changes:
			t.Errorf("handed over again: %v", c.lasting())
		default:
		}
	})
}

func TestNewFoldersAreWatchedBeforeTheBuild(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := startGather(t)
		g.edit("content/a.md")
		<-g.changes
		if g.settled != 0 {
			t.Errorf("folders were watched anew for a file")
		}
		g.notes <- note{name: "content/new", created: true, folders: true}
		<-g.changes
		if g.settled != 1 {
			t.Errorf("folders were watched anew %d times, want once", g.settled)
		}
	})
}

func TestFoldersThatCannotBeWatchedAreTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := startGather(t)
		failure := errors.New("no watches left")
		g.settle = func() error {
			if g.settled < 3 {
				return failure
			}
			return nil
		}
		g.notes <- note{name: "content", gone: true, folders: true}
		if c := <-g.changes; !errors.Is(c.err, failure) {
			t.Errorf("the change does not say why: %v", c.err)
		}
		c := <-g.changes
		if c.err != nil || c.String() != "the site's folder changed" {
			t.Errorf("after it was mended: %v, %v", &c, c.err)
		}
		if got, want := g.elapsed(), quiet+2*retry; got != want {
			t.Errorf("mended after %v, want %v", got, want)
		}
	})
}
