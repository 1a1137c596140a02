package card

import (
	"strings"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
)

// block is text that was fitted into its place.
type block struct {
	face    font.Face
	size    int // pixels
	leading int // pixels from line to line
	lines   []string
}

func (b block) height() int { return b.leading * len(b.lines) }

// room is a place for text: how wide, how high, and between which sizes.
type room struct {
	width, height   int
	largest, lowest int // size of the letters in pixels
	percent         int // leading, of the size
}

// fit wraps text into a place with the largest letters that let it in. At the
// smallest, what is too much gives way to an ellipsis.
func fit(f *opentype.Font, text string, r room) block {
	for size := r.largest; ; size -= max(1, size/16) {
		size = max(size, r.lowest)
		b := block{face: sized(f, size), size: size, leading: size * r.percent / 100}
		var whole bool
		b.lines, whole = wrap(b.face, text, r.width)
		most := max(1, r.height/b.leading)
		if size > r.lowest && (!whole || len(b.lines) > most) {
			continue
		}
		if len(b.lines) > most {
			b.lines = b.lines[:most]
			b.lines[most-1] = shortened(b.face, b.lines[most-1], r.width)
		}
		return b
	}
}

// wrap breaks text into lines of a width. Lines that are about equally long look
// better than a full one above a single word, so the width is narrowed as far as
// the number of lines allows. whole is false where a word had to be broken.
func wrap(face font.Face, text string, width int) (lines []string, whole bool) {
	lines, whole = greedy(face, text, width)
	if !whole || len(lines) < 2 {
		return lines, whole
	}
	low, high := width/2, width
	for high-low > 4 {
		middle := (low + high) / 2
		if tried, ok := greedy(face, text, middle); ok && len(tried) == len(lines) {
			high = middle
		} else {
			low = middle
		}
	}
	lines, _ = greedy(face, text, high)
	return lines, true
}

func greedy(face font.Face, text string, width int) (lines []string, whole bool) {
	whole = true
	line := ""
	for _, word := range strings.Fields(text) {
		if joined := strings.TrimSpace(line + " " + word); measure(face, joined) <= width {
			line = joined
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		for measure(face, word) > width {
			whole = false
			var head string
			head, word = broken(face, word, width)
			lines = append(lines, head)
		}
		line = word
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines, whole
}

// broken takes as many letters from the beginning of a word as there is room
// for, one at least.
func broken(face font.Face, word string, width int) (head, rest string) {
	letters := []rune(word)
	n := 1
	for n+1 < len(letters) && measure(face, string(letters[:n+1])) <= width {
		n++
	}
	return string(letters[:n]), string(letters[n:])
}

// shortened ends a line with an ellipsis.
func shortened(face font.Face, line string, width int) string {
	letters := []rune(line)
	for len(letters) > 0 && measure(face, string(letters)+"…") > width {
		letters = letters[:len(letters)-1]
	}
	return strings.TrimRight(string(letters), " ,.;:") + "…"
}

func measure(face font.Face, text string) int { return font.MeasureString(face, text).Ceil() }

// shortenedTo is a line, with an ellipsis where it is too long.
func shortenedTo(face font.Face, line string, width int) string {
	if measure(face, line) <= width {
		return line
	}
	return shortened(face, line, width)
}
