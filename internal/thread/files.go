package thread

import (
	"io"
	"time"

	"filippo.io/age"

	"example.org/advocate/internal/store"
	"example.org/advocate/internal/upload"
	"example.org/advocate/internal/vault"
)

// File is a file that the person sent, as it is listed for them.
type File struct {
	Number int       // from 1
	Day    time.Time // zero where there is no day
	Name   string    // empty where it has none, or is not asked for
}

// Files lists the files that the person of a case sent, with their names where named asks for them. These stand in the
// headers of what open opens, by the id of an entry. Nobody has proven them, and nobody but the person sees them here.
func Files(number string, entries []store.Entry, identity *age.HybridIdentity, named bool, open func(entryID string) (io.ReadCloser, error)) (list []File) {
	for _, e := range entries {
		if e.Pieces == 0 || e.Side != string(vault.PersonSide) {
			continue
		}
		f := File{Number: len(list) + 1}
		f.Day, _ = time.Parse(time.DateOnly, string(e.Received))
		if named {
			f.Name = fileName(number, e.ID, identity, open)
		}
		list = append(list, f)
	}
	return list
}

func fileName(number, entryID string, identity *age.HybridIdentity, open func(entryID string) (io.ReadCloser, error)) string {
	sealed, err := open(entryID)
	if err != nil {
		return ""
	}
	defer sealed.Close()
	header, err := vault.OpenHeader(sealed, identity)
	if err != nil || header.File == nil || header.Case != number {
		return ""
	}
	return upload.Name(header.File.Name)
}
