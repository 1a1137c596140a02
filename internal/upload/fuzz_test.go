package upload

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image/jpeg"
	"image/png"
	"io"
	"testing"
	"testing/iotest"
	"unicode/utf8"
)

// checkFile holds what is true of every file that is taken: it is no longer than what came, the same in small
// pieces, and nothing more is taken out of it a second time.
func checkFile(t *testing.T, data []byte) (kept []byte, ok bool) {
	kept, err := read(bytes.NewReader(data))
	if err != nil {
		if !errors.Is(err, ErrEmpty) && !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrKind) {
			t.Fatalf("it is refused with %v", err)
		}
		return nil, false
	}
	if len(kept) > len(data) {
		t.Fatalf("%d bytes became %d", len(data), len(kept))
	}
	if slow, err := read(iotest.OneByteReader(bytes.NewReader(data))); err != nil || !bytes.Equal(slow, kept) {
		t.Fatalf("byte by byte it is another: %v", err)
	}
	if again, err := read(bytes.NewReader(kept)); err != nil || !bytes.Equal(again, kept) {
		t.Fatalf("a second time it is another: %v", err)
	}
	return kept, true
}

func FuzzJPEG(f *testing.F) {
	plain := jpegPicture(f)
	f.Add(plain[3:])
	f.Add(after(plain, jpegSegment(markerAPP1, exifWith(binary.LittleEndian, 6)), jpegSegment(markerCOM, "x"))[3:])
	f.Add(mustRead(f, "progressive.jpg")[3:])
	f.Add(mustRead(f, "restarts.jpg")[3:])
	f.Fuzz(func(t *testing.T, data []byte) {
		data = append([]byte{0xFF, markerSOI, 0xFF}, data...)
		kept, ok := checkFile(t, data)
		if !ok {
			return
		}
		was, err := jpeg.DecodeConfig(bytes.NewReader(data))
		if err != nil {
			return
		}
		if is, err := jpeg.DecodeConfig(bytes.NewReader(kept)); err != nil || was.Width != is.Width || was.Height != is.Height {
			t.Fatalf("the picture is another: %v, %v", is, err)
		}
	})
}

func FuzzPNG(f *testing.F) {
	f.Add(pngPicture(f)[8:])
	f.Add(append(pngPicture(f)[8:33:33], pngChunk("tEXt", "x")...))
	f.Fuzz(func(t *testing.T, data []byte) {
		data = append(bytes.Clone(pngSignature), data...)
		kept, ok := checkFile(t, data)
		if !ok {
			return
		}
		if _, err := png.DecodeConfig(bytes.NewReader(data)); err == nil {
			if _, err := png.DecodeConfig(bytes.NewReader(kept)); err != nil {
				t.Fatalf("the picture cannot be shown any more: %v", err)
			}
		}
	})
}

func FuzzM4A(f *testing.F) {
	f.Add(mustRead(f, "sound.m4a")[8:])
	f.Add(soundFile(box("moov", box("mvhd", string(make([]byte, 100)))))[8:])
	f.Fuzz(func(t *testing.T, data []byte) {
		data = append([]byte("\x00\x00\x00\x1Cftyp"), data...)
		if kept, ok := checkFile(t, data); ok && len(kept) != len(data) {
			t.Fatal("what stands in it has moved")
		}
	})
}

func FuzzMP3(f *testing.F) {
	f.Add(mustRead(f, "sound.mp3"))
	f.Add(append(id3("x"), bytes.Repeat(mp3Frame(), 3)...))
	f.Fuzz(func(t *testing.T, data []byte) {
		kept, err := read(bytes.NewReader(append([]byte("ID3"), data...)))
		if err == nil && len(kept) > len(data) {
			t.Fatal("it has grown")
		}
	})
}

func FuzzText(f *testing.F) {
	f.Add([]byte("some words é 漢"))
	f.Add([]byte("%PDF-"))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := Open(bytes.NewReader(data))
		if err != nil || file.Type != "text/plain" {
			return
		}
		if kept, err := io.ReadAll(file); err == nil && (!bytes.Equal(kept, data) || !utf8.Valid(kept) || bytes.IndexByte(kept, 0) >= 0) {
			t.Fatal("text is changed, or is none")
		}
	})
}

func FuzzOrientation(f *testing.F) {
	f.Add([]byte(exifWith(binary.BigEndian, 6)[len(exifPrefix):]))
	f.Add([]byte(exifWith(binary.LittleEndian, 8)[len(exifPrefix):]))
	f.Fuzz(func(t *testing.T, tiff []byte) {
		turn := orientation(tiff)
		if turn == 1 || turn > 8 {
			t.Fatalf("a picture is %d up", turn)
		}
		if turn != 0 && orientation(onlyOrientation(turn)[len(exifPrefix):]) != turn {
			t.Fatal("what is written says another way up")
		}
	})
}

func FuzzName(f *testing.F) {
	f.Add(`C:\a/b.jpg`)
	f.Add("\u202E\xFF..")
	f.Fuzz(func(t *testing.T, given string) {
		name := Name(given)
		if !utf8.ValidString(name) || utf8.RuneCountInString(name) > MaxName || name == "." || name == ".." || bytes.ContainsAny([]byte(name), "/\\\x00\r\n\u202E") {
			t.Fatalf("%q becomes %q", given, name)
		}
	})
}
