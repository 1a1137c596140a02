//go:build unix

package main

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math/big"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"
)

// nobody is who the process is, where the test may choose: it can write little, so all of that can be looked at.
const nobody = 65534

// marks are what must not be found anywhere: a word that no other run has, and two addresses of a client.
type marks struct{ word, peer, forwarded string }

func newMarks(t *testing.T) marks {
	t.Helper()
	octets := make([]any, 5)
	for i := range octets {
		n, err := rand.Int(rand.Reader, big.NewInt(200))
		if err != nil {
			t.Fatal(err)
		}
		octets[i] = n.Int64() + 20
	}
	return marks{
		word: "mark" + strings.ToLower(rand.Text()[:12]),
		peer: fmt.Sprintf("127.%d.%d.%d", octets[:3]...), forwarded: fmt.Sprintf("198.18.%d.%d", octets[3:]...),
	}
}

// TestNothingOfAThousandConcernsIsLeftBehind marks every field and file of concerns, and looks for the marks in every
// file written since in any folder that the process could write, in what it said, and in mail, webhooks and metrics. A
// short run sends a hundred.
func TestNothingOfAThousandConcernsIsLeftBehind(t *testing.T) {
	concerns := 100
	if os.Getenv("ADVOCATE_TEST_ALL") != "" {
		concerns = 1000
	}
	o, m := newOffice(t), newMarks(t)
	if os.Getuid() == 0 {
		o.uid = nobody
		err := errors.Join(
			os.Chmod(filepath.Dir(o.folder), 0o755), // the test's own folder
			os.Chown(o.data, nobody, nobody), os.Chown(filepath.Join(o.folder, "secret"), nobody, nobody),
		)
		if err != nil {
			t.Fatal(err)
		}
	}
	temp := filepath.Join(o.data, "tmp")
	if err := errors.Join(os.Mkdir(temp, 0o700), os.Chown(temp, max(o.uid, os.Getuid()), -1)); err != nil {
		t.Fatal(err)
	}
	o.env = []string{"TMPDIR=" + temp, "HOME=" + o.data}
	began := time.Now().Add(-2 * time.Second) // file systems round
	flags := []string{"--site", filepath.Join(o.data, "site"), "--trusted-proxy", "127.0.0.0/8"}
	p := o.start(flags...)
	client := m.client(t)

	receipts := m.sendAll(t, p, client, concerns)
	m.sendForms(t, p, client, receipts[0])
	_, metricsText := get(t, p.metrics)
	p.stop()

	// Once more, with somebody to tell.
	told, restarted := m.tellSomebody(t, o, flags)
	_, metricsLater := get(t, restarted.metrics)
	restarted.stop()
	if len(told.all()) == 0 {
		t.Error("the webhook was told nothing: this test looks in the wrong place")
	}

	for where, text := range map[string]string{
		"what the process said": p.output.String(), "what it said later": restarted.output.String(),
		"the webhook": strings.Join(told.all(), "\n"), "metrics": metricsText, "later metrics": metricsLater,
	} {
		for _, found := range m.in([]byte(text)) {
			t.Errorf("%s holds %s", where, found)
		}
	}
	seen := m.walk(t, began, max(o.uid, os.Getuid()))
	if !slices.Contains(seen, filepath.Join(o.data, "cases.db")) {
		t.Errorf("the database was not looked at; these files were:\n%s", strings.Join(seen, "\n"))
	}
	if got := o.opened(o.database(), receipts[len(receipts)-1]); !strings.Contains(got, m.word) {
		t.Errorf("what was stored is %q: the marks were not sent", got)
	}
}

// client is one that comes from the marked addresses.
func (m marks) client(t *testing.T) *http.Client {
	t.Helper()
	dialer := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(m.peer)}}
	transport := &http.Transport{DialContext: dialer.DialContext, MaxIdleConnsPerHost: 8}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Timeout: servePatience, Transport: forwarding{transport, m.forwarded}}
}

// forwarding adds what a proxy adds.
type forwarding struct {
	http.RoundTripper
	from string
}

func (f forwarding) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("X-Forwarded-For", f.from)
	r.Header.Set("Forwarded", "for="+f.from)
	return f.RoundTripper.RoundTrip(r)
}

// answers are a concern with the word in every field that takes any.
func (m marks) answers(i int) map[string]string {
	answers := map[string]string{
		"topic": "streets", "kind": "conflict", "contacted": "no", "anyway": "yes", "district": "4", "contact_by": "email",
		"email": fmt.Sprintf("%s%d@example.org", m.word, i), "share": "with-name", "willing": "partly",
	}
	for _, name := range []string{
		"message", "outcome_wanted", "anyway_reason", "reference", "name", "phone", "contact_safely", "accommodation", "other_party",
	} {
		answers[name] = fmt.Sprintf("%s %s %d", m.word, name, i)
	}
	return answers
}

// sendAll sends concerns, several at once.
func (m marks) sendAll(t *testing.T, p *process, client *http.Client, n int) []receipt {
	t.Helper()
	receipts := make([]receipt, n)
	var senders errgroup.Group
	senders.SetLimit(8)
	for i := range n {
		senders.Go(func() (err error) {
			receipts[i], err = p.trySend(client, m.answers(i))
			return err
		})
	}
	if err := senders.Wait(); err != nil {
		t.Fatalf("%v\n%s", err, p.output)
	}
	return receipts
}

