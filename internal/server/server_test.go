package server

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

// patience is how long a test waits for what must happen.
const patience = 20 * time.Second

// hurried are limits that a test can wait for.
var hurried = Limits{
	Header: 200 * time.Millisecond, Idle: 200 * time.Millisecond, Stall: 200 * time.Millisecond,
	Grace: 400 * time.Millisecond, BytesPerSec: 1 << 20,
}

// A site is a server that runs, with its log.
type site struct {
	t     *testing.T
	addr  string
	log   *buffer
	stop  context.CancelFunc
	ended chan error
}

type buffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

func run(t *testing.T, limits Limits, handler http.HandlerFunc) *site {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	s := &site{t: t, addr: listener.Addr().String(), log: &buffer{}, stop: stop, ended: make(chan error, 1)}
	go func() {
		s.ended <- Serve(ctx, listener, Options{Handler: handler, Log: slog.New(slog.NewTextHandler(s.log, nil)), Limits: limits})
	}()
	t.Cleanup(func() { s.end() })
	return s
}

// end stops the server and waits for it.
func (s *site) end() {
	s.stop()
	select {
	case err := <-s.ended:
		s.ended <- err
		if err != nil {
			s.t.Error(err)
		}
	case <-time.After(patience):
		s.t.Error("the server does not stop")
	}
}

// dial opens a connection that fails the test rather than to wait for ever.
func (s *site) dial(sent string) net.Conn {
	s.t.Helper()
	conn, err := net.Dial("tcp", s.addr)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		s.t.Fatal(err)
	}
	if _, err := io.WriteString(conn, sent); err != nil {
		s.t.Fatal(err)
	}
	return conn
}

// closed waits until the server has closed a connection.
func (s *site) closed(conn net.Conn) {
	s.t.Helper()
	if _, err := io.Copy(io.Discard, conn); errors.Is(err, os.ErrDeadlineExceeded) {
		s.t.Error("the server keeps the connection")
	}
}

func (s *site) get() (int, string) {
	s.t.Helper()
	answer, err := (&http.Client{Timeout: patience, Transport: &http.Transport{DisableKeepAlives: true}}).Get("http://" + s.addr + "/")
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

func reads(w http.ResponseWriter, r *http.Request) {
	n, err := io.Copy(io.Discard, r.Body)
	if err != nil {
		http.Error(w, "too slow", http.StatusRequestTimeout)
		return
	}
	fmt.Fprint(w, n)
}

func TestSlowHeadersBodiesAndIdlersAreClosed(t *testing.T) {
	s := run(t, hurried, reads)
	for name, sent := range map[string]string{
		"nothing at all":      "",
		"half a header":       "POST / HTTP/1.1\r\nHost: a\r\nX-",
		"no body":             "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n",
		"half a body":         "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc",
		"half a chunk":        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nabc",
		"an answer, and idle": "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			s := *s
			s.t = t
			s.closed(s.dial(sent))
		})
	}
}

func TestABodyThatComesInDropsIsClosed(t *testing.T) {
	s := run(t, hurried, reads)
	conn := s.dial("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n")
	// Never silent for as long as Stall, and still too slow on the average.
	ticker := time.NewTicker(20 * time.Millisecond)
	defer ticker.Stop()
	for deadline := time.Now().Add(patience); ; {
		<-ticker.C
		if _, err := conn.Write([]byte("x")); err != nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("the server keeps the connection")
		}
	}
}

func TestAnAnswerThatNobodyTakesIsClosed(t *testing.T) {
	ended := make(chan error, 1)
	s := run(t, hurried, func(w http.ResponseWriter, _ *http.Request) {
		var err error
		for piece := make([]byte, 1<<20); err == nil; {
			_, err = w.Write(piece)
		}
		ended <- err
	})
	s.dial("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
	select {
	case err := <-ended:
		if !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("the answer ended with %v", err)
		}
	case <-time.After(patience):
		t.Error("the answer is still being written")
	}
}

