package site

import (
	"strconv"
	"strings"

	"rsc.io/qr"
)

// quiet is the empty border around a QR code that readers need (ISO 18004), in
// squares.
const quiet = 4

// QR is an address as a QR code in an SVG of Size by Size squares, drawn by a
// stroke as wide as a square. Nothing is drawn in Go.
type QR struct {
	URL  string // what it leads to, whole
	Size int
	Path string // "M4 4.5h7m2 0h1…"
}

// qrOf is the QR code of a whole address, or nil of one that is too long for
// any.
func qrOf(address string) *QR {
	code, err := qr.Encode(address, qr.M)
	if err != nil {
		return nil
	}
	var path strings.Builder
	for y := range code.Size {
		from := -quiet // nothing drawn in this row yet
		for x := 0; x < code.Size; {
			if !code.Black(x, y) {
				x++
				continue
			}
			start := x
			for x < code.Size && code.Black(x, y) {
				x++
			}
			if from < 0 {
				path.WriteString("M" + strconv.Itoa(start+quiet) + " " + strconv.Itoa(y+quiet) + ".5")
			} else {
				path.WriteString("m" + strconv.Itoa(start-from) + " 0")
			}
			path.WriteString("h" + strconv.Itoa(x-start))
			from = x
		}
	}
	return &QR{URL: address, Size: code.Size + 2*quiet, Path: path.String()}
}
