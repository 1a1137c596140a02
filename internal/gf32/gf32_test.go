package gf32

import "testing"

// length is that of a receipt code.
const length = 28

func TestCheckSymbolsMakeACodeword(t *testing.T) {
	for i := range length - 2 {
		for symbol := range byte(32) {
			data := make([]byte, length-2)
			data[i], data[0] = symbol, data[0]^1
			a, b := CheckSymbols(data)
			if fault, _ := Check(append(data, a, b)); fault != None {
				t.Fatalf("%v with %d and %d: %d", data, a, b, fault)
			}
		}
	}
}

func TestEveryWrongSymbolIsFoundInItsPlace(t *testing.T) {
	for i := range length {
		for difference := byte(1); difference < 32; difference++ {
			var symbols [length]byte
			symbols[i] = difference
			if fault, place := Check(symbols[:]); fault != Single || place != i {
				t.Fatalf("place %d, difference %d: %d at %d", i, difference, fault, place)
			}
		}
	}
}

// The check is linear: whether an error is found does not depend on the code it happened to. So trying every
// pair of symbols at every place tries every swap there can be.
func TestEverySwapOfEveryTwoNeighboursIsFound(t *testing.T) {
	for i := range length - 1 {
		for difference := byte(1); difference < 32; difference++ {
			var symbols [length]byte
			symbols[i], symbols[i+1] = difference, difference
			if fault, _ := Check(symbols[:]); fault != Swap {
				t.Fatalf("places %d and %d, difference %d: %d", i, i+1, difference, fault)
			}
		}
	}
}

func TestTwoWrongSymbolsAreNeverAccepted(t *testing.T) {
	for i := range length {
		for j := range i {
			for a := byte(1); a < 32; a++ {
				for b := byte(1); b < 32; b++ {
					var symbols [length]byte
					symbols[i], symbols[j] = a, b
					if fault, _ := Check(symbols[:]); fault == None {
						t.Fatalf("%d at %d and %d at %d pass for a codeword", a, i, b, j)
					}
				}
			}
		}
	}
}
