package intake

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"example.org/advocate/internal/client"
	"example.org/advocate/internal/vault"
)

func TestWhatIsWrongWithAMessageIsToldAndItIsKept(t *testing.T) {
	o := open(t)
	r := o.confirmed(concern())
	long := strings.Repeat("ä", 20_001)
	for name, c := range map[string]struct{ text, key string }{
		"nothing": {"", "message_missing"}, "no sign": {" \n", "message_missing"},
		"too long": {long, "message_long"}, "no text": {"a\x00b", "text_wrong"},
	} {
		t.Run(name, func(t *testing.T) {
			o.t = t
			answer := o.adds(r.code, "message", "message", c.text).is(422).
				says("<title>Error:", `href="#f-message"`, `aria-describedby="f-message-error"`)
			if c.text != "a\x00b" && !strings.Contains(answer.text, ">\n"+c.text+"</textarea>") {
				t.Error("the text is not kept")
			}
		})
	}
	o.adds(r.code, "message", "message", "a\x00b").is(422).speaks("intake.error.text_wrong", "field", "Your message").says("a\ufffdb")
	o.adds(r.code, "message", "message", long[:2*20_000]).is(200)
	o.closes(r, vault.Said{Ending: "settled"})
	o.adds(r.code, "unsolved", "message", long).is(422).says(long, `href="#f-message"`)
	if n := len(o.entries(r.number)); n != 3 {
		t.Errorf("there are %d entries, want 3", n)
	}
}

func TestNoErrorLosesWhatWasTyped(t *testing.T) {
	o := open(t)
	r := o.confirmed(concern())
	form := with(o.opened(r.code), "action", "message", "message", "At the bridge.")
	kept := func(answer got) url.Values {
		t.Helper()
		carried := answer.says("At the bridge.").carried()
		if carried.Get("message") != "At the bridge." {
			t.Errorf("the page carries on %v", carried)
		}
		return carried
	}
	// A code that is wrong by now: the text goes along to the right one, and stands in its field.
	for _, wrong := range []string{"", r.code[:10], "0000-0000-0000-0000-0000-0000-0000"} {
		carried := kept(o.post(statusPath, with(form, "code", wrong)).is(422))
		o.post(statusPath, with(carried, "code", r.code)).is(200).says(">\nAt the bridge.</textarea>")
	}
	// Another site's page has no say: it is asked once more.
	request := httptest.NewRequest(http.MethodPost, statusPath, strings.NewReader(form.Encode()))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Sec-Fetch-Site", "cross-site")
	o.do(request).is(200).speaks("intake.status.done.again").says(">\nAt the bridge.</textarea>")
	for _, token := range []string{"", "x", strings.Repeat("A", 42), strings.Repeat("A", 44)} {
		o.post(statusPath, with(form, "token", token)).is(200).speaks("intake.status.done.again").says("At the bridge.")
	}
	if n := len(o.entries(r.number)); n != 1 {
		t.Fatalf("there are %d entries, want 1", n)
	}
	// A database that fails, before and after the case was read.
	db := o.DB
	closed := open(t)
	closed.DB.Close()
	o.DB = closed.DB
	carried := kept(o.post(statusPath, form).is(503).speaks("intake.status.notice.down.title"))
	o.DB = db
	if carried.Get("token") != form.Get("token") || carried.Get("action") != "message" || carried.Get("code") != r.code {
		t.Errorf("the page carries on %v", carried)
	}
	for range 2 {
		o.post(statusPath, carried).is(200).speaks("intake.status.done.message")
	}
	if n := len(o.entries(r.number)); n != 2 {
		t.Errorf("there are %d entries, want 2", n)
	}
	o.faults.Report(o.Log, "")
	if log := o.log.String(); strings.Contains(log, "bridge") || strings.Contains(log, r.code) || strings.Contains(log, r.number) {
		t.Errorf("the log says: %s", log)
	}
}

func TestWhoDoesTooMuchIsToldHowLongToWait(t *testing.T) {
	o := open(t, func(opts *Options) { opts.Rate = client.Rate{Stored: 3, Requests: 1000, Per: 30 * time.Minute} })
	r := o.confirmed(concern())
	form := with(o.opened(r.code), "action", "message")
	o.post(statusPath, with(form, "message", "one")).is(200)
	o.post(statusPath, with(form, "message", "two")).is(200)
	for range 5 { // what is there already costs nothing, and neither does reading; but both wait with the rest
		busy := o.post(statusPath, with(form, "message", "three")).is(429).says("three").
			speaks("intake.status.notice.busy.title").speaks("intake.status.notice.busy.text", "n", 10)
		if wait := busy.Header().Get("Retry-After"); wait != "600" {
			t.Errorf("it is to wait %s seconds", wait)
		}
		if carried := busy.carried(); carried.Get("token") != form.Get("token") || carried.Get("message") != "three" {
			t.Errorf("the page carries on %v", carried)
		}
	}
	o.status(r.code, "open").is(429).never("culvert")
	o.wait(10 * time.Minute)
	for range 10 {
		o.post(statusPath, with(form, "message", "two")).is(200).speaks("intake.status.done.message")
	}
	o.post(statusPath, with(form, "message", "three")).is(200)
	o.post(statusPath, with(form, "message", "four")).is(429)
	if n := len(o.entries(r.number)); n != 4 {
		t.Errorf("there are %d entries, want 4", n)
	}

	all := open(t, func(opts *Options) { opts.Rate = client.Rate{Stored: 100, Requests: 1, Per: time.Minute} })
	all.do(httptest.NewRequest("GET", statusPath, nil)).is(200)
	all.post(statusPath, with(form, "message", "At the bridge.")).is(429).says("At the bridge.").
		speaks("intake.status.notice.busy.text", "n", 1)
	all.do(httptest.NewRequest("GET", statusPath, nil)).is(429).speaks("intake.status.back")
}

