package content

import (
	"strings"
	"testing"
)

func TestTheNearestWordIsTheOneThatWasMeant(t *testing.T) {
	known := []string{"title", "summary", "topics", "date", "updated", "draft", "start", "end", "status", "status_since", "location", "aliases", "slug", "uid", "image"}
	for word, want := range map[string]string{
		"titel": "title", "tittle": "title", "Title": "title", "sumary": "summary", "topic": "topics", "strat": "start", "stat": "start",
		"statussince": "status_since", "status-since": "status_since", "loaction": "location", "alias": "aliases", "Date": "date", "dat": "date",
		"imgae": "image", "slgu": "slug", "start ": "start",
		"colour": "", "xyz": "", "": "", "banana": "", "q": "", "telephone": "",
		strings.Repeat("title", 100_000): "",
	} {
		if got := nearest(word, known); got != want {
			if len(word) > 20 {
				word = word[:20]
			}
			t.Errorf("%q is near %q, not %q", word, got, want)
		}
	}
}

func TestTheNearestWordDoesNotDependOnTheOrder(t *testing.T) {
	if a, b := nearest("dat", []string{"day", "date"}), nearest("dat", []string{"date", "day"}); a != b {
		t.Errorf("%q and %q", a, b)
	}
}

func TestDistanceCountsOneForEachSlip(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"a", "a", 0}, {"a", "", 1}, {"", "abc", 3}, {"ab", "ba", 1}, {"abc", "abd", 1}, {"abc", "ab", 1}, {"abc", "abcd", 1},
		{"según", "segun", 1}, {"kitten", "sitting", 3},
	} {
		if got := distance(c.a, c.b); got != c.want || distance(c.b, c.a) != c.want {
			t.Errorf("from %q to %q are %d steps, not %d", c.a, c.b, got, c.want)
		}
	}
}
