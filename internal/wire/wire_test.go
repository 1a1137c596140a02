package wire

import (
	"math"
	"testing"
)

func TestWhatIsWrittenIsRead(t *testing.T) {
	var w Writer
	for _, n := range []int{0, 1, -1, 63, 64, -65, math.MaxInt32, math.MinInt64, math.MaxInt64} {
		w.Int(n)
	}
	w.String("")
	w.String("Bäume\x00")
	w.Bool(true)
	w.Bool(false)
	w.Float(-0.25)
	r := NewReader(string(w.Bytes))
	for _, n := range []int{0, 1, -1, 63, 64, -65, math.MaxInt32, math.MinInt64, math.MaxInt64} {
		if got := r.Int(); got != n {
			t.Errorf("%d became %d", n, got)
		}
	}
	if a, b := r.String(), r.String(); a != "" || b != "Bäume\x00" {
		t.Errorf("%q, %q", a, b)
	}
	if a, b, f := r.Bool(), r.Bool(), r.Float(); !a || b || f != -0.25 {
		t.Errorf("%v, %v, %v", a, b, f)
	}
	if !r.Done() {
		t.Error("not done")
	}
	if r.Int() != 0 || r.Done() {
		t.Error("it reads beyond the end")
	}
}

// Whatever is read, it ends, and damage is told.
func FuzzReader(f *testing.F) {
	f.Add("\x02a\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01")
	f.Fuzz(func(t *testing.T, text string) {
		r := NewReader(text)
		n := r.Length()
		for range n {
			if len(r.String()) > len(text) {
				t.Error("a text out of nothing")
			}
		}
		r.Float()
		r.Bool()
		r.Int()
		if r.Done() && len(text) < 11 {
			t.Errorf("%q was enough", text)
		}
	})
}
