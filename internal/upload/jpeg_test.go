package upload

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image/jpeg"
	"slices"
	"strings"
	"testing"
)

func TestAJPEGKeepsItsPixelsAndLosesAllElse(t *testing.T) {
	plain := jpegPicture(t)
	second := after(plain, jpegSegment(markerAPP1, exifWith(binary.LittleEndian, 1)))
	full := after(plain,
		jpegSegment(markerAPP0, "JFIF\x00\x01\x02\x01\x00\x48\x00\x48\x03\x01"+mark),
		jpegSegment(markerAPP0, "JFXX\x00\x10"+mark),
		jpegSegment(markerAPP1, exifWith(binary.BigEndian, 1)),
		jpegSegment(markerAPP1, "http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta>"+mark),
		jpegSegment(markerAPP1, "http://ns.adobe.com/xmp/extension/\x00"+mark),
		jpegSegment(markerAPP2, "MPF\x00"+mark),
		jpegSegment(markerAPP2, "FPXR\x00"+mark),
		jpegSegment(0xE5, mark), jpegSegment(0xEB, "JP"+mark), jpegSegment(0xEC, "Ducky"+mark),
		jpegSegment(0xED, "Photoshop 3.0\x008BIM"+mark), jpegSegment(0xEF, mark), jpegSegment(0xF0, mark),
		jpegSegment(markerCOM, mark),
		[]byte{0xFF, markerTEM, 0xFF, markerRST0}, []byte(mark), []byte{0xFF, 0xFF, 0xFF, 0x00},
	)
	full = slices.Concat(full, second, []byte(mark))
	got := mustKeep(t, full)
	mustNotHold(t, got, "Exif", "JFXX", "xap", "MPF", "8BIM")
	samePicture(t, jpeg.Decode, plain, got)
	if want := after(plain, jpegSegment(markerAPP0, "JFIF\x00\x01\x02\x01\x00\x48\x00\x48\x00\x00")); !bytes.Equal(got, want) {
		t.Errorf("%d bytes are kept, want the %d of the picture and its resolution", len(got), len(want))
	}
}

func TestMetadataBetweenTheScansOfAJPEGAreFoundToo(t *testing.T) {
	progressive := mustRead(t, "progressive.jpg")
	got := mustKeep(t, progressive)
	samePicture(t, jpeg.Decode, progressive, got)
	last := bytes.LastIndex(progressive, []byte{0xFF, markerSOS})
	planted := slices.Concat(progressive[:last], jpegSegment(markerCOM, mark), jpegSegment(markerAPP1, exifWith(binary.BigEndian, 1)), progressive[last:])
	if again := mustKeep(t, planted); !bytes.Equal(again, got) {
		t.Error("what stands between two scans is not dropped")
	}
}

func TestJPEGsOfManySortsComeOutAsTheyWere(t *testing.T) {
	for _, name := range []string{"progressive.jpg", "restarts.jpg", "gray.jpg"} {
		data := mustRead(t, name)
		got := mustKeep(t, data)
		samePicture(t, jpeg.Decode, data, got)
		if again := mustKeep(t, got); !bytes.Equal(again, got) {
			t.Errorf("%s: a second time takes something else out", name)
		}
	}
}

func TestAPictureStaysTheWayUpItWas(t *testing.T) {
	plain := jpegPicture(t)
	for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
		for turn := range uint16(10) {
			got := mustKeep(t, after(plain, jpegSegment(markerAPP1, exifWith(order, turn))))
			mustNotHold(t, got)
			samePicture(t, jpeg.Decode, plain, got)
			want := plain
			if turn >= 2 && turn <= 8 {
				want = after(plain, jpegSegment(markerAPP1, "Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00"+string(rune(turn))+"\x00\x00\x00\x00\x00\x00"))
			}
			if !bytes.Equal(got, want) {
				t.Errorf("%s, orientation %d: it becomes % x", order, turn, got[:44])
			}
		}
	}
	twice := after(plain, jpegSegment(markerAPP1, exifWith(binary.LittleEndian, 6)), jpegSegment(markerAPP1, exifWith(binary.LittleEndian, 3)))
	if got := mustKeep(t, twice); orientation(got[12:]) != 6 || bytes.Count(got, exifPrefix) != 1 {
		t.Error("of two ways up the first does not stay alone")
	}
}

func TestDamagedExifDataSayNoWayUp(t *testing.T) {
	whole := exifWith(binary.BigEndian, 6)[len(exifPrefix):]
	if orientation([]byte(whole)) != 6 {
		t.Fatal("whole data do not say it either")
	}
	for n := range 34 { // up to the end of the entry
		if got := orientation([]byte(whole[:n])); got != 0 {
			t.Errorf("the first %d bytes say %d", n, got)
		}
	}
	for what, tiff := range map[string]string{
		"no such order":         "XX" + whole[2:],
		"a directory elsewhere": "MM\x00*\xFF\xFF\xFF\xFF" + whole[8:],
		"none":                  "MM\x00*\x00\x00\x00\x08\x00\x00",
	} {
		if got := orientation([]byte(tiff)); got != 0 {
			t.Errorf("%s: %d", what, got)
		}
	}
}

func TestColoursOfAJPEGStay(t *testing.T) {
	plain := jpegPicture(t)
	profile := jpegSegment(markerAPP2, "ICC_PROFILE\x00\x01\x01 a profile")
	if got := mustKeep(t, after(plain, profile)); !bytes.Equal(got, after(plain, profile)) {
		t.Error("the colour profile is gone")
	}
	adobe := "Adobe\x00\x64\x00\x00\x00\x00\x01"
	got := mustKeep(t, after(plain, jpegSegment(markerAPPE, adobe+mark)))
	if !bytes.Equal(got, after(plain, jpegSegment(markerAPPE, adobe))) {
		t.Error("how its colours are coded is gone, or more of it is left")
	}
}

func TestADamagedJPEGIsRefused(t *testing.T) {
	plain := jpegPicture(t)
	for n := 3; n < len(plain); n++ {
		if _, err := read(bytes.NewReader(plain[:n])); !errors.Is(err, ErrDamaged) {
			t.Fatalf("its first %d bytes of %d: %v", n, len(plain), err)
		}
	}
	noPicture := plain[:bytes.Index(plain, []byte{0xFF, markerSOS})]
	for what, data := range map[string][]byte{
		"no picture":         slices.Concat(noPicture, []byte{0xFF, markerEOI}),
		"a segment header":   slices.Concat(plain[:2], []byte{0xFF, markerAPP1, 0x10}),
		"a length below two": after(plain, []byte{0xFF, markerCOM, 0, 1}),
		"a second start":     after(plain, []byte{0xFF, markerSOI}),
		"a reserved marker":  after(plain, []byte{0xFF, 0x02, 0, 2}),
		"no marker":          slices.Concat(plain[:2], []byte{0xFF}, []byte(strings.Repeat("x", 1000))),
	} {
		if _, err := kept(t, data); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v", what, err)
		}
	}
}
