package build

import (
	"io/fs"
	"syscall"
	"time"
)

// identity is what tells a file from another that took its place: its inode,
// and when that was last changed, which no program can set.
func identity(info fs.FileInfo) (inode uint64, changed time.Time) {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return s.Ino, time.Unix(s.Ctimespec.Unix())
	}
	return 0, time.Time{}
}
