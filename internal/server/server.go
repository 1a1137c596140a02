package server

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"time"
)

// Options say what is served, and how. Only Limits and Stop may be zero.
type Options struct {
	Handler http.Handler
	Log     *slog.Logger
	Limits  Limits
	Stop    time.Duration // how long running requests have to end; 0 for 25 seconds
}

// reportEvery is how often the log is told what failed.
const reportEvery = time.Hour

// Serve answers requests until ctx is done; then it takes no new ones, waits for those that run, and returns nil. It
// closes the listener.
func Serve(ctx context.Context, listener net.Listener, opts Options) error {
	limits := opts.Limits.orDefault()
	faults := new(faults)
	server := &http.Server{
		Handler:           recovered(opts.Log, limits.paced(opts.Handler)),
		ReadHeaderTimeout: limits.Header,
		IdleTimeout:       limits.Idle,
		MaxHeaderBytes:    limits.HeaderBytes,
		ErrorLog:          log.New(faults, "", 0),
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	ticker := time.NewTicker(reportEvery)
	defer ticker.Stop()
	defer faults.Report(opts.Log, "server: ")
	for {
		select {
		case err := <-failed:
			return fmt.Errorf("answering on %s: %w", listener.Addr(), err)
		case <-ticker.C:
			faults.Report(opts.Log, "server: ")
			continue
		case <-ctx.Done():
		}
		return stop(context.WithoutCancel(ctx), server, cmp.Or(opts.Stop, 25*time.Second))
	}
}

// stop waits for running requests, and ends what has not ended after patience.
func stop(ctx context.Context, server *http.Server, patience time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	err := server.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		err = server.Close()
	}
	if err != nil {
		return fmt.Errorf("stopping: %w", err)
	}
	return nil
}

// recovered keeps a bug in one answer from passing unseen. It logs where it was met, and nothing of the request: the
// value of a panic may hold what a person wrote.
func recovered(logger *slog.Logger, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			switch fault := recover(); fault {
			case nil:
			case http.ErrAbortHandler:
				panic(fault)
			default:
				logger.Error("a bug was met; please report it", "kind", fmt.Sprintf("%T", fault), "stack", string(debug.Stack()))
				panic(http.ErrAbortHandler)
			}
		}()
		next.ServeHTTP(w, r)
	})
}
