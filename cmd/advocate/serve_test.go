package main

import (
	"bufio"
	"context"
	"io"
	"io/fs"
	"net"
	"net/http"
	neturl "net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// servePatience is how long the test waits for what must happen.
const servePatience = 30 * time.Second

// TestServeShowsTheStarterSiteAndFollowsAnEdit is the way of a new office: one
// command, a look, an edit, a concern sent for practice, and Ctrl+C.
func TestServeShowsTheStarterSiteAndFollowsAnEdit(t *testing.T) {
	source := t.TempDir()
	if err := os.CopyFS(filepath.Join(source, "content"), os.DirFS("../../content")); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	out, in := io.Pipe()
	var later atomic.Int64 // nanoseconds after the clock of scripts
	p := &program{
		ctx: ctx, stdout: in, stderr: io.Discard,
		now: func() time.Time { return scriptClock.Add(time.Duration(later.Load())) }, getenv: func(string) string { return "" },
	}
	ended := make(chan int, 1)
	go func() {
		ended <- p.main([]string{"--source", source, "serve", "--addr", "127.0.0.1:0"})
		in.Close()
	}()
	said := bufio.NewScanner(out)
	said.Scan()
	url := regexp.MustCompile(`http://127\.0\.0\.1:\d+/`).FindString(said.Text())
	if url == "" {
		t.Fatalf("serve says %q", said.Text())
	}
	if said.Scan(); !strings.HasPrefix(said.Text(), "Practice mode: ") {
		t.Errorf("serve says %q", said.Text())
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()

	if body := fetch(t, url+"about/"); !strings.Contains(body, "Practice mode: do not send real concerns") {
		t.Errorf("the page does not say that this is practice:\n%s", body)
	}
	events := listen(t, url+"_advocate/events")
	wait(t, events, "event: hello")
	page := filepath.Join(source, "content", "about.md")
	replace(t, page, "---\ntitle: Who we are now\n---\nText.\n")
	wait(t, events, "event: reload")
	if body := fetch(t, url+"about/"); !strings.Contains(body, "Who we are now") {
		t.Errorf("the page did not change:\n%s", body)
	}
	if _, err := os.Stat(filepath.Join(source, ".advocate", "site", "index.html")); err != nil {
		t.Error(err)
	}
	if text, err := os.ReadFile(filepath.Join(source, ".advocate", ".gitignore")); err != nil || string(text) != "*\n" {
		t.Errorf("git would see the data folder: %q, %v", text, err)
	}

	const secret = "the zebra crossing by the school"
	answers := neturl.Values{"topic": {"trash"}, "kind": {"concern"}, "contacted": {"yes"}, "message": {secret}}
	review := post(t, url+"intake", answers)
	token := regexp.MustCompile(`name="token" value="([^"]+)"`).FindStringSubmatch(review)
	if token == nil || !strings.Contains(review, secret) {
		t.Fatalf("no review page:\n%s", review)
	}
	later.Store(int64(2 * time.Second)) // nobody reads their own text faster
	answers.Set("stage", "confirm")
	answers.Set("token", token[1])
	if receipt := post(t, url+"intake", answers); !regexp.MustCompile(`(<span>[0-9A-Z]{4}</span>\s*){7}`).MatchString(receipt) {
		t.Errorf("no receipt code:\n%s", receipt)
	}

	stop()
	select {
	case code := <-ended:
		if code != exitDone {
			t.Errorf("serve ended with %d", code)
		}
	case <-time.After(servePatience):
		t.Fatal("serve does not stop")
	}
	inNoFile(t, source, secret)
}

// inNoFile looks for a text in every file of a folder.
func inNoFile(t *testing.T, folder, text string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(name)
		if strings.Contains(string(content), text) {
			t.Errorf("%s holds what was sent", name)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func post(t *testing.T, url string, answers neturl.Values) string {
	t.Helper()
	answer, err := http.PostForm(url, answers)
	if err != nil {
		t.Fatal(err)
	}
	return body(t, answer)
}

// replace writes a file as editors do, in one step.
func replace(t *testing.T, name, text string) {
	t.Helper()
	fresh := filepath.Join(filepath.Dir(name), ".fresh")
	if err := os.WriteFile(fresh, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(fresh, name); err != nil {
		t.Fatal(err)
	}
}

func fetch(t *testing.T, url string) string {
	t.Helper()
	answer, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	return body(t, answer)
}

// body reads an answer that must be a good one.
func body(t *testing.T, answer *http.Response) string {
	t.Helper()
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d, %v", answer.Request.URL, answer.StatusCode, err)
	}
	return string(text)
}

// listen opens a stream of events, line by line.
func listen(t *testing.T, url string) <-chan string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	lines := make(chan string, 100)
	go func() {
		defer answer.Body.Close()
		defer close(lines)
		for scanner := bufio.NewScanner(answer.Body); scanner.Scan(); {
			lines <- scanner.Text()
		}
	}()
	return lines
}

func wait(t *testing.T, lines <-chan string, want string) {
	t.Helper()
	deadline := time.After(servePatience)
	for {
		select {
		case line, open := <-lines:
			if line == want {
				return
			}
			if !open {
				t.Fatalf("the stream ended before %q", want)
			}
		case <-deadline:
			t.Fatalf("%q did not come", want)
		}
	}
}

func TestTheAddressForPeopleIsWhatTheyAskedFor(t *testing.T) {
	for asked, want := range map[string]string{
		"127.0.0.1:0":  "http://127.0.0.1:9000/",
		"localhost:0":  "http://localhost:9000/",
		":8080":        "http://localhost:9000/",
		"0.0.0.0:8080": "http://localhost:9000/",
		"[::]:8080":    "http://localhost:9000/",
		"[::1]:8080":   "http://[::1]:9000/",
		"desk:0":       "http://desk:9000/",
	} {
		if got := siteURL(asked, address("127.0.0.1:9000")); got != want {
			t.Errorf("%s: %s, want %s", asked, got, want)
		}
	}
}

type address string

func (a address) Network() string { return "tcp" }
func (a address) String() string  { return string(a) }

func TestTheDataFolderIsOneOfItsOwn(t *testing.T) {
	source := t.TempDir()
	for _, dir := range []string{"content/deep", "public", "data", "elsewhere"} {
		if err := os.MkdirAll(filepath.Join(source, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("content", filepath.Join(source, "link")); err != nil {
		t.Fatal(err)
	}
	for data, allowed := range map[string]bool{
		".advocate": true, "data": true, "elsewhere/new/deep": true, "publication": true, "../beside": true,
		"public": false, "public/data": false, "content": false, "content/deep/new": false, "layouts": false,
		"static/data": false, "link/data": false, ".": false, "..": false, "data/../public": false,
	} {
		if err := dataFolder(source, filepath.Join(source, data)); (err == nil) != allowed {
			t.Errorf("--data %s: %v", data, err)
		}
	}
}

func TestAnAddressInUseIsSaidWithTheFlag(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	addr := taken.Addr().String()
	var stderr strings.Builder
	p := &program{ctx: t.Context(), stdout: io.Discard, stderr: &stderr, now: time.Now, getenv: os.Getenv}
	code := p.main([]string{"--source", t.TempDir(), "serve", "--addr", addr})
	if code != exitProblems || !strings.Contains(stderr.String(), addr) || !strings.Contains(stderr.String(), "choose another address with --addr") {
		t.Errorf("%d: %s", code, stderr.String())
	}
}
