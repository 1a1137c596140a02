package vault

// The check of a receipt code: a Reed-Solomon code over GF(32), shortened to 28 symbols, whose codewords have
// the zeros 1 and x. With c[0] as the highest coefficient, both sums are zero:
//
//	s0 = Σ c[i]
//	s1 = Σ c[i]·x^(27-i)
//
// One wrong symbol, off by e at place p, gives s0 = e and s1 = e·x^(27-p), and so its place. Two that changed
// places are off by the same e, so s0 = 0 and s1 ≠ 0, which no single wrong symbol gives. GF(32) is taken
// modulo x^5+x^2+1, where x generates all 31 elements but zero.

const gfOrder = 31

// gfDouble multiplies by x.
func gfDouble(a byte) byte {
	a <<= 1
	if a&32 != 0 {
		a ^= 0b100101
	}
	return a
}

// gfLog is the n from 0 to 30 for which x^n is a, which is not zero.
func gfLog(a byte) int {
	n := 0
	for power := byte(1); power != a; power = gfDouble(power) {
		n++
	}
	return n
}

// gfPower is x^n for n from 0.
func gfPower(n int) byte {
	power := byte(1)
	for range n % gfOrder {
		power = gfDouble(power)
	}
	return power
}

// syndromes are s0 and s1 of symbols, the last of them being the coefficient of x^0.
func syndromes(symbols []byte) (s0, s1 byte) {
	for _, s := range symbols {
		s0 ^= s
		s1 = gfDouble(s1) ^ s
	}
	return s0, s1
}

// checkSymbols are the two that make data a codeword: a·x + b = s1 and a + b = s0, so a·(x+1) = s0 + s1.
func checkSymbols(data []byte) (a, b byte) {
	s0, s1 := syndromes(append(data[:len(data):len(data)], 0, 0))
	if s0 != s1 {
		a = gfPower(gfLog(s0^s1) - gfLog(gfDouble(1)^1) + gfOrder)
	}
	return a, s0 ^ a
}

// checkCodeword is nil for a codeword, else a *CodeError that says the likeliest fault.
func checkCodeword(symbols []byte) error {
	s0, s1 := syndromes(symbols)
	switch {
	case s0 == 0 && s1 == 0:
		return nil
	case s0 == 0:
		return &CodeError{Problem: CodeSwapped}
	case s1 == 0:
		return &CodeError{Problem: CodeSeveral}
	}
	fromEnd := (gfLog(s1) - gfLog(s0) + gfOrder) % gfOrder
	place := len(symbols) - 1 - fromEnd
	if place < 0 {
		return &CodeError{Problem: CodeSeveral}
	}
	return &CodeError{Problem: CodeCharacter, Group: place/codeGroup + 1}
}
