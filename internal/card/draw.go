package card

import (
	"fmt"
	"strings"
)

// Measures of the layout, in pixels.
const (
	margin   = 72
	mastHigh = 132 // the masthead, above its steps
	stepWide = 68
	stepHigh = 14
	stroke   = 5   // of the stepped line
	top      = 212 // where what a card says begins
	bottom   = Height - 60
	leafWide = 320
)

// Draw draws a card as a PNG of Width by Height.
func Draw(card Card) ([]byte, error) {
	c := newCanvas()
	c.fill(0, 0, Width, Height, paper)
	c.masthead()
	if card = card.prepared(); card.legible() {
		c.says(card)
	} else {
		c.mark()
	}
	png, err := c.png()
	if err != nil {
		return nil, fmt.Errorf("drawing the card of %q: %w", card.Title, err)
	}
	return png, nil
}

// masthead is the band with the stepped line, as on every page.
func (c *canvas) masthead() {
	const from = Width - margin - 4*stepWide
	c.fill(0, 0, Width, mastHigh, band)
	c.fill(0, mastHigh, from, stroke, clay)
	for i := range 4 {
		x, y := from+i*stepWide, mastHigh+(i+1)*stepHigh
		c.fill(x, mastHigh, Width-x, y-mastHigh, band)
		c.fill(x-stroke, y-stepHigh, stroke, stepHigh+stroke, clay)
		c.fill(x-stroke, y, Width-x+stroke, stroke, clay)
	}
}

// mark stands where there is no text: the steps of the site's icon.
func (c *canvas) mark() {
	const wide, high, steps = 96, 72, 4
	x, floor := (Width-(steps+1)*wide)/2, bottom
	for i := range steps {
		c.fill(x+i*wide, floor-(steps-i)*high, wide, (steps-i)*high, clay)
	}
	c.fill(x+steps*wide, floor-high, wide, high, clay)
}

func (c *canvas) says(card Card) {
	c.brand(card)
	x := margin
	if card.Leaf != nil {
		c.leaf(*card.Leaf, x, top)
		x += leafWide + 56
	}
	largest, floor := 84, bottom
	if card.Kind == "" && card.Leaf == nil {
		largest = 108
	}
	if card.Result != nil {
		floor = c.result(*card.Result, x, floor)
	} else {
		floor = c.lines(card.Lines, x, floor)
	}
	y := top
	if card.Kind != "" || card.State != "" {
		y = c.kind(card, x, y)
	}
	title := fit(mustFonts().serif, card.Title, room{
		width: Width - margin - x, height: floor - 28 - y, largest: largest, lowest: 30, percent: 114,
	})
	c.block(title, x, y, pair{paper, ink})
}

// brand says whose card it is.
func (c *canvas) brand(card Card) {
	f, width, y := mustFonts(), Width-2*margin, 96
	if card.City != "" {
		city := strings.ToUpper(card.City)
		face := sized(f.sans, 21)
		if spread := measure(face, city) + 3*len(city); spread > width {
			city = shortened(face, city, width*3/4)
		}
		c.write(face, city, margin, 50, 3, pair{band, muted})
		y = 102
	}
	b := fit(f.serif, card.Site, room{width: width, height: 50, largest: 40, lowest: 24, percent: 120})
	c.write(b.face, b.lines0(), margin, y, 0, pair{band, ink})
}

// lines0 is the first line, if there is one.
func (b block) lines0() string {
	if len(b.lines) == 0 {
		return ""
	}
	return b.lines[0]
}

// kind says what it is and where it stands, and returns where the title begins.
func (c *canvas) kind(card Card, x, y int) int {
	face := sized(mustFonts().sans, 27)
	width := Width - margin - x
	if card.Alert && card.State != "" {
		text := shortenedTo(face, card.State, width-36)
		c.fill(x, y, measure(face, text)+36, 50, clay)
		c.write(face, text, x+18, y+34, 0, pair{clay, white})
		return y + 72
	}
	text := card.Kind
	if card.State != "" {
		text = strings.TrimPrefix(text+" · "+card.State, " · ")
	}
	c.write(face, shortenedTo(face, text, width), x, y+24, 0, pair{paper, clay})
	return y + 48
}

// lines stand at the foot of a card. It returns where they begin.
func (c *canvas) lines(lines []string, x, floor int) int {
	const most = 3
	face, all := mustFonts().sans, []string(nil)
	size := 30
	for _, text := range lines {
		b := fit(face, text, room{width: Width - margin - x, height: 2 * 42, largest: size, lowest: size, percent: 140})
		all = append(all, b.lines...)
	}
	all = all[:min(most, len(all))]
	b := block{face: sized(face, size), size: size, leading: 42, lines: all}
	y := floor - b.height()
	c.block(b, x, y, pair{paper, muted})
	return y
}

// result stands at the foot of a card, as large as it can be.
func (c *canvas) result(r Result, x, floor int) int {
	f, width := mustFonts(), Width-margin-x
	small := sized(f.sans, 30)
	c.write(small, shortenedTo(small, r.Name, width), x, floor-8, 0, pair{paper, muted})
	was := fit(f.serif, r.Was, room{width: width * 4 / 10, height: 80, largest: 60, lowest: 28, percent: 120})
	base := floor - 66
	at := x + c.write(was.face, was.lines0(), x, base, 0, pair{paper, muted}) + 44
	word := sized(f.sans, 34)
	if measure(word, r.Word) < width/4 {
		at += c.write(word, r.Word, at, base, 0, pair{paper, muted}) + 22
	}
	now := fit(f.serif, r.Now, room{width: Width - margin - at, height: 160, largest: 132, lowest: 28, percent: 100})
	c.write(now.face, now.lines0(), at, base, 0, pair{paper, clay})
	return base - max(was.size, now.size)*8/10
}

// leaf is the day, as on the page of an event.
func (c *canvas) leaf(l Leaf, x, y int) {
	f, inner := mustFonts(), leafWide-24
	high := bottom - y
	c.fill(x, y, leafWide, high, edge)
	c.fill(x+2, y+2, leafWide-4, high-4, white)
	c.fill(x, y, leafWide, 56, ink)
	one := func(text string, largest int) block {
		return fit(f.sans, text, room{width: inner, height: 40, largest: largest, lowest: 16, percent: 130})
	}
	weekday := one(l.Weekday, 28)
	c.centred(weekday.face, weekday.lines0(), x, leafWide, y+38, pair{ink, paper})
	day := fit(f.serif, l.Day, room{width: inner, height: 190, largest: 168, lowest: 40, percent: 100})
	c.centred(day.face, day.lines0(), x, leafWide, y+212, pair{white, ink})
	month := fit(f.serif, l.Month, room{width: inner, height: 44, largest: 34, lowest: 16, percent: 120})
	c.centred(month.face, month.lines0(), x, leafWide, y+270, pair{white, ink})
	hours := one(l.Hours, 28)
	c.centred(hours.face, hours.lines0(), x, leafWide, y+322, pair{white, ink})
}
