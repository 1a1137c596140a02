//go:build !linux && !darwin && !freebsd

package intake

// RoomOn is nil here: files are bounded by Options.Files alone.
func RoomOn(string) func() (free int64, err error) { return nil }