func TestWhatAddsToACaseLeavesNothingInClear(t *testing.T) {
	o := open(t)
	r := o.confirmed(concern("message", "MARKfirst"))
	page := o.opened(r.code)
	send := func(pairs ...string) got {
		request := httptest.NewRequest("POST", statusPath+"?MARKquery="+r.code, strings.NewReader(with(page, pairs...).Encode()))
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		request.RemoteAddr = "203.0.113.77:5432"
		return o.do(request).is(200)
	}
	send("action", "message", "message", "MARKmessage")
	send("action", "withdraw", "stage", "confirm")
	send("action", "unsolved", "message", "MARKunsolved")
	o.answers(r, vault.Said{Act: vault.ActReply, Text: "MARKreply"}, officeKey)
	o.closes(r, vault.Said{Ending: "settled", Reason: "MARKreason", Next: "MARKnext"})
	send("action", "answer", "satisfied", "partly", "fair", "partly")
	send("action", "show")
	o.sweep(context.Background())
	token := page.Get("token")
	marks := []string{"MARK", "partly", "settled", "203.0.113", r.code, strings.ReplaceAll(r.code, "-", ""), token, token[10:30]}
	if found := o.traces(marks...); len(found) != 0 {
		t.Errorf("left behind: %v", found)
	}
	if o.log.Len() != 0 {
		t.Errorf("the log says: %s", o.log)
	}
	if n := len(o.entries(r.number)); n != 7 {
		t.Errorf("there are %d entries, want 7", n)
	}
}

// TestThePagesOfACaseAreInOrder looks at every state of the page as a browser and a screen reader do.
func TestThePagesOfACaseAreInOrder(t *testing.T) {
	o := open(t)
	r := o.confirmed(concern())
	o.answers(r, vault.Said{Act: vault.ActReply, Text: "Where?"}, officeKey)
	closed := o.confirmed(concern("message", "Another."))
	o.closes(closed, vault.Said{Ending: "outside-remit", Reason: "So.", Next: "There."})
	issued := o.takenDown(vault.Words{Message: "By telephone."})
	for name, answer := range map[string]got{
		"the form": o.do(httptest.NewRequest("GET", statusPath, nil)), "a wrong code": o.status("x", "open", "message", "Text."),
		"open": o.status(r.code, "open"), "own words": o.status(r.code, "show"), "an error": o.adds(r.code, "message"),
		"added": o.adds(r.code, "message", "message", "x"), "sure": o.adds(r.code, "withdraw", "message", "x"),
		"closed": o.status(closed.code, "show"), "no answer": o.adds(closed.code, "answer"), "a new code": o.status(issued.code, "open"),
	} {
		t.Run(name, func(t *testing.T) {
			tree, err := html.Parse(strings.NewReader(answer.text))
			if err != nil {
				t.Fatal(err)
			}
			level, ids := 0, map[string]bool{}
			for n := range tree.Descendants() {
				if n.Type != html.ElementNode {
					continue
				}
				at := attributes(n)
				if ids[at["id"]] && at["id"] != "" {
					t.Errorf("the id %s stands there twice", at["id"])
				}
				ids[at["id"]] = true
				for _, place := range []string{"href", "action", "formaction", "src"} {
					for _, secret := range []string{r.code, closed.code, issued.code} {
						if strings.Contains(at[place], secret) {
							t.Errorf("a code stands in an address: %s", at[place])
						}
					}
				}
				if at["name"] == "code" && at["autocomplete"] != "off" {
					t.Error("a browser may remember the code")
				}
				if n.Data == "form" && at["method"] != "post" {
					t.Error("a form sends what it holds in an address")
				}
				if len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6' {
					now := int(n.Data[1] - '0')
					summary := slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "autofocus" })
					if !summary && now > level+1 || now == 1 && level != 0 {
						t.Errorf("h%d follows h%d", now, level)
					}
					if !summary {
						level = now
					}
				}
			}
			if level == 0 {
				t.Error("there is no heading")
			}
			answer.never("<script")
		})
	}
}
