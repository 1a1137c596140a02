package words

import (
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"
)

// Number writes a number as the language does, with at most three decimals:
// "12,500", "0.25".
func (c *Catalogue) Number(f float64) string {
	return message.NewPrinter(language.Make(c.lang)).Sprint(number.Decimal(f, number.MaxFractionDigits(3)))
}
