package site

import (
	"cmp"
	"fmt"
	"html/template"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"example.org/advocate/internal/calendar"
	"example.org/advocate/internal/content"
	"example.org/advocate/internal/search"
	"example.org/advocate/internal/words"
)

// Options says for when and for whom a site is made.
type Options struct {
	Now      time.Time
	BaseURL  string // instead of the one in site.yaml; may be empty
	Drafts   bool   // show drafts too
	Practice bool   // say on every page that concerns sent here are not read
	Preview  bool   // reload pages in the browser when something changes
	// Scripts are the hashes of the site's own scripts by their names in static/,
	// "js/today.js" to "sha256-…": pages run those and nothing else.
	Scripts map[string]string
	// Words finds the catalogue of a language; ok is false where there is none
	// and another one stands in. Nil is [words.For].
	Words func(lang string) (c *words.Catalogue, ok bool)
}

// Catalogue is the catalogue of a language.
func (o Options) Catalogue(lang string) (c *words.Catalogue, ok bool) {
	if o.Words != nil {
		return o.Words(lang)
	}
	return words.For(lang)
}

// Site is a linked site.
type Site struct {
	Targets []Target // sorted by path
	// Next is the next instant after Options.Now at which the site would
	// differ by itself; zero if there is none.
	Next time.Time
	// Pages counts the targets that are pages for people.
	Pages int

	links *linker
}

// New links documents into a site. The content must be free of errors; what
// documents contradict together (two pages for one address, an alias on a
// page) is found here.
func New(c *content.Content, opts Options) (*Site, []content.Problem) {
	settings := &c.Settings
	l := &linker{
		content: c, settings: settings, opts: opts,
		base:  newBase(cmp.Or(opts.BaseURL, settings.BaseURL)),
		clock: clock{now: opts.Now},
		owner: map[string]owner{}, targets: map[string]Target{},
		expanded: map[*calendar.Series][]calendar.Occurrence{},
		sizes:    make(map[string]int64, len(c.Files)),
	}
	l.files()
	for i, edition := range c.Editions {
		l.editions = append(l.editions, l.edition(i, edition))
	}
	for _, e := range l.editions {
		e.relate()
	}
	for _, e := range l.editions {
		e.addTargets()
	}
	l.aliases()
	l.siteFiles()
	content.Sort(l.problems)
	return l.site(), l.problems
}

// linker holds what is common to all languages while a site is linked.
type linker struct {
	content  *content.Content
	settings *content.Settings
	opts     Options
	base     base
	clock    clock
	editions []*edition

	owner    map[string]owner // lower-case file, or folder with a slash, of the built site -> who has it
	targets  map[string]Target
	problems []content.Problem
	gallery  Gallery // nil until somebody has looked at the pictures

	expanded map[*calendar.Series][]calendar.Occurrence // up to the horizon of this build
	sizes    map[string]int64                           // of the files of content/

	edited int       // how many bodies were replaced since the site was linked
	count  int       // of visible documents in all editions
	scores sync.Pool // of *scores
}

// owner is who has a file of the built site.
type owner struct {
	name string // for people: "content/about.md", "the list of events"
}

func (l *linker) site() *Site {
	s := &Site{Next: l.clock.next, links: l}
	for _, t := range l.targets {
		s.Targets = append(s.Targets, t)
		if r, ok := t.From.(Rendered); ok && r.Layout != "redirect" {
			s.Pages++
		}
	}
	slices.SortFunc(s.Targets, func(a, b Target) int { return strings.Compare(a.Path, b.Path) })
	return s
}

// claim takes an address for an owner. Addresses that differ in case only are
// one: hosts on Windows and macOS would mix them up. What is a file cannot be a
// folder too.
func (l *linker) claim(address, name string) (other string, free bool) {
	key := strings.ToLower(file(address))
	folders := above(key)
	for _, taken := range append(folders, key, key+"/") {
		if o, ok := l.owner[taken]; ok {
			return o.name, false
		}
	}
	l.owner[key] = owner{name}
	for _, folder := range folders {
		if _, ok := l.owner[folder+"/"]; !ok {
			l.owner[folder+"/"] = owner{name}
		}
	}
	return "", true
}

