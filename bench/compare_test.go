package bench

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// taken is what one run took.
type taken struct {
	wall, cpu time.Duration
	memory    int64 // bytes
}

// comparison is what both took for one site, by what was asked of them.
type comparison struct {
	pages      int
	dir        string
	ours, hugo *generator
	rows       []*row
}

// row is one measure: the rounds of both.
type row struct {
	name       string
	ours, hugo []taken
}

func (c *comparison) row(name string) *row {
	for _, r := range c.rows {
		if r.name == name {
			return r
		}
	}
	r := &row{name: name}
	c.rows = append(c.rows, r)
	return r
}

// memoryFolder is a folder in memory, where there is one, so that no disk is
// measured.
func memoryFolder(b *testing.B) string {
	b.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "advocate-bench-")
	if err != nil {
		return b.TempDir()
	}
	b.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// compare builds a site with both in turn.
func compare(b *testing.B, ours, hugo *generator, pages, rounds int) *comparison {
	b.Helper()
	c := &comparison{pages: pages, dir: memoryFolder(b), ours: ours, hugo: hugo}
	for _, g := range []*generator{ours, hugo} {
		g.write(b, c.dir, pages)
	}
	tasks := []struct {
		name    string
		prepare func(*generator)
	}{
		{"clean build", func(g *generator) { g.forget(b) }},
		{"nothing changed", func(*generator) {}},
		{"one event's text changed", func(g *generator) { g.edit(b, pages) }},
		{"layout changed", func(g *generator) { g.changeLayout(b) }},
	}
	for range rounds {
		for _, task := range tasks {
			row := c.row(task.name)
			task.prepare(ours)
			row.ours = append(row.ours, ours.build(b))
			task.prepare(hugo)
			row.hugo = append(row.hugo, hugo.build(b))
		}
	}
	return c
}

// serve serves the site with one after the other, and edits it meanwhile.
func (c *comparison) serve(b *testing.B) {
	b.Helper()
	for _, g := range []*generator{c.ours, c.hugo} {
		s := g.serve(b)
		var edits []taken
		for range editRounds {
			edits = append(edits, taken{wall: s.untilShown(b, c.pages), memory: s.memory()})
		}
		s.stop()
		row := c.row("serve: edit to changed page")
		if g.isHugo() {
			row.hugo = edits
		} else {
			row.ours = edits
		}
	}
}

func walls(list []taken) []time.Duration {
	all := make([]time.Duration, len(list))
	for i, t := range list {
		all[i] = t.wall
	}
	return all
}

// ratios are ours over theirs, round by round.
func (r *row) ratios() (middle, least, most float64) {
	var all []float64
	for i := range min(len(r.ours), len(r.hugo)) {
		all = append(all, float64(r.ours[i].wall)/float64(r.hugo[i].wall))
	}
	return median(all), slices.Min(all), slices.Max(all)
}

func peak(list []taken) float64 {
	var most int64
	for _, t := range list {
		most = max(most, t.memory)
	}
	return float64(most) / 1e6
}

func (r *row) cpu(list []taken) time.Duration {
	all := make([]time.Duration, len(list))
	for i, t := range list {
		all[i] = t.cpu
	}
	return median(all)
}

// report prints a table, and the ratios as metrics of the benchmark.
func (c *comparison) report(b *testing.B) {
	b.Helper()
	fmt.Printf("\n%d pages%s advocate      hugo     ratio (least to most)      CPU ratio   peak memory MB (ratio)\n", c.pages, strings.Repeat(" ", 22))
	for _, r := range c.rows {
		if len(r.ours) == 0 || len(r.hugo) == 0 {
			continue
		}
		middle, least, most := r.ratios()
		cpu := "     "
		if theirs := r.cpu(r.hugo); theirs > 0 {
			cpu = fmt.Sprintf("%.3f", float64(r.cpu(r.ours))/float64(theirs))
		}
		fmt.Printf("%-30s %9s %9s   %6.3f (%.3f to %.3f)   %8s   %6.0f %6.0f (%.2f)\n", r.name,
			short(median(walls(r.ours))), short(median(walls(r.hugo))), middle, least, most, cpu,
			peak(r.ours), peak(r.hugo), peak(r.ours)/peak(r.hugo))
		b.ReportMetric(middle, fmt.Sprintf("x-hugo-%s-%d", strings.ReplaceAll(strings.ReplaceAll(r.name, " ", "-"), ":", ""), c.pages))
	}
}

func short(d time.Duration) string {
	if d > time.Second {
		return d.Round(10 * time.Millisecond).String()
	}
	return d.Round(100 * time.Microsecond).String()
}

// growth prints how many times as much the larger site takes.
func (c *comparison) growth(b *testing.B, small *comparison) {
	b.Helper()
	fmt.Printf("\ngrowth, %d to %d pages         time: advocate, hugo      memory: advocate, hugo\n", small.pages, c.pages)
	for _, large := range c.rows {
		before := small.row(large.name)
		if len(before.ours) == 0 || len(before.hugo) == 0 || len(large.hugo) == 0 {
			continue
		}
		times := func(l, s []taken) float64 { return float64(median(walls(l))) / float64(median(walls(s))) }
		fmt.Printf("%-36s %10.2f %10.2f %16.2f %10.2f\n", large.name, times(large.ours, before.ours), times(large.hugo, before.hugo),
			peak(large.ours)/peak(before.ours), peak(large.hugo)/peak(before.hugo))
	}
}
