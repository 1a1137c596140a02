package words

import (
	"math"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"
)

// Number writes a number as the language does, with at most three decimals:
// "12,500", "0.25". What that cannot tell from 0, and what would be longer than
// sixteen digits, is written with a power of ten.
func (c *Catalogue) Number(f float64) string {
	p := message.NewPrinter(language.Make(c.lang))
	if size := math.Abs(f); f != 0 && (size < 0.0005 || size >= 1e16) {
		return p.Sprint(number.Scientific(f, number.MaxFractionDigits(2)))
	}
	if f == 0 {
		f = 0 // of -0 the sign is left out
	}
	return p.Sprint(number.Decimal(f, number.MaxFractionDigits(3)))
}
