package build

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"example.org/advocate/internal/content"
	"example.org/advocate/internal/picture"
	"example.org/advocate/internal/site"
)

// picturesFolder is where smaller copies of pictures lie in the built site. Like
// all static files they are published before the pages that name them.
const picturesFolder = assetsFolder + "/pictures"

// gallery holds the pictures that pages show. It is filled before pages are
// rendered, and read by them.
type gallery struct {
	source *os.Root
	mu     sync.Mutex
	known  map[string]picture.Facts // source -> what its header tells
	shown  map[string]site.Shown
}

func newGallery(source *os.Root) *gallery {
	return &gallery{source: source, known: map[string]picture.Facts{}, shown: map[string]site.Shown{}}
}

// Shown implements [site.Gallery].
func (g *gallery) Shown(source string) (site.Shown, bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	shown, ok := g.shown[source]
	return shown, ok
}

// examine reads the header of each picture that the site shows. What is too
// large to be decoded is an error where it is used; what cannot be read is
// published as it is, with a warning.
func (g *gallery) examine(uses []site.PictureUse) []content.Problem {
	faults := map[string]error{}
	var problems []content.Problem
	for _, use := range uses {
		fault, seen := faults[use.Source]
		if !seen {
			fault = g.look(use.Source)
			faults[use.Source] = fault
		}
		name := strings.TrimPrefix(use.Source, "content/")
		switch {
		case errors.Is(fault, picture.ErrTooLarge):
			problems = append(problems, use.Problem(content.Error, "%s: %v: save it smaller, 2400 points wide are plenty", name, fault))
		case fault != nil:
			problems = append(problems, use.Problem(content.Warning, "%s cannot be read as a GIF, JPEG, PNG or WebP picture, and is published as it is: open it in a program for pictures and save it again", name))
		}
	}
	return problems
}

func (g *gallery) look(source string) error {
	bytes, err := g.read(source)
	if err != nil {
		return err
	}
	facts, err := picture.Examine(bytes)
	if err != nil {
		return err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.known[source] = facts
	g.shown[source] = site.Shown{Width: facts.Width, Height: facts.Height}
	return nil
}

// read returns a file, of one that is too large no more than tells so.
func (g *gallery) read(source string) ([]byte, error) {
	f, err := g.source.Open(source)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, picture.MaxBytes+1))
}

// copies makes the smaller copies of all pictures, and returns them as files of
// the built site. A picture whose points are broken is shown as it is.
func (g *gallery) copies(ctx context.Context, keeper *picture.Keeper) (map[string][]byte, error) {
	files := map[string][]byte{}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for source, facts := range g.known {
		group.Go(func() error {
			bytes, err := g.read(source)
			if err != nil {
				return fmt.Errorf("reading %s: %w", source, err)
			}
			copies, err := keeper.Copies(ctx, bytes, facts)
			if err != nil {
				return ctx.Err() // of a broken picture its own file is shown
			}
			shown := site.Shown{Width: facts.Width, Height: facts.Height}
			g.mu.Lock()
			defer g.mu.Unlock()
			for _, c := range copies {
				name := copyPath(source, c)
				files[name] = c.Bytes
				shown.Copies = append(shown.Copies, site.Smaller{Path: name, Width: c.Width})
			}
			g.shown[source] = shown
			return nil
		})
	}
	return files, group.Wait()
}

// copyPath names a copy by its content: chairs-400.3f2a9c1b5d.png.
func copyPath(source string, c picture.Copy) string {
	stem := strings.TrimSuffix(path.Base(source), path.Ext(source))
	stem = strings.Trim(strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, strings.ToLower(stem)), "-")
	sum := sha256.Sum256(c.Bytes)
	name := slices.DeleteFunc([]string{stem, fmt.Sprint(c.Width)}, func(part string) bool { return part == "" })
	return picturesFolder + "/" + strings.Join(name, "-") + "." + hex.EncodeToString(sum[:])[:fingerprintLength] + c.Ext
}
