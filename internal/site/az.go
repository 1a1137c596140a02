package site

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"example.org/advocate/internal/search"
)

// mostOnOnePage is how many titles /a-z/ lists at once. A site with more has a
// page for each letter.
const mostOnOnePage = 400

// azPages adds the list of everything by title, for who has no search.
func (e *edition) azPages() {
	letters := e.byLetter()
	if count(letters) <= mostOnOnePage {
		e.page("az", "a-z/", func() any { return e.azPage("", letters, letters) })
		e.tell(e.prefix + "a-z/")
		return
	}
	for i, l := range letters {
		address := "a-z/" + l.key + "/"
		if i == 0 {
			address = "a-z/"
		}
		e.page("az", address, func() any { return e.azPage(l.key, letters, letters[i:i+1]) })
		e.tell(e.prefix + address)
	}
}

// byLetter are all pages with a text of their own by the first letter of their
// titles. The key of a letter can stand in an address; digits are one group.
func (e *edition) byLetter() []group {
	var pages []*page
	for _, p := range e.all() {
		if p.translated() && p.head.Title != "" {
			pages = append(pages, p)
		}
	}
	tag, err := language.Parse(e.lang)
	if err != nil {
		tag = language.English
	}
	order := collate.New(tag, collate.Loose, collate.Numeric)
	slices.SortFunc(pages, func(a, b *page) int {
		return cmp.Or(
			strings.Compare(letterOf(a.head.Title), letterOf(b.head.Title)),
			order.CompareString(sortTitle(a.head.Title), sortTitle(b.head.Title)), strings.Compare(a.address, b.address),
		)
	})
	var groups []group
	for _, p := range pages {
		letter := letterOf(p.head.Title)
		if len(groups) == 0 || groups[len(groups)-1].key != letter {
			groups = append(groups, group{key: letter, title: letterTitle(letter)})
		}
		last := &groups[len(groups)-1]
		last.pages = append(last.pages, p)
	}
	return groups
}

// digits is the group of titles that begin with a digit, or with no letter.
const digits = "0-9"

// sortTitle is a title without quotation marks and the like before it.
func sortTitle(title string) string {
	return strings.TrimLeftFunc(title, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

func letterOf(title string) string {
	folded := search.Fold(strings.ToLower(sortTitle(title)))
	r, size := utf8.DecodeRuneInString(folded)
	if size == 0 || !unicode.IsLetter(r) {
		return digits
	}
	return string(r)
}

func letterTitle(letter string) string {
	if letter == digits {
		return "0–9"
	}
	return strings.ToUpper(letter)
}

// azPage lists some of the letters; the page of one letter alone is called by
// its key.
func (e *edition) azPage(key string, all, shown []group) AZPage {
	title := e.say("search.az")
	page := AZPage{Frame: e.frame("az", "a-z/", title, "")}
	if key != "" && key != all[0].key {
		address := "a-z/" + key + "/"
		page.Frame = e.frame("az", address, e.say("search.letter", "letter", letterTitle(key)), "")
		page.Frame.Crumbs = append(page.Frame.Crumbs, Link{Title: title, URL: e.way("a-z/")})
		page.Frame.Alternates = nil
	}
	for i, g := range all {
		link := Link{Title: g.title, URL: "#letter-" + g.key, Current: g.key == key}
		if key != "" {
			link.URL = e.way("a-z/" + g.key + "/")
			if i == 0 {
				link.URL = e.way("a-z/")
			}
		}
		page.Letters = append(page.Letters, link)
	}
	for _, g := range shown {
		page.Groups = append(page.Groups, g.ready())
	}
	return page
}
