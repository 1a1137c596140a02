package casebook

import (
	"cmp"
	"slices"
)

// Count is one line of the office's own counts.
type Count struct {
	Month    string // YYYY-MM of the day received
	Name     string // the topic's or department's slug; empty where the case has none, and in counts by month
	Received int
	Open     int
	Anyway   int            // gone on without the front-line channel
	Endings  map[string]int // of those that ended, by ending
}

// By says what counts are made by, beside the month.
type By string

// What counts are made by.
const (
	ByMonth      By = "month" // and nothing else
	ByTopic      By = "topic"
	ByDepartment By = "department"
)

// Counts counts the cases whose facts are known, without suspected spam, by the month they were received in and by, in
// that order. They are for the office alone: small numbers name people.
func (b *Book) Counts(by By) []Count {
	b.mu.RLock()
	defer b.mu.RUnlock()
	lines := map[[2]string]*Count{}
	for _, chapter := range b.chapters {
		c := b.show(chapter)
		if c == nil || c.Apart || !c.Facts.Known || len(c.Received) < len("2026-01") {
			continue
		}
		key := [2]string{string(c.Received[:len("2026-01")]), by.of(c)}
		if lines[key] == nil {
			lines[key] = &Count{Month: key[0], Name: key[1], Endings: map[string]int{}}
		}
		lines[key].add(c)
	}
	list := make([]Count, 0, len(lines))
	for _, line := range lines {
		list = append(list, *line)
	}
	slices.SortFunc(list, func(x, y Count) int {
		return cmp.Or(cmp.Compare(x.Month, y.Month), cmp.Compare(x.Name, y.Name))
	})
	return list
}

func (by By) of(c *Case) string {
	switch by {
	case ByTopic:
		return c.Facts.Topic
	case ByDepartment:
		return c.Facts.Department
	default:
		return ""
	}
}

func (n *Count) add(c *Case) {
	n.Received++
	if c.Facts.Anyway {
		n.Anyway++
	}
	if c.Ending == nil {
		n.Open++
	} else {
		n.Endings[c.Ending.Name]++
	}
}