// above lists the folders that a file lies in.
func above(name string) []string {
	var folders []string
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		folders = append(folders, dir)
	}
	return folders
}

// add puts a target at an address that is the site's own.
func (l *linker) add(address, name string, from From) {
	l.claim(address, name)
	l.targets[file(address)] = Target{Path: file(address), From: from}
}

// files lists the files that lie beside the Markdown.
func (l *linker) files() {
	for _, f := range l.content.Files {
		name := "content/" + f.Path
		report := func(format string, args ...any) {
			l.problems = append(l.problems, content.Problem{
				Path: name, Line: 1, Col: 1, Severity: content.Error, Message: fmt.Sprintf(format, args...),
			})
		}
		folder, _, _ := strings.Cut(f.Path, "/")
		if reason := reserved[strings.ToLower(folder)]; reason != "" {
			report("the address /%s is reserved: %s; move the file", f.Path, reason)
		} else if other, free := l.claim(f.Path, name); !free {
			report("the address /%s belongs to %s already: rename one of them", f.Path, other)
		}
		l.targets[f.Path] = Target{Path: f.Path, From: Copied{Source: name}}
		l.sizes[f.Path] = f.Size
	}
}

// edition is the site in one language while it is linked.
type edition struct {
	*linker
	docs     *content.Edition
	settings *content.Settings // in its language
	lang     string
	prefix   string // "" or "es/"
	words    *words.Catalogue
	spoken   bool // there is a catalogue of the language; else English stands in
	facts    *Facts
	pages    []*page // visible documents that are pages, by address
	byPath   map[string]*page
	address  map[string]*page // address without the language -> page

	originals map[string]content.Doc // path -> document of the default language

	initiatives, events, issues, news, topics, departments, plain []*page
	intros                                                        map[string]*page // section, or "" for home -> its index.md
	terms                                                         map[term]*termPages
	districts                                                     []*page
	refused                                                       []*page           // documents that cannot have their address
	sectionSocial                                                 map[string]Social // section, or "" for home -> its card

	byYear        map[int][]*page    // events with a date in it, in order of time
	ofInitiatives map[string][]*page // slug -> events, in order of time
	children      map[string][]*page // address -> plain pages below it, by address

	dir   string     // in which the language is written
	feeds []FeedLink // of everything, which every page names

	sectionFacts sync.Map // section -> *Facts, the same on all its pages

	dates  []*occurrence           // when events take place, in order
	told   []*occurrence           // those, and the plans that were moved to another day
	months map[month][]*occurrence // those of each month

	indexed     sync.Once
	searchIndex *search.Index // once somebody asked
}

// term is a topic, department or district.
type term struct{ kind, slug string }

// termPages are the documents that carry a term, in the order of lists.
type termPages struct {
	pages   []*page
	events  []*page // those of them, in order of time
	related []*page // those that pages show because they share the term: initiatives, issues, events to come
	posts   []*page // those that are shown so where a topic has few
}

// page is a visible document with its address and what it has to do with
// others.
type page struct {
	*edition
	doc      content.Doc
	head     *content.Common
	address  string // without the language: "events/town-hall/"
	id       string
	modified time.Time
	index    int       // among all pages of the site
	listed   time.Time // orders lists
	over     bool      // of an event: nobody comes any more

	titleLang string // of the title, where site.yaml says it

	terms    []term
	mentions []*page // pages its text links to
	backlink []*page // pages whose text links here
	prev     *page
	next     *page

	whole     sync.Once
	wholeHTML template.HTML // the body for feeds and calendars, once somebody asked

	inLists   sync.Once
	listEntry Entry // what lists say of it, once somebody asked

	inCalendar sync.Once
	inFile     calendar.Event // what calendars say of an event, once somebody asked

	// Of an event, in order: when it takes place; with the plans that were
	// moved to another day; and the one that stands for it where it is shown once.
	dates, told []*occurrence
	shown       *occurrence

	social *Social // its own card, if it has one
}

