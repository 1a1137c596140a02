// Package card draws social cards: the pictures that other sites show where a
// page is shared, in the look of the site.
//
//	png, err := card.Draw(card.Card{Site: "Citizen Services Advocate", Title: "Town hall: streets"})
//
// The same card gives the same picture on every machine, and [Card.Name] is a
// name for it that no other card has. Text wraps and shrinks and never leaves
// its place; a card with text that the fonts cannot write, such as a script that
// needs shaping, is drawn without any. The package reads no file and knows no
// words: what stands on a card is given to it.
package card
