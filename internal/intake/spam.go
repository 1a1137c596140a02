package intake

import (
	"regexp"
	"strings"
	"sync/atomic"
	"time"
)

// What makes a concern suspected spam, beside a filled trap. It is stored apart and never lost, and whoever sent it
// is answered as everybody is.
const (
	maxLinks = 5 // in one concern
	maxAlike = 3 // concerns with the same message, of anybody, within an hour

	// minRead is how long a review takes at least: who confirms faster is asked once more. A program that fills in
	// forms has no token older than that, unless it waits, and then it is slow.
	minRead = 2 * time.Second
)

var link = regexp.MustCompile(`(?i)https?://|\bwww\.|\[url|<a\s`)

// suspect tells whether a concern that is about to be stored is suspected spam. undo takes it out of the count of
// those that are alike, for one that was not stored.
func (v *visit) suspect() (apart bool, undo func()) {
	links := 0
	for _, text := range v.form.answers {
		links += len(link.FindAllStringIndex(text, maxLinks+1))
	}
	words := strings.Join(strings.Fields(strings.ToLower(v.form.answers["message"])), " ")
	alike, _ := v.in.alike.See(words, v.now, func() *atomic.Int64 { return new(atomic.Int64) })
	apart = alike.Add(1) > maxAlike || links > maxLinks || v.form.answers["website"] != ""
	return apart, func() { alike.Add(-1) }
}
