package client

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestTheClientIsTheRightMostAddressThatIsNoProxysOwn(t *testing.T) {
	proxies, err := ParseProxies("10.0.0.0/8, ::1")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ peer, forwarded, want string }{
		{"192.0.2.1:4000", "198.51.100.9", "192.0.2.1:4000"}, // nobody's word
		{"10.0.0.1:4000", "", "10.0.0.1:4000"},
		{"10.0.0.1:4000", "198.51.100.9", "198.51.100.9:0"},
		{"10.0.0.1:4000", "203.0.113.5, 198.51.100.9", "198.51.100.9:0"},
		{"10.0.0.1:4000", "203.0.113.5, 198.51.100.9, 10.1.2.3", "198.51.100.9:0"},
		{"10.0.0.1:4000", "10.9.9.9, 10.1.2.3", "10.9.9.9:0"},
		{"10.0.0.1:4000", "198.51.100.9, rubbish", "10.0.0.1:4000"},
		{"10.0.0.1:4000", "198.51.100.9, rubbish, 10.1.2.3", "10.1.2.3:0"},
		{"10.0.0.1:4000", " 198.51.100.9:51234 ", "198.51.100.9:0"},
		{"10.0.0.1:4000", "[2001:db8::5]:443", "[2001:db8::5]:0"},
		{"10.0.0.1:4000", "[2001:db8::5]", "[2001:db8::5]:0"},
		{"10.0.0.1:4000", "::ffff:198.51.100.9", "198.51.100.9:0"},
		{"[::ffff:10.0.0.1]:4000", "198.51.100.9", "198.51.100.9:0"},
		{"[::1]:4000", "2001:db8::5", "[2001:db8::5]:0"},
		{"[::2]:4000", "2001:db8::5", "[::2]:4000"},
		{"@", "198.51.100.9", "@"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/intake/status", nil)
		r.RemoteAddr = c.peer
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		if got := proxies.Address(r); got != c.want {
			t.Errorf("from %s, forwarded for %q: %s, want %s", c.peer, c.forwarded, got, c.want)
		}
	}
	twice := httptest.NewRequest(http.MethodGet, "/intake/status", nil)
	twice.RemoteAddr = "10.0.0.1:4000"
	twice.Header["X-Forwarded-For"] = []string{"203.0.113.5", "198.51.100.9"}
	if got := proxies.Address(twice); got != "198.51.100.9:0" {
		t.Errorf("of two headers: %s", got)
	}
}

func TestANetworkThatIsNoneIsRefused(t *testing.T) {
	for text, want := range map[string]string{
		"proxy": "no network", "": "no network", "10.0.0.0/33": "no network", "10.0.0.0/8,": "no network",
		"0.0.0.0/0": "everybody", "::/0": "everybody",
	} {
		if list, err := ParseProxies(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, %v", text, list, err)
		}
	}
}

// FuzzXForwardedFor looks for a header that makes a client of nothing, or of a proxy where somebody else is named.
func FuzzXForwardedFor(f *testing.F) {
	proxies, _ := ParseProxies("10.0.0.0/8")
	for _, seed := range []string{"", "198.51.100.9", "a, b", ",,,", "10.0.0.1, 10.0.0.2", "[::1]:5, fe80::1%eth0"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, header string) {
		r := &http.Request{RemoteAddr: "10.0.0.1:4000", Header: http.Header{"X-Forwarded-For": {header, "198.51.100.9"}}}
		if got := proxies.Address(r); got != "198.51.100.9:0" {
			t.Errorf("%q in front of it changes the client to %s", header, got)
		}
		r.Header = http.Header{"X-Forwarded-For": {header}}
		if got := proxies.Address(r); Network(got) == "" {
			t.Errorf("%q has no client: %s", header, got)
		}
	})
}
