package notify

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"strconv"
	"strings"
	"testing"
	"time"

	gomail "github.com/wneessen/go-mail"

	"example.org/advocate/internal/content"
	"example.org/advocate/internal/store"
)

// morning is a fixed instant: eight o'clock in the office.
var morning = time.Date(2026, 12, 3, 14, 0, 0, 0, time.UTC)

const key = "a key of thirty-two characters .."

// box is an outbox in memory, with the rules of the database's.
type box struct {
	notices []store.Notice
	sent    map[string]bool
	fail    error // of Sent
}

func (b *box) Prepare(_ context.Context, day store.Day, targets []string, waiting int) error {
next:
	for _, target := range targets {
		for _, n := range b.notices {
			if n.Target == target && n.Day == day {
				continue next
			}
		}
		b.notices = append(b.notices, store.Notice{ID: "id" + strconv.Itoa(len(b.notices)), Target: target, Day: day, Waiting: waiting})
	}
	return nil
}

func (b *box) Due(context.Context) (due []store.Notice, err error) {
	for _, n := range b.notices {
		if !b.sent[n.ID] {
			due = append(due, n)
		}
	}
	return due, nil
}

func (b *box) Sent(_ context.Context, id string) error {
	if b.fail != nil {
		return b.fail
	}
	b.sent[id] = true
	return nil
}

// An office is a notifier with all it needs.
type office struct {
	*Notifier
	box *box
	log *bytes.Buffer
	now time.Time
}

func open(t *testing.T, settings content.Settings, change func(*Options)) *office {
	t.Helper()
	o := &office{box: &box{sent: map[string]bool{}}, log: new(bytes.Buffer), now: morning}
	if settings.Title == "" {
		settings.Title = "The Office"
	}
	settings.Languages = []string{"en"}
	opts := Options{
		Settings: &settings, Outbox: o.box, Password: "opensesame", Key: []byte(key),
		Now: func() time.Time { return o.now }, Log: slog.New(slog.NewTextHandler(o.log, nil)),
	}
	if change != nil {
		change(&opts)
	}
	var err error
	if o.Notifier, err = New(opts); err != nil {
		t.Fatal(err)
	}
	return o
}

// day announces and delivers.
func (o *office) day(t *testing.T, day store.Day, waiting int) {
	t.Helper()
	if err := o.Announce(t.Context(), day, waiting); err != nil {
		t.Fatal(err)
	}
	o.Deliver(t.Context())
}

func smtpTo(s *mailServer) content.Settings {
	return content.Settings{Notify: content.Notify{SMTP: content.SMTP{
		Host: "localhost", Port: s.port(), User: "advocate", From: "intake@example.org", To: "office@example.org",
	}}}
}

func believe(s *mailServer) func(*Options) { return func(o *Options) { o.Roots = s.roots } }

