package intake

import (
	"fmt"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"
)

func strict(opts *Options) { opts.Rate = Rate{} }

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
	o := open(t, func(opts *Options) { opts.Rate = Rate{Stored: 5, Requests: 1, Per: time.Minute} })
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

func TestAMemoryForgets(t *testing.T) {
	m := newMemory[int](time.Hour)
	one := func() int { return 1 }
	if _, known := m.see("a", noon, nil); known || len(m.kept) != 0 {
		t.Error("looking keeps something")
	}
	m.see("a", noon, one)
	m.see("b", noon.Add(time.Minute), one)
	if _, known := m.see("a", noon.Add(time.Hour-1), nil); !known {
		t.Error("it is forgotten too soon")
	}
	if _, known := m.see("a", noon.Add(time.Hour), nil); known {
		t.Error("it is known too long")
	}
	m.sweep(noon.Add(time.Hour))
	if len(m.kept) != 1 {
		t.Errorf("%d are kept after the sweep", len(m.kept))
	}
}

func TestAFullMemoryForgetsWhatItSawLongestAgo(t *testing.T) {
	m := newMemory[int](time.Hour)
	one := func() int { return 1 }
	for i := range maxRemembered {
		m.see(fmt.Sprint(i), noon, one)
	}
	m.see("0", noon, one) // seen again, and so the newest
	m.see("more", noon, one)
	if n := len(m.kept); n != maxRemembered || m.order.Len() != n {
		t.Errorf("%d are kept, %d in order", n, m.order.Len())
	}
	for text, want := range map[string]bool{"0": true, "1": false, "2": true, "more": true} {
		if _, known := m.see(text, noon, nil); known != want {
			t.Errorf("%s is known: %v", text, known)
		}
	}
}
