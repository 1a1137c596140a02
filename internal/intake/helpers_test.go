package intake

import (
	"bytes"
	"context"
	"crypto/rand"
	"html"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/advocate/internal/build"
	"example.org/advocate/internal/client"
	"example.org/advocate/internal/site"
	"example.org/advocate/internal/store"
	"example.org/advocate/internal/vault"
)

// noon is a fixed instant: in the office's zone it is December 3, in UTC too.
var noon = time.Date(2026, 12, 3, 18, 0, 0, 0, time.UTC)

// generous is a rate that no test reaches.
var generous = client.Rate{Stored: 10_000, Requests: 10_000, Per: time.Minute}

var prepared = sync.OnceValues(func() (*build.Built, error) {
	return build.Prepare(build.Options{Source: "testdata/site", Options: site.Options{Now: noon, Practice: true, Preview: true}})
})

// An office is an intake with all it needs, a clock that stands still, and what it left behind.
type office struct {
	*Intake
	t      testing.TB
	folder string
	log    *bytes.Buffer

	mu   sync.Mutex
	time time.Time
}

func (o *office) now() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.time
}

func (o *office) wait(d time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.time = o.time.Add(d)
}

// open makes a practice office, with a rate that no test reaches unless change sets another.
func open(t testing.TB, change ...func(*Options)) *office {
	t.Helper()
	built, err := prepared()
	if err != nil {
		t.Fatalf("preparing the test's site: %v, %v", err, built.Problems)
	}
	o := &office{t: t, folder: t.TempDir(), log: new(bytes.Buffer), time: noon}
	opts := Options{
		Pages: func() (*site.Site, *build.Templates) { return built.Site, built.Templates },
		Log:   slog.New(slog.NewTextHandler(o.log, nil)), Now: o.now, Rand: rand.Reader, Rate: generous,
	}
	for _, c := range change {
		c(&opts)
	}
	if o.Intake, err = Practice(context.Background(), o.folder, opts); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { o.DB.Close() })
	return o
}

// concern is a form that can be sent as it is.
func concern(pairs ...string) url.Values {
	v := url.Values{"topic": {"streets"}, "kind": {"concern"}, "message": {"The culvert floods."}, "lang": {"en"}}
	return with(v, pairs...)
}

// with is a form with some fields set, or left out where they are empty.
func with(v url.Values, pairs ...string) url.Values {
	next := url.Values{}
	for name, values := range v {
		next[name] = values
	}
	for i := 0; i < len(pairs); i += 2 {
		next.Set(pairs[i], pairs[i+1])
	}
	return next
}

// An answer as a test looks at it.
type got struct {
	*httptest.ResponseRecorder
	t    testing.TB
	text string
}

func (o *office) do(r *http.Request) got {
	o.t.Helper()
	w := httptest.NewRecorder()
	o.ServeHTTP(w, r)
	return got{w, o.t, w.Body.String()}
}

func (o *office) post(path string, v url.Values) got {
	o.t.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(v.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return o.do(r)
}

func (o *office) stage(stage string, v url.Values) got {
	o.t.Helper()
	return o.post("/intake", with(v, "stage", stage))
}

// reviewed sends a form to the review and returns what its page would send on, when the person has read it.
func (o *office) reviewed(v url.Values) url.Values {
	o.t.Helper()
	defer o.wait(minRead)
	return o.stage("review", v).is(200).speaks("intake.review.title").carried()
}

// received is what a receipt says.
type received struct{ number, code string }

// confirmed sends a form through review and confirm.
func (o *office) confirmed(v url.Values) received {
	o.t.Helper()
	return o.stage("confirm", o.reviewed(v)).is(200).receipt()
}

func (g got) is(status int) got {
	g.t.Helper()
	if g.Code != status {
		g.t.Fatalf("the answer is %d, want %d:\n%s", g.Code, status, main(g.text))
	}
	return g
}

func (g got) says(words ...string) got {
	g.t.Helper()
	for _, w := range words {
		if !strings.Contains(g.text, html.EscapeString(w)) && !strings.Contains(g.text, w) {
			g.t.Fatalf("the answer does not say %q:\n%s", w, main(g.text))
		}
	}
	return g
}

// speaks tells whether the answer says words of the catalogue.
func (g got) speaks(key string, pairs ...any) got {
	g.t.Helper()
	built, err := prepared()
	if err != nil {
		g.t.Fatal(err)
	}
	lang := "en"
	if strings.Contains(g.text, `<html lang="es"`) {
		lang = "es"
	}
	said, err := built.Site.Say(lang, key, pairs...)
	if err != nil {
		g.t.Fatal(err)
	}
	return g.says(said)
}

func (g got) never(words ...string) got {
	g.t.Helper()
	for _, w := range words {
		if strings.Contains(g.text, w) {
			g.t.Fatalf("the answer says %q:\n%s", w, main(g.text))
		}
	}
	return g
}

var (
	hidden  = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)"(?: autocomplete="off")?>`)
	codeRow = regexp.MustCompile(`<p class="code"[^>]*>(.*)</p>`)
	group   = regexp.MustCompile(`<span>([0-9A-Z]{4})</span>`)
	number  = regexp.MustCompile(`[0-9]{2}-[2-9B-DF-HJ-NP-TV-Z]{5}`)
)

