//go:build e2e

package e2e

import (
	"bytes"
	"context"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	downloads "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
)

// place is the text that a photograph's data have for where it was taken.
const place = "BehindTheHouseAt36N95W"

// photograph makes a picture as a telephone does, with the place in its Exif
// data, and returns its file and what it shows.
func photograph(t *testing.T) (file string, shown image.Image) {
	t.Helper()
	drawn := image.NewRGBA(image.Rect(0, 0, 64, 48))
	for y := range 48 {
		for x := range 64 {
			drawn.Set(x, y, color.RGBA{uint8(4 * x), uint8(5 * y), uint8(x * y), 255})
		}
	}
	var encoded bytes.Buffer
	if err := jpeg.Encode(&encoded, drawn, nil); err != nil {
		t.Fatal(err)
	}
	shown, err := jpeg.Decode(bytes.NewReader(encoded.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	exif := gps()
	segment := binary.BigEndian.AppendUint16([]byte{0xFF, 0xE1}, uint16(len(exif)+2))
	whole := slices.Concat(encoded.Bytes()[:2], segment, exif, encoded.Bytes()[2:]) // behind the start of the image
	file = filepath.Join(t.TempDir(), "meter behind the house.jpg")
	if err := os.WriteFile(file, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	return file, shown
}

// gps is Exif data with a latitude, a longitude and the name of the place.
func gps() []byte {
	const ifd, data = 26, 26 + 2 + 5*12 + 4
	order := binary.BigEndian
	b := []byte("MM\x00*\x00\x00\x00\x08")
	entry := func(tag, kind uint16, count, value uint32) {
		b = order.AppendUint32(order.AppendUint32(order.AppendUint16(order.AppendUint16(b, tag), kind), count), value)
	}
	b = order.AppendUint16(b, 1)
	entry(0x8825, 4, 1, ifd) // where the GPS data are
	b = order.AppendUint32(b, 0)
	b = order.AppendUint16(b, 5)
	entry(1, 2, 2, uint32('N')<<24)
	entry(2, 5, 3, data)
	entry(3, 2, 2, uint32('W')<<24)
	entry(4, 5, 3, data+24)
	entry(28, 7, uint32(len(place)), data+48)
	b = order.AppendUint32(b, 0)
	for _, part := range []uint32{36, 9, 14, 95, 59, 33} {
		b = order.AppendUint32(order.AppendUint32(b, part), 1)
	}
	return append([]byte("Exif\x00\x00"), append(b, place...)...)
}

// samePicture says whether two pictures show the same.
func samePicture(a, b image.Image) bool {
	if a.Bounds() != b.Bounds() {
		return false
	}
	for y := a.Bounds().Min.Y; y < a.Bounds().Max.Y; y++ {
		for x := a.Bounds().Min.X; x < a.Bounds().Max.X; x++ {
			if a.At(x, y) != b.At(x, y) {
				return false
			}
		}
	}
	return true
}

// download clicks a link, and returns the file that the browser saves.
func (p *tab) download(selector string) []byte {
	p.t.Helper()
	dir, saved := p.t.TempDir(), make(chan string, 1)
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.ListenBrowser(ctx, func(event any) {
		if e, ok := event.(*downloads.EventDownloadProgress); ok && e.State == downloads.DownloadProgressStateCompleted {
			saved <- e.GUID
		}
	}); err != nil {
		p.t.Fatal(err)
	}
	p.do(func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
		_, err := chromedp.CallBrowser(ctx, downloads.SetDownloadBehavior, downloads.SetDownloadBehaviorParams{
			Behavior: downloads.SetDownloadBehaviorBehaviorAllowAndName, DownloadPath: dir, EventsEnabled: new(true),
		})
		return chromedp.Void{}, err
	}, chromedp.Click(css(selector)))
	select {
	case name := <-saved:
		return read(p.t, filepath.Join(dir, name))
	case <-time.After(patience):
		p.t.Fatal("nothing is downloaded")
		return nil
	}
}
