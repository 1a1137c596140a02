package intake

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.org/advocate/internal/client"
)

func strict(opts *Options) { opts.Rate = client.Rate{} }

// from sends a form from an address.
func (o *office) from(address, path string, v url.Values) got {
	o.t.Helper()
	r := httptest.NewRequest("POST", path, strings.NewReader(v.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.RemoteAddr = address
	return o.do(r)
}

func retryAfter(t *testing.T, g got) time.Duration {
	t.Helper()
	seconds, err := strconv.Atoi(g.Header().Get("Retry-After"))
	if err != nil || seconds < 1 || seconds > 600 {
		t.Errorf("Retry-After is %q", g.Header().Get("Retry-After"))
	}
	return time.Duration(seconds) * time.Second
}

func TestTwentyConcernsAreStoredInTenMinutes(t *testing.T) {
	o := open(t, strict)
	var reviews []url.Values
	for range 20 {
		reviews = append(reviews, o.stage("review", concern()).carried())
	}
	review := o.reviewed(concern("name", "Ada"))
	for _, r := range reviews { // at one instant, for an allowance grows again
		o.stage("confirm", r).is(200).receipt()
	}
	busy := o.stage("confirm", review).is(429).speaks("intake.notice.busy.title").says("The culvert floods.")
	if carried := busy.carried(); carried.Get("token") != review.Get("token") || carried.Get("name") != "Ada" {
		t.Errorf("the page carries on %v", carried)
	}
	if n := o.stored(); n != 20 {
		t.Fatalf("%d cases were stored", n)
	}
	o.wait(retryAfter(t, busy))
	o.stage("confirm", review).is(200).receipt()
	// A repeated confirm stores nothing, and so costs nothing.
	o.stage("confirm", review).is(200).receipt()
	if answer, _ := o.program(idempotencyKey, jsonConcern); answer.Code != 429 || answer.Header().Get("Retry-After") == "" {
		t.Errorf("a program is answered with %d", answer.Code)
	}
}

func TestWrongCodesAreLimitedAndRightOnesAreNot(t *testing.T) {
	o := open(t, strict)
	receipt := o.confirmed(concern())
	for range 50 {
		o.post("/intake/status", url.Values{"code": {receipt.code}}).is(200)
	}
	for range 19 {
		o.post("/intake/status", url.Values{"code": {"0000-0000-0000-0000-0000-0000-0000"}}).is(422)
	}
	for _, code := range []string{"0000-0000-0000-0000-0000-0000-0000", "x", receipt.code} {
		busy := o.post("/intake/status", url.Values{"code": {code}}).is(429).never(receipt.number)
		retryAfter(t, busy)
	}
	o.post("/intake/status", url.Values{"code": {""}}).is(422) // no guess
	o.wait(10 * time.Minute)
	o.post("/intake/status", url.Values{"code": {receipt.code}}).is(200)
}

func TestThreeHundredRequestsAreAnsweredInTenMinutes(t *testing.T) {
	o := open(t, strict)
	for range 299 {
		o.do(httptest.NewRequest("GET", "/intake/status", nil)).is(200)
	}
	o.stage("review", concern()).is(200)
	busy := o.stage("review", concern()).is(429).says("The culvert floods.")
	retryAfter(t, busy)
	o.do(httptest.NewRequest("GET", "/intake/status", nil)).is(429)
	o.do(httptest.NewRequest("GET", "/healthz", nil)).is(200)
	o.wait(10 * time.Minute)
	o.stage("review", busy.carried()).is(200)
}

func TestAClientIsAnAddressOrASlash64(t *testing.T) {
	o := open(t, func(opts *Options) { opts.Rate = client.Rate{Stored: 5, Requests: 1, Per: time.Minute} })
	for _, c := range []struct {
		address string
		status  int
	}{
		{"192.0.2.1:1", 200},
		{"192.0.2.1:2", 429},
		{"[::ffff:192.0.2.1]:3", 429},
		{"192.0.2.2:1", 200},
		{"[2001:db8:1:2:3::4]:1", 200},
		{"[2001:db8:1:2:5::6]:1", 429},
		{"[2001:db8:1:2:5::6%eth0]:1", 429},
		{"[2001:db8:1:3::4]:1", 200},
		{"@", 200},
		{"", 429},
	} {
		if answer := o.from(c.address, "/intake/status", nil); (answer.Code == 429) != (c.status == 429) {
			t.Errorf("%s is answered with %d, want %d", c.address, answer.Code, c.status)
		}
	}
	r := httptest.NewRequest("GET", "/intake/status", nil)
	r.Header.Set("X-Forwarded-For", "198.51.100.9")
	r.RemoteAddr = "192.0.2.2:9"
	o.do(r).is(429) // the header is nobody's word
}

func TestBehindATrustedProxyEachClientHasAnAllowanceOfItsOwn(t *testing.T) {
	o := open(t, func(opts *Options) {
		opts.Rate = client.Rate{Stored: 5, Requests: 1, Per: time.Minute}
		opts.Proxies, _ = client.ParseProxies("127.0.0.1")
	})
	ask := func(peer, forwarded string) int {
		r := httptest.NewRequest(http.MethodGet, "/intake/status", nil)
		r.RemoteAddr = peer
		r.Header.Set("X-Forwarded-For", forwarded)
		return o.do(r).Code
	}
	for i, c := range []struct {
		peer, forwarded string
		status          int
	}{
		{"127.0.0.1:1", "198.51.100.1", 200},
		{"127.0.0.1:2", "198.51.100.2", 200},
		{"127.0.0.1:3", "203.0.113.9, 198.51.100.1", 429},
		{"192.0.2.7:4", "198.51.100.3", 200},
		{"192.0.2.7:5", "198.51.100.4", 429},
	} {
		if got := ask(c.peer, c.forwarded); got != c.status {
			t.Errorf("request %d is answered with %d, want %d", i, got, c.status)
		}
	}
}

// slowBody is a body whose first byte comes late.
type slowBody struct {
	o    *office
	text io.Reader
	late bool
}

func (b *slowBody) Read(p []byte) (int, error) {
	if !b.late {
		b.late = true
		b.o.wait(30 * time.Second)
	}
	return b.text.Read(p)
}

func TestASlowRequestDoesNotMakeAnAllowanceGrowTwice(t *testing.T) {
	o := open(t, strict)
	guess := url.Values{"code": {"0000-0000-0000-0000-0000-0000-0000"}}.Encode()
	judged := 0
	for range 60 {
		r := httptest.NewRequest("POST", statusPath, &slowBody{o: o, text: strings.NewReader(guess)})
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		for _, g := range []got{o.do(r), o.post(statusPath, url.Values{"code": {"0000-0000-0000-0000-0000-0000-0000"}})} {
			if g.Code == 422 {
				judged++
			}
		}
	}
	if most := 20 + 60; judged > most { // twenty at once, and two a minute for half an hour
		t.Errorf("%d codes were judged, %d at most are to be", judged, most)
	}
}