// carried is what the form of a page sends along unseen.
func (g got) carried() url.Values {
	v := url.Values{}
	for _, m := range hidden.FindAllStringSubmatch(g.text, -1) {
		v.Set(m[1], html.UnescapeString(m[2]))
	}
	return v
}

// receipt reads a receipt page.
func (g got) receipt() received {
	g.t.Helper()
	g.speaks("intake.receipt.title")
	var groups []string
	for _, m := range group.FindAllStringSubmatch(codeRow.FindString(g.text), -1) {
		groups = append(groups, m[1])
	}
	r := received{number.FindString(main(g.text)), strings.Join(groups, "-")}
	if len(groups) != 7 || r.number == "" {
		g.t.Fatalf("the receipt holds %d groups of a code and the number %q:\n%s", len(groups), r.number, main(g.text))
	}
	return r
}

// main is the part of a page that differs.
func main(text string) string {
	if _, rest, ok := strings.Cut(text, "<main"); ok {
		text, _, _ = strings.Cut(rest, "</main>")
	}
	return text
}

// cases opens everything that is stored, with the practice key.
func (o *office) cases() (texts []*vault.Part, facts []*vault.Part) {
	o.t.Helper()
	entries, err := o.DB.EntriesAfter(context.Background(), 0, 1000)
	if err != nil {
		o.t.Fatal(err)
	}
	for _, e := range entries {
		texts = append(texts, o.unseal(e.Sealed))
		facts = append(facts, o.unseal(e.SealedFacts))
	}
	return texts, facts
}

func (o *office) unseal(sealed []byte) *vault.Part {
	o.t.Helper()
	part, err := vault.Open(sealed, vault.PracticeIdentity().Age)
	if err != nil {
		o.t.Fatal(err)
	}
	return part
}

// stored is how many cases there are.
func (o *office) stored() int {
	o.t.Helper()
	texts, _ := o.cases()
	return len(texts)
}

// words are those of the only case.
func (o *office) words() (vault.Words, vault.Facts) {
	o.t.Helper()
	texts, facts := o.cases()
	if len(texts) != 1 {
		o.t.Fatalf("there are %d cases, want 1", len(texts))
	}
	words, err := texts[0].Words()
	if err != nil {
		o.t.Fatal(err)
	}
	sums, err := facts[0].Facts()
	if err != nil {
		o.t.Fatal(err)
	}
	return words, sums
}

// answers are the counts of channel answers.
func (o *office) counted() []store.AnswerCount {
	o.t.Helper()
	counts, err := o.DB.AnswerCounts(context.Background())
	if err != nil {
		o.t.Fatal(err)
	}
	return counts
}

// traces are the names of files that hold one of the marks, and "the log" where it does.
func (o *office) traces(marks ...string) (found []string) {
	o.t.Helper()
	holds := func(name string, text []byte) {
		for _, m := range marks {
			if bytes.Contains(text, []byte(m)) {
				found = append(found, name+" holds "+m)
			}
		}
	}
	holds("the log", o.log.Bytes())
	err := filepath.WalkDir(o.folder, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		holds(d.Name(), text)
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return found
}
