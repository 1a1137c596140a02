package site

import (
	"net/url"
	"path"
	"slices"
	"strings"

	"example.org/advocate/internal/content"
)

// Addresses inside a site are paths below its root without a leading slash:
// "" is home, "events/town-hall/" a page, "events/town-hall/event.ics" a file.

// Sections are the folders with a list of their own, in the order of the
// design.
var sections = []string{"initiatives", "events", "issues", "news", "topics", "departments", "districts"}

// reserved are first parts of addresses that pages cannot have.
var reserved = map[string]string{
	"intake":  "the intake answers there",
	"desk":    "the desk's contract is there",
	"healthz": "the health check is there",
	"static":  "styles and icons are there",
}

// ownFiles are the names of files that the site writes beside its pages. A page
// called so would need a folder where such a file lies.
var ownFiles = []string{
	"index.html", "404.html", "sitemap.xml", "robots.txt", "feed.xml", "feed.atom", "feed.json",
	"index.json", "calendar.ics", "events.ics", "event.ics", figuresFile,
}

func isOwnFile(part string) bool { return slices.Contains(ownFiles, strings.ToLower(part)) }

// permalink is the address of a document.
func permalink(doc content.Doc) string {
	head := doc.Head()
	if folder := doc.Kind().Folder; folder != "" {
		return folder + "/" + head.Address() + "/"
	}
	dir := path.Dir(head.Path)
	if head.IsIndex() {
		if dir == "." {
			return ""
		}
		if head.Slug.Value != "" {
			return path.Join(path.Dir(dir), head.Slug.Value) + "/"
		}
		return dir + "/"
	}
	return path.Join(dir, head.Address()) + "/"
}

// file is the file of the built site that answers an address.
func file(address string) string {
	if address == "" || strings.HasSuffix(address, "/") {
		return address + "index.html"
	}
	return address
}

// base is where the site lies: the address of its home page.
type base struct {
	whole string // "https://example.org/advocate/"
	path  string // "/advocate/"
	host  string // "example.org"
}

func newBase(address string) base {
	u, err := url.Parse(address)
	if err != nil || address == "" {
		return base{whole: "/", path: "/"}
	}
	p := strings.TrimSuffix(u.Path, "/") + "/"
	return base{whole: u.Scheme + "://" + u.Host + (&url.URL{Path: p}).EscapedPath(), path: p, host: u.Host}
}

// href is an address for links: "/advocate/events/".
func (b base) href(address string) string { return (&url.URL{Path: b.path + address}).EscapedPath() }

// canonical is an address, whole.
func (b base) canonical(address string) string {
	return b.whole + (&url.URL{Path: address}).EscapedPath()
}

// webcal is the address of a calendar for programs that subscribe.
func (b base) webcal(address string) string {
	_, rest, _ := strings.Cut(b.canonical(address), "://")
	return "webcal://" + rest
}

// telephone makes a tel: address of a number as people write it; a number
// without digits has none.
func telephone(number string) string {
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, number)
	switch {
	case digits == "":
		return ""
	case len(digits) == 10: // an American number with its area code
		return "tel:+1" + digits
	}
	return "tel:" + digits
}

// BasePath is the path of a site's address: "/" or "/advocate/".
func BasePath(address string) string { return newBase(address).path }
