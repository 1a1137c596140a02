// Package gf32 is the check that a typed code carries: a Reed-Solomon code over GF(32), shortened, with two check
// symbols, whose codewords have the zeros 1 and x. It finds every single wrong symbol, and says where it stands, and
// every swap of two neighbours. It knows nothing of what the symbols mean, and corrects nothing.
//
// With c[0] as the highest coefficient of n symbols, of which there are at most 31, both sums are zero:
//
//	s0 = Σ c[i]
//	s1 = Σ c[i]·x^(n-1-i)
//
// One wrong symbol, off by e at place p, gives s0 = e and s1 = e·x^(n-1-p), and so its place. Two that changed places
// are off by the same e, so s0 = 0 and s1 ≠ 0, which no single wrong symbol gives. GF(32) is taken modulo x^5+x^2+1,
// where x generates all 31 elements but zero.
//
// The calls that matter:
//
//	a, b := gf32.CheckSymbols(data)
//	fault, place := gf32.Check(append(data, a, b))
package gf32

const order = 31

// double multiplies by x.
func double(a byte) byte {
	a <<= 1
	if a&32 != 0 {
		a ^= 0b100101
	}
	return a
}

// log is the n from 0 to 30 for which x^n is a, which is not zero.
func log(a byte) int {
	n := 0
	for p := byte(1); p != a; p = double(p) {
		n++
	}
	return n
}

// power is x^n for n from 0.
func power(n int) byte {
	p := byte(1)
	for range n % order {
		p = double(p)
	}
	return p
}

// syndromes are s0 and s1 of symbols, the last of them being the coefficient of x^0.
func syndromes(symbols []byte) (s0, s1 byte) {
	for _, s := range symbols {
		s0 ^= s
		s1 = double(s1) ^ s
	}
	return s0, s1
}

// CheckSymbols are the two that make data a codeword: a·x + b = s1 and a + b = s0, so a·(x+1) = s0 + s1.
func CheckSymbols(data []byte) (a, b byte) {
	s0, s1 := syndromes(append(data[:len(data):len(data)], 0, 0))
	if s0 != s1 {
		a = power(log(s0^s1) - log(double(1)^1) + order)
	}
	return a, s0 ^ a
}

// A Fault is the likeliest thing that is wrong with symbols.
type Fault int

// What can be wrong with symbols.
const (
	None    Fault = iota
	Single        // one symbol is wrong
	Swap          // two changed places
	Several       // more than that
)

// Check finds what is wrong with symbols; for a single wrong one also its place, from 0.
func Check(symbols []byte) (fault Fault, place int) {
	s0, s1 := syndromes(symbols)
	switch {
	case s0 == 0 && s1 == 0:
		return None, 0
	case s0 == 0:
		return Swap, 0
	case s1 == 0:
		return Several, 0
	}
	fromEnd := (log(s1) - log(s0) + order) % order
	if place = len(symbols) - 1 - fromEnd; place < 0 {
		return Several, 0
	}
	return Single, place
}
