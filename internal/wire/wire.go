// Package wire is the compact binary form in which caches lie on the disk.
//
//	w.String("title")
//	w.Int(3)
//
// It knows no types and no versions: whoever writes a cache puts what it was
// made by in front, and a checksum. A [Reader] of damaged bytes reads zeros and
// says so at the end; it never panics and never allocates more than it was
// given.
package wire

import (
	"encoding/binary"
	"math"
)

// Writer appends values to Bytes.
type Writer struct{ Bytes []byte }

// Int writes a whole number.
func (w *Writer) Int(n int) { w.Bytes = binary.AppendVarint(w.Bytes, int64(n)) }

// Int64 writes a whole number.
func (w *Writer) Int64(n int64) { w.Bytes = binary.AppendVarint(w.Bytes, n) }

// Bool writes true or false.
func (w *Writer) Bool(b bool) {
	if b {
		w.Bytes = append(w.Bytes, 1)
	} else {
		w.Bytes = append(w.Bytes, 0)
	}
}

// Float writes a number.
func (w *Writer) Float(f float64) {
	w.Bytes = binary.LittleEndian.AppendUint64(w.Bytes, math.Float64bits(f))
}

// String writes a text of any bytes.
func (w *Writer) String(s string) {
	w.Int(len(s))
	w.Bytes = append(w.Bytes, s...)
}

// Reader reads what a Writer wrote, in the same order. Texts share the memory
// of what is read.
type Reader struct {
	rest   string
	failed bool
}

// NewReader reads from a text.
func NewReader(text string) *Reader { return &Reader{rest: text} }

// Int reads a whole number.
func (r *Reader) Int() int { return int(r.Int64()) }

// Int64 reads a whole number.
func (r *Reader) Int64() int64 {
	var value uint64
	for i := 0; i < len(r.rest) && i < binary.MaxVarintLen64; i++ {
		b := r.rest[i]
		value |= uint64(b&0x7f) << (7 * i)
		if b < 0x80 {
			r.rest = r.rest[i+1:]
			return int64(value>>1) ^ -int64(value&1)
		}
	}
	r.fail()
	return 0
}

// Length reads the length of a list, of which each item takes a byte at least.
func (r *Reader) Length() int {
	n := r.Int()
	if n < 0 || n > len(r.rest) {
		r.fail()
		return 0
	}
	return n
}

// Bool reads true or false.
func (r *Reader) Bool() bool {
	b := r.take(1)
	return b != "" && b[0] == 1
}

// Float reads a number.
func (r *Reader) Float() float64 {
	b := r.take(8)
	if b == "" {
		return 0
	}
	return math.Float64frombits(binary.LittleEndian.Uint64([]byte(b)))
}

// String reads a text.
func (r *Reader) String() string { return r.take(r.Int()) }

func (r *Reader) take(n int) string {
	if n < 0 || n > len(r.rest) {
		r.fail()
		return ""
	}
	taken := r.rest[:n]
	r.rest = r.rest[n:]
	return taken
}

func (r *Reader) fail() { r.failed, r.rest = true, "" }

// Done tells whether everything was read, and nothing was missing.
func (r *Reader) Done() bool { return !r.failed && r.rest == "" }
