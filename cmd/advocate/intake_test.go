package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	neturl "net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"example.org/advocate/internal/client"
	"example.org/advocate/internal/metrics"
	"example.org/advocate/internal/store"
	"example.org/advocate/internal/vault"
)

// caseOf reads a case of a database, and its entries.
func caseOf(t *testing.T, database string, r receipt) (store.Case, []store.Entry) {
	t.Helper()
	db, err := store.Open(t.Context(), database, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	code, err := vault.ParseCode(r.Code)
	if err != nil {
		t.Fatal(err)
	}
	found, err := db.CaseByLookup(t.Context(), code.Lookup())
	if err != nil {
		t.Fatal(err)
	}
	entries, err := db.Entries(t.Context(), found.Number)
	if err != nil {
		t.Fatal(err)
	}
	if found.Number != r.Case || len(entries) == 0 {
		t.Fatalf("%s: found %s with %d entries", r.Case, found.Number, len(entries))
	}
	return found, entries
}

func TestTheIntakeServesTheSiteAndTakesConcerns(t *testing.T) {
	o := newOffice(t)
	p := o.start("--site", filepath.Join(o.data, "site"))
	if status, page := get(t, p.url+"/contact/streets/"); status != 200 || strings.Contains(page, "Practice mode") || !strings.Contains(page, "The street desk") {
		t.Errorf("the form's page is answered with %d:\n%s", status, page)
	}
	if status, text := get(t, p.url+"/healthz"); status != 200 || text != "OK\n" {
		t.Errorf("/healthz is answered with %d %q", status, text)
	}
	if status, _ := get(t, p.url+"/desk/v1/entries?after=0"); status != 404 {
		t.Errorf("without --tokens sync is answered with %d", status)
	}
	first := p.send(http.DefaultClient, concernOf("The culvert floods."))
	if got := o.opened(o.database(), first); got != "The culvert floods." {
		t.Errorf("opened: %q", got)
	}
	answer, err := http.PostForm(p.url+"/intake/status", neturl.Values{"code": {first.Code}})
	if err != nil {
		t.Fatal(err)
	}
	if page := body(t, answer); !strings.Contains(page, first.Case) {
		t.Errorf("the code shows:\n%s", page)
	}
	if status, text := get(t, p.metrics); status != 200 || !strings.Contains(text, "\nadvocate_healthy 1\n") || !strings.Contains(text, "advocate_build_info{") {
		t.Errorf("metrics: %d\n%s", status, text)
	}
	for _, path := range []string{"/metrics", "/debug/pprof/", "/.advocate-manifest"} {
		if status, _ := get(t, p.url+path); status != 404 {
			t.Errorf("%s is answered with %d on the public address", path, status)
		}
	}
	p.stop()
	again := o.start()
	if status, _ := get(t, again.url+"/contact/streets/"); status != 404 {
		t.Errorf("without --site a page is answered with %d", status)
	}
}

func TestAStopLetsAConcernThatIsBeingSentArrive(t *testing.T) {
	o := newOffice(t)
	p := o.start()
	conn, err := net.Dial("tcp", strings.TrimPrefix(p.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	const whole = `{"topic":"streets","kind":"concern","contacted":"yes","message":"The culvert floods."}`
	// The server asks for the body when it has begun to answer: then the request is one that runs.
	fmt.Fprintf(conn, "POST /intake HTTP/1.1\r\nHost: a\r\nAccept: application/json\r\nContent-Type: application/json\r\nExpect: 100-continue\r\n"+
		"Idempotency-Key: %s\r\nContent-Length: %d\r\n\r\n", rand.Text()+rand.Text(), len(whole))
	lines := bufio.NewReader(conn)
	if line, err := lines.ReadString('\n'); err != nil || !strings.Contains(line, "100 Continue") {
		t.Fatalf("%q, %v", line, err)
	}
	_, _ = lines.ReadString('\n')
	if _, err := io.WriteString(conn, whole[:40]); err != nil {
		t.Fatal(err)
	}
	p.signal(syscall.SIGTERM)
	for { // it takes no new requests
		fresh, err := net.Dial("tcp", strings.TrimPrefix(p.url, "http://"))
		if err != nil {
			break
		}
		fresh.Close()
	}
	if _, err := io.WriteString(conn, whole[40:]); err != nil {
		t.Fatal(err)
	}
	answer, err := http.ReadResponse(lines, nil)
	if err != nil || answer.StatusCode != http.StatusCreated {
		t.Fatalf("the concern is answered with %v, %v", answer, err)
	}
	<-p.ended
	if p.err != nil {
		t.Errorf("the intake ended with %v", p.err)
	}
}

func TestAHangupHasTheFilesReadAgain(t *testing.T) {
	o := newOffice(t)
	p := o.start("--site", filepath.Join(o.data, "site"))
	before := p.send(http.DefaultClient, concernOf("before"))
	old := o.identities
	o.newKeys(3)
	o.write("content/topics/trash.md", "---\ntitle: Trash\n---\n", 0o644)
	p.signal(syscall.SIGHUP)
	p.says("were read again")
	after := p.send(http.DefaultClient, concernOf("after"))
	if got := o.opened(o.database(), after); got != "after" {
		t.Errorf("the new keys open %q", got)
	}
	if status, _ := get(t, p.url+"/contact/trash/"); status != 200 {
		t.Errorf("the new topic is answered with %d", status)
	}
	o.identities = old
	if got := o.opened(o.database(), before); got != "before" {
		t.Errorf("the old keys open %q", got)
	}

	// What is damaged is said, and changes nothing.
	o.write("recipients", "age1pq1damaged\n", 0o644)
	p.signal(syscall.SIGHUP)
	p.says("everything stays as it was")
	p.says("the recipient is damaged")
	o.newKeys(2)
	o.write("content/topics/trash.md", "---\ntitel: Trash\n---\n", 0o644)
	p.signal(syscall.SIGHUP)
	p.says("content/topics/trash.md:2:1: error: ")
	p.send(http.DefaultClient, concernOf("still"))
}

// aFront is a front in this process, under a clock that the test moves.
func aFront(t *testing.T, o *office, now *time.Time, log io.Writer) *front {
	t.Helper()
	p := &program{
		ctx: t.Context(), source: o.folder, stdout: io.Discard, stderr: log, getenv: func(name string) string {
			for _, pair := range o.env {
				if value, ok := strings.CutPrefix(pair, name+"="); ok {
					return value
				}
			}
			return ""
		},
		now: func() time.Time { return *now },
	}
	db, err := store.Open(t.Context(), o.database(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	rate, _ := parseRate("off")
	f := &front{p: p, db: db, log: slog.New(slog.NewTextHandler(log, nil)), flags: intakeFlags{
		recipients: filepath.Join(o.folder, "recipients"), secret: filepath.Join(o.folder, "secret"),
		siteAt: filepath.Join(o.data, "site"), rate: rate,
	}}
	if err := f.load(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.serving.Load().stop() })
	f.metrics = metrics.New(buildInfo(), func(context.Context) bool { return true })
	return f
}

func TestOnceADayTheOfficeIsToldAndTheTotalsChange(t *testing.T) {
	var told []string
	hook := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body)
		_, rest, _ := strings.Cut(string(text), `,`)
		told = append(told, rest)
	}))
	defer hook.Close()
	o := newOffice(t)
	o.write("content/site.yaml", strings.Replace(officeSite, "hour: 0", "hour: 8", 1)+"webhooks:\n  - url: "+hook.URL+"\n", 0o644)
	o.write("webhook-key", strings.Repeat("k", 40)+"\n", 0o600)
	o.env = []string{"ADVOCATE_WEBHOOK_KEY_FILE=" + filepath.Join(o.folder, "webhook-key")}
	now := time.Date(2026, 12, 3, 13, 59, 0, 0, time.UTC) // a minute to eight in the office
	log := &output{more: make(chan struct{}, 1)}
	f := aFront(t, o, &now, log)
	scrape := func() string {
		w := httptest.NewRecorder()
		f.metrics.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
		return w.Body.String()
	}
	send := func() {
		r := httptest.NewRequest(http.MethodPost, "/intake", strings.NewReader(`{"topic":"streets","kind":"concern","contacted":"yes","message":"`+rand.Text()+`"}`))
		for name, value := range map[string]string{"Content-Type": "application/json", "Accept": "application/json", "Idempotency-Key": rand.Text() + rand.Text()} {
			r.Header.Set(name, value)
		}
		w := httptest.NewRecorder()
		if f.route(w, r); w.Code != http.StatusCreated {
			t.Fatalf("a concern is answered with %d: %s", w.Code, w.Body)
		}
	}
	send()
	f.daily(t.Context())
	if len(told) != 0 || strings.Contains(scrape(), "advocate_cases") {
		t.Errorf("before the hour: told %q\n%s", told, scrape())
	}
	now = now.Add(time.Minute)
	f.daily(t.Context())
	atEight := scrape()
	send()
	f.daily(t.Context())
	now = now.Add(15 * time.Hour)
	f.daily(t.Context())
	if scrape() != atEight || !strings.Contains(atEight, `advocate_cases{state="open"} 1`) {
		t.Errorf("the totals change within the day:\n%s\nthen\n%s", atEight, scrape())
	}
	now = now.Add(9 * time.Hour)
	f.daily(t.Context())
	if !strings.Contains(scrape(), `advocate_cases{state="open"} 2`) {
		t.Errorf("the totals do not change with the day:\n%s", scrape())
	}
	want := []string{`"day":"2026-12-03","waiting":1}`, `"day":"2026-12-04","waiting":2}`}
	if fmt.Sprint(told) != fmt.Sprint(want) {
		t.Errorf("told %q, want %q", told, want)
	}

	// A process that starts later in the day tells nobody again.
	log2 := &output{more: make(chan struct{}, 1)}
	again := aFront(t, o, &now, log2)
	again.daily(t.Context())
	if len(told) != 2 {
		t.Errorf("told %q", told)
	}
}

