package client

import (
	"fmt"
	"testing"
	"time"
)

var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

func TestAMemoryForgets(t *testing.T) {
	m := NewMemory[int](time.Hour)
	one := func() int { return 1 }
	if _, known := m.See("a", noon, nil); known || len(m.kept) != 0 {
		t.Error("looking keeps something")
	}
	m.See("a", noon, one)
	m.See("b", noon.Add(time.Minute), one)
	if _, known := m.See("a", noon.Add(time.Hour-1), nil); !known {
		t.Error("it is forgotten too soon")
	}
	if _, known := m.See("a", noon.Add(time.Hour), nil); known {
		t.Error("it is known too long")
	}
	m.Sweep(noon.Add(time.Hour))
	if len(m.kept) != 1 {
		t.Errorf("%d are kept after the sweep", len(m.kept))
	}
}

func TestAFullMemoryForgetsWhatItSawLongestAgo(t *testing.T) {
	m := NewMemory[int](time.Hour)
	one := func() int { return 1 }
	for i := range maxRemembered {
		m.See(fmt.Sprint(i), noon, one)
	}
	m.See("0", noon, one) // seen again, and so the newest
	m.See("more", noon, one)
	if n := len(m.kept); n != maxRemembered || m.order.Len() != n {
		t.Errorf("%d are kept, %d in order", n, m.order.Len())
	}
	for text, want := range map[string]bool{"0": true, "1": false, "2": true, "more": true} {
		if _, known := m.See(text, noon, nil); known != want {
			t.Errorf("%s is known: %v", text, known)
		}
	}
}
