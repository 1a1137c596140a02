//go:build e2e

package e2e

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"example.org/advocate/internal/build"
	"example.org/advocate/internal/site"
)

// now is the instant that the tested sites are built for. The starter content
// has events before and after it.
var now = time.Date(2026, time.November, 25, 18, 0, 0, 0, time.UTC)

// What the tests share: the program, one browser, the starter site, and the
// same content with more news than it has translated. Nothing changes them.
var (
	program   string // the path of the binary
	browser   context.Context
	starter   *served
	bilingual *served
)

func TestMain(m *testing.M) {
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func run(m *testing.M) (code int, err error) {
	dir, err := os.MkdirTemp("", "advocate-e2e-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	program = filepath.Join(dir, "advocate")
	if out, err := exec.Command("go", "build", "-o", program, "../cmd/advocate").CombinedOutput(); err != nil {
		return 0, fmt.Errorf("building advocate: %w: %s", err, out)
	}
	if starter, err = serve("..", filepath.Join(dir, "starter")); err != nil {
		return 0, err
	}
	defer starter.server.Close()
	two := filepath.Join(dir, "two")
	if err := grown(two); err != nil {
		return 0, err
	}
	if bilingual, err = serve(two, filepath.Join(dir, "bilingual")); err != nil {
		return 0, err
	}
	defer bilingual.server.Close()
	allocator, stop := chromedp.NewExecAllocator(context.Background(), chromeFlags()...)
	defer stop()
	var closeBrowser context.CancelFunc
	browser, closeBrowser = chromedp.NewContext(allocator)
	defer closeBrowser()
	if err := chromedp.Do(browser); err != nil {
		return 0, fmt.Errorf("starting chromium (e2e/install brings it): %w", err)
	}
	return m.Run(), nil
}

// chromeFlags start Debian's Chromium without a window, with an empty profile,
// and keep it from calling anyone by itself. Its sandbox does not work for
// root, and the only pages it meets are ours.
func chromeFlags() []chromedp.ExecAllocatorOption {
	return append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath("chromium"),
		chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.WSURLReadTimeout(time.Minute),
	)
}

// served is a built site on a port of this machine.
type served struct {
	dir    string // of the built site
	url    string // without the last slash: http://127.0.0.1:40123
	server *http.Server
}

// serve builds the site of a source folder into dir for the address that it
// then stands at.
func serve(source, dir string) (*served, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &served{dir: dir, url: "http://" + listener.Addr().String()}
	result, err := build.Run(context.Background(), build.Options{
		Source: source, Out: dir, Options: site.Options{Now: now, BaseURL: s.url + "/"},
	})
	if err != nil {
		return nil, fmt.Errorf("building %s: %w: %v", source, err, result.Problems)
	}
	policy := result.Site.Policy()
	s.server = &http.Server{Handler: build.Handler(dir, build.HandlerOptions{Policy: policy}), ReadHeaderTimeout: time.Minute}
	go func() {
		if err := s.server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			fmt.Fprintln(os.Stderr, "serving the built site:", err)
		}
	}()
	return s, nil
}

// grown copies the starter content to a folder, with more news than one page
// lists, none of which is translated.
func grown(dir string) error {
	if err := os.CopyFS(filepath.Join(dir, "content"), os.DirFS("../content")); err != nil {
		return err
	}
	for day := 1; day <= 30; day++ {
		name := fmt.Sprintf("2025-01-%02d-note.md", day)
		text := fmt.Sprintf("---\ntitle: Note of day %d\nsummary: What happened that day.\ndate: 2025-01-%02d\n---\nNothing more.\n", day, day)
		if err := os.WriteFile(filepath.Join(dir, "content", "news", name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}
