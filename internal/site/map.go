package site

import "slices"

// mostOfMap is how many pages of a section the site map names: of the long ones
// it leads to the list.
const mostOfMap = 50

// mapPage is the site map for people: every section with its pages, and all
// other pages below each other.
func (e *edition) mapPage() MapPage {
	view := MapPage{Frame: e.frame("map", "site-map/", e.say("search.map"), "")}
	lists := map[string][]*page{
		"initiatives": e.initiatives, "issues": e.issues, "news": e.news, "topics": e.topics,
		"departments": e.departments, "districts": e.districts,
	}
	for _, o := range e.coming(e.events) {
		if !slices.Contains(lists["events"], o.page) {
			lists["events"] = append(lists["events"], o.page)
		}
	}
	for _, section := range append(sections, "contact", "subscribe") {
		part := MapPart{Link: Link{Title: e.sectionTitle(section), URL: e.way(section + "/")}}
		for _, p := range most(lists[section], mostOfMap) {
			part.Pages = append(part.Pages, MapPart{Link: p.link()})
		}
		view.Sections = append(view.Sections, part)
	}
	view.Others = e.below("")
	return view
}

// below are the plain pages under an address, each with those under it. A folder
// without a page of its own gives its pages to the one above.
func (e *edition) below(address string) []MapPart {
	var parts []MapPart
	for _, p := range e.plain {
		if e.pageAbove(p) == address {
			parts = append(parts, MapPart{Link: p.link(), Pages: e.below(p.address)})
		}
	}
	return parts
}

// pageAbove is the address of the nearest plain page above, or "".
func (e *edition) pageAbove(p *page) string {
	for above := parent(p.address); above != ""; above = parent(above) {
		if other := e.address[above]; other != nil && e.introOf(above) == nil {
			return above
		}
	}
	return ""
}

// introOf is the introduction that stands at an address, which is no plain page.
func (e *edition) introOf(address string) *page {
	for _, p := range e.intros {
		if p.address == address {
			return p
		}
	}
	return nil
}
