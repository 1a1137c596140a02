package intake

import (
	"bufio"
	"bytes"
	"fmt"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"example.org/advocate/internal/formdata"
	"example.org/advocate/internal/vault"
)

// multi is a form as multipart, and its content type.
func multi(t testing.TB, v url.Values) (body []byte, contentType string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, values := range v {
		for _, value := range values {
			if err := w.WriteField(name, value); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), w.FormDataContentType()
}

func (o *office) send(body []byte, contentType string) got {
	o.t.Helper()
	r := httptest.NewRequest(http.MethodPost, "/intake", bytes.NewReader(body))
	r.Header.Set("Content-Type", contentType)
	return o.do(r)
}

func TestAllWaysOfSendingAFormAreRead(t *testing.T) {
	o := open(t)
	body, contentType := multi(t, concern())
	o.send(body, contentType).is(200).says("The culvert floods.")
	o.send([]byte(concern().Encode()), "application/x-www-form-urlencoded; charset=utf-8").is(200).says("The culvert floods.")
	o.send([]byte(`{"topic":"streets","kind":"concern","message":"The culvert floods."}`), "application/json").is(200).says("The culvert floods.")
}

func TestWhatIsNoFormIsRefused(t *testing.T) {
	o := open(t)
	for _, c := range []struct {
		name, contentType, body string
		status                  int
	}{
		{"no type", "", "message=x", 415},
		{"text", "text/plain", "message=x", 415},
		{"a broken type", "multipart/form-data; boundary", "x", 400},
		{"no boundary", "multipart/form-data", "x", 400},
		{"half a part", "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"message\"\r\n\r\nhalf", 400},
		{"a JSON name twice", "application/json", `{"message":"a","message":"a"}`, 400},
		{"half a JSON object", "application/json", `{"message":"a"`, 400},
		{"a JSON name that is none", "application/json", `{5:"a"}`, 400},
		{"a bad escape", "application/x-www-form-urlencoded", "message=%zz", 400},
		{"no JSON", "application/json", "message=x", 400},
		{"a JSON list", "application/json", `["message"]`, 400},
		{"more than one JSON object", "application/json", `{}{}`, 400},
		{"too much", "application/x-www-form-urlencoded", "message=" + strings.Repeat("x", maxBody), 413},
		{"far too much", "application/x-www-form-urlencoded", "message=" + strings.Repeat("x", 10<<20), 413},
	} {
		t.Run(c.name, func(t *testing.T) {
			o.t = t
			o.send([]byte(c.body), c.contentType).is(c.status).says("<main", "tel:911").never("xxxx")
		})
	}
}

// A browser sends everything before it reads, and takes a connection that is closed on it for the answer.
func TestATooLargeRequestIsTakenInBeforeItIsAnswered(t *testing.T) {
	server := httptest.NewServer(open(t))
	defer server.Close()
	connection, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	const size = 10 << 20
	_, err = fmt.Fprintf(connection, "POST /intake HTTP/1.1\r\nHost: office\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s",
		size, strings.Repeat("x", size))
	if err != nil {
		t.Fatalf("the connection was closed before everything was sent: %v", err)
	}
	answer, err := http.ReadResponse(bufio.NewReader(connection), nil)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("it is answered with %d", answer.StatusCode)
	}
}

func TestALargeFormIsNotWrittenToATemporaryFile(t *testing.T) {
	temp := t.TempDir()
	o := open(t)
	t.Setenv("TMPDIR", temp)
	before, err := os.Stat(temp)
	if err != nil {
		t.Fatal(err)
	}
	form := concern("message", strings.Repeat("a", 20_000), "outcome_wanted", strings.Repeat("b", 5000), "nothing", strings.Repeat("c", 400_000))
	body, contentType := multi(t, form)
	watched := o.send(body, contentType).is(200)
	o.wait(minRead)
	o.stage("confirm", watched.carried()).is(200).receipt()
	after, err := os.Stat(temp)
	if err != nil {
		t.Fatal(err)
	}
	// A file that came and went leaves its trace in the folder's time of change.
	if entries, err := os.ReadDir(temp); err != nil || len(entries) != 0 || !after.ModTime().Equal(before.ModTime()) {
		t.Errorf("there were temporary files: %v, %v", entries, err)
	}
}