// sendForms sends what browsers send: through the pages, with errors, and files.
func (m marks) sendForms(t *testing.T, p *process, client *http.Client, r receipt) {
	t.Helper()
	post := func(path string, answers map[string]string, files int) string {
		var form bytes.Buffer
		w := multipart.NewWriter(&form)
		for name, value := range answers {
			_ = w.WriteField(name, value) // a buffer takes all
		}
		for i := range files {
			part, _ := w.CreateFormFile("file", fmt.Sprintf("%s%d.txt", m.word, i))
			for range 40_000 { // more than is kept in memory anywhere
				_, _ = io.WriteString(part, m.word+" in a file\n")
			}
		}
		_ = w.Close()
		request, err := http.NewRequest(http.MethodPost, p.url+path, &form)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", w.FormDataContentType())
		request.Header.Set("User-Agent", m.word)
		request.Header.Set("Referer", "https://"+m.word+".example/")
		answer, err := client.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		text, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		if answer.StatusCode >= 500 {
			t.Errorf("%s is answered with %d:\n%s", path, answer.StatusCode, text)
		}
		return string(text)
	}
	hidden := regexp.MustCompile(`name="token" value="([^"]+)"`)
	answers := m.answers(1_000_000)
	if token := hidden.FindStringSubmatch(post("/intake", answers, 0)); token == nil {
		t.Error("there is no review page")
	} else {
		answers["stage"], answers["token"] = "confirm", token[1]
		post("/intake", answers, 0)
	}
	for name, value := range map[string]string{"email": m.word, "kind": m.word, "topic": m.word, "contacted_on": m.word, "district": m.word} {
		wrong := maps.Clone(m.answers(1))
		wrong[name] = value
		post("/intake", wrong, 0)
	}
	post("/intake", map[string]string{"message": strings.Repeat(m.word, 60_000)}, 0) // too large
	post("/intake", m.answers(2), 3)                                                 // files where none belong
	post("/intake/status?"+m.word, map[string]string{"code": m.word}, 0)
	for _, action := range []string{"open", "show", "message", "files", "download", "withdraw", "unsolved", "answer"} {
		files := 0
		if action == "files" {
			files = 3
		}
		post("/intake/status", map[string]string{"code": r.Code, "action": action, "message": m.word, "satisfied": "no", "fair": "no"}, files)
	}
	for _, path := range []string{"/" + m.word, "/intake/" + m.word, "/desk/v1/" + m.word, "/intake/status?code=" + r.Code} {
		if answer, err := client.Get(p.url + path); err == nil {
			answer.Body.Close()
		}
	}
}

// listening collects what a webhook is told.
type listening struct {
	mu   sync.Mutex
	told []string
	came chan struct{}
}

func (l *listening) ServeHTTP(_ http.ResponseWriter, r *http.Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var text bytes.Buffer
	_ = r.Write(&text) // a buffer takes all
	l.told = append(l.told, text.String())
	select {
	case l.came <- struct{}{}:
	default:
	}
}

func (l *listening) all() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.told)
}

// tellSomebody starts the intake again with a webhook, and waits until that was told.
func (m marks) tellSomebody(t *testing.T, o *office, flags []string) (*listening, *process) {
	t.Helper()
	l := &listening{came: make(chan struct{}, 1)}
	hook := httptest.NewServer(l)
	t.Cleanup(hook.Close)
	o.write("content/site.yaml", officeSite+"webhooks:\n  - url: "+hook.URL+"\n", 0o644)
	o.write("webhook-key", strings.Repeat("k", 40), 0o600)
	if o.uid >= 0 {
		if err := os.Chown(filepath.Join(o.folder, "webhook-key"), o.uid, o.uid); err != nil {
			t.Fatal(err)
		}
	}
	o.env = append(o.env, "ADVOCATE_WEBHOOK_KEY_FILE="+filepath.Join(o.folder, "webhook-key"))
	p := o.start(flags...)
	select {
	case <-l.came:
	case <-time.After(servePatience):
		t.Errorf("the webhook is told nothing:\n%s", p.output)
	}
	return l, p
}

// in tells which marks a text holds.
func (m marks) in(text []byte) (found []string) {
	lower := bytes.ToLower(text)
	for _, mark := range []string{m.word, m.peer, m.forwarded} {
		if bytes.Contains(lower, []byte(mark)) {
			found = append(found, mark)
		}
	}
	return found
}

// walk looks for the marks in every file that was written since began and lies where a user can write, and returns
// the names of the files that it looked at.
func (m marks) walk(t *testing.T, began time.Time, uid int) (seen []string) {
	t.Helper()
	skipped := []string{"/proc", "/sys", "/dev/pts", "/dev/fd"}
	err := filepath.WalkDir("/", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			if entry != nil && entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		info, err := entry.Info()
		if err != nil { // it is gone
			return nil
		}
		if entry.IsDir() {
			if slices.Contains(skipped, path) || uid != 0 && !may(info, uid, 0o111) {
				return fs.SkipDir
			}
			return nil
		}
		if !info.Mode().IsRegular() || info.ModTime().Before(began) || uid != 0 && !may(info, uid, 0o222) {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return nil
		}
		seen = append(seen, path)
		for _, found := range m.in(text) {
			t.Errorf("%s holds %s", path, found)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return seen
}

// may tells whether a user has one of these rights to a file: its owner's, or everybody's.
func may(info fs.FileInfo, uid int, rights fs.FileMode) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return true
	}
	granted := info.Mode().Perm() & rights
	return granted&0o007 != 0 || int(stat.Uid) == uid && granted&0o700 != 0 || int(stat.Gid) == uid && granted&0o070 != 0
}
