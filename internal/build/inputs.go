package build

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"hash"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"example.org/advocate/internal/content"
)

// sourceFolders hold everything that a site is made from, below its source.
var sourceFolders = []string{"content", "layouts", "static"}

// settled is how long ago a file must have been changed for its times to tell
// that it has not been changed again: some file systems count in two seconds.
const settled = 2 * time.Second

// stamp identifies a state of files without reading them: names, sizes, times
// and inodes.
type stamp struct {
	sum    [32]byte
	newest time.Time // when the last of them was changed
}

// stamps are those of the files that a site is made from.
type stamps struct {
	all    stamp
	others stamp // of all but the documents
}

// stampOf stamps every file of the folders that a site is made from.
func stampOf(source string) (stamps, error) {
	all, others := stamper{hash: sha256.New()}, stamper{hash: sha256.New()}
	for _, folder := range sourceFolders {
		err := all.folder(filepath.Join(source, folder), func(name string, info fs.FileInfo) {
			if folder != "content" || filepath.Ext(name) != ".md" {
				others.add(name, info)
			}
		})
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return stamps{}, err
		}
	}
	return stamps{all.stamp(), others.stamp()}, nil
}

// stampFiles stamps files by their names below a folder, one that is missing
// too.
func stampFiles(dir string, names []string) stamp {
	// In parts at once, since this is most of what an unchanged build does.
	const parallel = 4 // the same on every machine, since the stamp depends on it
	parts := make([]stamper, parallel)
	done := make(chan struct{})
	for i := range parts {
		parts[i].hash = sha256.New()
		from, to := i*len(names)/len(parts), (i+1)*len(names)/len(parts)
		go func() {
			for _, name := range names[from:to] {
				info, err := os.Lstat(filepath.Join(dir, filepath.FromSlash(name)))
				if err != nil {
					info = nil
				}
				parts[i].add(name, info)
			}
			done <- struct{}{}
		}()
	}
	for range parts {
		<-done
	}
	all := stamper{hash: sha256.New()}
	for _, part := range parts {
		one := part.stamp()
		all.hash.Write(one.sum[:])
		if one.newest.After(all.newest) {
			all.newest = one.newest
		}
	}
	return all.stamp()
}

type stamper struct {
	hash   hash.Hash
	newest time.Time
	buffer []byte
}

func (s *stamper) stamp() stamp { return stamp{[32]byte(s.hash.Sum(nil)), s.newest} }

// folder stamps a folder with all that is in it. Links are followed, as they
// are when files are read. also is called for everything in it.
func (s *stamper) folder(dir string, also func(name string, info fs.FileInfo)) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		name := filepath.Join(dir, entry.Name())
		info, err := os.Lstat(name)
		if err == nil && info.Mode()&fs.ModeSymlink != 0 {
			s.add(name, info)
			also(name, info)
			info, err = os.Stat(name)
		}
		if err != nil {
			info = nil // gone meanwhile, or a link to nothing
		}
		s.add(name, info)
		also(name, info)
		if entry.IsDir() {
			if err := s.folder(name, also); err != nil {
				return err
			}
		}
	}
	return nil
}

// add takes in one file; info is nil where it is missing.
func (s *stamper) add(name string, info fs.FileInfo) {
	b := binary.AppendUvarint(s.buffer[:0], uint64(len(name)))
	b = append(b, name...)
	if info != nil {
		inode, changed := identity(info)
		for _, t := range []time.Time{info.ModTime(), changed} {
			if t.After(s.newest) && !info.IsDir() {
				s.newest = t
			}
		}
		b = binary.LittleEndian.AppendUint32(b, uint32(info.Mode()))
		if !info.IsDir() { // a folder's own times say nothing that its files do not
			b = binary.LittleEndian.AppendUint64(b, uint64(info.Size()))
			b = binary.LittleEndian.AppendUint64(b, uint64(info.ModTime().UnixNano()))
			b = binary.LittleEndian.AppendUint64(b, uint64(changed.UnixNano()))
			b = binary.LittleEndian.AppendUint64(b, inode)
		}
	}
	s.hash.Write(b)
	s.buffer = b
}

// programStamp identifies this very program: another one may make other bytes
// of the same site.
func programStamp() (string, error) {
	name, err := os.Executable()
	if err != nil {
		return "", err
	}
	info, err := os.Stat(name)
	if err != nil {
		return "", err
	}
	s := stamper{hash: sha256.New()}
	s.add(name, info)
	if build, ok := debug.ReadBuildInfo(); ok {
		s.hash.Write([]byte(build.String()))
	}
	sum := s.stamp().sum
	return string(sum[:]), nil
}

// stateOf is what tells a document's file from other states of it.
func stateOf(info fs.FileInfo) content.State {
	inode, changed := identity(info)
	return content.State{Size: info.Size(), Modified: info.ModTime().UnixNano(), Changed: changed.UnixNano(), Inode: inode}
}