// TestHostileTextIsStoredExactlyOrRefused sends text through review and confirm, as a browser would.
func TestHostileTextIsStoredExactlyOrRefused(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"lines":        {"one\r\ntwo\nthree\rfour", "one\ntwo\nthree\nfour"},
		"markup":       {`<script>alert("x")</script>&amp;'` + "`${1}{{.}}", ""},
		"an attribute": {`"><img src=x onerror=alert(1)>`, ""},
		"bidi":         {"\u202eabc\u2066def\u200f", ""},
		"controls":     {"a\x01b\x0bc\x1b[31md\x7f\u0085e\u2028f", ""},
		"spaces":       {"  \t message \n\n  ", ""},
		"first line":   {"\n\n  begins below", ""},
		"emoji":        {"👩🏽‍🌾 ok 🇺🇸", ""},
		"astral":       {strings.Repeat("𝔘", 20_000), ""},
		"combining":    {"e\u0301\u0327 ﬁ", ""},
		"header":       {"x\r\nSet-Cookie: a=b\r\n\r\n<html>", "x\nSet-Cookie: a=b\n\n<html>"},
		"replacement":  {"someone else's \ufffd stays", ""},
		"noncharacter": {"\ufffe\uffff\U0010ffff x", ""},
	} {
		t.Run(name, func(t *testing.T) {
			o := open(t)
			want := c.want
			if want == "" {
				want = c.text
			}
			body, contentType := multi(t, concern("message", c.text))
			review := o.send(body, contentType).is(200).never("<script>alert", "<img src=x")
			if review.Header().Get("Set-Cookie") != "" {
				t.Error("the text became a header")
			}
			edit := o.stage("edit", review.carried()).is(200).never("<script>alert", "<img src=x")
			if !strings.Contains(edit.text, "<textarea") {
				t.Error("edit shows no form")
			}
			o.wait(minRead)
			o.stage("confirm", review.carried()).is(200).receipt()
			if words, _ := o.words(); words.Message != want {
				t.Errorf("stored as %q, want %q", words.Message, want)
			}
		})
	}
}

func TestWhatIsNoTextIsRefusedWithAReason(t *testing.T) {
	for name, text := range map[string]string{"NUL": "a\x00b", "not UTF-8": "a\xffb", "a surrogate": "a\xed\xa0\x80b", "overlong": "a\xc0\xafb"} {
		t.Run(name, func(t *testing.T) {
			o := open(t)
			for field, label := range map[string]string{"message": "Your message", "name": "Your name", "contact_by": "How may we reach you?"} {
				body, contentType := multi(t, concern(field, text))
				answer := o.send(body, contentType).is(422).speaks("intake.error.text_wrong", "field", label).says("#f-" + field)
				if !utf8.ValidString(answer.text) || strings.Contains(answer.text, "\x00") {
					t.Error("the page itself is no text")
				}
			}
			if o.stored() != 0 {
				t.Error("something was stored")
			}
		})
	}
}

