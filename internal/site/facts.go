package site

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// makeFacts gathers what every page of an edition shows around itself.
func (e *edition) makeFacts() *Facts {
	s := e.settings
	f := &Facts{
		edition: e,
		Title:   s.Title, Organization: s.Organization, City: s.City,
		Home: e.base.href(e.prefix), Base: e.base.path, Zone: s.Zone.String(),
		Contact: Contact{
			Phone: s.Contact.Phone, PhoneHref: telephone(s.Contact.Phone),
			Email: s.Contact.Email, Address: s.Contact.Address, Hours: s.Contact.Hours,
		},
		Practice: e.opts.Practice, Preview: e.opts.Preview,
		Intake: e.intake("/intake"), Status: e.intake("/intake/status"),
		CSP: e.contentSecurityPolicy(""),
	}
	for i, item := range s.Menu {
		link := Link{Title: item.Title, URL: item.URL, Lang: e.settingsLang(fmt.Sprintf("menu[%d].title", i))}
		if strings.HasPrefix(item.URL, "/") {
			link.URL = e.base.href(e.prefix + strings.TrimPrefix(item.URL, "/"))
		}
		f.Menu = append(f.Menu, link)
	}
	if e.prefix != "" {
		f.Status += "?lang=" + e.lang
	}
	if len(s.Menu) == 0 {
		f.Menu = e.defaultMenu()
	}
	f.Links = Ways{
		Initiatives: e.way("initiatives/"), Events: e.way("events/"), Issues: e.way("issues/"),
		News: e.way("news/"), Topics: e.way("topics/"), Departments: e.way("departments/"),
		Districts: e.way("districts/"), Contact: e.way("contact/"), Subscribe: e.way("subscribe/"), Digest: e.way("digest/"),
		Search: e.way("search/"), AZ: e.way("a-z/"), Map: e.way("site-map/"),
		Calendar: e.base.canonical(e.prefix + "events/calendar.ics"),
		Charter:  e.pageWay("charter/"), Confidentiality: e.pageWay("confidentiality/"),
		Complaints: e.pageWay("complaints/"), Accessibility: e.pageWay("accessibility/"),
		Privacy: e.pageWay("privacy/"), About: e.pageWay("about/"),
	}
	return f
}

// defaultMenu is the menu of a site that names none: the sections that hold
// something.
func (e *edition) defaultMenu() []Link {
	lists := map[string][]*page{
		"initiatives": e.initiatives, "events": e.events, "issues": e.issues, "news": e.news, "topics": e.topics,
	}
	var menu []Link
	for _, section := range sections {
		if len(lists[section]) > 0 {
			menu = append(menu, Link{Title: e.sectionTitle(section), URL: e.way(section + "/")})
		}
	}
	return menu
}

func (e *edition) way(address string) string { return e.base.href(e.prefix + address) }

// pageWay is way for a page that a site may not have.
func (e *edition) pageWay(address string) string {
	if e.address[address] == nil {
		return ""
	}
	return e.way(address)
}

// intake is an address of the intake: on the same host unless site.yaml says
// otherwise.
func (e *edition) intake(path string) string {
	if e.opts.Practice {
		return path
	}
	return e.settings.IntakeURL + path
}

// contentSecurityPolicy is the policy of a page: nothing but the site's own
// styles and images, its own scripts, what search loads, and the form to the
// intake. The pages of the form run no script at all. Scripts are named by what
// they hold, so that nothing else of the host's ever runs as one.
func (e *edition) contentSecurityPolicy(section string) string {
	form := "'self'"
	if u, err := url.Parse(e.settings.IntakeURL); err == nil && u.Host != "" && !e.opts.Practice {
		form += " " + u.Scheme + "://" + u.Host
	}
	policy := "default-src 'none'; style-src 'self'; img-src 'self'; media-src 'self'; form-action " + form + "; base-uri 'none'"
	switch {
	case e.opts.Preview: // whichever name this computer is called by
		return policy + "; script-src 'self'; connect-src 'self'"
	case section == "contact":
		return policy
	case section == "search":
		policy += "; connect-src 'self'"
	}
	if len(e.opts.Scripts) == 0 {
		return policy
	}
	hashes := slices.Sorted(maps.Values(e.opts.Scripts))
	return policy + "; script-src '" + strings.Join(hashes, "' '") + "'"
}

// locale is a language with the country that OpenGraph wants: its own, else the
// one where most people speak it.
func locale(lang string) string {
	tag := language.Make(lang)
	base, _ := tag.Base()
	region, _ := tag.Region()
	return base.String() + "_" + region.String()
}

// frame makes the frame of a page of this edition.
func (e *edition) frame(layout, address, title, description string) Frame {
	section, _, _ := strings.Cut(address, "/")
	languages := e.languages(address, "")
	return Frame{
		Layout: layout, Lang: e.lang, Dir: e.dir, Locale: locale(e.lang),
		Path: address, URL: e.way(address), Canonical: e.base.canonical(e.prefix + address),
		Title: title, Description: description, Section: section,
		Social:     e.socialFor(section),
		Crumbs:     e.crumbs(address),
		Switch:     languages,
		Alternates: alternates(languages),
		Feeds:      e.feeds,
		Site:       e.factsFor(section),
	}
}

// factsFor are the facts with the menu's current entry marked.
func (e *edition) factsFor(section string) *Facts {
	if known, ok := e.sectionFacts.Load(section); ok {
		return known.(*Facts)
	}
	f := *e.facts
	f.memo = &Memo{}
	if section == "contact" || section == "search" {
		f.CSP = e.contentSecurityPolicy(section)
	}
	known, _ := e.sectionFacts.LoadOrStore(section, e.markCurrent(&f, section))
	return known.(*Facts)
}

func (e *edition) markCurrent(facts *Facts, section string) *Facts {
	for i, item := range facts.Menu {
		if section != "" && item.URL == e.way(section+"/") {
			f := *facts
			f.Menu = append([]Link(nil), f.Menu...)
			f.Menu[i].Current = true
			return &f
		}
	}
	return facts
}

// crumbs lead from home to the parent of an address.
func (e *edition) crumbs(address string) []Link {
	if address == "" {
		return nil
	}
	crumbs := []Link{{Title: e.say("section.home"), URL: e.way("")}}
	parts := strings.Split(strings.TrimSuffix(address, "/"), "/")
	for i := 1; i < len(parts); i++ {
		above := strings.Join(parts[:i], "/") + "/"
		if title, lang := e.titleAt(above); title != "" {
			crumbs = append(crumbs, Link{Title: title, URL: e.way(above), Lang: lang})
		}
	}
	return crumbs
}

// titleAt is the title of the page at an address, or "" where none is, and its
// language where that is not the edition's.
func (e *edition) titleAt(address string) (title, lang string) {
	section := strings.TrimSuffix(address, "/")
	if p := e.address[address]; p != nil {
		if s, ok := e.introduces(p); ok {
			return e.sectionTitle(s), ""
		}
		return p.head.Title, p.langOf("title")
	}
	if slices.Contains(sections, section) || section == "contact" || section == "subscribe" || section == "digest" {
		return e.say("section." + section), ""
	}
	if year, ok := strings.CutPrefix(section, "events/"); ok && allDigits(year) {
		return year, ""
	}
	return "", ""
}
