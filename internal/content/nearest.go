package content

import "slices"

// nearest returns the word that a person most likely meant, or "" where none
// is near: at most a third of the letters differ. A letter too many, too few,
// another one, or two that changed places count as one difference.
func nearest(word string, known []string) string {
	if len(word) > longestSlug { // no word that is known is near it; the distance takes quadratic time
		return ""
	}
	best, bestDistance := "", len(word)/3+1
	for _, candidate := range slices.Sorted(slices.Values(known)) {
		if d := distance(word, candidate); d < bestDistance || (d == bestDistance && best == "" && d <= 2) {
			best, bestDistance = candidate, d
		}
	}
	return best
}

// suggestion is nearest as the end of a sentence, or "".
func suggestion(word string, known []string) string {
	if best := nearest(word, known); best != "" {
		return "; did you mean " + quote(best) + "?"
	}
	return ""
}

// distance is the optimal string alignment distance.
func distance(a, b string) int {
	s, t := []rune(a), []rune(b)
	rows := make([][]int, len(s)+1)
	for i := range rows {
		rows[i] = make([]int, len(t)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(s); i++ {
		for j := 1; j <= len(t); j++ {
			cost := 1
			if s[i-1] == t[j-1] {
				cost = 0
			}
			d := min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				d = min(d, rows[i-2][j-2]+1)
			}
			rows[i][j] = d
		}
	}
	return rows[len(s)][len(t)]
}
