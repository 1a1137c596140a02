package preview

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"example.org/advocate/internal/build"
)

// stopTimeout is how long requests have to end when the preview is stopped.
const stopTimeout = 5 * time.Second

// server answers requests with what stands on the board.
type server struct {
	board   *board
	now     func() time.Time
	log     *log.Logger
	site    http.Handler
	page    *problemsPage
	closing chan struct{} // closed when the server stops: ends what has no end of its own
	http    *http.Server
}

func newServer(p *preview) (*server, error) {
	page, err := newProblemsPage()
	if err != nil {
		return nil, err
	}
	s := &server{
		board: p.board, now: p.Now, log: p.log, page: page,
		site:    build.Handler(filepath.Join(p.Data, siteFolder), build.HandlerOptions{Policy: policy}),
		closing: make(chan struct{}),
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+ownAddress+"events", s.events)
	mux.HandleFunc("GET "+ownAddress+"static/", serveStatic)
	if p.Intake != nil {
		for _, address := range []string{"/intake", "/intake/", "/healthz"} {
			mux.Handle(address, p.Intake)
		}
	}
	handler := s.route(mux)
	if isLoopback(p.Listener.Addr()) {
		handler = onlyHost(p.BaseURL, handler)
	}
	s.http = &http.Server{
		Handler:           s.recovered(handler),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       time.Minute,
		WriteTimeout:      time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		// It would name the addresses of those who asked.
		ErrorLog: log.New(io.Discard, "", 0),
	}
	s.http.RegisterOnShutdown(func() { close(s.closing) })
	return s, nil
}

// serve answers requests until ctx is done, and lets those that run end.
func (s *server) serve(ctx context.Context, listener net.Listener) error {
	failed := make(chan error, 1)
	go func() { failed <- s.http.Serve(listener) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serving %s: %w", listener.Addr(), err)
	case <-ctx.Done():
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	if err := s.http.Shutdown(stop); errors.Is(err, context.DeadlineExceeded) {
		return s.http.Close()
	}
	return nil
}

// route sends a request to the part that answers it. Addresses of the site are
// not the mux's: it would redirect them in its own way.
func (s *server) route(own *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, pattern := own.Handler(r); pattern != "" {
			own.ServeHTTP(w, r)
			return
		}
		shown := s.board.shown()
		if len(shown.problems) > 0 && (!shown.site || wantsPage(r)) {
			s.page.serve(w, shown.problems)
			return
		}
		s.site.ServeHTTP(w, r)
	})
}

// recovered keeps a fault in one answer from passing unseen. It logs where it
// happened, and nothing of the request.
func (s *server) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			switch fault := recover(); fault {
			case nil:
			case http.ErrAbortHandler:
				panic(fault)
			default:
				s.log.Printf("advocate: a fault in the program, please report it (%T):\n%s", fault, debug.Stack())
				panic(http.ErrAbortHandler)
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// onlyHost refuses requests for other hosts than this computer. A page on the
// internet can have its own name point here (DNS rebinding) and would read the
// site of somebody who only looked at that page; it cannot choose the name
// that the browser sends. The port does not matter: it may be forwarded.
func onlyHost(baseURL string, next http.Handler) http.Handler {
	var own string
	if u, err := url.Parse(baseURL); err == nil {
		own = u.Hostname()
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked := (&url.URL{Host: r.Host}).Hostname()
		addr, err := netip.ParseAddr(asked)
		if err == nil && addr.IsLoopback() || strings.EqualFold(asked, "localhost") || own != "" && strings.EqualFold(asked, own) {
			next.ServeHTTP(w, r)
			return
		}
		http.Error(w, http.StatusText(http.StatusMisdirectedRequest), http.StatusMisdirectedRequest)
	})
}

func isLoopback(addr net.Addr) bool {
	tcp, ok := addr.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}
