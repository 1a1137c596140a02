//go:build linux || darwin || freebsd

package store

import (
	"path/filepath"
	"testing"
)

func TestTheRoomOnADiskIsKnown(t *testing.T) {
	folder := t.TempDir()
	if free, err := RoomOn(folder)(); err != nil || free <= 0 {
		t.Errorf("%d bytes are free, %v", free, err)
	}
	if _, err := RoomOn(filepath.Join(folder, "not there"))(); err == nil {
		t.Error("a disk that is not there has room")
	}
}
