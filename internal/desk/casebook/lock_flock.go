//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package casebook

import (
	"errors"
	"os"
	"syscall"
)

// lockFile takes a lock that only one open file can have.
func lockFile(file *os.File) error {
	err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return ErrInUse
	}
	return err
}
