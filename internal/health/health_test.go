package health

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestAnOutcomeCountsForTenSecondsAndEachTurnIsToldOnce(t *testing.T) {
	now := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	var fault error
	var said bytes.Buffer
	checks := 0
	h := &Health{
		Check: func(context.Context) error { checks++; return fault },
		Now:   func() time.Time { return now },
		Log:   slog.New(slog.NewTextHandler(&said, nil)),
		Of:    "a write",
	}
	for _, step := range []struct {
		wait   time.Duration
		fault  error
		status int
		checks int
	}{
		{0, nil, 200, 1},
		{9 * time.Second, errors.New("the disk is full"), 200, 1},
		{time.Second, errors.New("the disk is full"), 503, 2},
		{time.Second, nil, 503, 2},
		{10 * time.Second, errors.New("the disk is full"), 503, 3},
		{10 * time.Second, nil, 200, 4},
		{-time.Hour, nil, 200, 5}, // the clock was set back: nobody knows how old the last one is
	} {
		now, fault = now.Add(step.wait), step.fault
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", "/healthz", nil))
		if w.Code != step.status || checks != step.checks || strings.Contains(w.Body.String(), "disk") {
			t.Errorf("after %v: %d %q, %d checks", step.wait, w.Code, w.Body, checks)
		}
	}
	if log := said.String(); strings.Count(log, "a write failed") != 1 || strings.Count(log, "a write works again") != 1 {
		t.Errorf("the log says:\n%s", log)
	}
}

func TestWhoeverAskedMayBeGone(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	h := &Health{Check: func(ctx context.Context) error { return ctx.Err() }, Now: time.Now, Log: slog.New(slog.DiscardHandler)}
	if !h.Healthy(ctx) {
		t.Error("a check failed because nobody waited for it")
	}
}
