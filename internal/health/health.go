// Package health tells machines whether a program can do what it is for, by doing it: a check that is made when it is
// asked about, and whose outcome counts for a while.
//
// The calls that matter:
//
//	h := &health.Health{Check: in.Check, Now: time.Now, Log: log, Of: "intake: a sealed write"}
//	mux.Handle("GET /healthz", h)
package health

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"
)

// counts is how long the outcome of a check counts.
const counts = 10 * time.Second

// Health makes a check when it is asked for. Several may ask at once: one of them makes it.
type Health struct {
	Check func(context.Context) error
	Now   func() time.Time
	Log   *slog.Logger
	Of    string // what is checked, for the log

	mu  sync.Mutex
	at  time.Time
	err error
}

// Healthy tells whether a check succeeded within the last ten seconds; it makes one where none is so new. The log is
// told at each turn.
func (h *Health) Healthy(ctx context.Context) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if age := h.Now().Sub(h.at); age >= 0 && age < counts {
		return h.err == nil
	}
	was := h.err
	// Whoever asked may be gone before the check is done, and that would be no failure.
	h.err, h.at = h.Check(context.WithoutCancel(ctx)), h.Now()
	if h.err != nil && was == nil {
		h.Log.Error(h.Of+" failed; nothing is taken in until that is mended", "error", h.err)
	} else if h.err == nil && was != nil {
		h.Log.Info(h.Of + " works again")
	}
	return h.err == nil
}

// ServeHTTP answers 200 or 503, and no word of why.
func (h *Health) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	status := http.StatusOK
	if !h.Healthy(r.Context()) {
		status = http.StatusServiceUnavailable
	}
	w.WriteHeader(status)
	_, _ = io.WriteString(w, http.StatusText(status)+"\n")
}
