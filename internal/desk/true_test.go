package desk

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.org/advocate/internal/content"
	"example.org/advocate/internal/desk/casebook"
	"example.org/advocate/internal/desksync"
	"example.org/advocate/internal/store"
	"example.org/advocate/internal/vault"
)

// A city is a true office: a database, two colleagues with keys, and a desk at which the first of them sits.
type city struct {
	*office
	db       *store.Store
	ann, ben *vault.Identity
	list     vault.Recipients
	opened   int
	away     bool // the server does not answer
}

func found(t *testing.T) *city {
	t.Helper()
	c := &city{ann: newIdentity(t), ben: newIdentity(t)}
	c.list = vault.Recipients{c.ann.Age.Recipient(), c.ben.Age.Recipient()}
	var err error
	if c.db, err = store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "cases.db"), rand.Reader); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.db.Close() })
	built, err := prepared()
	if err != nil {
		t.Fatal(err)
	}
	settings := built.Content.Settings
	settings.SigningKeys = []content.SigningKey{
		{Name: "Ann", Key: vault.FormatSigningKey(c.ann.Public())}, {Name: "Ben", Key: vault.FormatSigningKey(c.ben.Public())},
	}
	folder := t.TempDir()
	c.office = locked(t, nil, func(opts *Options) {
		opts.Own = Keys{c.ann.Age.Recipient().String(), vault.FormatSigningKey(c.ann.Public())}
		inner := *opts.Content
		inner.Settings = settings
		opts.Content = &inner
		opts.Open = func(ctx context.Context, _ string) (Book, error) {
			c.opened++
			return casebook.Open(ctx, casebook.Options{
				Dir: folder, Identity: c.ann, Client: line{desksync.Local(c.db, opts.Now, c.list.Strings()...), &c.away}, Rand: rand.Reader, Now: opts.Now,
				Settings: func() *content.Settings { return &settings },
			})
		}
	})
	book, err := c.Open(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	c.Use(book)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	c.enter()
	return c
}

// A line is the way to a server, which may be down for what is sent.
type line struct {
	*desksync.Client
	down *bool
}

func (l line) Append(ctx context.Context, e store.NewEntry) (store.Entry, error) {
	if *l.down {
		return store.Entry{}, errors.New("the line is down")
	}
	return l.Client.Append(ctx, e)
}

