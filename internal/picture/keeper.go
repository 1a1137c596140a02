package picture

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path"

	"golang.org/x/sync/semaphore"
)

// Folder is where copies are kept between builds, below the source folder. It
// may be deleted at any time.
const Folder = ".advocate/pictures"

// version changes with everything that changes copies: what was kept before is
// then made anew.
const version = 1

// pointsAtOnce bounds the memory of pictures that are decoded at the same time.
const pointsAtOnce = MaxPoints

// Keeper makes copies of pictures, and remembers them in a folder by the
// content that they were made from. It is safe for concurrent use.
type Keeper struct {
	root  *os.Root // the source folder
	keeps bool
	room  *semaphore.Weighted
}

// NewKeeper returns a keeper that looks in the [Folder] of a source folder and,
// if it keeps, writes there. That a copy cannot be kept is no error: it is made
// again next time.
func NewKeeper(root *os.Root, keeps bool) *Keeper {
	return &Keeper{root: root, keeps: keeps, room: semaphore.NewWeighted(pointsAtOnce)}
}

// kept is the list that stands beside copies.
type kept struct {
	Version int
	Copies  []keptCopy
}

type keptCopy struct {
	Width, Height int
	Ext, SHA256   string
}

// Copies returns the smaller copies of a picture, the smallest first. Where
// others are decoding large pictures it waits until there is memory for one
// more, or ctx ends.
func (k *Keeper) Copies(ctx context.Context, content []byte, f Facts) ([]Copy, error) {
	sum := sha256.Sum256(content)
	name := path.Join(Folder, hex.EncodeToString(sum[:]))
	if copies, ok := k.recall(name); ok {
		return copies, nil
	}
	weight := min(int64(f.Width)*int64(f.Height), pointsAtOnce)
	if err := k.room.Acquire(ctx, weight); err != nil {
		return nil, err
	}
	defer k.room.Release(weight)
	copies, err := f.copies(content)
	if err != nil {
		return nil, err
	}
	if k.keeps {
		k.remember(name, copies)
	}
	return copies, nil
}

func copyName(name string, width int, ext string) string {
	return fmt.Sprintf("%s-%d%s", name, width, ext)
}

// recall reads copies that were kept; what is not whole is not there.
func (k *Keeper) recall(name string) (copies []Copy, ok bool) {
	text, err := k.root.ReadFile(name + ".json")
	if err != nil {
		return nil, false
	}
	var list kept
	if json.Unmarshal(text, &list) != nil || list.Version != version {
		return nil, false
	}
	for _, c := range list.Copies {
		content, err := k.root.ReadFile(copyName(name, c.Width, c.Ext))
		if sum := sha256.Sum256(content); err != nil || hex.EncodeToString(sum[:]) != c.SHA256 {
			return nil, false
		}
		copies = append(copies, Copy{Width: c.Width, Height: c.Height, Ext: c.Ext, Bytes: content})
	}
	return copies, true
}

// remember writes copies, and then the list that makes them count. One that
// was only half written does not have the hash that the list names.
func (k *Keeper) remember(name string, copies []Copy) {
	if k.root.MkdirAll(Folder, 0o755) != nil {
		return
	}
	list := kept{Version: version}
	for _, c := range copies {
		if k.root.WriteFile(copyName(name, c.Width, c.Ext), c.Bytes, 0o644) != nil {
			return
		}
		sum := sha256.Sum256(c.Bytes)
		list.Copies = append(list.Copies, keptCopy{c.Width, c.Height, c.Ext, hex.EncodeToString(sum[:])})
	}
	text, err := json.Marshal(list)
	if err != nil {
		return
	}
	_ = k.root.WriteFile(name+".json", text, 0o644) // made again next time
}
