package build

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"maps"
	"net/url"
	"path"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"example.org/advocate/internal/calendar"
	"example.org/advocate/internal/content"
	"example.org/advocate/internal/feed"
	"example.org/advocate/internal/site"
)

// checkEverything holds what is true of every site that was built, whatever
// stands on it.
func checkEverything(t *testing.T, built *Built, made files) {
	t.Helper()
	broken := built.Site.BrokenLinks(content.Warning, built.Templates.reserved)
	checkNames(t, made)
	pages := map[string]*pageFacts{}
	for name, text := range made {
		if strings.HasSuffix(name, ".html") {
			pages[name] = readPage(t, name, text)
		}
	}
	c := linkChecker{base: built.Site.Settings().BaseURL, made: made, pages: pages, loose: len(broken) > 0}
	if target, ok := findTarget(built, "robots.txt"); ok {
		c.base = strings.TrimSuffix(sitemapAddress(target), "sitemap.xml")
	}
	for _, name := range slices.Sorted(maps.Keys(pages)) {
		pages[name].check(t)
		c.check(t, pages[name])
	}
	for _, target := range built.Site.Targets {
		checkTarget(t, target, made[target.Path])
	}
	c.checkSitemap(t, made["sitemap.xml"])
}

// checkNames holds that the files can lie on every file system: none differs
// from another by capital letters only, none is a folder of another.
func checkNames(t *testing.T, made files) {
	t.Helper()
	lower := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(made)) {
		key := strings.ToLower(name)
		if other, taken := lower[key]; taken {
			t.Errorf("%s and %s are one file on Windows and macOS", name, other)
		}
		lower[key] = name
		if !possible(name) {
			t.Errorf("%q is no name that a build would remove again", name)
		}
	}
	for key, name := range lower {
		for dir := path.Dir(key); dir != "."; dir = path.Dir(dir) {
			if other, taken := lower[dir]; taken {
				t.Errorf("%s lies in %s, which is a file", name, other)
			}
		}
	}
}

// pageFacts are what the checks need of a page.
type pageFacts struct {
	name    string
	ids     map[string]bool
	links   []string // href, src and action
	nodes   []*html.Node
	content []byte
}

func readPage(t *testing.T, name string, content []byte) *pageFacts {
	t.Helper()
	p := &pageFacts{name: name, ids: map[string]bool{}, content: content, nodes: elements(t, content, "")}
	for _, n := range p.nodes {
		if id := attribute(n, "id"); id != "" {
			if p.ids[id] {
				t.Errorf("%s: the id %q is there twice", name, id)
			}
			p.ids[id] = true
		}
		for _, key := range []string{"href", "src", "action"} {
			if link := attribute(n, key); link != "" {
				p.links = append(p.links, link)
			}
		}
	}
	return p
}

func (p *pageFacts) count(name string) (n int) {
	for _, e := range p.nodes {
		if e.Data == name {
			n++
		}
	}
	return n
}

func (p *pageFacts) check(t *testing.T) {
	t.Helper()
	for _, name := range []string{"h1", "title", "main", "html"} {
		if n := p.count(name); n != 1 {
			t.Errorf("%s has %d elements <%s>", p.name, n, name)
		}
	}
	canonical := 0
	for _, n := range p.nodes {
		switch {
		case n.Data == "html" && attribute(n, "lang") == "":
			t.Errorf("%s says no language", p.name)
		case n.Data == "title" && strings.TrimSpace(textOf(n)) == "", n.Data == "h1" && strings.TrimSpace(textOf(n)) == "":
			t.Errorf("%s: <%s> is empty", p.name, n.Data)
		case n.Data == "link" && attribute(n, "rel") == "canonical":
			canonical++
		case n.Data == "script" && attribute(n, "type") != "application/ld+json" && (textOf(n) != "" || !ownScript(attribute(n, "src"))):
			t.Errorf("%s runs a script: %s %s", p.name, attribute(n, "src"), textOf(n))
		case n.Data == "style", n.Data == "iframe", n.Data == "object", n.Data == "embed":
			t.Errorf("%s holds <%s>", p.name, n.Data)
		case n.Data == "img" && !hasAttribute(n, "alt"):
			t.Errorf("%s: an image without alt: %s", p.name, attribute(n, "src"))
		}
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") || a.Key == "style" {
				t.Errorf("%s: <%s %s=%q>", p.name, n.Data, a.Key, a.Val)
			}
		}
	}
	if canonical != 1 {
		t.Errorf("%s has %d canonical links", p.name, canonical)
	}
	for _, bad := range []string{"ZgotmplZ", "<no value>", "%!"} {
		if bytes.Contains(p.content, []byte(bad)) {
			t.Errorf("%s holds %s", p.name, bad)
		}
	}
}

// ownScript tells whether a script is one of static/, which its name pins.
func ownScript(src string) bool {
	_, name, ok := strings.Cut(src, "/static/js/")
	return ok && fingerprinted("static/js/"+name)
}

