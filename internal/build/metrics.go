package build

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// LayoutTime is what rendering with one layout took.
type LayoutTime struct {
	Layout string
	Count  int
	Took   time.Duration
}

// layoutTimes lists the layouts that rendered something, the longest first.
func (t *Templates) layoutTimes() []LayoutTime {
	var list []LayoutTime
	for name, s := range t.times {
		if n := s.count.Load(); n > 0 {
			list = append(list, LayoutTime{name, int(n), time.Duration(s.nanoseconds.Load())})
		}
	}
	slices.SortFunc(list, func(a, b LayoutTime) int {
		return cmp.Or(cmp.Compare(b.Took, a.Took), strings.Compare(a.Layout, b.Layout))
	})
	return list
}
