package markdown

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// report collects findings. What repeats in a body, like an element that is
// left out, is told once, at its first place, with how often it is there.
type report struct {
	source     *source
	findings   []Finding
	repeated   map[string]*tally
	attributes map[string]*tally
}

type tally struct{ offset, count int }

func newReport(s *source) report {
	return report{source: s, repeated: map[string]*tally{}, attributes: map[string]*tally{}}
}

func (r *report) add(severity Severity, offset int, format string, args ...any) {
	r.findings = append(r.findings, Finding{r.source.origin(offset), severity, fmt.Sprintf(format, args...)})
}

// repeat counts a warning that is told once.
func (r *report) repeat(offset int, message string) { count(r.repeated, message, offset) }

// attribute counts an attribute that is left out.
func (r *report) attribute(offset int, name string) {
	switch {
	case strings.HasPrefix(name, "on"):
		r.repeat(offset, name+" is left out: pages run no scripts")
	case name == "style":
		r.repeat(offset, "style is left out: how pages look is decided in one place")
	default:
		count(r.attributes, name, offset)
	}
}

func count(tallies map[string]*tally, key string, offset int) {
	t, ok := tallies[key]
	if !ok {
		t = &tally{offset: offset}
		tallies[key] = t
	}
	t.count++
	t.offset = min(t.offset, offset)
}

// list returns everything, in no particular order of place.
func (r *report) list() []Finding {
	all := r.findings
	for _, message := range sortedKeys(r.repeated) {
		t := r.repeated[message]
		if t.count > 1 {
			message += fmt.Sprintf(" (%d times)", t.count)
		}
		all = append(all, Finding{r.source.origin(t.offset), Warning, message})
	}
	if f, ok := r.attributeFinding(); ok {
		all = append(all, f)
	}
	return all
}

// attributeFinding is the one warning for all attributes that pages do not use.
func (r *report) attributeFinding() (Finding, bool) {
	const named = 6
	names := sortedKeys(r.attributes)
	if len(names) == 0 {
		return Finding{}, false
	}
	slices.SortStableFunc(names, func(a, b string) int {
		return cmp.Compare(r.attributes[b].count, r.attributes[a].count)
	})
	first := r.attributes[names[0]].offset
	words := make([]string, 0, named+1)
	for i, name := range names {
		t := r.attributes[name]
		first = min(first, t.offset)
		switch {
		case i == named:
			words = append(words, fmt.Sprintf("%d more", len(names)-named))
		case i > named:
		case t.count > 1:
			words = append(words, fmt.Sprintf("%s (%d times)", name, t.count))
		default:
			words = append(words, name)
		}
	}
	message := "attributes that pages do not use are left out: " + strings.Join(words, ", ")
	return Finding{r.source.origin(first), Warning, message}, true
}

func sortedKeys(m map[string]*tally) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
