package build

import (
	"bytes"
	"image"
	"image/jpeg"
	"testing"
	"testing/fstest"
)

// TestAPictureIsPublishedWithoutThePlaceWhereItWasTaken takes a JPEG with what
// a camera notes, and files that only say they are one.
func TestAPictureIsPublishedWithoutThePlaceWhereItWasTaken(t *testing.T) {
	var plain bytes.Buffer
	if err := jpeg.Encode(&plain, image.NewGray(image.Rect(0, 0, 8, 8)), nil); err != nil {
		t.Fatal(err)
	}
	noted := "Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x00\x00\x00\x00\x00 GPS 36.15N 95.99W"
	segment := append([]byte{0xFF, 0xE1, 0, byte(len(noted) + 2)}, noted...)
	photo := append(append([]byte{0xFF, 0xD8}, segment...), plain.Bytes()[2:]...)
	source := fstest.MapFS{
		"photo.JPG": {Data: photo}, "drawing.jpg": {Data: plain.Bytes()}, "words.png": {Data: []byte("GPS in words")},
		"moves.png": {Data: []byte("\x89PNG\r\n\x1a\n....IHDR....acTL GPS")},
	}
	for name, want := range map[string][]byte{
		"photo.JPG": plain.Bytes(), "drawing.jpg": plain.Bytes(), "words.png": source["words.png"].Data, "moves.png": source["moves.png"].Data,
	} {
		var got bytes.Buffer
		if err := copyFile(&got, source, name); err != nil || !bytes.Equal(got.Bytes(), want) {
			t.Errorf("%s is published as %d bytes, want %d: %v", name, got.Len(), len(want), err)
		}
	}
}