// parse reads a mail as a mail program does.
func parse(t *testing.T, text string) (header mail.Header, subject, body string) {
	t.Helper()
	m, err := mail.ReadMessage(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	subject, err = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(m.Body)
	if err != nil {
		t.Fatal(err)
	}
	return m.Header, subject, string(raw)
}

func TestTheOfficeIsToldOnceADayHowManyEntriesWait(t *testing.T) {
	s := startMail(t, nil)
	o := open(t, smtpTo(s), believe(s))
	o.day(t, "2026-12-03", 3)
	o.day(t, "2026-12-03", 7) // the same day once more, as after a restart
	o.day(t, "2026-12-04", 0)
	mails := s.got()
	if len(mails) != 2 {
		t.Fatalf("%d mails, want 2:\n%s", len(mails), o.log)
	}
	first := mails[0]
	if !first.encrypted || first.user != "advocate" || first.password != "opensesame" || !strings.HasPrefix(first.to, "<office@example.org>") || !strings.HasPrefix(first.from, "<intake@example.org>") {
		t.Errorf("the mail came as %+v", first)
	}
	header, subject, body := parse(t, first.text)
	if subject != "The Office: 3 new entries wait" || !strings.HasPrefix(body, "Thursday, December 3, 2026: 3 new entries wait for the desk.") {
		t.Errorf("the mail says %q\n%s", subject, body)
	}
	if id := header.Get("Message-ID"); id != "<id0@example.org>" {
		t.Errorf("its Message-ID is %s", id)
	}
	for name := range header {
		switch name {
		case "Auto-Submitted", "Content-Transfer-Encoding", "Content-Type", "Date", "From", "Message-Id", "Mime-Version", "Subject", "To":
		default:
			t.Errorf("the mail has a header %s: %s", name, header.Get(name))
		}
	}
	if _, subject, _ := parse(t, mails[1].text); subject != "The Office: 0 new entries wait" {
		t.Errorf("on a day without new ones: %q", subject)
	}
}

func TestAMailThatIsRefusedComesAgainLaterWithTheSameName(t *testing.T) {
	s := startMail(t, func(s *mailServer) { s.refuse = 2 })
	o := open(t, smtpTo(s), believe(s))
	o.day(t, "2026-12-03", 1)
	for _, wait := range []time.Duration{59 * time.Second, time.Second, 119 * time.Second, time.Second, time.Hour} {
		o.now = o.now.Add(wait)
		o.Deliver(t.Context())
	}
	mails := s.got()
	if len(mails) != 3 {
		t.Fatalf("%d mails were tried, want 3:\n%s", len(mails), o.log)
	}
	first, _, _ := parse(t, mails[0].text)
	for _, m := range mails[1:] {
		if header, _, _ := parse(t, m.text); header.Get("Message-ID") != first.Get("Message-ID") || header.Get("Message-ID") == "" {
			t.Errorf("named %q, then %q", first.Get("Message-ID"), header.Get("Message-ID"))
		}
	}
	if said := o.log.String(); strings.Count(said, "could not be sent") != 2 || !strings.Contains(said, "sent at last") || strings.Contains(said, "opensesame") {
		t.Errorf("the log says:\n%s", said)
	}
}

func TestTheTriesComeAtLastByTheHour(t *testing.T) {
	o := open(t, content.Settings{}, nil)
	o.add("x", &webhook{})
	n := store.Notice{ID: "a", Target: "x"}
	var pauses []string
	for range 9 {
		o.failed(n, &mailer{}, errors.New("down"))
		pauses = append(pauses, o.trials["a"].again.Sub(o.now).String())
	}
	if got := strings.Join(pauses, " "); got != "1m0s 2m0s 4m0s 8m0s 16m0s 32m0s 1h0m0s 1h0m0s 1h0m0s" {
		t.Errorf("the pauses are %s", got)
	}
}

func TestWhatWasSentAndNotNotedIsSentAgainWithTheSameName(t *testing.T) {
	s := startMail(t, nil)
	o := open(t, smtpTo(s), believe(s))
	o.box.fail = errors.New("the disk is full")
	o.day(t, "2026-12-03", 1)
	o.box.fail = nil
	o.now = o.now.Add(time.Minute)
	o.Deliver(t.Context())
	o.Deliver(t.Context())
	mails := s.got()
	if len(mails) != 2 {
		t.Fatalf("%d mails, want 2", len(mails))
	}
	first, _, _ := parse(t, mails[0].text)
	if again, _, _ := parse(t, mails[1].text); first.Get("Message-ID") != again.Get("Message-ID") {
		t.Errorf("named %q, then %q", first.Get("Message-ID"), again.Get("Message-ID"))
	}
}

func TestALineEndInTheTitleBeginsNoHeader(t *testing.T) {
	for _, title := range []string{"Office\r\nBcc: thief@example.net", "Office\nX: y", "Office\r\n\r\nbody", "Bür\x00o \u202eevil", strings.Repeat("long ", 100)} {
		s := startMail(t, nil)
		settings := smtpTo(s)
		settings.Title = title
		o := open(t, settings, believe(s))
		o.day(t, "2026-12-03", 1)
		mails := s.got()
		if len(mails) != 1 {
			t.Fatalf("%q: %d mails:\n%s", title, len(mails), o.log)
		}
		header, subject, body := parse(t, mails[0].text)
		if header.Get("Bcc") != "" || header.Get("X") != "" || len(header) != 9 || !strings.HasPrefix(body, "Thursday") || strings.Contains(mails[0].to, "thief") {
			t.Errorf("%q comes as\n%s", title, mails[0].text)
		}
		if !strings.HasPrefix(subject, title) && !strings.ContainsAny(title, "\r\n\x00") {
			t.Errorf("%q becomes the subject %q", title, subject)
		}
	}
}

func TestMailIsEncryptedAsThePortSays(t *testing.T) {
	plain := startMail(t, func(s *mailServer) { s.starttls = false })
	for name, c := range map[string]struct {
		host string
		sent int
	}{
		"to this computer it may go in clear": {"localhost", 1},
		"to no other":                         {"localhost.", 0}, // the same computer, under a name that is not known to be it
	} {
		settings := smtpTo(plain)
		settings.Notify.SMTP.Host, settings.Notify.SMTP.User = c.host, ""
		before := len(plain.got())
		o := open(t, settings, believe(plain))
		o.day(t, "2026-12-03", 1)
		if got := len(plain.got()) - before; got != c.sent {
			t.Errorf("%s: %d mails\n%s", name, got, o.log)
		}
	}
	stranger := startMail(t, nil)
	o := open(t, smtpTo(stranger), believe(plain))
	o.day(t, "2026-12-03", 1)
	if len(stranger.got()) != 0 || !strings.Contains(o.log.String(), "certificate") {
		t.Errorf("a server whose certificate nobody vouches for gets mail:\n%s", o.log)
	}
}

func TestPort465SpeaksTLSAtOnce(t *testing.T) {
	s := startMail(t, func(s *mailServer) { s.implicit = true })
	settings := smtpTo(s)
	settings.Notify.SMTP.Port = 465
	o := open(t, settings, believe(s))
	m := o.senders["mail:office@example.org"].(*mailer)
	if !strings.HasSuffix(m.client.ServerAddr(), ":465") {
		t.Fatalf("it asks %s", m.client.ServerAddr())
	}
	// The port itself is not ours to open; what 465 chose is tried at the test's own.
	if err := gomail.WithPort(s.port())(m.client); err != nil {
		t.Fatal(err)
	}
	o.day(t, "2026-12-03", 1)
	if mails := s.got(); len(mails) != 1 || !mails[0].encrypted {
		t.Errorf("%d mails:\n%s", len(mails), o.log)
	}
}

func TestSettingsThatCannotWorkAreRefusedWithTheirPlace(t *testing.T) {
	smtp := func(c content.SMTP) content.Settings { return content.Settings{Notify: content.Notify{SMTP: c}} }
	hook := func(u string) content.Settings { return content.Settings{Webhooks: []content.Webhook{{URL: u}}} }
	for name, c := range map[string]struct {
		settings      content.Settings
		password, key string
		want          string
	}{
		"no sender":        {smtp(content.SMTP{Host: "h", To: "a@example.org"}), "p", key, "notify.smtp: it needs host, from and to"},
		"no host":          {smtp(content.SMTP{To: "a@example.org", From: "b@example.org"}), "p", key, "it needs host, from and to"},
		"no password":      {smtp(content.SMTP{Host: "h", From: "b@example.org", To: "a@example.org", User: "u"}), "", key, "ADVOCATE_SMTP_PASSWORD_FILE"},
		"two lines":        {smtp(content.SMTP{Host: "h", From: "b@example.org\r\nBcc: c@example.org", To: "a@example.org"}), "", key, "notify.smtp: "},
		"two addresses":    {smtp(content.SMTP{Host: "h", From: "b@example.org", To: "a@example.org, c@example.org"}), "", key, "notify.smtp: "},
		"a hook in clear":  {hook("http://example.org/"), "", key, "webhooks[0]: the address must begin with https://"},
		"a hook to a file": {hook("file:///etc/passwd"), "", key, "webhooks[0]: the address cannot be read"},
		"a short key":      {hook("https://example.org/"), "", "short", "ADVOCATE_WEBHOOK_KEY_FILE names must hold a key of at least 32 characters"},
	} {
		c.settings.Title, c.settings.Languages = "Office", []string{"en"}
		_, err := New(Options{Settings: &c.settings, Password: c.password, Key: []byte(c.key), Now: time.Now})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func TestAWebhookIsSignedAndHoldsNothingElse(t *testing.T) {
	var got []*http.Request
	var bodies [][]byte
	status := http.StatusServiceUnavailable
	hook := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got, bodies = append(got, r), append(bodies, body)
		w.WriteHeader(status)
	}))
	defer hook.Close()
	const secret = "/hooks/T0KEN"
	o := open(t, content.Settings{Webhooks: []content.Webhook{{URL: hook.URL + secret}}}, nil)
	o.day(t, "2026-12-03", 4)
	status = http.StatusNoContent
	o.now = o.now.Add(time.Minute)
	o.Deliver(t.Context())
	o.Deliver(t.Context())
	if len(got) != 2 {
		t.Fatalf("%d requests, want 2:\n%s", len(got), o.log)
	}
	if string(bodies[0]) != `{"id":"id0","day":"2026-12-03","waiting":4}` || !bytes.Equal(bodies[0], bodies[1]) {
		t.Errorf("sent %s, then %s", bodies[0], bodies[1])
	}
	r := got[1]
	at := r.Header.Get("Advocate-Timestamp")
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(at + "." + string(bodies[1])))
	if want := "sha256=" + hex.EncodeToString(mac.Sum(nil)); r.Header.Get("Advocate-Signature") != want || at != strconv.FormatInt(o.now.Unix(), 10) {
		t.Errorf("signed %q at %q, want %q", r.Header.Get("Advocate-Signature"), at, want)
	}
	if r.Header.Get("Content-Type") != "application/json" || r.URL.Path != secret {
		t.Errorf("sent to %s as %s", r.URL, r.Header.Get("Content-Type"))
	}
	// The address may be all that protects a hook: it stands neither in the log nor in the database.
	if said := o.log.String(); strings.Contains(said, "T0KEN") || !strings.Contains(said, "status 503") {
		t.Errorf("the log says:\n%s", said)
	}
	if text, _ := json.Marshal(o.box.notices); strings.Contains(string(text), "T0KEN") {
		t.Errorf("the outbox holds %s", text)
	}
}

