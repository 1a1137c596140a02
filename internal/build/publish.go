package build

import (
	"bytes"
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"unicode"

	"golang.org/x/sync/errgroup"
)

const (
	// manifestName is the list of files that a build wrote into a folder.
	manifestName = ".advocate-manifest"
	// stagingName is the folder in which files are written before they are
	// moved to their place, whole.
	stagingName = ".advocate-staging"

	manifestHeader = "# Files written by advocate; it removes no others. Do not edit."
)

// publisher writes a site into its output folder. Nothing it does leaves the
// folder: os.Root follows no link out of it.
type publisher struct {
	root  folder
	known map[string]bool // files that this or an earlier build wrote
	anew  bool            // write every file, also one that is the same
	empty bool            // no build has written into it yet
	// patching says that files are written one by one into a site that is there.
	patching bool
	written  int
	removed  int
	staging  string // this build's own folder in the staging folder: two at once mix nothing

	makeStaging sync.Once
	cannotStage error

	mu     sync.Mutex
	files  map[string]bool // of the new site
	staged []string        // those of them that differ, by their number in the staging folder, from 1
}

// folder is what a publisher does to its output folder. It is an *os.Root; tests
// put one in its place that fails at a given step.
type folder interface {
	FS() fs.FS
	Lstat(name string) (fs.FileInfo, error)
	ReadFile(name string) ([]byte, error)
	WriteFile(name string, content []byte, perm fs.FileMode) error
	MkdirAll(name string, perm fs.FileMode) error
	Rename(from, to string) error
	Remove(name string) error
	RemoveAll(name string) error
	Close() error
}

// openPublisher prepares the output folder. It refuses one that holds other
// people's files: a folder without a manifest must be empty, but for files
// whose names begin with a dot.
func openPublisher(out string) (*publisher, error) {
	if err := os.MkdirAll(out, 0o755); err != nil {
		return nil, fmt.Errorf("preparing the output folder: %w", err)
	}
	root, err := os.OpenRoot(out)
	if err != nil {
		return nil, fmt.Errorf("opening the output folder: %w", err)
	}
	p := &publisher{root: root, known: map[string]bool{}, files: map[string]bool{}, staging: stagingName + "/" + rand.Text()}
	if err := p.readManifest(out); err != nil {
		root.Close()
		return nil, err
	}
	// What a build that was killed left behind.
	if err := root.RemoveAll(stagingName); err != nil {
		root.Close()
		return nil, fmt.Errorf("clearing the output folder: %w", err)
	}
	return p, nil
}

// close ends the use of the folder, and takes back what was not published.
func (p *publisher) close() error {
	if p.patching || len(p.staged) > p.written {
		_ = p.root.RemoveAll(stagingName) // else the next build does
	}
	return p.root.Close()
}

// openPatch opens an output folder that a build of this process wrote, for
// putting single files of it in their places anew.
func openPatch(out string) (*publisher, error) {
	root, err := os.OpenRoot(out)
	if err != nil {
		return nil, fmt.Errorf("opening the output folder: %w", err)
	}
	p := &publisher{root: root, patching: true, files: map[string]bool{}, staging: stagingName + "/" + rand.Text()}
	if err := root.MkdirAll(p.staging, 0o755); err != nil {
		root.Close()
		return nil, fmt.Errorf("preparing the output folder: %w", err)
	}
	return p, nil
}

// patch writes a file of the site where it differs, at once.
func (p *publisher) patch(name string, content []byte) error {
	if p.same(name, content) {
		return nil
	}
	staged := p.stagedName(0)
	if err := p.root.WriteFile(staged, content, 0o644); err != nil {
		return fmt.Errorf("writing %s: %w", name, err)
	}
	p.written++
	return p.move(staged, name, map[string]bool{path.Dir(name): true})
}

func (p *publisher) readManifest(out string) error {
	text, err := p.root.ReadFile(manifestName)
	if errors.Is(err, fs.ErrNotExist) {
		p.empty = true
		return p.mustBeEmpty(out)
	}
	if err != nil {
		return fmt.Errorf("reading the manifest of the output folder: %w", err)
	}
	for line := range strings.Lines(string(text)) {
		if name := strings.TrimRight(line, "\r\n"); possible(name) {
			p.known[name] = true
		}
	}
	return nil
}