func newIdentity(t *testing.T) *vault.Identity {
	t.Helper()
	id, err := vault.NewIdentity(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// writes stores a concern as the intake does.
func (c *city) writes(words vault.Words) *vault.SealedCase {
	c.t.Helper()
	line, err := vault.NewSecretLine(rand.Reader)
	c.must(err)
	secrets, err := vault.ParseSecrets(strings.NewReader(line))
	c.must(err)
	k, err := vault.NewK(rand.Reader)
	c.must(err)
	token := secrets.NewToken(k, c.now)
	made, err := secrets.SealCase(rand.Reader, c.now, token, c.list, words, vault.Facts{Topic: "streets", Kind: "concern", Department: "roads"})
	c.must(err)
	_, _, err = c.db.CreateCase(c.t.Context(), c.now, store.NewCase{
		Number: made.Number, Received: store.DayOf(c.now), Recipient: made.Recipient, Lookup: made.Lookup, WrappedIdentity: made.WrappedIdentity,
		Entry:   store.NewEntry{Side: string(vault.PersonSide), Sealed: made.Text, SealedFacts: made.Facts},
		Receipt: store.Receipt{KHash: k.Hash(), R: made.R, BodyMAC: k.BodyMAC([]byte("x")), SecretID: made.SecretID},
	})
	c.must(err)
	return made
}

// says adds an entry with the code.
func (c *city) says(made *vault.SealedCase, said vault.Said) {
	c.t.Helper()
	newest, err := c.db.NewestEntry(c.t.Context(), made.Number)
	c.must(err)
	person, err := vault.ParseRecipient(made.Recipient)
	c.must(err)
	sealed, err := vault.SealSaid(vault.Place{Case: made.Number, Entry: newest + 1, Side: vault.PersonSide}, c.now, said, made.Code.Signing(), c.list, person)
	c.must(err)
	_, err = c.db.AppendEntry(c.t.Context(), store.NewEntry{
		Case: made.Number, Number: newest + 1, Received: store.DayOf(c.now), Side: string(vault.PersonSide), Sealed: sealed,
	})
	c.must(err)
}

// reads opens all that a code opens of the office's entries.
func (c *city) reads(number string, code vault.Code) (list []vault.Said) {
	c.t.Helper()
	row, err := c.db.CaseByLookup(c.t.Context(), code.Lookup())
	c.must(err)
	identity, err := code.Identity(number, row.WrappedIdentity)
	c.must(err)
	entries, err := c.db.Entries(c.t.Context(), number)
	c.must(err)
	for _, e := range entries[1:] {
		if part, err := vault.Open(e.Sealed, identity.Age); err == nil && e.Side == string(vault.OfficeSide) {
			said, err := part.Said()
			c.must(err)
			list = append(list, said)
		}
	}
	return list
}

func (c *city) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

var oakley = vault.Words{
	Message: "The water stands in front of my door since Monday and nobody comes", Name: "Grace Oakley", Email: "grace@example.org", ContactBy: "email", Share: "without-name",
}

func TestAConcernGoesItsWholeWay(t *testing.T) {
	c := found(t)
	made := c.writes(oakley)
	if w := c.post("sync"); w.Code != http.StatusSeeOther {
		t.Fatalf("fetching answers %d", w.Code)
	}
	if w := c.get(""); !w.says(made.Number) || !w.says(`New <b class="num">1</b>`) || !w.says("0 reports") {
		t.Fatalf("the inbox: %s", w.Body)
	}
	at := "case/" + made.Number + "/"
	if w := c.get(at); !w.says("Grace Oakley") || !w.says("stands in front of my door") {
		t.Fatalf("the case: %s", w.Body)
	}

	if w := c.post(at+"reply", "text", "We look into it.", "then", "ours", "seen", "1"); w.Code != http.StatusSeeOther {
		t.Fatalf("replying answers %d: %s", w.Code, w.Body)
	}
	if w := c.post(at+"note", "text", "Called the desk of the streets.", "seen", "2"); w.Code != http.StatusSeeOther {
		t.Fatalf("noting answers %d: %s", w.Code, w.Body)
	}

	// Their name must not leave, nor their words.
	for _, summary := range []string{"Ask Grace about it.", "Write to grace@example.org.", "They say: stands in front of my door since Monday and more."} {
		w := c.post(at+"refer", "to", "roads", "summary", summary, "seen", "3", "stage", "look")
		if w.Code != http.StatusUnprocessableEntity || !w.says("This may tell who they are") || hidden(w, "letter") != "" {
			t.Errorf("%q answers %d: %s", summary, w.Code, w.Body)
		}
	}
	w := c.post(at+"refer", "to", "roads", "summary", "Water collects at a door on the east side.", "seen", "3", "stage", "look")
	letter := hidden(w, "letter")
	if w.Code != http.StatusOK || letter == "" || w.says("Grace</pre>") {
		t.Fatalf("looking at the letter answers %d: %s", w.Code, w.Body)
	}
	w = c.post(at+"refer", "to", "roads", "summary", "Water collects at a door on the east side.", "seen", "3", "stage", "send", "letter", letter)
	if w.Code != http.StatusSeeOther {
		t.Fatalf("referring answers %d: %s", w.Code, w.Body)
	}

	if w := c.post(at+"close", "ending", "settled", "reason", "The drain is mended.", "seen", "4"); w.Code != http.StatusSeeOther {
		t.Fatalf("closing answers %d: %s", w.Code, w.Body)
	}
	read := c.reads(made.Number, made.Code)
	if len(read) != 2 || read[0].Text != "We look into it." || read[1].Ending != "settled" || read[1].Reason != "The drain is mended." {
		t.Errorf("the person reads %+v", read)
	}
	if w := c.get("list/closed"); !w.says(made.Number) {
		t.Error("it is not among the closed")
	}

	c.says(made, vault.Said{Act: vault.ActUnsolved, Text: "It stands there again."})
	c.post("sync")
	if w := c.get(""); !w.says(made.Number) || !w.says("still not solved") {
		t.Errorf("it is not open again: %s", w.Body)
	}
	if w := c.get(at); !w.says("It stands there again.") || !w.says("They say that it is still not solved") {
		t.Errorf("%s", w.Body)
	}
	if strings.Contains(c.log.String(), "Grace") || strings.Contains(c.log.String(), "door") {
		t.Errorf("the log says %s", c.log.String())
	}
}

func TestWhatThePersonWritesMeanwhileIsReadFirst(t *testing.T) {
	c := found(t)
	made := c.writes(oakley)
	c.post("sync")
	at := "case/" + made.Number + "/"
	c.says(made, vault.Said{Act: vault.ActMessage, Text: "Never mind the door."})
	w := c.post(at+"reply", "text", "Kept words", "then", "waiting", "seen", "1")
	if w.Code != http.StatusConflict || !w.says("Kept words") || !w.says("Never mind the door.") || strings.Count(w.Body.String(), "New since you began") != 1 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if w := c.post(at+"reply", "text", "Kept words", "then", "waiting", "seen", hidden(w, "seen")); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if read := c.reads(made.Number, made.Code); len(read) != 1 || read[0].Text != "Kept words" {
		t.Errorf("the person reads %+v", read)
	}
}

func TestACodeThatIsHandedOutOpensTheCase(t *testing.T) {
	c := found(t)
	c.post("sync")
	w := c.post("enter", "topic", "streets", "kind", "concern", "message", "They told us.", "share", "no", "contact_by", "none")
	w = c.follow(w)
	_, rest, ok := strings.Cut(w.Body.String(), `<p class="code" translate="no">`)
	if w.Code != http.StatusOK || !ok || w.says("works a little later") {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	shown, _, _ := strings.Cut(rest, "</p>")
	code, err := vault.ParseCode(strings.NewReplacer("<span>", "", "</span>", "").Replace(shown))
	c.must(err)
	row, err := c.db.CaseByLookup(t.Context(), code.Lookup())
	c.must(err)
	if !row.IssuedByOffice {
		t.Error("the database does not know that the office issued the code")
	}
	if w := c.get("case/" + row.Number + "/"); !w.says("wrote down what they told us") || !w.says("They told us.") {
		t.Errorf("%s", w.Body)
	}
}

func TestALockedDeskOpensItsBookAnew(t *testing.T) {
	c := found(t)
	made := c.writes(oakley)
	c.post("sync")
	c.now = c.now.Add(idleTime + time.Second)
	if w := c.get(""); w.Code != http.StatusForbidden || w.says(made.Number) {
		t.Fatalf("it does not lock: %d", w.Code)
	}
	if w := c.post("unlock", "passphrase", "any"); w.Code != http.StatusSeeOther || c.opened != 2 {
		t.Fatalf("%d, opened %d times", w.Code, c.opened)
	}
	if w := c.get(""); !w.says(made.Number) {
		t.Errorf("what was fetched is gone: %s", w.Body)
	}
}

func TestTheKeysPageShowsWhatTheDeskSealsTo(t *testing.T) {
	c := found(t)
	c.post("sync")
	w := c.get("keys")
	for _, key := range c.list.Strings() {
		if !w.says(shortKey(key)) {
			t.Errorf("it does not show %s", shortKey(key))
		}
	}
	if w.says("only one recipient") || !w.says("<b>you</b>") {
		t.Errorf("%s", w.Body)
	}
}
