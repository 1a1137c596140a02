package card

import (
	"bytes"
	"image"
	"image/color"
	"image/png"

	"golang.org/x/image/font"
	"golang.org/x/image/math/fixed"
)

// The colours are the tokens of the look, in light.
var (
	paper = color.RGBA{0xFA, 0xF7, 0xF1, 0xFF}
	white = color.RGBA{0xFF, 0xFF, 0xFF, 0xFF}
	band  = color.RGBA{0xF1, 0xEB, 0xDF, 0xFF}
	ink   = color.RGBA{0x1D, 0x24, 0x21, 0xFF}
	muted = color.RGBA{0x54, 0x5E, 0x58, 0xFF}
	line  = color.RGBA{0xD8, 0xD0, 0xC0, 0xFF}
	edge  = color.RGBA{0x7C, 0x76, 0x67, 0xFF}
	clay  = color.RGBA{0xA2, 0x3E, 0x1C, 0xFF}
)

// shades is how many steps there are from a ground to the letters on it, both
// counted.
const shades = 20

// ground and letters of every pair that a card uses.
type pair struct{ on, of color.RGBA }

var pairs = []pair{
	{paper, ink}, {paper, muted}, {paper, clay},
	{band, ink}, {band, muted}, {white, ink}, {ink, paper}, {clay, white},
}

// canvas is a picture of few colours: small as a file, and quick to write.
type canvas struct {
	image  *image.Paletted
	solid  map[color.RGBA]uint8
	shades map[pair]uint8 // index of the first of a run
}

func newCanvas() *canvas {
	c := &canvas{solid: map[color.RGBA]uint8{}, shades: map[pair]uint8{}}
	var palette color.Palette
	for _, colour := range []color.RGBA{paper, white, band, ink, line, edge, clay} {
		c.solid[colour] = uint8(len(palette))
		palette = append(palette, colour)
	}
	for _, p := range pairs {
		c.shades[p] = uint8(len(palette))
		for i := range shades {
			palette = append(palette, mixed(p, i))
		}
	}
	c.image = image.NewPaletted(image.Rect(0, 0, Width, Height), palette)
	return c
}

// mixed is step i on the way from a ground to its letters.
func mixed(p pair, i int) color.RGBA {
	mix := func(a, b uint8) uint8 { return uint8((int(a)*(shades-1-i) + int(b)*i) / (shades - 1)) }
	return color.RGBA{mix(p.on.R, p.of.R), mix(p.on.G, p.of.G), mix(p.on.B, p.of.B), 0xFF}
}

// fill colours a rectangle.
func (c *canvas) fill(x, y, width, height int, colour color.RGBA) {
	index := c.solid[colour]
	r := image.Rect(x, y, x+width, y+height).Intersect(c.image.Rect)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := c.image.Pix[y*c.image.Stride+r.Min.X : y*c.image.Stride+r.Max.X]
		for i := range row {
			row[i] = index
		}
	}
}

// write draws one line of text with its baseline at y, and tells how wide it is.
// spacing is added after each letter, in pixels.
func (c *canvas) write(face font.Face, text string, x, y, spacing int, p pair) int {
	dot := fixed.P(x, y)
	last := rune(-1)
	for _, r := range text {
		if last >= 0 {
			dot.X += face.Kern(last, r)
		}
		where, mask, at, advance, _ := face.Glyph(dot, r)
		if alpha, ok := mask.(*image.Alpha); ok {
			c.stamp(where, alpha, at, p)
		}
		dot.X += advance + fixed.I(spacing)
		last = r
	}
	return dot.X.Ceil() - x
}

// stamp puts a letter on its ground.
func (c *canvas) stamp(where image.Rectangle, mask *image.Alpha, at image.Point, p pair) {
	first, inside := c.shades[p], where.Intersect(c.image.Rect)
	for y := inside.Min.Y; y < inside.Max.Y; y++ {
		for x := inside.Min.X; x < inside.Max.X; x++ {
			covered := mask.Pix[mask.PixOffset(at.X+x-where.Min.X, at.Y+y-where.Min.Y)]
			shade := first + uint8((int(covered)*(shades-1)+127)/255)
			// Letters that touch keep the darker of the two.
			if i := c.image.PixOffset(x, y); shade > first && (c.image.Pix[i] < first || c.image.Pix[i] < shade) {
				c.image.Pix[i] = shade
			}
		}
	}
}

// capital is how high a capital letter of either face is, in hundredths of its
// size.
const capital = 73

// block draws fitted text from the top y, each line at x.
func (c *canvas) block(b block, x, y int, p pair) {
	baseline := (b.leading + b.size*capital/100) / 2
	for i, text := range b.lines {
		c.write(b.face, text, x, y+baseline+i*b.leading, 0, p)
	}
}

// centred draws one line in the middle of a width.
func (c *canvas) centred(face font.Face, text string, x, width, y int, p pair) {
	c.write(face, text, x+(width-measure(face, text))/2, y, 0, p)
}

func (c *canvas) png() ([]byte, error) {
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.DefaultCompression}).Encode(&b, c.image); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
