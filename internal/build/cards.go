package build

import (
	"bytes"
	"io"
	"os"
	"path"
	"strings"
	"sync"

	"example.org/advocate/internal/card"
	"example.org/advocate/internal/site"
)

const (
	// cachesFolder is the folder of the source for what can be made again. The
	// preview keeps its site there too.
	cachesFolder = ".advocate"
	// cardsCache holds drawn cards by their names, which say what is on them.
	cardsCache = cachesFolder + "/cards"
)

// cards draws social cards, each once: what was drawn is remembered in memory,
// and by a build that may write in the folder of caches of its source. A cache
// that cannot be read or written costs time and nothing else.
type cards struct {
	source *os.Root // nil: memory is all there is

	mu    sync.Mutex
	drawn map[string][]byte
}

func newCards(source *os.Root) *cards { return &cards{source: source, drawn: map[string][]byte{}} }

// picture is the PNG of a card.
func (c *cards) picture(drawn card.Card) ([]byte, error) {
	name := drawn.Name()
	c.mu.Lock()
	png := c.drawn[name]
	c.mu.Unlock()
	if png != nil {
		return png, nil
	}
	png, ok := c.cached(name)
	if !ok {
		var err error
		if png, err = card.Draw(drawn); err != nil {
			return nil, err
		}
	}
	c.mu.Lock()
	c.drawn[name] = png
	c.mu.Unlock()
	return png, nil
}

// cached is a card as an earlier build drew it.
func (c *cards) cached(name string) (png []byte, ok bool) {
	if c.source == nil {
		return nil, false
	}
	png, err := c.source.ReadFile(cardsCache + "/" + name + ".png")
	return png, err == nil && isWholePNG(png)
}

func (c *cards) write(w io.Writer, drawn card.Card) error {
	png, err := c.picture(drawn)
	if err == nil {
		_, err = w.Write(png)
	}
	return err
}

// isWholePNG tells whether a file begins and ends as a PNG does: a machine that
// lost its power may have kept half of it.
func isWholePNG(content []byte) bool {
	return bytes.HasPrefix(content, []byte("\x89PNG\r\n\x1a\n")) && bytes.HasSuffix(content, []byte("IEND\xaeB`\x82"))
}

// keep writes what a site's cards look like into the cache, and removes cards
// that it has no more.
func (c *cards) keep(targets []site.Target) {
	used := map[string]bool{}
	for _, target := range targets {
		if file, ok := target.From.(site.CardFile); ok {
			used[file.Card.Name()+".png"] = true
		}
	}
	if len(used) == 0 || !c.makeFolder() {
		return
	}
	known := map[string]bool{}
	if folder, err := c.source.Open(cardsCache); err == nil {
		names, _ := folder.Readdirnames(-1) // what is not read is written again
		_ = folder.Close()                  // it was only read
		for _, name := range names {
			if known[name] = used[name]; !used[name] {
				_ = c.source.Remove(cardsCache + "/" + name) // another time
			}
		}
	}
	for name, png := range c.drawn {
		if file := name + ".png"; used[file] && !known[file] && c.put(file, png) != nil {
			return
		}
	}
}

// put writes a file whole or not at all.
func (c *cards) put(name string, png []byte) error {
	whole := path.Join(cardsCache, name)
	part := strings.TrimSuffix(whole, ".png") + ".part"
	if err := c.source.WriteFile(part, png, 0o600); err != nil {
		return err
	}
	return c.source.Rename(part, whole)
}

// makeFolder makes the folder of the cache. The folder of caches is for its
// owner alone and out of sight of git, as the preview makes it: practice
// concerns may come to lie in it.
func (c *cards) makeFolder() bool {
	if _, err := c.source.Stat(cachesFolder); isMissing(err) {
		if c.source.Mkdir(cachesFolder, 0o700) != nil || c.source.WriteFile(cachesFolder+"/.gitignore", []byte("*\n"), 0o600) != nil {
			return false
		}
	}
	return c.source.MkdirAll(cardsCache, 0o700) == nil
}
