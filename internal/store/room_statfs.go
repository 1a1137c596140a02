//go:build linux || darwin || freebsd

package store

import (
	"fmt"
	"syscall"
)

// RoomOn tells how many bytes the disk of a file or folder has for a process without
// privileges. It is nil on systems where this package cannot tell.
func RoomOn(path string) func() (free int64, err error) {
	return func() (int64, error) {
		var disk syscall.Statfs_t
		if err := syscall.Statfs(path, &disk); err != nil {
			return 0, fmt.Errorf("finding out how full the disk of %s is: %w", path, err)
		}
		return int64(disk.Bavail) * int64(disk.Bsize), nil
	}
}