func (l *linker) edition(i int, docs *content.Edition) *edition {
	e := &edition{
		linker: l, docs: docs, settings: &docs.Settings, lang: docs.Lang,
		byPath: map[string]*page{}, address: map[string]*page{},
		intros: map[string]*page{}, terms: map[term]*termPages{}, originals: map[string]content.Doc{},
		ofInitiatives: map[string][]*page{}, children: map[string][]*page{},
		dir: Direction(docs.Lang),
	}
	for _, doc := range l.content.Editions[0].Docs() {
		e.originals[doc.Head().Path] = doc
	}
	if i > 0 {
		e.prefix = docs.Lang + "/"
	}
	e.words, e.spoken = l.opts.Catalogue(docs.Lang)
	if !e.spoken {
		l.problems = append(l.problems, content.Problem{
			Path: "content/site.yaml", Line: 1, Col: 1, Severity: content.Warning,
			Message: fmt.Sprintf("there is no catalogue of words for the language %q yet: its pages speak English around the content", docs.Lang),
		})
	}
	e.claimOwn()
	for _, doc := range slices.Backward(docs.Docs()) { // plain pages first: the rest yields
		if doc = e.shown(doc); doc != nil {
			e.addPage(doc)
		}
	}
	e.addDistricts()
	e.sort()
	e.facts = e.makeFacts()
	e.feeds = e.rootFeeds()
	return e
}

// addPage gives a document its address.
func (e *edition) addPage(doc content.Doc) {
	p := e.newPage(doc)
	if section, ok := e.introduces(p); ok {
		if e.prefix == "" && p.head.Slug.Value != "" {
			e.problems = append(e.problems, p.head.Problem("slug", content.Error, "the page of a section keeps its address, /%s: remove the slug", strings.TrimSuffix(p.head.Path, "index.md")))
		}
		e.intros[section] = p
		e.byPath[p.head.Path] = p
		e.address[p.address] = p
		return
	}
	if problem := e.badAddress(p); problem != "" {
		if e.prefix == "" {
			e.problems = append(e.problems, p.head.Problem("slug", content.Error, "%s", problem))
			e.refused = append(e.refused, p)
		}
		return
	}
	e.byPath[p.head.Path] = p
	e.address[p.address] = p
	e.pages = append(e.pages, p)
}

func (e *edition) newPage(doc content.Doc) *page {
	return &page{
		edition: e, doc: doc, head: doc.Head(), address: permalink(doc),
		id:       identity(e.settings, doc.Head()),
		modified: modified(&e.clock, e.settings.Zone, doc),
	}
}

// introduces tells which section an index.md introduces, "" being home.
func (e *edition) introduces(p *page) (section string, ok bool) {
	if !p.head.IsIndex() {
		return "", false
	}
	section = strings.TrimSuffix(strings.TrimSuffix(p.head.Path, "index.md"), "/")
	if section == "" || section == "contact" || section == "subscribe" || slices.Contains(sections, section) {
		return section, true
	}
	return "", false
}

// badAddress says why a document cannot have its address, or "".
func (e *edition) badAddress(p *page) string {
	parts := strings.Split(strings.Trim(p.address, "/"), "/")
	for i, part := range parts {
		switch {
		case part == "page":
			return fmt.Sprintf("the address /%s is not possible: /page/ leads to the pages of lists; give it another slug", p.address)
		case isOwnFile(part):
			return fmt.Sprintf("the address /%s is not possible: the site writes files called %s; give it another slug", p.address, strings.ToLower(part))
		case i == 0 && reserved[strings.ToLower(part)] != "":
			return fmt.Sprintf("the address /%s is reserved: %s; give it another slug", p.address, reserved[strings.ToLower(part)])
		case i == 0 && slices.Contains(e.settings.Languages, part):
			return fmt.Sprintf("the address /%s is reserved: pages in the language %q stand there", p.address, part)
		}
	}
	if p.doc.Kind().Folder == "events" && allDigits(parts[len(parts)-1]) {
		return fmt.Sprintf("the address /%s is reserved: /events/ and a number leads to a year; give it another slug", p.address)
	}
	if other, free := e.claim(e.prefix+p.address, "content/"+p.head.File); !free {
		return fmt.Sprintf("the address /%s belongs to %s already: give one of them another slug", p.address, other)
	}
	return ""
}

func allDigits(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}