func TestADailyRunThatFailsIsTriedAgain(t *testing.T) {
	o := newOffice(t)
	now := time.Date(2026, 12, 3, 18, 0, 0, 0, time.UTC)
	log := &output{more: make(chan struct{}, 1)}
	f := aFront(t, o, &now, log)
	gone, cancel := context.WithTimeout(t.Context(), 0)
	defer cancel()
	f.daily(gone)
	if f.done != "" {
		t.Error("what failed counts as done")
	}
	if strings.Contains(log.String(), "daily run failed") {
		t.Errorf("a stop is told as a fault:\n%s", log)
	}
	f.daily(t.Context())
	if f.done != "2026-12-03" {
		t.Errorf("done for %q", f.done)
	}
}

func TestTheSiteIsBuiltAgainWhenTimeAsks(t *testing.T) {
	o := newOffice(t)
	o.write("content/news/2026-12-01-open.md", "---\ntitle: We open\ndate: 2026-12-01\npublish: 2026-12-04\n---\nText.\n", 0o644)
	now := time.Date(2026, 12, 3, 18, 0, 0, 0, time.UTC)
	log := &output{more: make(chan struct{}, 1)}
	f := aFront(t, o, &now, log)
	ask := func() int {
		w := httptest.NewRecorder()
		f.route(w, httptest.NewRequest(http.MethodGet, "/news/2026-12-01-open/", nil))
		return w.Code
	}
	if f.due() || ask() != 404 {
		t.Errorf("before its day: due %v, answered with %d", f.due(), ask())
	}
	now = time.Date(2026, 12, 4, 6, 0, 0, 0, time.UTC) // midnight in the office
	if !f.due() {
		t.Fatal("nothing is due on its day")
	}
	f.rebuild(t.Context())
	if f.due() || ask() != 200 {
		t.Errorf("on its day: due %v, answered with %d\n%s", f.due(), ask(), log)
	}
	// An error in the content leaves the site as it is, and is not met again every minute.
	o.write("content/news/2026-12-01-open.md", "---\ntitel: We open\n---\n", 0o644)
	f.rebuild(t.Context())
	if f.due() || ask() != 200 || !strings.Contains(log.String(), "the site was not built") {
		t.Errorf("after an error: due %v, answered with %d\n%s", f.due(), ask(), log)
	}
	if now = now.Add(10 * time.Minute); !f.due() {
		t.Error("it is not tried again")
	}
}

