package picture

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// scene is a picture with soft changes, as photos have: red grows to the right,
// green downwards.
func scene(w, h int) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			grain := uint8((x*73856093 ^ y*19349663) >> 5 % 13)
			img.SetNRGBA(x, y, color.NRGBA{R: uint8(x*240/w) + grain, G: uint8(y*240/h) + grain, B: 90, A: 255})
		}
	}
	return img
}

func asPNG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asJPEG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// tiff is Exif data with an orientation.
func tiff(order binary.AppendByteOrder, turn uint16) []byte {
	b := []byte("II*\x00")
	if order.String() == "BigEndian" {
		b = []byte("MM\x00*")
	}
	b = order.AppendUint32(b, 8)
	b = order.AppendUint16(b, 2)
	b = append(order.AppendUint16(order.AppendUint16(b, 0x010F), 2), 0, 0, 0, 0, 0, 0, 0, 0) // the camera's maker
	b = order.AppendUint16(order.AppendUint16(b, 0x0112), 3)
	b = order.AppendUint16(order.AppendUint32(b, 1), turn)
	return append(b, 0, 0, 0, 0, 0, 0)
}

// withExif puts Exif data behind the first marker of a JPEG file.
func withExif(file, data []byte) []byte {
	segment := append([]byte("Exif\x00\x00"), data...)
	head := binary.BigEndian.AppendUint16([]byte{0xFF, 0xD8, 0xFF, 0xE1}, uint16(len(segment)+2))
	return slices.Concat(head, segment, file[2:])
}

// withChunk puts a chunk behind the header of a PNG file.
func withChunk(file []byte, name string, data []byte) []byte {
	chunk := append([]byte(name), data...)
	chunk = binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(chunk))
	chunk = append(binary.BigEndian.AppendUint32(nil, uint32(len(data))), chunk...)
	return slices.Concat(file[:33], chunk, file[33:])
}

