package server

import (
	"bytes"

	"example.org/advocate/internal/tally"
)

// faults takes what net/http would log. Its lines name the client, and come at the moment of a request; so only how
// many there were of a kind is kept, and told by the hour.
type faults struct{ tally.Tally }

// Write takes one line of [http.Server]'s log. Nothing of it is kept.
func (f *faults) Write(line []byte) (int, error) {
	if bytes.HasPrefix(line, []byte("http: Accept error")) {
		f.Add("connections could not be accepted; raise the limit of open files")
	} else {
		f.Add("connections or answers failed")
	}
	return len(line), nil
}
