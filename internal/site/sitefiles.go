package site

import (
	"path"
	"slices"
	"strings"

	"example.org/advocate/internal/content"
)

// aliases adds a page at every old address.
func (l *linker) aliases() {
	for _, e := range l.editions {
		for _, p := range append(e.all(), e.refused...) {
			for i, alias := range p.head.Aliases {
				if e.prefix == "" || p.translated() && p.head.Owns(alias) {
					p.alias(i, alias)
				}
			}
		}
	}
}

func (p *page) alias(i int, alias content.Ref) {
	address := strings.TrimPrefix(alias.Value, "/")
	switch ext := strings.ToLower(path.Ext(address)); {
	case ext == ".html" || ext == ".htm":
	case address != "" && !strings.HasSuffix(address, "/"):
		address += "/"
	}
	report := func(format string, args ...any) {
		p.linker.problems = append(p.linker.problems, p.head.ProblemAt(alias.At, content.Error, format, args...))
	}
	if reason := p.reservedAlias(address); reason != "" {
		report("the alias %s is not possible: %s", alias.Value, reason)
		return
	}
	if other, free := p.claim(address, "content/"+p.head.File+", which has it as an alias"); !free {
		report("the alias %s belongs to %s: remove it here", alias.Value, other)
		return
	}
	title, url, canonical, lang := p.head.Title, p.url(), p.canonical(), p.lang
	p.linker.targets[file(address)] = Target{Path: file(address), From: Rendered{
		Layout: "redirect", Lang: lang,
		View: func() any { return RedirectPage{Lang: lang, Title: title, URL: url, Canonical: canonical} },
	}}
	p.tell(address)
}

func (p *page) reservedAlias(address string) string {
	parts := strings.Split(strings.Trim(address, "/"), "/")
	folders := parts
	if !strings.HasSuffix(address, "/") {
		folders = parts[:len(parts)-1]
	}
	switch {
	case reserved[strings.ToLower(parts[0])] != "":
		return "it is reserved, " + reserved[strings.ToLower(parts[0])]
	case slices.ContainsFunc(folders, isOwnFile):
		return "the site writes a file of that name"
	case slices.Contains(parts, "page"):
		return "/page/ leads to the pages of lists"
	case parts[0] == "events" && len(parts) > 1 && allDigits(parts[1]):
		return "/events/ and a number leads to a year or month"
	}
	return ""
}

// siteFiles adds what a site has once, for all languages.
func (l *linker) siteFiles() {
	l.add("sitemap.xml", "the site map for search engines", SitemapFile{Pages: l.sitemap()})
	l.add("robots.txt", "the rules for search engines", TextFile{
		Text: "User-agent: *\nAllow: /\n\nSitemap: " + l.base.canonical("sitemap.xml") + "\n",
	})
}

// ownAddress is the address of a section; home is "".
func ownAddress(section string) string {
	if section == "" {
		return ""
	}
	return section + "/"
}

// sitemap lists every page that has a text of its own in its language, and the
// lists.
func (l *linker) sitemap() []SitemapPage {
	var pages []SitemapPage
	for _, e := range l.editions {
		add := func(address string, p *page) {
			entry := SitemapPage{URL: e.base.canonical(e.prefix + address), Alternates: alternates(e.languages(address, ""))}
			if p != nil {
				entry.Modified = p.modified
			}
			pages = append(pages, entry)
		}
		for _, section := range append([]string{"", "contact", "subscribe", "digest", "a-z", "site-map"}, sections...) {
			p := e.intros[section]
			if e.spoken || p != nil && p.translated() {
				add(ownAddress(section), p)
			}
		}
		for _, p := range e.pages {
			if p.translated() {
				add(p.address, p)
			}
		}
		for _, p := range e.topics {
			if e.spoken && p.translated() {
				add(contactAddress(p.head.Address()), nil)
			}
		}
	}
	return pages
}
