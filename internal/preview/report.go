package preview

import (
	"bytes"
	"fmt"
	"time"

	"example.org/advocate/internal/build"
	"example.org/advocate/internal/content"
)

// report says in one line what a build did, unless it was for nothing.
func (p *preview) report(c change, r build.Result, took time.Duration) {
	if r.Written+r.Removed == 0 && !c.empty() && len(c.lasting()) == 0 {
		return
	}
	did := "nothing differs"
	switch {
	case r.Written > 0 && r.Removed > 0:
		did = fmt.Sprintf("%d written, %d removed", r.Written, r.Removed)
	case r.Written > 0:
		did = fmt.Sprintf("%d written", r.Written)
	case r.Removed > 0:
		did = fmt.Sprintf("%d removed", r.Removed)
	}
	p.log.Printf("%s: %s, %s; %s", &c, counted(r.Pages, "page"), did, took.Round(time.Millisecond))
}

// reportWarnings prints the warnings that were not there before: those of the
// edit just made. Of those that were there when the site was first built it
// tells how many.
func (p *preview) reportWarnings(problems []content.Problem) {
	first := p.warnings == nil
	was := p.warnings
	p.warnings = map[string]bool{}
	var fresh []content.Problem
	for _, problem := range problems {
		// Not its line: that moves when something above it is edited.
		key := problem.Path + ": " + problem.Message
		p.warnings[key] = true
		if !was[key] {
			fresh = append(fresh, problem)
		}
	}
	switch {
	case len(fresh) == 0:
	case first:
		p.log.Printf("%s; `advocate check` sorts them", counted(len(fresh), "warning"))
	default:
		p.print(fresh)
	}
}

// reportProblems prints why there is no new site.
func (p *preview) reportProblems(problems []content.Problem, site bool) {
	p.print(problems)
	shows := "there is no site to show until they are mended"
	if site {
		shows = "the last good site stays until they are mended"
	}
	p.log.Printf("advocate: %s; %s", counted(len(problems), "error"), shows)
}

func (p *preview) print(problems []content.Problem) {
	var text bytes.Buffer
	if err := content.Print(&text, problems, p.Terminal); err == nil { // a buffer takes all
		p.log.Print(text.String())
	}
}

// counted is a number with its noun.
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
