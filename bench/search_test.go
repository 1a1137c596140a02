package bench

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// question is a line of search/queries.tsv: what a visitor types, and the pages
// that would do.
type question struct {
	kind, query string
	pages       []string
}

func questions(b *testing.B) []question {
	b.Helper()
	text, err := os.ReadFile("search/queries.tsv")
	if err != nil {
		b.Fatal(err)
	}
	var list []question
	for line := range strings.Lines(string(text)) {
		fields := strings.Split(strings.TrimSpace(line), "\t")
		if strings.HasPrefix(line, "#") || len(fields) != 3 {
			continue
		}
		list = append(list, question{fields[0], fields[1], strings.Fields(fields[2])})
	}
	return list
}

// answered tells whether one of the pages that would do is among the first
// three.
func (q question) answered(urls []string) bool {
	return slices.ContainsFunc(urls[:min(3, len(urls))], func(url string) bool { return slices.Contains(q.pages, url) })
}

// finder is a search in the browser: what it loaded and how long it took.
type finder struct {
	name    string
	page    string // its address, up to the query
	found   map[string]int
	first   []load          // of each query, from an empty cache
	second  []load          // of each query, after another one
	took    []time.Duration // from an empty cache to the first five results
	slow    []time.Duration // the same on a slow line
	oneWord []load          // those of first that are one word
}

// load is what an answer cost, in bytes.
type load struct{ compressed, plain int }

// BenchmarkSearch asks every query of search/queries.tsv in a browser: of
// Advocate, and of Pagefind over the same pages. MiniSearch, which loads the
// whole text, is asked without a browser. It prints, side by side,
//
//	cold     bytes of scripts, indexes and texts for ten results, from an empty
//	         cache, of queries of one word: bodies in brotli, then as they are
//	any      the same of every query
//	second   what a query costs when another was asked before
//	five     time from the page to the first five results, on this machine
//	slow     the same on a line of 1.6 Mbit/s and 150 ms, of every fourth query
//	found    queries with an expected page among the first three
//
// each as the median and the most. ADVOCATE_CORPUS names the folder of the site
// that the queries were written for: Digital.gov in this project's front
// matter. search/package.json names the peers.
func BenchmarkSearch(b *testing.B) {
	source := os.Getenv("ADVOCATE_CORPUS")
	if source == "" {
		b.Skip("ADVOCATE_CORPUS names no folder: the queries are about one site")
	}
	list := questions(b)
	s := newSearchSite(b, source)
	ours := &finder{name: "advocate", page: "/search/?q=", found: map[string]int{}}
	pagefind := &finder{name: "pagefind", page: "/pagefind.html?q=", found: map[string]int{}}
	for b.Loop() {
		for _, f := range []*finder{ours, pagefind} {
			s.ask(b, f, list)
		}
	}
	mini, miniLoad := s.miniSearch(b, list)
	for _, f := range []*finder{ours, pagefind} {
		f.report()
	}
	fmt.Printf("minisearch  whole index %s\n", miniLoad)
	fmt.Printf("%-12s %9s %9s %10s\n", "found", "advocate", "pagefind", "minisearch")
	for _, kind := range kindsOf(list) {
		n := 0
		for _, q := range list {
			if q.kind == kind || kind == "all" {
				n++
			}
		}
		fmt.Printf("%-12s %9d %9d %10d  of %d\n", kind, ours.found[kind]/b.N, pagefind.found[kind]/b.N, mini[kind], n)
	}
	b.ReportMetric(float64(middle(ours.took))/float64(middle(pagefind.took)), "x-pagefind-time")
	b.ReportMetric(float64(middle(ours.slow))/float64(middle(pagefind.slow)), "x-pagefind-slow")
	b.ReportMetric(float64(ours.found["all"]/b.N), "found")
	b.ReportMetric(float64(pagefind.found["all"]/b.N), "pagefind-found")
	b.ReportMetric(float64(mini["all"]), "minisearch-found")
}

func kindsOf(list []question) []string {
	var kinds []string
	for _, q := range list {
		if !slices.Contains(kinds, q.kind) {
			kinds = append(kinds, q.kind)
		}
	}
	return append(kinds, "all")
}

func (f *finder) report() {
	for _, part := range []struct {
		name  string
		loads []load
	}{{"cold", f.oneWord}, {"any", f.first}, {"second", f.second}} {
		fmt.Printf("%-11s %-7s %s\n", f.name, part.name, summary(part.loads))
	}
	for name, took := range map[string][]time.Duration{"five": f.took, "slow": f.slow} {
		fmt.Printf("%-11s %-7s median %v, most %v\n", f.name, name, middle(took).Round(time.Millisecond), slices.Max(took).Round(time.Millisecond))
	}
}

func summary(loads []load) string {
	var compressed, plain []int
	for _, l := range loads {
		compressed, plain = append(compressed, l.compressed), append(plain, l.plain)
	}
	return fmt.Sprintf("brotli median %6d most %6d, plain median %6d most %6d", middle(compressed), slices.Max(compressed), middle(plain), slices.Max(plain))
}

func (l load) String() string { return summary([]load{l}) }

func middle[T int | time.Duration](list []T) T {
	sorted := slices.Sorted(slices.Values(list))
	return sorted[len(sorted)/2]
}
