package server

import (
	"bytes"
	"log/slog"
	"sync"
)

// faults takes what net/http would log. Its lines name the client, and come at the moment of a request; so only how
// many there were of a kind is kept, and told by the hour.
type faults struct {
	log *slog.Logger

	mu      sync.Mutex
	refused int // connections that could not be accepted: there is no file descriptor left, mostly
	others  int
}

// Write takes one line of [http.Server]'s log. Nothing of it is kept.
func (f *faults) Write(line []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if bytes.HasPrefix(line, []byte("http: Accept error")) {
		f.refused++
	} else {
		f.others++
	}
	return len(line), nil
}

// report writes the sums to the log and begins anew.
func (f *faults) report() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.refused > 0 {
		f.log.Error("server: connections could not be accepted; raise the limit of open files", "times", f.refused)
	}
	if f.others > 0 {
		f.log.Warn("server: connections or answers failed", "times", f.others)
	}
	f.refused, f.others = 0, 0
}