// possible tells whether a build can have written a file of this name. Nothing
// else is taken from a manifest, whoever wrote it.
func possible(name string) bool {
	const longestName, longestPart = 4000, 255 // bytes, of most file systems
	if !fs.ValidPath(name) || len(name) > longestName || strings.HasPrefix(name, "#") || strings.ContainsFunc(name, unicode.IsControl) {
		return false
	}
	for part := range strings.SplitSeq(name, "/") {
		if strings.HasPrefix(part, ".") || len(part) > longestPart {
			return false
		}
	}
	return true
}

func (p *publisher) mustBeEmpty(out string) error {
	entries, err := fs.ReadDir(p.root.FS(), ".")
	if err != nil {
		return fmt.Errorf("reading the output folder: %w", err)
	}
	for _, entry := range entries {
		if !strings.HasPrefix(entry.Name(), ".") {
			return fmt.Errorf("the output folder %s holds files that advocate did not write (%s): choose an empty folder, or empty this one", out, entry.Name())
		}
	}
	return nil
}

// publish brings the folder to exactly the given files.
func (p *publisher) publish(files map[string][]byte) error {
	for name, content := range files {
		if err := p.stage(name, content); err != nil {
			return err
		}
	}
	return p.commit()
}

// stage takes in a file of the new site: what differs from the folder is written
// beside it. Nothing is seen of it before commit. It is safe for concurrent use,
// and content may be used again when it returns.
func (p *publisher) stage(name string, content []byte) error {
	differs := !p.same(name, content)
	p.mu.Lock()
	p.files[name] = true
	if differs {
		p.staged = append(p.staged, name)
	}
	number := len(p.staged)
	p.mu.Unlock()
	if !differs {
		return nil
	}
	p.makeStaging.Do(func() { p.cannotStage = p.root.MkdirAll(p.staging, 0o755) })
	err := p.cannotStage
	if err == nil {
		err = p.root.WriteFile(p.stagedName(number), content, 0o644)
	}
	if err != nil {
		return fmt.Errorf("writing %s: %w", name, err)
	}
	return nil
}

// keep takes in a file that is known to be in the folder as it is to be, with
// its compressed forms.
func (p *publisher) keep(name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, form := range []string{name, name + ".gz", name + ".br"} {
		if form == name || p.known[form] {
			p.files[form] = true
		}
	}
}

// keepAll keeps everything that is in the folder.
func (p *publisher) keepAll() {
	p.mu.Lock()
	defer p.mu.Unlock()
	maps.Copy(p.files, p.known)
}

func (p *publisher) stagedName(number int) string { return p.staging + "/" + strconv.Itoa(number) }

// commit makes the staged site the published one: static files first, then
// pages, then removals. The manifest is written before, with all that the folder
// may hold from then on, and after, with what it holds; so a build that is
// killed in between leaves nothing that the next one does not know.
func (p *publisher) commit() error {
	gone := p.gone()
	for name := range p.files {
		p.known[name] = true
	}
	if len(p.staged) == 0 && len(gone) == 0 {
		return p.writeManifest(p.files)
	}
	if err := p.writeManifest(p.known); err != nil {
		return err
	}
	if err := p.clearWay(p.staged, gone); err != nil {
		return err
	}
	if err := p.moveStaged(); err != nil {
		return err
	}
	p.written = len(p.staged)
	for _, name := range gone {
		if err := p.remove(name); err != nil {
			return err
		}
		p.removed++
	}
	if err := p.root.RemoveAll(stagingName); err != nil {
		return fmt.Errorf("clearing the output folder: %w", err)
	}
	return p.writeManifest(p.files)
}

// moveStaged puts all staged files in their places, static ones first.
func (p *publisher) moveStaged() error {
	numbers := make([]int, len(p.staged))
	for i := range numbers {
		numbers[i] = i + 1
	}
	slices.SortFunc(numbers, func(a, b int) int {
		a, b = a-1, b-1
		return cmp.Or(cmp.Compare(rank(p.staged[a]), rank(p.staged[b])), strings.Compare(p.staged[a], p.staged[b]))
	})
	static := 0
	for static < len(numbers) && rank(p.staged[numbers[static]-1]) == 0 {
		static++
	}
	if err := p.moveAll(numbers[:static]); err != nil {
		return err
	}
	return p.moveAll(numbers[static:])
}

