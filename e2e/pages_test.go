//go:build e2e

package e2e

// page is one page of a kind.
type page struct {
	kind string
	path string
}

// kinds has one page of each kind of the starter site, for tests of what
// layouts and styles do.
var kinds = []page{
	{"home", "/"},
	{"list of initiatives", "/initiatives/"},
	{"initiative", "/initiatives/answer-clock/"},
	{"minimal initiative", "/initiatives/lobby-kiosks/"},
	{"events", "/events/"},
	{"event", "/events/2026-12-03-town-hall-district-4/"},
	{"series", "/events/2026-12-01-office-hours-central-library/"},
	{"cancelled event", "/events/2026-12-17-office-hours-district-6/"},
	{"event in another zone", "/events/2027-02-10-conference-denver/"},
	{"event of several days", "/events/2026-10-12-conflict-resolution-week/"},
	{"flyer", "/events/2026-12-03-town-hall-district-4/flyer/"},
	{"month", "/events/2026/12/"},
	{"month with a moved date", "/events/2027/01/"},
	{"month without events", "/events/2028/02/"},
	{"year", "/events/2026/"},
	{"list of issues", "/issues/"},
	{"issue", "/issues/water-bill-answers/"},
	{"minimal issue", "/issues/bus-shelter-lights/"},
	{"weeks", "/digest/"},
	{"week", "/digest/2026-W47/"},
	{"list of news", "/news/"},
	{"news post", "/news/2026-10-15-water-bills/"},
	{"topics", "/topics/"},
	{"topic", "/topics/water-bill/"},
	{"departments", "/departments/"},
	{"department", "/departments/water-and-sewer/"},
	{"districts", "/districts/"},
	{"district", "/districts/4/"},
	{"contact", "/contact/"},
	{"form", "/contact/water-bill/"},
	{"form without a channel", "/contact/something-else/"},
	{"subscribe", "/subscribe/"},
	{"search", "/search/"},
	{"results of a search", "/search/?q=water+bill"},
	{"everything from A to Z", "/a-z/"},
	{"site map", "/site-map/"},
	{"plain page", "/about/"},
	{"deep page", "/about/questions/"},
	{"not found", "/there/is/nothing/here"},
}

// larger are pages of the kinds that only the larger site has: a second page of
// a list, pages in another language, and what is not translated to it.
var larger = []page{
	{"second page of news", "/news/page/2/"},
	{"home in a second language", "/es/"},
	{"untranslated page", "/es/news/2025-01-05-note/"},
	{"event in a second language", "/es/events/2026-12-03-town-hall-district-4/"},
	{"issue in a second language", "/es/issues/water-bill-answers/"},
	{"form in a second language", "/es/contact/water-bill/"},
	{"plain page in a second language", "/es/about/questions/"},
	{"month in a second language", "/es/events/2026/12/"},
	{"list in a second language", "/es/news/"},
}

// inSpanish are the same pages in the starter site's other language.
func inSpanish(pages []page) []page {
	list := make([]page, len(pages))
	for i, p := range pages {
		list[i] = page{p.kind + ", in Spanish", "/es" + p.path}
	}
	return list
}
