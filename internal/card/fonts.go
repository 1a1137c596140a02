package card

import (
	"sync"

	"github.com/go-fonts/dejavu/dejavusanscondensed"
	"github.com/go-fonts/dejavu/dejavuserifcondensedbold"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
)

// fonts are the two faces of the look, without a size.
type fonts struct {
	serif, sans *opentype.Font
	shown       *sync.Map // rune -> whether both show it: texts ask for the same ones over and over
}

var mustFonts = sync.OnceValue(func() fonts {
	return fonts{parsed(dejavuserifcondensedbold.TTF), parsed(dejavusanscondensed.TTF), &sync.Map{}}
})

// parsed reads a font that is part of the program.
func parsed(ttf []byte) *opentype.Font {
	f, err := opentype.Parse(ttf)
	if err != nil {
		panic(err) // it was read when the program was tested
	}
	return f
}

// has tells whether both faces show a character.
func (f fonts) has(r rune) bool {
	if known, ok := f.shown.Load(r); ok {
		return known.(bool)
	}
	shown := f.look(r)
	f.shown.Store(r, shown)
	return shown
}

func (f fonts) look(r rune) bool {
	for _, face := range []*opentype.Font{f.serif, f.sans} {
		var buffer sfnt.Buffer
		if index, err := face.GlyphIndex(&buffer, r); err != nil || index == 0 {
			return false
		}
	}
	return true
}

// sized is a face of so many pixels. It is not for two goroutines at once.
func sized(f *opentype.Font, pixels int) font.Face {
	face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: float64(pixels), DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		panic(err) // only for sizes that no card has
	}
	return face
}