func TestAThousandSlowClientsLeaveOthersAnswered(t *testing.T) {
	s := run(t, Limits{Header: patience, Stall: patience, Grace: patience}, reads)
	for i := range 1000 {
		s.dial([]string{"GET / HTTP/1.1\r\nX-", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc"}[i%2])
	}
	for range 20 {
		if status, text := s.get(); status != 200 || text != "0" {
			t.Fatalf("answered %d, %q", status, text)
		}
	}
}

func TestABodyOnASlowTelephoneArrives(t *testing.T) {
	const size = 10 << 20
	l := Limits{}.orDefault()
	start := time.Date(2026, 12, 3, 12, 0, 0, 0, time.UTC)
	// 16 KiB each second: 640 seconds in all.
	now := start
	for moved := int64(0); moved < size; moved += 16 << 10 {
		now = now.Add(time.Second)
		if deadline := l.deadline(start, now.Add(-time.Second), moved, 0); now.After(deadline) {
			t.Fatalf("cut off after %d bytes and %v", moved, now.Sub(start))
		}
	}
}

func TestADeadlineOfTheBodyDoesNotEndTheWorkAfterIt(t *testing.T) {
	s := run(t, hurried, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		select {
		case <-r.Context().Done():
			http.Error(w, "ended", http.StatusInternalServerError)
		case <-time.After(3 * hurried.Stall): // it is this time that is tested
			fmt.Fprint(w, "done")
		}
	})
	answer, err := http.ReadResponse(bufio.NewReader(s.dial("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc")), nil)
	if err != nil {
		t.Fatal(err)
	}
	if text, _ := io.ReadAll(answer.Body); string(text) != "done" {
		t.Errorf("answered %d %q", answer.StatusCode, text)
	}
}

func TestTooManyHeadersAreRefused(t *testing.T) {
	s := run(t, Limits{}, reads)
	conn := s.dial("GET / HTTP/1.1\r\nHost: a\r\nX: " + strings.Repeat("x", 40<<10) + "\r\n\r\n")
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil || answer.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("answered %v, %v", answer, err)
	}
}

func TestAStopLetsRunningRequestsEnd(t *testing.T) {
	begun, goOn := make(chan struct{}), make(chan struct{})
	s := run(t, Limits{}, func(w http.ResponseWriter, _ *http.Request) {
		close(begun)
		<-goOn
		fmt.Fprint(w, "all of it")
	})
	conn := s.dial("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
	<-begun
	s.stop()
	for { // it takes no new ones
		fresh, err := net.Dial("tcp", s.addr)
		if err != nil {
			break
		}
		fresh.Close()
	}
	close(goOn)
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	if text, err := io.ReadAll(answer.Body); string(text) != "all of it" {
		t.Errorf("answered %q, %v", text, err)
	}
}

func TestTheLogNamesNobody(t *testing.T) {
	s := run(t, Limits{}, func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusOK)
		w.WriteHeader(http.StatusOK) // net/http logs that
		panic("MARKEDWORDS of " + r.RemoteAddr)
	})
	s.closed(s.dial("GET /MARKEDPATH HTTP/1.1\r\nHost: a\r\n\r\n"))
	s.end()
	said := s.log.String()
	for _, never := range []string{"MARKED", "127.0.0.1", s.addr} {
		if strings.Contains(said, never) {
			t.Errorf("the log says %q:\n%s", never, said)
		}
	}
	for _, want := range []string{"a bug was met", "kind=string", "server_test.go", "connections or answers failed", "times=1"} {
		if !strings.Contains(said, want) {
			t.Errorf("the log does not say %q:\n%s", want, said)
		}
	}
}

func TestConnectionsThatCannotBeAcceptedAreCounted(t *testing.T) {
	text := &buffer{}
	log := slog.New(slog.NewTextHandler(text, nil))
	f := new(faults)
	fmt.Fprintf(f, "http: Accept error: accept tcp 203.0.113.7:80: accept4: too many open files; retrying in 5ms")
	fmt.Fprintf(f, "http: TLS handshake error from 203.0.113.7:4000: EOF")
	f.Report(log, "server: ")
	f.Report(log, "server: ")
	if said := text.String(); strings.Count(said, "times=1") != 2 || !strings.Contains(said, "raise the limit of open files") || strings.Contains(said, "203.0.113") {
		t.Errorf("the log says:\n%s", said)
	}
}