// moveAll moves files in any order.
func (p *publisher) moveAll(numbers []int) error {
	const together = 500 // fewer are not worth a goroutine
	var group errgroup.Group
	for part := range slices.Chunk(numbers, max(together, (len(numbers)+1)/runtime.GOMAXPROCS(0))) {
		group.Go(func() error {
			made := map[string]bool{}
			for _, number := range part {
				if err := p.move(p.stagedName(number), p.staged[number-1], made); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return group.Wait()
}

// move puts a whole file in its place in one step. made are folders that are
// there.
func (p *publisher) move(from, name string, made map[string]bool) error {
	if dir := path.Dir(name); dir != "." && !made[dir] {
		if err := p.root.MkdirAll(dir, 0o755); err != nil {
			return fmt.Errorf("writing %s: %w", name, err)
		}
		made[dir] = true
	}
	if err := p.root.Rename(from, name); err != nil {
		return fmt.Errorf("writing %s: %w", name, err)
	}
	return nil
}

// rank puts static files and search indexes before the pages that name them.
func rank(name string) int {
	if strings.HasPrefix(name, assetsFolder+"/") || indexFile.MatchString(name) {
		return 0
	}
	return 1
}

// gone lists the files of earlier builds that the site no longer has.
func (p *publisher) gone() []string {
	var names []string
	for name := range p.known {
		if !p.files[name] {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// same tells whether a file holds these bytes already.
func (p *publisher) same(name string, content []byte) bool {
	if p.anew || p.empty && name != manifestName {
		return false
	}
	info, err := p.root.Lstat(name)
	if err != nil || !info.Mode().IsRegular() || info.Size() != int64(len(content)) {
		return false
	}
	old, err := p.root.ReadFile(name)
	return err == nil && bytes.Equal(old, content)
}

// clearWay removes files of earlier builds that stand where a folder of this
// one must be, and the other way round.
func (p *publisher) clearWay(changed, gone []string) error {
	if len(gone) == 0 {
		return nil
	}
	going := map[string]bool{}
	for _, name := range gone {
		going[name] = true
	}
	for _, name := range changed {
		for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
			if going[dir] {
				if err := p.remove(dir); err != nil {
					return err
				}
			}
		}
		if info, err := p.root.Lstat(name); err == nil && info.IsDir() {
			for _, old := range gone {
				if strings.HasPrefix(old, name+"/") {
					if err := p.remove(old); err != nil {
						return err
					}
				}
			}
		}
	}
	return nil
}

// remove deletes a file and the folders that are empty without it.
func (p *publisher) remove(name string) error {
	info, err := p.root.Lstat(name)
	if err == nil && info.IsDir() {
		return nil // pages took the place of the file
	}
	if err == nil {
		err = p.root.Remove(name)
	}
	if err != nil && !isGone(err) {
		return fmt.Errorf("removing %s: %w", name, err)
	}
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		if info, err := p.root.Lstat(dir); err != nil {
			continue // a build that was killed removed it already
		} else if !info.IsDir() || p.root.Remove(dir) != nil { // a file now, or not empty
			break
		}
	}
	return nil
}

// isGone tells that what was to be removed is not there, or that a file took
// the place of its folder.
func isGone(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}

// writeManifest records the files of the folder.
func (p *publisher) writeManifest(files map[string]bool) error {
	text := []byte(manifestHeader + "\n" + strings.Join(slices.Sorted(maps.Keys(files)), "\n") + "\n")
	if p.same(manifestName, text) {
		return nil
	}
	staged := p.staging + "/manifest"
	if err := p.root.MkdirAll(p.staging, 0o755); err != nil {
		return fmt.Errorf("writing %s: %w", manifestName, err)
	}
	if err := p.root.WriteFile(staged, text, 0o644); err != nil {
		return fmt.Errorf("writing %s: %w", manifestName, err)
	}
	if err := p.root.Rename(staged, manifestName); err != nil {
		return fmt.Errorf("writing %s: %w", manifestName, err)
	}
	if len(p.staged) > p.written { // they are still to be moved from there
		return nil
	}
	return p.root.RemoveAll(stagingName)
}
