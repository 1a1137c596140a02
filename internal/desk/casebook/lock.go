package casebook

import (
	"errors"
	"os"
	"path/filepath"
)

// ErrInUse says that another desk has the folder open. Two at once would each write over what the other remembers.
var ErrInUse = errors.New("another desk has this folder open; use that one, or stop it first; a second desk needs a folder of its own, with --data")

// lockFolder keeps other desks out of a folder until the file that it returns is closed, which the end of the process does
// too. The file stays, and says nothing.
func lockFolder(dir string) (*os.File, error) {
	file, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := lockFile(file); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}
