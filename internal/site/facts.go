package site

import (
	"cmp"
	"net/url"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// makeFacts gathers what every page of an edition shows around itself.
func (e *edition) makeFacts() *Facts {
	s := e.settings
	f := &Facts{
		Title: s.Title, Organization: s.Organization, City: s.City,
		Home: e.base.href(e.prefix), Base: e.base.path,
		Contact: Contact{
			Phone: s.Contact.Phone, PhoneHref: telephone(s.Contact.Phone),
			Email: s.Contact.Email, Address: s.Contact.Address, Hours: s.Contact.Hours,
		},
		Practice: e.opts.Practice, Preview: e.opts.Preview,
		Intake: e.intake("/intake"), Status: e.intake("/intake/status"),
		CSP:  e.contentSecurityPolicy(),
		memo: &Memo{},
	}
	for _, item := range s.Menu {
		link := Link{Title: item.Title, URL: item.URL}
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
	if len(e.content.Editions) > 1 {
		f.Languages = e.alternates("")
	}
	f.Links = Ways{
		Initiatives: e.way("initiatives/"), Events: e.way("events/"), Issues: e.way("issues/"),
		News: e.way("news/"), Topics: e.way("topics/"), Departments: e.way("departments/"),
		Districts: e.way("districts/"), Contact: e.way("contact/"), Subscribe: e.way("subscribe/"),
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
// styles, images and scripts, and the form to the intake.
func (e *edition) contentSecurityPolicy() string {
	form := "'self'"
	if u, err := url.Parse(e.settings.IntakeURL); err == nil && u.Host != "" && !e.opts.Practice {
		form += " " + u.Scheme + "://" + u.Host
	}
	policy := "default-src 'none'; style-src 'self'; img-src 'self'; media-src 'self'; form-action " + form + "; base-uri 'none'"
	if e.opts.Preview {
		policy += "; script-src 'self'; connect-src 'self'"
	}
	return policy
}

// alternates are a page in all languages of the site.
func (e *edition) alternates(address string) []Alternate {
	if len(e.content.Editions) < 2 {
		return nil
	}
	list := make([]Alternate, 0, len(e.content.Editions))
	for i, other := range e.content.Editions {
		prefix := ""
		if i > 0 {
			prefix = other.Lang + "/"
		}
		list = append(list, Alternate{
			Lang: other.Lang, Name: languageName(other.Lang), Current: other.Lang == e.lang,
			URL: e.base.href(prefix + address), Canonical: e.base.canonical(prefix + address),
			Translated: e.translatedIn(other.Lang, address),
		})
	}
	return list
}

// translatedIn tells whether the page at an address speaks a language: lists
// do where there is a catalogue of it, documents where they were translated.
func (e *edition) translatedIn(lang, address string) bool {
	for _, other := range e.editions {
		if other.lang == lang {
			p := other.address[address]
			return p == nil && other.spoken || p != nil && p.translated()
		}
	}
	return true
}

// languageName is the name of a language in itself: "español".
func languageName(lang string) string {
	return cmp.Or(display.Self.Name(language.Make(lang)), lang)
}

// direction is the direction in which a language is written.
func direction(lang string) string {
	script, _ := language.Make(lang).Script()
	switch script.String() {
	case "Arab", "Hebr", "Syrc", "Thaa", "Nkoo":
		return "rtl"
	}
	return "ltr"
}

// frame makes the frame of a page of this edition.
func (e *edition) frame(layout, address, title, description string) Frame {
	section, _, _ := strings.Cut(address, "/")
	return Frame{
		Layout: layout, Lang: e.lang, Dir: e.dir,
		Path: address, URL: e.way(address), Canonical: e.base.canonical(e.prefix + address),
		Title: title, Description: description, Section: section,
		Social:     Social{Type: "website"},
		Crumbs:     e.crumbs(address),
		Alternates: e.alternates(address),
		Feeds:      e.feeds,
		Site:       e.factsFor(section),
	}
}

// markMenu makes the facts of each section that has an entry in the menu.
func (e *edition) markMenu() {
	e.marked = map[string]*Facts{}
	for i, item := range e.facts.Menu {
		if e.marked[item.URL] != nil {
			continue
		}
		f := *e.facts
		f.Menu = append([]Link(nil), f.Menu...)
		f.Menu[i].Current = true
		f.memo = &Memo{}
		e.marked[item.URL] = &f
	}
}

// factsFor are the facts with the menu's current entry marked.
func (e *edition) factsFor(section string) *Facts {
	if section == "" {
		return e.facts
	}
	return cmp.Or(e.marked[e.way(section+"/")], e.facts)
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
		if title := e.titleAt(above); title != "" {
			crumbs = append(crumbs, Link{Title: title, URL: e.way(above)})
		}
	}
	return crumbs
}

// titleAt is the title of the page at an address, or "" where none is.
func (e *edition) titleAt(address string) string {
	if p := e.address[address]; p != nil {
		return p.head.Title
	}
	if section := strings.TrimSuffix(address, "/"); !strings.Contains(section, "/") {
		for _, known := range append([]string{"contact", "subscribe"}, sections...) {
			if known == section {
				return e.say("section." + section)
			}
		}
	}
	if year, ok := strings.CutPrefix(strings.TrimSuffix(address, "/"), "events/"); ok && allDigits(year) {
		return year
	}
	return ""
}
