package upload

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

// mark stands for what a file must not tell. It is found in whatever holds it.
const mark = "N36.1540W95.9928 MARKEDOWNER"

// kept reads all that is kept of a file, in pieces of odd sizes; the pieces must not matter.
func kept(t testing.TB, data []byte) ([]byte, error) {
	t.Helper()
	whole, err := read(bytes.NewReader(data))
	for _, slow := range []io.Reader{iotest.OneByteReader(bytes.NewReader(data)), iotest.DataErrReader(bytes.NewReader(data))} {
		if again, againErr := read(slow); !errors.Is(againErr, err) || err == nil && !bytes.Equal(whole, again) {
			t.Fatalf("read slowly it is %d bytes (%v), at once %d (%v)", len(again), againErr, len(whole), err)
		}
	}
	return whole, err
}

func read(r io.Reader) ([]byte, error) {
	f, err := Open(r)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(f)
}

func mustKeep(t testing.TB, data []byte) []byte {
	t.Helper()
	got, err := kept(t, data)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// picture is a small one with many colours.
func picture() image.Image {
	p := image.NewNRGBA(image.Rect(0, 0, 37, 23))
	for y := range 23 {
		for x := range 37 {
			p.Set(x, y, color.NRGBA{uint8(x * 6), uint8(y * 11), uint8(x * y), uint8(255 - x)})
		}
	}
	return p
}

func jpegPicture(t testing.TB) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, picture(), nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func pngPicture(t testing.TB) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, picture()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// samePicture fails the test unless two files show the same pixels.
func samePicture(t testing.TB, decode func(io.Reader) (image.Image, error), was, is []byte) {
	t.Helper()
	a, err := decode(bytes.NewReader(was))
	if err != nil {
		t.Fatalf("the file itself cannot be shown: %v", err)
	}
	b, err := decode(bytes.NewReader(is))
	if err != nil {
		t.Fatalf("what is kept cannot be shown: %v", err)
	}
	if a.Bounds() != b.Bounds() || a.ColorModel() != b.ColorModel() {
		t.Fatalf("%v became %v", a.Bounds(), b.Bounds())
	}
	for y := a.Bounds().Min.Y; y < a.Bounds().Max.Y; y++ {
		for x := a.Bounds().Min.X; x < a.Bounds().Max.X; x++ {
			if a.At(x, y) != b.At(x, y) {
				t.Fatalf("at %d, %d the colour %v became %v", x, y, a.At(x, y), b.At(x, y))
			}
		}
	}
}

func mustNotHold(t testing.TB, data []byte, secrets ...string) {
	t.Helper()
	for _, s := range append(secrets, strings.Fields(mark)...) {
		if bytes.Contains(data, []byte(s)) {
			t.Errorf("what is kept holds %q", s)
		}
	}
}

// jpegSegment is one segment of a JPEG.
func jpegSegment(marker byte, body string) []byte {
	return slices.Concat([]byte{0xFF, marker}, binary.BigEndian.AppendUint16(nil, uint16(len(body)+2)), []byte(body))
}

// after inserts what stands in a JPEG behind its first two bytes.
func after(file []byte, inserted ...[]byte) []byte {
	return slices.Concat(file[:2], slices.Concat(inserted...), file[2:])
}

// exifWith is Exif data as a camera writes them: the way up, an owner, a place, and a small picture.
func exifWith(order binary.AppendByteOrder, turn uint16) string {
	head := "II*\x00"
	if order.AppendUint16(nil, 1)[0] == 0 {
		head = "MM\x00*"
	}
	b := order.AppendUint32([]byte(head), 8)
	entry := func(tag, kind uint16, count, value uint32) {
		b = order.AppendUint32(order.AppendUint32(order.AppendUint16(order.AppendUint16(b, tag), kind), count), value)
	}
	b = order.AppendUint16(b, 3)
	entry(0x010F, 2, uint32(len(mark)), 50) // Make: a text at byte 50
	b = order.AppendUint16(order.AppendUint16(b, orientationTag), 3)
	b = order.AppendUint16(order.AppendUint16(order.AppendUint32(b, 1), turn), 0)
	entry(0x8825, 4, 1, 80) // the directory of the place
	b = order.AppendUint32(b, 0)
	return string(exifPrefix) + string(b) + mark + "GPS" + mark
}

// pngChunk is one chunk of a PNG.
func pngChunk(name, data string) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	b = append(append(b, name...), data...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

func mustRead(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