func examined(t testing.TB, file []byte) Facts {
	t.Helper()
	f, err := Examine(file)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func copied(t *testing.T, file []byte) []Copy {
	t.Helper()
	list, err := examined(t, file).copies(file)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func decoded(t *testing.T, c Copy) image.Image {
	t.Helper()
	img, _, err := image.Decode(bytes.NewReader(c.Bytes))
	if err != nil {
		t.Fatal(err)
	}
	if b := img.Bounds(); b.Dx() != c.Width || b.Dy() != c.Height {
		t.Errorf("a copy of %d × %d holds %v", c.Width, c.Height, b)
	}
	return img
}

func TestAPhotoHasCopiesForEveryScreen(t *testing.T) {
	for _, test := range []struct {
		w, h int
		want []int
	}{{1600, 1000, []int{400, 800, 1200}}, {1000, 700, []int{400, 800, 1000}}, {400, 300, []int{400}}, {90, 900, []int{90}}} {
		var got []int
		for _, c := range copied(t, asJPEG(t, scene(test.w, test.h))) {
			got = append(got, c.Width)
			decoded(t, c)
			if c.Ext != ".jpg" {
				t.Errorf("a copy of a JPEG file is %s", c.Ext)
			}
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%d × %d has copies %v, not %v", test.w, test.h, got, test.want)
		}
	}
}

func TestAPictureThatIsHighAndThinKeepsAPoint(t *testing.T) {
	for _, c := range copied(t, asPNG(t, scene(3000, 1))) {
		if c.Height != 1 {
			t.Errorf("%d × %d", c.Width, c.Height)
		}
	}
}

func TestTransparentPartsStayTransparent(t *testing.T) {
	img := scene(900, 600)
	for y := range 300 {
		for x := range 900 {
			img.SetNRGBA(x, y, color.NRGBA{})
		}
	}
	list := copied(t, asPNG(t, img))
	if len(list) == 0 {
		t.Fatal("there are no copies")
	}
	for _, c := range list {
		if _, _, _, a := decoded(t, c).At(c.Width/2, c.Height/4).RGBA(); a != 0 || c.Ext != ".png" {
			t.Errorf("%d: alpha %d in %s", c.Width, a, c.Ext)
		}
	}
}

func TestAPhotoThatWasSavedAsPNGBecomesJPEG(t *testing.T) {
	for _, c := range copied(t, asPNG(t, scene(900, 600))) {
		if c.Ext != ".jpg" {
			t.Errorf("%d points wide: %s with %d bytes", c.Width, c.Ext, len(c.Bytes))
		}
	}
}

func TestADrawingStaysExact(t *testing.T) {
	img := image.NewPaletted(image.Rect(0, 0, 1600, 900), color.Palette{color.White, color.NRGBA{R: 162, G: 62, B: 28, A: 255}})
	for y := range 900 {
		for x := range 1600 {
			img.SetColorIndex(x, y, uint8(x*x/977+y*y/613)%2)
		}
	}
	for _, c := range copied(t, asPNG(t, img)) {
		if c.Ext != ".png" {
			t.Errorf("%d points wide: %s", c.Width, c.Ext)
		}
	}
}

// corner tells which corner of a picture is dark: the one where scene begins.
func corner(img image.Image) string {
	b := img.Bounds()
	for name, at := range map[string]image.Point{
		"top left": {8, 8}, "top right": {b.Dx() - 9, 8}, "bottom left": {8, b.Dy() - 9}, "bottom right": {b.Dx() - 9, b.Dy() - 9},
	} {
		if r, g, _, _ := img.At(at.X, at.Y).RGBA(); r>>8 < 60 && g>>8 < 60 {
			return name
		}
	}
	return "none"
}

func TestCopiesAreUprightHoweverTheCameraWasHeld(t *testing.T) {
	plain := asJPEG(t, scene(450, 300))
	corners := []string{"", "top left", "top right", "bottom right", "bottom left", "top left", "top right", "bottom right", "bottom left"}
	for turn := uint16(1); turn <= 8; turn++ {
		for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
			file := withExif(plain, tiff(order, turn))
			f := examined(t, file)
			if wide := f.Width == 450 && f.Height == 300; wide != (turn < 5) {
				t.Errorf("turn %d is shown as %d × %d", turn, f.Width, f.Height)
			}
			for _, c := range copied(t, file) {
				img := decoded(t, c)
				if got := corner(img); got != corners[turn] {
					t.Errorf("turn %d, %d points wide: the corner is %s, not %s", turn, c.Width, got, corners[turn])
				}
				// Red grows along the longer side of the scene, whichever that is now.
				if b := img.Bounds(); (b.Dx() > b.Dy()) != (turn < 5) {
					t.Errorf("turn %d: a copy of %v", turn, b)
				}
			}
		}
	}
	if f := examined(t, withChunk(asPNG(t, scene(30, 20)), "eXIf", tiff(binary.BigEndian, 6))); f.Width != 20 {
		t.Errorf("a PNG file that lies on its side is shown as %d × %d", f.Width, f.Height)
	}
}

func TestCopiesHoldPointsAndNothingElse(t *testing.T) {
	file := withExif(asJPEG(t, scene(900, 600)), append(tiff(binary.BigEndian, 6), "36.1540 N 95.9928 W"...))
	for _, c := range copied(t, file) {
		if bytes.Contains(c.Bytes, []byte("Exif")) || bytes.Contains(c.Bytes, []byte("95.9928")) {
			t.Errorf("the copy of %d points holds what the camera noted", c.Width)
		}
	}
}

func TestTheSamePictureHasTheSameCopies(t *testing.T) {
	file := asJPEG(t, scene(1300, 800))
	one, other := copied(t, file), copied(t, file)
	if len(one) != 3 || !slices.EqualFunc(one, other, func(a, b Copy) bool { return bytes.Equal(a.Bytes, b.Bytes) }) {
		t.Error("two runs differ")
	}
}

func TestAHugePictureIsHalvedFirstAndLooksTheSame(t *testing.T) {
	file := asJPEG(t, scene(5000, 40))
	for _, c := range copied(t, file) {
		img := decoded(t, c)
		left, _, _, _ := img.At(c.Width/10, c.Height/2).RGBA()
		right, _, _, _ := img.At(c.Width*9/10, c.Height/2).RGBA()
		if left>>8 > 50 || right>>8 < 200 {
			t.Errorf("%d points wide: red goes from %d to %d", c.Width, left>>8, right>>8)
		}
	}
}

func TestWhatIsTooLargeIsNotDecoded(t *testing.T) {
	bomb := func(w, h uint32) []byte {
		file := asPNG(t, scene(2, 2))
		binary.BigEndian.PutUint32(file[16:], w)
		binary.BigEndian.PutUint32(file[20:], h)
		binary.BigEndian.PutUint32(file[29:], crc32.ChecksumIEEE(file[12:29]))
		return file
	}
	for name, file := range map[string][]byte{
		"points": bomb(10_000, 5_001), "side": bomb(20_001, 1), "other side": bomb(1, 65_500), "both": bomb(1<<31-1, 1<<31-1),
		"bytes": make([]byte, MaxBytes+1),
	} {
		if _, err := Examine(file); err == nil {
			t.Errorf("%s: it is read", name)
		} else if name != "both" && !errors.Is(err, ErrTooLarge) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Examine(bomb(10_000, 5_000)); err != nil {
		t.Errorf("at the limit: %v", err)
	}
}

// An extended WebP file tells its size twice.
func TestASmallFrameAroundAHugePictureIsNotDecoded(t *testing.T) {
	frame := "VP8X\x0a\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00" // 1 × 1
	for name, inner := range map[string]string{
		"lossless": "VP8L\x05\x00\x00\x00\x2f\xff\xff\xff\x0f\x00",
		"lossy":    "VP8 \x0a\x00\x00\x00\x10\x00\x00\x9d\x01\x2a\xff\x3f\xff\x3f",
	} {
		if _, err := Examine([]byte("RIFF\x28\x00\x00\x00WEBP" + frame + inner)); !errors.Is(err, ErrTooLarge) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhatIsNoPictureIsAnError(t *testing.T) {
	for _, file := range [][]byte{nil, []byte("PNG"), []byte("<svg xmlns='http://www.w3.org/2000/svg'/>"), asPNG(t, scene(4, 4))[:20]} {
		if _, err := Examine(file); err == nil || errors.Is(err, ErrTooLarge) {
			t.Errorf("%.10q: %v", file, err)
		}
	}
}

func TestWhatMovesIsLeftAlone(t *testing.T) {
	frame := image.NewPaletted(image.Rect(0, 0, 900, 600), color.Palette{color.Black, color.White})
	for i := range frame.Pix {
		frame.Pix[i] = uint8(i*i/7) % 2
	}
	animation := func(frames int) []byte {
		g := &gif.GIF{}
		for range frames {
			g.Image, g.Delay = append(g.Image, frame), append(g.Delay, 10)
		}
		var b bytes.Buffer
		if err := gif.EncodeAll(&b, g); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	webp := func(flags byte) []byte {
		return slices.Concat([]byte("RIFF\x16\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00"), []byte{flags, 0, 0, 0, 0x83, 3, 0, 0x57, 2, 0})
	}
	for name, test := range map[string]struct {
		file  []byte
		moves bool
	}{
		"gif, one picture": {animation(1), false}, "gif, three pictures": {animation(3), true},
		"png": {asPNG(t, frame), false}, "apng": {withChunk(asPNG(t, frame), "acTL", make([]byte, 8)), true},
		"webp": {webp(0), false}, "webp, animated": {webp(2), true},
	} {
		f := examined(t, test.file)
		if f.Moves != test.moves || f.Width != 900 || f.Height != 600 {
			t.Errorf("%s: %+v", name, f)
		}
		if list, err := f.copies(test.file); f.Moves && (len(list) > 0 || err != nil) {
			t.Errorf("%s has %d copies: %v", name, len(list), err)
		}
	}
}

func TestCopiesAreKeptByContentAndMadeAgainWhenTheyAreNotWhole(t *testing.T) {
	dir := t.TempDir()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	file := asJPEG(t, scene(450, 300))
	facts := examined(t, file)
	ask := func(keeps bool) []Copy {
		t.Helper()
		list, err := NewKeeper(root, keeps).Copies(context.Background(), file, facts)
		if err != nil || len(list) != 2 {
			t.Fatalf("%d copies: %v", len(list), err)
		}
		return list
	}
	first := ask(false)
	if entries, _ := os.ReadDir(dir); len(entries) > 0 {
		t.Error("something was kept that should not be")
	}
	ask(true)
	kept, _ := filepath.Glob(filepath.Join(dir, Folder, "*"))
	if len(kept) != 3 {
		t.Fatalf("kept: %v", kept)
	}
	for _, name := range kept {
		whole, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, broken := range [][]byte{nil, whole[:len(whole)/2], []byte(strings.Repeat("x", len(whole)))} {
			if err := os.WriteFile(name, broken, 0o600); err != nil {
				t.Fatal(err)
			}
			if again := ask(true); !slices.EqualFunc(first, again, func(a, b Copy) bool { return bytes.Equal(a.Bytes, b.Bytes) }) {
				t.Errorf("with a broken %s the copies differ", filepath.Base(name))
			}
			if now, _ := os.ReadFile(name); !bytes.Equal(now, whole) {
				t.Errorf("%s stays broken", filepath.Base(name))
			}
		}
	}
	// What is kept is what is used: nothing is decoded again.
	facts.Format = "moved"
	facts.turn = 3
	if again := ask(false); !bytes.Equal(again[0].Bytes, first[0].Bytes) {
		t.Error("the copy was made again")
	}
}

func FuzzHeadersAreReadWithoutHarm(f *testing.F) {
	small := scene(3, 2)
	f.Add(asPNG(f, small))
	f.Add(withExif(asJPEG(f, small), tiff(binary.LittleEndian, 6)))
	f.Add(withChunk(asPNG(f, small), "eXIf", tiff(binary.BigEndian, 9)))
	f.Add([]byte("GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"))
	f.Add([]byte("RIFF\x16\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x02\x00\x00\x00\x83\x03\x00\x57\x02\x00"))
	f.Fuzz(func(t *testing.T, file []byte) {
		facts, err := Examine(file)
		if err == nil && (facts.Width < 1 || facts.Height < 1 || facts.Width*facts.Height > MaxPoints || facts.turn < 1 || facts.turn > 8) {
			t.Errorf("%+v", facts)
		}
		for _, format := range []string{"gif", "jpeg", "png", "webp"} {
			orientation(file, format)
			moves(file, format)
		}
	})
}
