//go:build !linux && !darwin && !freebsd

package store

// RoomOn is nil here: files are bounded by [FileLimit] alone.
func RoomOn(string) func() (free int64, err error) { return nil }
