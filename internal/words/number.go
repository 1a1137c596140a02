package words

import (
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"
)

// region is where the readers live. Spanish writes 12,500 here and 12.500 in
// Spain: a reader who knows one would misread the other.
const region = "US"

// Number writes a number as people in the United States do in the language,
// with at most three decimals: "12,500", "0.25".
func (c *Catalogue) Number(f float64) string {
	tag := language.Make(c.lang)
	if own, confidence := tag.Region(); confidence < language.Exact || own.IsGroup() {
		if here, err := language.Compose(tag, language.MustParseRegion(region)); err == nil {
			tag = here
		}
	}
	return message.NewPrinter(tag).Sprint(number.Decimal(f, number.MaxFractionDigits(3)))
}