func hasAttribute(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

// linkChecker follows links inside a built site.
type linkChecker struct {
	base  string // whole, ends with /
	loose bool   // the site has broken links, and says so
	made  files
	pages map[string]*pageFacts
}

// dynamic are addresses that the intake answers.
var dynamic = []string{"/intake", "/intake/status"}

func (c *linkChecker) check(t *testing.T, p *pageFacts) {
	t.Helper()
	for _, link := range p.links {
		c.follow(t, p, link)
	}
}

func (c *linkChecker) follow(t *testing.T, p *pageFacts, link string) {
	t.Helper()
	u, err := url.Parse(link)
	if err != nil {
		t.Errorf("%s links to %q: %v", p.name, link, err)
		return
	}
	base, err := url.Parse(c.base)
	if err != nil {
		t.Fatal(err)
	}
	switch {
	case u.Scheme == "tel" || u.Scheme == "mailto" || u.Scheme == "geo":
		return
	case u.Host != "" && u.Host != base.Host:
		if u.Scheme != "https" && u.Scheme != "http" && u.Scheme != "" {
			t.Errorf("%s links to %q", p.name, link)
		}
		return
	case u.Host != "" && !strings.HasPrefix(u.Path, base.Path):
		return // another site on the same host
	case u.Host == "" && slices.Contains(dynamic, u.Path):
		return
	}
	target := p.name
	if u.Path != "" {
		inside, ok := strings.CutPrefix(u.Path, base.Path)
		if !ok {
			t.Errorf("%s links to %q, which leaves the site", p.name, link)
			return
		}
		if target = inside; target == "" || strings.HasSuffix(target, "/") {
			target += "index.html"
		}
	}
	if _, ok := c.made[target]; !ok {
		if c.loose {
			return
		}
		t.Errorf("%s links to %q, and nothing is there", p.name, link)
		return
	}
	if u.Fragment != "" && c.pages[target] != nil && !c.pages[target].ids[u.Fragment] {
		t.Errorf("%s links to %q, and %s has no such place", p.name, link, target)
	}
}

func (c *linkChecker) checkSitemap(t *testing.T, sitemap []byte) {
	t.Helper()
	var set urlset
	if err := xml.Unmarshal(sitemap, &set); err != nil || len(set.URLs) == 0 {
		t.Errorf("sitemap.xml: %v, %d addresses", err, len(set.URLs))
	}
	seen := map[string]bool{}
	for _, u := range set.URLs {
		if seen[u.Loc] {
			t.Errorf("sitemap.xml names %s twice", u.Loc)
		}
		seen[u.Loc] = true
		c.follow(t, &pageFacts{name: "sitemap.xml"}, u.Loc)
	}
	for name, p := range c.pages {
		for _, n := range p.nodes {
			if n.Data == "link" && attribute(n, "rel") == "canonical" && seen[attribute(n, "href")] && strings.Contains(string(p.content), `content="noindex"`) && !strings.HasSuffix(name, "404.html") && canonicalIsOwn(c.base, name, attribute(n, "href")) {
				t.Errorf("sitemap.xml names %s, which asks not to be indexed", name)
			}
		}
	}
}

// canonicalIsOwn tells whether a page's canonical address is its own.
func canonicalIsOwn(base, name, canonical string) bool {
	u, err := url.Parse(canonical)
	if err != nil {
		return false
	}
	b, _ := url.Parse(base)
	return strings.TrimPrefix(u.Path, b.Path)+"index.html" == name
}

// checkTarget reads feeds, calendars and data again as a stranger would.
func checkTarget(t *testing.T, target site.Target, content []byte) {
	t.Helper()
	var faults []error
	switch from := target.From.(type) {
	case site.CalendarFile:
		faults = calendar.Check(bytes.NewReader(content))
	case site.FeedFile:
		kind := map[string]feed.Kind{"rss": feed.RSS, "atom": feed.Atom, "json": feed.JSON}[from.Format]
		faults = feed.Check(bytes.NewReader(content), kind)
	case site.DataFile:
		var list []map[string]any
		if err := json.Unmarshal(content, &list); err != nil || list == nil {
			t.Errorf("%s is no list of records: %v", target.Path, err)
		}
	}
	for _, fault := range faults {
		t.Errorf("%s: %v", target.Path, fault)
	}
}

func findTarget(built *Built, name string) (site.Target, bool) {
	for _, target := range built.Site.Targets {
		if target.Path == name {
			return target, true
		}
	}
	return site.Target{}, false
}

// sitemapAddress is the whole address of the sitemap, as robots.txt says it.
func sitemapAddress(robots site.Target) string {
	text := robots.From.(site.TextFile).Text
	_, address, _ := strings.Cut(text, "Sitemap: ")
	return strings.TrimSpace(address)
}

func TestEverythingIsRightOnTheStarterSite(t *testing.T) {
	built := prepared(t, starter(t), site.Options{})
	checkEverything(t, built, rendered(t, built))
}

func TestEverythingIsRightOnTheStarterSiteBelowAPathInPracticeMode(t *testing.T) {
	built := prepared(t, starter(t), site.Options{BaseURL: "https://city.example/a/path", Practice: true, Drafts: true})
	checkEverything(t, built, rendered(t, built))
}