// sort puts the pages of each kind into the order of their lists, and links
// each with the one before and after it.
func (e *edition) sort() {
	slices.SortFunc(e.pages, func(a, b *page) int { return strings.Compare(a.address, b.address) })
	for _, p := range e.pages {
		switch p.doc.(type) {
		case *content.Initiative:
			e.initiatives = append(e.initiatives, p)
		case *content.Event:
			e.events = append(e.events, p)
		case *content.Issue:
			e.issues = append(e.issues, p)
		case *content.Post:
			e.news = append(e.news, p)
		case *content.Topic:
			e.topics = append(e.topics, p)
		case *content.Department:
			e.departments = append(e.departments, p)
		case *content.Page:
			if !p.isDistrict() {
				e.plain = append(e.plain, p)
			}
		}
	}
	for _, list := range [][]*page{e.initiatives, e.topics, e.departments} {
		slices.SortStableFunc(list, byOrder)
	}
	slices.SortStableFunc(e.events, byBeginning)
	for _, p := range e.events {
		if slug := p.event().Initiative.Value; slug != "" {
			e.ofInitiatives[slug] = append(e.ofInitiatives[slug], p)
		}
	}
	for _, p := range e.plain {
		above := parent(p.address)
		e.children[above] = append(e.children[above], p)
	}
	e.expand()
	slices.SortStableFunc(e.issues, func(a, b *page) int { return b.issueDate().Compare(a.issueDate()) })
	slices.SortStableFunc(e.news, func(a, b *page) int { return b.date().Compare(a.date()) })
	for _, list := range [][]*page{e.initiatives, e.events, e.topics, e.departments, e.districts} {
		chain(list)
	}
	for _, newestFirst := range [][]*page{e.issues, e.news} {
		oldestFirst := slices.Clone(newestFirst)
		slices.Reverse(oldestFirst)
		chain(oldestFirst)
	}
}

// chain links neighbours of a list.
func chain(list []*page) {
	for i := 1; i < len(list); i++ {
		list[i].prev, list[i-1].next = list[i-1], list[i]
	}
}

// byOrder puts documents with an order first, then by title.
func byOrder(a, b *page) int {
	rank := func(p *page) int {
		if p.head.Order == 0 {
			return 1 << 30
		}
		return p.head.Order
	}
	return cmp.Or(cmp.Compare(rank(a), rank(b)), strings.Compare(a.head.Title, b.head.Title), strings.Compare(a.address, b.address))
}

func (p *page) event() *content.Event           { return p.doc.(*content.Event) }
func (p *page) initiative() *content.Initiative { return p.doc.(*content.Initiative) }
func (p *page) issue() *content.Issue           { return p.doc.(*content.Issue) }
func (p *page) topic() *content.Topic           { return p.doc.(*content.Topic) }

// translated tells whether the page has a text of its own in its language.
func (p *page) translated() bool { return p.head.Translated() }

// url is the page's address for links.
func (p *page) url() string { return p.base.href(p.prefix + p.address) }

// canonical is the page's address, whole.
func (p *page) canonical() string { return p.base.canonical(p.prefix + p.address) }

// date is when the document was published: date, else publish.
func (p *page) date() time.Time {
	if !p.head.Date.IsZero() {
		return p.head.Date.In(p.settings.Zone)
	}
	return p.head.Publish.In(p.settings.Zone)
}

// issueDate orders issues: the day of resolution, else of opening, else date.
func (p *page) issueDate() time.Time {
	zone := p.settings.Zone
	for _, m := range []content.Moment{p.issue().Resolved, p.issue().Opened, p.head.Date} {
		if !m.IsZero() {
			return m.In(zone)
		}
	}
	return time.Time{}
}

// past tells whether an event is over.
func (p *page) past() bool { return p.over }

func (p *page) isOver() bool {
	event, ok := p.doc.(*content.Event)
	return ok && p.clock.passed(event.Over)
}

// listDate orders documents of all kinds by time: an event by the start of the
// date that is shown.
func (p *page) listDate() time.Time {
	switch p.doc.(type) {
	case *content.Event:
		return p.shown.Start
	case *content.Issue:
		return p.issueDate()
	}
	return p.date()
}
