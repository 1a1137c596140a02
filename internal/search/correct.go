package search

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// mistakes is how many typing errors a word of so many letters is forgiven.
func mistakes(letters int) int {
	switch {
	case letters < 4:
		return 0
	case letters < 6:
		return 1
	}
	return 2
}

// mostCorrections is how many words a misspelled one is taken for.
const mostCorrections = 2

// corrections are the words next to a misspelled one, the likeliest first, and
// how many errors they are away. They
// are looked for among words with its first letter, then, if it is nowhere in the
// index itself, with its second.
func (r *Reader) corrections(word string, exact bool) (words []string, away int, err error) {
	letters := []rune(word)
	most := mistakes(len(letters))
	if most == 0 || len(r.root.corrections) == 0 {
		return nil, 0, nil
	}
	for _, first := range letters[:2] {
		for reach := 1; reach <= most; reach++ { // few are longer or shorter by two letters
			words, away, err := r.nearest(letters, first, most, reach)
			if len(words) > 0 || err != nil {
				return words, away, err
			}
		}
		if exact {
			break
		}
	}
	return nil, 0, nil
}

// nearest are the words with a first letter whose length differs by no more than
// reach, or stands in the same files.
func (r *Reader) nearest(letters []rune, first rune, most, reach int) (words []string, away int, err error) {
	key := func(length int) string { return string([]rune{first, rune(firstDigit + min(length, longestWord))}) }
	from, to := lookup(r.root.corrections, key(len(letters)-reach)), lookup(r.root.corrections, key(len(letters)+reach))
	type near struct {
		suggestion
		away int
	}
	var found []near
	for file := from; file <= to; file++ {
		text, err := r.open("c/" + name36(file) + ".txt")
		if err != nil {
			return nil, 0, err
		}
		list, err := readCorrections(string(text))
		if err != nil {
			return nil, 0, err
		}
		for _, s := range list {
			if away := distance(letters, []rune(s.word)); away > 0 && away <= most {
				found = append(found, near{s, away})
			}
		}
	}
	slices.SortFunc(found, func(a, b near) int {
		return cmp.Or(cmp.Compare(a.away, b.away), cmp.Compare(b.spread, a.spread), strings.Compare(a.word, b.word))
	})
	for _, n := range found[:min(mostCorrections, len(found))] {
		if away = found[0].away; n.away == away {
			words = append(words, n.word)
		}
	}
	return words, away, nil
}

// How much two words may differ at their ends to be taken for forms of one, in
// letters: "recycle" stands for "recycling" where only that is in the index.
const (
	commonLetters = 4
	otherEnding   = 4
)

// endings are the terms whose words begin most like a word that is in no term.
func endings(lines []line, word string) []line {
	most, letters := 0, utf8.RuneCountInString(word)
	var list []line
	for _, l := range lines {
		best := 0
		for _, form := range l.forms {
			same, _ := shared(word, form)
			if same >= commonLetters && letters-same <= otherEnding && utf8.RuneCountInString(form)-same <= otherEnding {
				best = max(best, same)
			}
		}
		if best > most {
			most, list = best, nil
		}
		if best == most && best > 0 {
			list = append(list, l)
		}
	}
	return list
}

// distance is how many letters must be added, left out, changed or swapped with
// their neighbour to make one word of the other (optimal string alignment).
func distance(a, b []rune) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}
