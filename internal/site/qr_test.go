package site

import (
	"fmt"
	"strings"
	"testing"

	"rsc.io/qr"
)

// squares are the dark squares that a path draws.
func squares(t *testing.T, path string) map[[2]int]bool {
	t.Helper()
	dark := map[[2]int]bool{}
	x, y := 0, 0
	for rest := path; rest != ""; {
		var n, m int
		switch rest[0] {
		case 'M':
			mustScan(t, rest, "M%d %d.5", &x, &y)
		case 'm':
			mustScan(t, rest, "m%d %d", &n, &m)
			x += n
		case 'h':
			mustScan(t, rest, "h%d", &n)
			for range n {
				dark[[2]int{x, y}] = true
				x++
			}
		default:
			t.Fatalf("the path goes on with %q", rest)
		}
		end := strings.IndexAny(rest[1:], "Mmh") + 1
		if end == 0 {
			break
		}
		rest = rest[end:]
	}
	return dark
}

func mustScan(t *testing.T, text, format string, into ...any) {
	t.Helper()
	if _, err := fmt.Sscanf(text, format, into...); err != nil {
		t.Fatalf("%.20q: %v", text, err)
	}
}

func TestAQRCodeIsDrawnSquareBySquareInsideItsQuietBorder(t *testing.T) {
	const address = "https://advocate.example.org/events/2026-12-03-town-hall-district-4/"
	code, err := qr.Encode(address, qr.M)
	if err != nil {
		t.Fatal(err)
	}
	drawn := qrOf(address)
	if drawn.URL != address || drawn.Size != code.Size+8 {
		t.Errorf("%s in %d squares", drawn.URL, drawn.Size)
	}
	dark := squares(t, drawn.Path)
	for y := range drawn.Size {
		for x := range drawn.Size {
			if want := code.Black(x-4, y-4); dark[[2]int{x, y}] != want {
				t.Fatalf("the square %d,%d is dark: %v", x, y, !want)
			}
		}
	}
}

func TestAnAddressThatIsTooLongHasNoQRCode(t *testing.T) {
	if code := qrOf("https://example.org/" + strings.Repeat("a", 3000)); code != nil {
		t.Error(code.Size)
	}
}
