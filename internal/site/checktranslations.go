package site

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"example.org/advocate/internal/content"
)

// Translations returns warnings about what readers of the site's other
// languages miss: documents without a translation, translations that leave
// something out, and translations that are older than their original.
func (s *Site) Translations() []content.Problem {
	var problems []content.Problem
	for _, e := range s.links.editions[1:] {
		if !e.docs.SettingsTranslated() {
			problems = append(problems, content.Problem{
				Path: "content/site.yaml", Line: 1, Col: 1, Severity: content.Warning,
				Message: fmt.Sprintf("not translated into %q: the title, the menu and the office's hours; add content/site.%s.yaml with their words", e.lang, e.lang),
			})
		}
		for _, p := range e.all() {
			if p.head.File != "" { // districts may stand in site.yaml alone
				problems = append(problems, p.translationProblems()...)
			}
		}
	}
	for i := range problems {
		problems[i] = problems[i].About(content.Translations)
	}
	content.Sort(problems)
	return problems
}

func (p *page) translationProblems() []content.Problem {
	if !p.translated() {
		return []content.Problem{p.head.Problem("title", content.Warning,
			"not translated into %q: its readers see a notice that leads to this page; add content/%s.%s.md", p.lang, strings.TrimSuffix(p.head.Path, ".md"), p.lang)}
	}
	var problems []content.Problem
	if left := p.head.LeftOut(); len(left) > 0 {
		problems = append(problems, p.head.Problem("title", content.Warning, "the translation leaves out %s: readers see the words of the original", strings.Join(left, ", ")))
	}
	changed := p.head.OriginalUpdated()
	day := p.dayOf(changed).Format(time.DateOnly)
	switch {
	case changed.IsZero():
	case !p.head.Says("updated"):
		problems = append(problems, p.head.Problem("title", content.Warning, "the translation does not say which version it puts into words: add updated: %s if it is that of the original of this day", day))
	case p.head.Updated.In(p.settings.Zone).Before(changed.In(p.settings.Zone)):
		problems = append(problems, p.head.Problem("updated", content.Warning, "the translation is older than its original, which was updated on %s: see what changed there, and set updated: %s", day, day))
	}
	return problems
}

// SharedTitles returns a warning for each document whose title another one of
// its language has: in a list, a search or a tab nobody can tell them apart.
func (s *Site) SharedTitles() []content.Problem {
	var problems []content.Problem
	for _, e := range s.links.editions {
		pages := slices.Clone(e.pages)
		slices.SortStableFunc(pages, func(a, b *page) int { return cmp.Compare(a.head.File, b.head.File) })
		first := map[string]*page{}
		for _, p := range pages {
			if p.head.File == "" || !p.translated() {
				continue
			}
			if other := first[p.head.Title]; other != nil {
				problems = append(problems, p.head.Problem("title", content.Warning, "content/%s has the same title: give one of them another, so that people can tell them apart", other.head.File))
				continue
			}
			first[p.head.Title] = p
		}
	}
	return problems
}
