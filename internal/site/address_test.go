package site

import (
	"net/url"
	"strings"
	"testing"

	"example.org/advocate/internal/markdown"
)

func TestAddressesLieBelowTheBase(t *testing.T) {
	for _, c := range []struct{ base, address, href, canonical, webcal string }{
		{"https://advocate.example.org/", "", "/", "https://advocate.example.org/", "webcal://advocate.example.org/"},
		{"https://advocate.example.org", "events/x/", "/events/x/", "https://advocate.example.org/events/x/", "webcal://advocate.example.org/events/x/"},
		{"http://127.0.0.1:8080/", "a.ics", "/a.ics", "http://127.0.0.1:8080/a.ics", "webcal://127.0.0.1:8080/a.ics"},
		{"https://www.example.gov/advocate", "según/", "/advocate/seg%C3%BAn/", "https://www.example.gov/advocate/seg%C3%BAn/", "webcal://www.example.gov/advocate/seg%C3%BAn/"},
		{"https://www.example.gov/a b/", "x", "/a%20b/x", "https://www.example.gov/a%20b/x", "webcal://www.example.gov/a%20b/x"},
	} {
		b := newBase(c.base)
		if got := b.href(c.address); got != c.href {
			t.Errorf("%q at %s: %s, not %s", c.address, c.base, got, c.href)
		}
		if got := b.canonical(c.address); got != c.canonical {
			t.Errorf("%q at %s: %s, not %s", c.address, c.base, got, c.canonical)
		}
		if got := b.webcal(c.address); got != c.webcal {
			t.Errorf("%q at %s: %s, not %s", c.address, c.base, got, c.webcal)
		}
	}
	if BasePath("https://www.example.gov/advocate") != "/advocate/" || BasePath("") != "/" {
		t.Error("the base path is wrong")
	}
}

func TestATelephoneNumberCanBeCalled(t *testing.T) {
	for number, want := range map[string]string{
		"918-555-0100": "tel:+19185550100", "(918) 555-0100": "tel:+19185550100", "+1 918 555 0100": "tel:+19185550100", "311": "tel:311",
		"1-918-555-0100": "tel:19185550100", "": "", "call us": "", "911 <script>": "tel:911",
	} {
		got := telephone(number)
		if got != want {
			t.Errorf("%q is %q, not %q", number, got, want)
		}
		if _, err := url.Parse(got); err != nil {
			t.Errorf("%q: %v", got, err)
		}
	}
}

func TestALinkLeadsWhereItsAuthorMeant(t *testing.T) {
	source := files(
		"about.md", "---\ntitle: About\n---\n## Part\n", "guides/index.md", "---\ntitle: Guides\n---\n", "guides/one.md", "---\ntitle: One\n---\n## Part\n\n<p id=\"raw\">x</p>\n",
		"guides/plan.pdf", "%PDF", "events/2026-12-03-hall.md", "---\ntitle: Hall\nslug: hall\nstart: 2026-12-03 18:00\n---\n", "año/según.md", "---\ntitle: Según\n---\n", "v1.2.md", "---\ntitle: V\n---\n",
		"topics/water.md", "---\ntitle: Water\n---\n",
	)
	s := linked(t, source, Options{BaseURL: "https://www.example.gov/city/"})
	e := s.links.editions[0]
	from := e.byPath["guides/one.md"]
	for written, want := range map[string]string{
		"../about.md": "/city/about/", "/about.md": "/city/about/", "/about/": "/city/about/", "/about": "/city/about/", "index.md": "/city/guides/", "../about.md#part": "/city/about/#part",
		"one.md": "/city/guides/one/", "#part": "#part", "one.md#part": "#part", "#raw": "#user-raw", "plan.pdf": "/city/guides/plan.pdf", "/guides/plan.pdf": "/city/guides/plan.pdf",
		"../events/2026-12-03-hall.md": "/city/events/hall/", "/events/hall/": "/city/events/hall/", "/events/": "/city/events/", "/events/2026/12/": "/city/events/2026/12/", "/feed.xml": "/city/feed.xml",
		"/events/calendar.ics": "/city/events/calendar.ics", "/año/según/": "/city/a%C3%B1o/seg%C3%BAn/", "/a%C3%B1o/seg%C3%BAn/": "/city/a%C3%B1o/seg%C3%BAn/", "../año/según.md": "/city/a%C3%B1o/seg%C3%BAn/",
		"/": "/city/", "https://www.example.gov/city/about/": "/city/about/", "https://www.example.gov/": "https://www.example.gov/", "https://other.example.org/about/": "https://other.example.org/about/",
		"mailto:a@example.org": "mailto:a@example.org", "tel:+19185550100": "tel:+19185550100", "//other.example.org/": "//other.example.org/", "/contact/water/?x=1#form": "/city/contact/water/?x=1#form",
		"../about.en.md": "/city/about/", "/v1.2/": "/city/v1.2/", "../../../../about/": "/city/about/",
	} {
		if got := resolveWritten(from, written); got != want {
			t.Errorf("%s leads to %s, not %s", written, got, want)
		}
	}
}

func TestBrokenLinksAreFoundWithTheirPlace(t *testing.T) {
	s := linked(t, files(
		"about.md", "---\ntitle: About\n---\n\nA [good](/events/) one, a [bad](/nowhere/) one,\n![no alt](x.png), [no place](#part), [no place](us.md#part),\n[a place](us.md#here), [layout](us.md#main).\n",
		"us.md", "---\ntitle: Us\n---\n\n## Here\n",
	), Options{})
	var got []string
	for _, p := range s.BrokenLinks(0, []string{"main"}) {
		got = append(got, p.String())
	}
	want := []string{
		"content/about.md:5:33: warning: broken link: nothing is at /nowhere/",
		"content/about.md:6:11: warning: broken image: nothing is at x.png",
		"content/about.md:6:30: warning: broken link: #part: the page has no heading or place #part",
		"content/about.md:6:49: warning: broken link: us.md#part: the page has no heading or place #part",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
}

// resolveWritten is the href that a link in a document's text gets.
func resolveWritten(p *page, written string) string {
	return p.resolve(markdown.Link{Destination: written, Kind: markdown.KindLink})
}
