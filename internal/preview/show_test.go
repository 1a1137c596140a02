package preview

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"path"
	"strings"
	"sync"
	"testing"
	"time"
)

// settings is the smallest site.yaml.
const settings = `title: Advocate
base_url: https://advocate.example/
timezone: America/Chicago
languages: [en]
`

// at is the instant that the sites of these tests are built for.
var at = time.Date(2026, 12, 3, 18, 0, 0, 0, time.UTC)

// showing is a preview of a small site that is served.
type showing struct {
	*folder
	url  string
	log  *writer
	stop func() error // ends it, and says what it returned
}

// writer is a buffer that goroutines can write and read.
type writer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (w *writer) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.Write(b)
}

func (w *writer) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.String()
}

// show serves a site until the test ends. change may alter the options.
func show(t *testing.T, files map[string]string, change func(*Options)) *showing {
	t.Helper()
	s := &showing{folder: &folder{t: t, dir: t.TempDir()}, log: &writer{}}
	for name, text := range files {
		s.write(name, text)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ready := make(chan string, 1)
	opts := Options{
		Source: s.dir, Data: s.path(".advocate"), Listener: listener, Log: s.log,
		Now: func() time.Time { return at }, Ready: func(url string) { ready <- url },
	}
	if change != nil {
		change(&opts)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- Serve(ctx, opts) }()
	s.stop = sync.OnceValue(func() error {
		cancel()
		return <-ended
	})
	t.Cleanup(func() {
		if err := s.stop(); err != nil {
			t.Error(err)
		}
	})
	select {
	case s.url = <-ready:
	case err := <-ended:
		t.Fatal(err)
	case <-time.After(patience):
		t.Fatal("the preview does not begin")
	}
	return s
}

func small() map[string]string {
	return map[string]string{
		"content/site.yaml": settings,
		"content/about.md":  "---\ntitle: About us\n---\nThe first text.\n",
	}
}

// save changes a file in one step, so that no build sees half of it.
func (s *showing) save(name, text string) {
	s.t.Helper()
	whole := path.Join(path.Dir(name), "."+path.Base(name))
	s.write(whole, text)
	s.rename(whole, name)
}

// get asks for an address as a browser does, or as a program does.
func (s *showing) get(address, accept string) (status int, body string, header http.Header) {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), "GET", s.url+address, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Accept", accept)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return answer.StatusCode, string(text), answer.Header
}

const (
	browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
	program = "*/*"
)

// listening is an open page's connection.
type listening struct {
	t     *testing.T
	lines chan string
}

// listen opens the stream of events; query is what a page sends.
func (s *showing) listen(query string) *listening {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), "GET", s.url+"_advocate/events?"+query, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	if got := answer.Header.Get("Content-Type"); answer.StatusCode != 200 || got != "text/event-stream" {
		s.t.Fatalf("events: %d, %s", answer.StatusCode, got)
	}
	l := &listening{t: s.t, lines: make(chan string, 100)}
	go func() {
		defer answer.Body.Close()
		defer close(l.lines)
		for scanner := bufio.NewScanner(answer.Body); scanner.Scan(); {
			l.lines <- scanner.Text()
		}
	}()
	return l
}

// event waits for the next event. It returns its name and the version in it,
// both empty when the stream has ended.
func (l *listening) event() (name, version string) {
	l.t.Helper()
	deadline := time.After(patience)
	for {
		select {
		case line, open := <-l.lines:
			if !open {
				return "", ""
			}
			if line == "" && name != "" {
				return name, version
			}
			field, value, _ := strings.Cut(line, ": ")
			switch field {
			case "event":
				name = value
			case "data":
				version = value
			}
		case <-deadline:
			l.t.Fatal("no event came")
		}
	}
}

// is waits for an event of that name, and returns the version in it.
func (l *listening) is(want string) (version string) {
	l.t.Helper()
	name, version := l.event()
	if name != want {
		l.t.Fatalf("the event is %q, want %q", name, want)
	}
	return version
}