func TestTheRateIsReadStrictly(t *testing.T) {
	for text, want := range map[string]client.Rate{
		"20/10m": {Stored: 20, Requests: 300, Per: 10 * time.Minute},
		"1/1s":   {Stored: 1, Requests: 15, Per: time.Second},
		"":       {}, "20": {}, "0/10m": {}, "-1/10m": {}, "20/10": {}, "20/1ms": {}, "20/48h": {}, "20/10m/5": {}, "OFF": {},
	} {
		got, err := parseRate(text)
		if (err == nil) != (want != client.Rate{}) || err == nil && got != want {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
	if off, err := parseRate("off"); err != nil || off.Stored < 1_000_000 {
		t.Errorf("off: %+v, %v", off, err)
	}
}

func TestTheIntakeWarnsOfWhatOthersCanSee(t *testing.T) {
	for _, c := range []struct {
		flags intakeFlags
		want  string
	}{
		{intakeFlags{addr: "127.0.0.1:80", database: "sqlite:cases.db"}, ""},
		{intakeFlags{addr: "[::1]:80", database: "postgres://advocate@localhost/cases"}, ""},
		{intakeFlags{addr: "localhost:80", database: "postgres:///cases"}, ""},
		{intakeFlags{addr: ":80", database: "sqlite:cases.db"}, "not encrypted"},
		{intakeFlags{addr: "10.0.0.5:80", database: "sqlite:cases.db"}, "not encrypted"},
		{intakeFlags{addr: "127.0.0.1:80", database: "postgres://advocate:opensesame@db/cases"}, "holds a password"},
	} {
		var log strings.Builder
		warnOfFlags(slog.New(slog.NewTextHandler(&log, nil)), c.flags)
		if said := log.String(); (said == "") != (c.want == "") || !strings.Contains(said, c.want) || strings.Contains(said, "opensesame") {
			t.Errorf("%+v: %s", c.flags, said)
		}
	}
}

func TestACrashWritesNoMemory(t *testing.T) {
	o := newOffice(t)
	p := o.start()
	limits, err := os.ReadFile(fmt.Sprintf("/proc/%d/limits", p.command.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(limits)) {
		if rest, ok := strings.CutPrefix(line, "Max core file size"); ok {
			if fields := strings.Fields(rest); fields[0] != "0" || fields[1] != "0" {
				t.Errorf("core files: %s", line)
			}
		}
	}
}
