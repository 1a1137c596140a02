package site

import "strings"

// flyerDates is how many dates a flyer shows of a series that words cannot say.
const flyerDates = 5

// flyerAddress is the address of an event's flyer.
func (p *page) flyerAddress() string { return p.address + "flyer/" }

// hasFlyer tells whether an event has a page to print and hang up: one that is
// told in this language, is not over and takes place.
func (p *page) hasFlyer() bool { return p.translated() && !p.shown.past() && p.shown.takesPlace() }

// flyerTargets adds the flyer of each coming event.
func (e *edition) flyerTargets() {
	for _, p := range e.events {
		if p.hasFlyer() {
			e.page("flyer", p.flyerAddress(), func() any { return p.flyerPage() })
			e.tell(e.prefix+p.flyerAddress(), p)
		}
	}
}

func (p *page) flyerPage() FlyerPage {
	page := FlyerPage{EventPage: p.eventPage(), EventTitle: p.head.Title}
	f := p.frame("flyer", p.flyerAddress(), p.say("flyer.title", "title", p.head.Title), p.description())
	f.Robots, f.Social = "noindex", page.Social
	f.Switch = p.languages(p.flyerAddress(), p.address) // it is missing where it would be untranslated
	f.Alternates = alternates(f.Switch)
	page.Frame = f
	page.HasPlace = !page.OnlineOnly && placeText(page.Location) != ""
	var said bool
	if page.Repeats, said = p.ruleInWords(); !said {
		page.Next = most(page.Dates, flyerDates)
	}
	_, short, _ := strings.Cut(p.canonical(), "://")
	page.Short = strings.TrimSuffix(short, "/")
	return page
}
