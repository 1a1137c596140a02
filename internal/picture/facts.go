package picture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	_ "image/gif"  // their headers are read here
	_ "image/jpeg" // likewise
	_ "image/png"  // likewise

	_ "golang.org/x/image/webp" // likewise
)

// What is decoded at most. A picture of MaxPoints takes some 400 MB while it is
// read, whatever its file promises.
const (
	MaxBytes  = 32 << 20   // of a file
	MaxPoints = 50_000_000 // width times height
	MaxSide   = 20_000     // points across or down
)

// ErrTooLarge says that a picture is beyond what is decoded.
var ErrTooLarge = errors.New("the picture is too large")

// Facts are what the header of a picture tells.
type Facts struct {
	Format        string // gif, jpeg, png, webp
	Width, Height int    // as it is shown, upright
	Moves         bool   // it is an animation
	turn          int    // Exif orientation, 1 to 8
}

// Examine reads the header of a picture, and no points. A picture beyond the
// limits is [ErrTooLarge] with the numbers; anything that is no GIF, JPEG, PNG
// or WebP is an error too.
func Examine(content []byte) (Facts, error) {
	if len(content) > MaxBytes {
		return Facts{}, fmt.Errorf("%w: its file has %d MB, at most %d are read", ErrTooLarge, len(content)>>20, MaxBytes>>20)
	}
	config, format, err := image.DecodeConfig(bytes.NewReader(content))
	if err != nil {
		return Facts{}, fmt.Errorf("reading a picture: %w", err)
	}
	f := Facts{Format: format, Width: config.Width, Height: config.Height, turn: 1}
	w, h := f.Width, f.Height
	if format == "webp" {
		inW, inH := webpPoints(content)
		w, h = max(w, inW), max(h, inH)
	}
	switch {
	case f.Width < 1 || f.Height < 1:
		return Facts{}, errors.New("reading a picture: it has no points")
	case w > MaxSide || h > MaxSide || w*h > MaxPoints:
		return Facts{}, fmt.Errorf("%w: %d × %d points, at most %d million are read, and %d on a side",
			ErrTooLarge, w, h, MaxPoints/1_000_000, MaxSide)
	}
	f.turn, f.Moves = orientation(content, format), moves(content, format)
	if f.turn >= 5 {
		f.Width, f.Height = f.Height, f.Width
	}
	return f, nil
}

// webpPoints is the size of the picture inside a WebP file. The header of an
// extended file gives one too, which nothing holds against this one: it could
// be small while what is decoded is not.
func webpPoints(content []byte) (width, height int) {
	const side = 1<<14 - 1
	if lossless := webpChunk(content, "VP8L"); len(lossless) >= 5 {
		bits := binary.LittleEndian.Uint32(lossless[1:])
		width, height = int(bits&side)+1, int(bits>>14&side)+1
	}
	if lossy := webpChunk(content, "VP8 "); len(lossy) >= 10 {
		width = max(width, int(binary.LittleEndian.Uint16(lossy[6:]))&side)
		height = max(height, int(binary.LittleEndian.Uint16(lossy[8:]))&side)
	}
	return width, height
}
