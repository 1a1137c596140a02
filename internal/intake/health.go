package intake

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"example.org/advocate/internal/vault"
)

// health is the newest check.
type health struct {
	mu  sync.Mutex
	at  time.Time
	err error
}

// Check seals an entry as if it were a concern's, and writes it to the database in a table of its own.
func (in *Intake) Check(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	sealed, err := vault.SealProbe(in.Now(), in.Recipients)
	if err != nil {
		return fmt.Errorf("trying to seal: %w", err)
	}
	return in.DB.CheckWrite(ctx, sealed)
}

// healthz is for the machines that watch this one: 200 or 503, and no word of why. The log says that, at each turn.
func (in *Intake) healthz(w http.ResponseWriter, r *http.Request) {
	status := http.StatusOK
	if !in.Healthy(r.Context()) {
		status = http.StatusServiceUnavailable
	}
	w.WriteHeader(status)
	_, _ = io.WriteString(w, http.StatusText(status)+"\n")
}

// Healthy tells whether a sealed write succeeded within the last ten seconds; it makes one where none is so new.
func (in *Intake) Healthy(ctx context.Context) bool {
	h := &in.health
	h.mu.Lock()
	defer h.mu.Unlock()
	if age := in.Now().Sub(h.at); age >= 0 && age < 10*time.Second {
		return h.err == nil
	}
	was := h.err
	// Whoever asked may be gone before the write is done, and that would be no failure.
	h.err, h.at = in.Check(context.WithoutCancel(ctx)), in.Now()
	if h.err != nil && was == nil {
		in.Log.Error("intake: a sealed write failed; no concern can be stored until that is mended", "error", h.err)
	} else if h.err == nil && was != nil {
		in.Log.Info("intake: sealed writes work again")
	}
	return h.err == nil
}