func TestEachFieldIsChecked(t *testing.T) {
	o := open(t)
	long := func(n int) string { return strings.Repeat("ü", n) }
	for _, c := range []struct {
		name, field, key string
		pairs            []any
		form             url.Values
	}{
		{"no message", "message", "message_missing", nil, concern("message", "")},
		{"only space", "message", "message_missing", nil, concern("message", " \r\n\t ")},
		{"only what does not show", "message", "message_missing", nil, concern("message", "\u200b\u202e\u2066")},
		{"a long message", "message", "too_long", []any{"field", "Your message", "max", "20,000"}, concern("message", long(20_001))},
		{"no kind", "kind", "kind_unknown", nil, concern("kind", "")},
		{"a kind of its own", "kind", "kind_unknown", nil, concern("kind", "praise")},
		{"no topic", "topic", "topic_unknown", nil, concern("topic", "")},
		{"a topic that is gone", "topic", "topic_unknown", nil, concern("topic", "trash")},
		{"a long wish", "outcome_wanted", "too_long", []any{"field", "What would put it right", "max", "5,000"}, concern("outcome_wanted", long(5001))},
		{"a long name", "name", "too_long", []any{"field", "Your name", "max", "200"}, concern("name", long(201))},
		{"a name of two lines", "name", "text_wrong", []any{"field", "Your name"}, concern("name", "a\r\nb")},
		{"a name that does not show", "name", "text_wrong", []any{"field", "Your name"}, concern("name", "\u200b")},
		{"another answer", "contacted", "choice_unknown", []any{"field", "Have you been in touch with them first?"}, concern("contacted", "perhaps")},
		{"a district elsewhere", "district", "district_unknown", nil, concern("district", "5")},
		{"a date that never was", "contacted_on", "date_wrong", []any{"field", "When you were in touch with them"}, concern("contacted_on", "2026-02-30")},
		{"another way to write a date", "event_on", "date_wrong", []any{"field", "The day of the event"}, concern("event_on", "12/03/2026")},
		{"a language that tells a name", "language", "choice_unknown", []any{"field", "The language you want to talk in"}, concern("language", "x-Ada-Lovelace")},
		{"no address", "email", "email_wrong", nil, concern("email", "ada")},
		{"two addresses", "email", "email_wrong", nil, concern("email", "a@b.org,c@d.org")},
		{"email without an address", "email", "email_missing", nil, concern("contact_by", "email")},
		{"phone without a number", "phone", "phone_missing", nil, concern("contact_by", "phone")},
		{"text without a number", "phone", "phone_missing", nil, concern("contact_by", "text")},
		{"relay without a number", "phone", "phone_missing", nil, concern("contact_by", "relay")},
		{"mail without an address", "contact_by", "mail_missing", nil, concern("contact_by", "mail")},
		{"with a name that is not there", "name", "name_missing", nil, concern("share", "with-name")},
		{"share everything", "share", "choice_unknown", []any{"field", "How may we share this with the department?"}, concern("share", "yes")},
		{"two messages", "message", "text_wrong", []any{"field", "Your message"}, url.Values{"topic": {"streets"}, "kind": {"concern"}, "message": {"a", "b"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			o.t = t
			answer := o.stage("review", c.form).is(422).says("Error:", "#f-"+c.field).speaks("intake.error."+c.key, c.pairs...)
			if c.field != "topic" && c.field != "message" {
				answer.says("The culvert floods.")
			}
		})
	}
}

func TestWhatFitsIsAccepted(t *testing.T) {
	for name, form := range map[string]url.Values{
		"the longest":        concern("message", strings.Repeat("ü", 20_000), "outcome_wanted", strings.Repeat("字", 5000), "name", strings.Repeat("字", 200)),
		"CRLF counts once":   concern("message", strings.Repeat("a\r\n", 10_000)),
		"mail":               concern("contact_by", "mail", "message", "Write to 5 Main St."),
		"mail, safely":       concern("contact_by", "mail", "contact_safely", "5 Main St., to Ada"),
		"a leap day":         concern("contacted_on", "2028-02-29"),
		"a script":           concern("language", "zh-Hant"),
		"the same twice":     {"topic": {"streets", ""}, "kind": {"concern"}, "message": {"a", "a"}},
		"what an add-on put": concern("__something", "x"),
		"space around":       concern("email", " ada@example.org ", "contact_by", "email"),
	} {
		t.Run(name, func(t *testing.T) {
			o := open(t)
			o.confirmed(form)
			o.words()
		})
	}
}

func TestEveryFieldOfTheTableIsKept(t *testing.T) {
	o := open(t)
	form := concern("topic", "streets", "kind", "invite", "contacted", "no", "anyway", "yes", "anyway_reason", "r1", "reference", "r2",
		"contacted_on", "2026-01-02", "district", "4", "language", "es", "name", "n", "email", "a@b.org", "phone", "5", "contact_by", "text",
		"contact_safely", "s", "accommodation", "a", "share", "without-name", "other_party", "o", "willing", "no", "event_on", "2026-05-06",
		"event_place", "p", "outcome_wanted", "w", "website", "http://spam.example")
	for _, f := range fields {
		if form.Get(f.name) == "" {
			t.Fatalf("this test forgets %s", f.name)
		}
	}
	review := o.reviewed(form)
	edited := o.stage("edit", review).is(200)
	for _, f := range fields {
		if value := form.Get(f.name); !strings.Contains(edited.text, `value="`+value+`"`) && !strings.Contains(edited.text, "\n"+value+"</textarea>") && f.name != "website" {
			t.Errorf("edit loses %s", f.name)
		}
	}
	o.stage("confirm", review).is(200)
	words, facts := o.words()
	want := vault.Words{
		Message: "The culvert floods.", OutcomeWanted: "w", Contacted: "no", AnywayReason: "r1", Reference: "r2", ContactedOn: "2026-01-02",
		PageLanguage: "en", Name: "n", Email: "a@b.org", Phone: "5", ContactBy: "text", ContactSafely: "s", Accommodation: "a",
		Share: "without-name", OtherParty: "o", Willing: "no", EventOn: "2026-05-06", EventPlace: "p",
	}
	if words != want {
		t.Errorf("sealed %+v\nwant %+v", words, want)
	}
	if want := (vault.Facts{Topic: "streets", Kind: "invite", Department: "roads", District: "4", Language: "es", Anyway: true}); facts != want {
		t.Errorf("sealed %+v, want %+v", facts, want)
	}
	for i := range reflect.TypeFor[vault.Words]().NumField() {
		if name := reflect.TypeFor[vault.Words]().Field(i); reflect.ValueOf(words).Field(i).IsZero() {
			t.Errorf("%s is never filled", name.Name)
		}
	}
}

func TestEveryAnswerHasWordsInTheReview(t *testing.T) {
	built, err := prepared()
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, f := range fields {
		if !f.unshown {
			keys = append(keys, "form.label."+f.name)
			for _, choice := range f.choices {
				keys = append(keys, fmt.Sprintf("form.%s_%s", f.name, choice))
			}
		}
	}
	for _, key := range keys {
		if _, err := built.Site.Say("en", key); err != nil {
			t.Error(err)
		}
	}
}

func TestATopicThatIsGoneIsChosenAnew(t *testing.T) {
	o := open(t)
	gone := o.stage("edit", concern("topic", "trash", "name", "Ada")).is(422).
		says(`<option value="anything">Anything else</option>`, "The culvert floods.")
	o.stage("review", with(gone.carried(), "topic", "anything")).is(200).says("Ada", "Anything else")
}

func TestWhoFillsTheTrapIsStoredApart(t *testing.T) {
	o := open(t)
	o.confirmed(concern("website", "http://spam.example"))
	o.confirmed(concern())
	entries, err := o.DB.EntriesAfter(t.Context(), 0, 10)
	if err != nil || len(entries) != 2 || !entries[0].Apart || entries[1].Apart {
		t.Errorf("stored %d entries, %v", len(entries), err)
	}
	if words, err := o.unseal(entries[0].Sealed).Words(); err != nil || words.Message != "The culvert floods." {
		t.Errorf("the text is lost: %+v, %v", words, err)
	}
}

func TestSuspectedSpamIsStoredApartAndAnsweredAsAllIs(t *testing.T) {
	links := func(n int) string { return strings.Repeat("see https://example.org/x ", n) }
	for name, c := range map[string]struct {
		form  url.Values
		apart bool
	}{
		"the trap":          {concern("website", "x"), true},
		"a long trap":       {concern("website", strings.Repeat("ü", 500)+"\r\n\x00"), true},
		"many links":        {concern("message", links(maxLinks+1)), true},
		"some links":        {concern("message", links(maxLinks)), false},
		"links everywhere":  {concern("message", links(maxLinks-1), "outcome_wanted", "WWW.example.org [url=x]"), true},
		"what is no link":   {concern("message", strings.Repeat("awww. http ", 20)), false},
		"nothing like that": {concern(), false},
	} {
		t.Run(name, func(t *testing.T) {
			o := open(t)
			o.confirmed(c.form)
			if got := o.apart(); !slices.Equal(got, []bool{c.apart}) {
				t.Errorf("stored apart: %v, want %v", got, c.apart)
			}
		})
	}
}

func TestAMessageThatManySendIsStoredApart(t *testing.T) {
	o := open(t)
	for i := range maxAlike + 2 {
		o.confirmed(concern("message", []string{"Buy  my\nwares.", "buy my WARES."}[i%2], "name", fmt.Sprint("Name ", i)))
	}
	o.confirmed(concern("message", "Something else."))
	if got := o.apart(); !slices.Equal(got, []bool{false, false, false, true, true, false}) {
		t.Errorf("stored apart: %v", got)
	}
	o.wait(time.Hour)
	o.confirmed(concern("message", "Buy my wares."))
	if got := o.apart(); got[len(got)-1] {
		t.Error("it is still suspected an hour later")
	}
}

func TestWhatWasNotStoredDoesNotCountAsSentByMany(t *testing.T) {
	o := open(t)
	review := o.reviewed(concern())
	db := o.DB
	broken := open(t)
	broken.DB.Close()
	o.DB = broken.DB
	for range maxAlike + 1 {
		o.stage("confirm", review).is(503)
	}
	o.DB = db
	o.stage("confirm", review).is(200).receipt()
	if got := o.apart(); !slices.Equal(got, []bool{false}) {
		t.Errorf("stored apart: %v", got)
	}
}

// apart tells of each stored entry whether it is suspected spam.
func (o *office) apart() (list []bool) {
	o.t.Helper()
	entries, err := o.DB.EntriesAfter(o.t.Context(), 0, 100)
	if err != nil {
		o.t.Fatal(err)
	}
	for _, e := range entries {
		list = append(list, e.Apart)
	}
	return list
}

func FuzzAForm(f *testing.F) {
	f.Add("application/x-www-form-urlencoded", []byte("topic=streets&message=a%0D%0Ab&website=x&stage=confirm"))
	f.Add("application/json", []byte(`{"topic":"streets","message":"a\ud800b","x":1}`))
	f.Add("multipart/form-data; boundary=b", []byte("--b\r\nContent-Disposition: form-data; name=\"message\"\r\n\r\na\r\nb\x00\xff\r\n--b--\r\n"))
	f.Fuzz(func(t *testing.T, contentType string, body []byte) {
		r := httptest.NewRequest(http.MethodPost, "/intake", bytes.NewReader(body))
		r.Header.Set("Content-Type", contentType)
		read, _ := formdata.Read(httptest.NewRecorder(), r, maxBody)
		form := newForm(read)
		given := map[string][]string{"stage": {form.stage}, "token": {form.token}, "code": {form.code}}
		for name, text := range form.answers {
			if !utf8.ValidString(text) || strings.ContainsAny(text, "\x00\r") || text == "" {
				t.Fatalf("%s is %q", name, text)
			}
			given[name] = []string{text}
		}
		// A page carries the form on, and it is read again as it was.
		again := newForm(given)
		if !reflect.DeepEqual(again.answers, form.answers) || again.stage != form.stage || len(again.damaged) != 0 {
			t.Fatalf("read again it is %v, and was %v", again.answers, form.answers)
		}
		form.sealed()
		if !slices.Equal(form.body(), again.body()) {
			t.Fatal("the body differs on the way")
		}
	})
}
