package picture

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"math"
	"slices"

	"golang.org/x/image/draw"
)

// widths are how wide copies are, in points: for a phone, for a phone with a
// fine screen or a column of text, for a column on a fine screen.
var widths = []int{400, 800, 1200}

// quality of JPEG copies; below it, edges begin to show.
const quality = 82

// Copy is a smaller copy of a picture.
type Copy struct {
	Width, Height int
	Ext           string // .jpg or .png
	Bytes         []byte
}

// copies decodes a picture and returns its copies, the smallest first. No copy
// is wider than the picture, or has more bytes than its file or a wider copy. The picture's own
// width is one of theirs where that is below the widest.
func (f Facts) copies(content []byte) ([]Copy, error) {
	if f.Moves {
		return nil, nil
	}
	decoded, _, err := image.Decode(bytes.NewReader(content))
	if err != nil {
		return nil, fmt.Errorf("reading a picture: %w", err)
	}
	points := flat(decoded)
	photo := f.Format == "jpeg"
	mayBePhoto := points.Opaque() && !isDrawing(decoded)
	widest := widths[len(widths)-1]
	for across := f.Width; across >= 4*widest && points.Bounds().Dx() > 1 && points.Bounds().Dy() > 1; across /= 2 {
		points = halved(points)
	}
	var list []Copy
	fewest := len(content) // bytes of the next wider one, or of the picture's file
	for _, width := range slices.Backward(f.widths()) {
		c := Copy{Width: width, Height: max(1, int(math.Round(float64(f.Height)*float64(width)/float64(f.Width))))}
		small := f.scaled(points, c.Width, c.Height)
		if err := c.encode(small, photo, mayBePhoto); err != nil {
			return nil, err
		}
		if len(c.Bytes) < fewest {
			list, fewest = append(list, c), len(c.Bytes)
		}
	}
	slices.Reverse(list)
	return list, nil
}

// widths are those that copies of this picture have.
func (f Facts) widths() []int {
	var list []int
	for _, width := range widths {
		if width >= f.Width {
			return append(list, f.Width)
		}
		list = append(list, width)
	}
	return list
}

// flat is a picture as colours that are ready to be scaled.
func flat(decoded image.Image) *image.RGBA {
	b := decoded.Bounds()
	points := image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(points, points.Bounds(), decoded, b.Min, draw.Src)
	return points
}

// isDrawing tells whether a picture has few colours, as drawings have.
func isDrawing(decoded image.Image) bool {
	_, few := decoded.(*image.Paletted)
	return few
}

// halved is a picture of half the size, each point the mean of four. Scaling
// from there needs a fraction of the memory, and looks the same.
func halved(src *image.RGBA) *image.RGBA {
	w, h := src.Bounds().Dx()/2, src.Bounds().Dy()/2
	dst := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		upper, lower := src.Pix[2*y*src.Stride:], src.Pix[(2*y+1)*src.Stride:]
		row := dst.Pix[y*dst.Stride:]
		for i := range 4 * w {
			at := i/4*8 + i%4
			row[i] = uint8((int(upper[at]) + int(upper[at+4]) + int(lower[at]) + int(lower[at+4]) + 2) / 4)
		}
	}
	return dst
}

// scaled is a picture in a size, upright.
func (f Facts) scaled(points *image.RGBA, width, height int) *image.RGBA {
	if f.turn >= 5 {
		width, height = height, width
	}
	small := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.CatmullRom.Scale(small, small.Bounds(), points, points.Bounds(), draw.Src, nil)
	return upright(small, f.turn)
}

// upright turns and mirrors a picture as its Exif orientation says.
func upright(src *image.RGBA, turn int) *image.RGBA {
	if turn <= 1 || turn > 8 {
		return src
	}
	w, h := src.Bounds().Dx(), src.Bounds().Dy()
	from := func(x, y int) (int, int) { return x, y }
	dw, dh := w, h
	if turn >= 5 {
		dw, dh = h, w
	}
	switch turn {
	case 2:
		from = func(x, y int) (int, int) { return w - 1 - x, y }
	case 3:
		from = func(x, y int) (int, int) { return w - 1 - x, h - 1 - y }
	case 4:
		from = func(x, y int) (int, int) { return x, h - 1 - y }
	case 5:
		from = func(x, y int) (int, int) { return y, x }
	case 6:
		from = func(x, y int) (int, int) { return y, h - 1 - x }
	case 7:
		from = func(x, y int) (int, int) { return w - 1 - y, h - 1 - x }
	case 8:
		from = func(x, y int) (int, int) { return w - 1 - y, x }
	}
	dst := image.NewRGBA(image.Rect(0, 0, dw, dh))
	for y := range dh {
		for x := range dw {
			sx, sy := from(x, y)
			copy(dst.Pix[dst.PixOffset(x, y):][:4], src.Pix[src.PixOffset(sx, sy):][:4])
		}
	}
	return dst
}

// encode writes a photo as JPEG, and all else as PNG. A picture without
// transparent parts that may be a photo, though its file is none of JPEG, is
// one if JPEG needs less than half of the bytes.
func (c *Copy) encode(points *image.RGBA, photo, mayBePhoto bool) error {
	var lossy, exact bytes.Buffer
	if photo || mayBePhoto {
		if err := jpeg.Encode(&lossy, points, &jpeg.Options{Quality: quality}); err != nil {
			return fmt.Errorf("writing a picture: %w", err)
		}
	}
	if !photo {
		encoder := png.Encoder{CompressionLevel: png.BestCompression}
		if err := encoder.Encode(&exact, points); err != nil {
			return fmt.Errorf("writing a picture: %w", err)
		}
	}
	if photo || mayBePhoto && lossy.Len() < exact.Len()/2 {
		c.Ext, c.Bytes = ".jpg", lossy.Bytes()
		return nil
	}
	c.Ext, c.Bytes = ".png", exact.Bytes()
	return nil
}
