package words

import (
	"math"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"
)

// region is where the readers live. Spanish writes 12,500 here and 12.500 in
// Spain: a reader who knows one would misread the other.
const region = "US"

// Number writes a number as people in the United States do in the language,
// with at most three decimals: "12,500", "0.25". What that cannot tell from 0,
// and what would be longer than sixteen digits, is written with a power of ten.
func (c *Catalogue) Number(f float64) string {
	tag := language.Make(c.lang)
	if own, confidence := tag.Region(); confidence < language.Exact || own.IsGroup() {
		if here, err := language.Compose(tag, language.MustParseRegion(region)); err == nil {
			tag = here
		}
	}
	p := message.NewPrinter(tag)
	if size := math.Abs(f); f != 0 && (size < 0.0005 || size >= 1e16) {
		return p.Sprint(number.Scientific(f, number.MaxFractionDigits(2)))
	}
	if f == 0 {
		f = 0 // of -0 the sign is left out
	}
	return p.Sprint(number.Decimal(f, number.MaxFractionDigits(3)))
}