func TestAWebhookIsNotLedElsewhere(t *testing.T) {
	asked := 0
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked++ }))
	defer elsewhere.Close()
	hook := httptest.NewServer(http.RedirectHandler(elsewhere.URL, http.StatusTemporaryRedirect))
	defer hook.Close()
	o := open(t, content.Settings{Webhooks: []content.Webhook{{URL: hook.URL}}}, nil)
	o.day(t, "2026-12-03", 1)
	if asked != 0 || !strings.Contains(o.log.String(), "status 307") {
		t.Errorf("asked elsewhere %d times:\n%s", asked, o.log)
	}
	hook.Close()
	o.now = o.now.Add(time.Minute)
	o.Deliver(t.Context())
	if said := o.log.String(); strings.Contains(said, hook.URL) || strings.Count(said, "could not be sent") != 2 {
		t.Errorf("the log says:\n%s", said)
	}
}

func TestAReceiverThatIsNamedNoMoreIsToldNothing(t *testing.T) {
	o := open(t, content.Settings{}, nil)
	if o.Receivers() != 0 {
		t.Error("there are receivers")
	}
	o.day(t, "2026-12-03", 1)
	if len(o.box.notices) != 0 {
		t.Error("a notice to nobody was prepared")
	}
	if err := o.box.Prepare(t.Context(), "2026-12-02", []string{"mail:gone@example.org"}, 1); err != nil {
		t.Fatal(err)
	}
	o.Deliver(t.Context())
	if due, _ := o.box.Due(t.Context()); len(due) != 0 || o.log.Len() != 0 {
		t.Errorf("%d notices wait for ever:\n%s", len(due), o.log)
	}
}
