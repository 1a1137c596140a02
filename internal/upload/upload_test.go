package upload

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

func TestTheKindOfAFileIsWhatItHolds(t *testing.T) {
	for want, data := range map[string][]byte{
		"image/jpeg":      jpegPicture(t),
		"image/png":       pngPicture(t),
		"application/pdf": []byte("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n"),
		"audio/mp4":       mustRead(t, "sound.m4a"),
		"audio/mpeg":      mustRead(t, "sound.mp3"),
		"text/plain":      []byte("\uFEFFWho: 日本\r\nWhat:\ta culvert\f\n"),
	} {
		f, err := Open(bytes.NewReader(data))
		if err != nil || f.Type != want {
			t.Errorf("%s: %v, %v", want, f, err)
			continue
		}
		if _, err := io.ReadAll(f); err != nil {
			t.Errorf("%s: %v", want, err)
		}
	}
}

func TestWhatIsOfNoKindIsRefused(t *testing.T) {
	for what, data := range map[string]string{
		"a program":        "\x7FELF\x02\x01\x01\x00",
		"an archive":       "PK\x03\x04\x14\x00\x06\x00",
		"a GIF":            "GIF89a\x01\x00\x01\x00\x80\x00",
		"HEIF":             box("ftyp", "heic\x00\x00\x00\x00mif1heic"),
		"WebP":             "RIFF\x24\x00\x00\x00WEBPVP8 ",
		"WAV":              "RIFF\x24\x00\x00\x00WAVEfmt ",
		"an old document":  "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
		"another encoding": "caf\xE9",
		"half a character": "caf\xC3",
		"a NUL":            "text\x00",
		"an escape":        "\x1B[2Jtext",
		"a C1 control":     "text\u009B2J",
		"late":             strings.Repeat("é", 50_000) + "\xFF",
	} {
		if _, err := kept(t, []byte(data)); !errors.Is(err, ErrKind) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestTextPassesWhereverItIsCut(t *testing.T) {
	text := []byte(strings.Repeat("a é 漢 😀\n", 3000))
	for shift := range 4 {
		if got := mustKeep(t, slices.Concat(bytes.Repeat([]byte("x"), shift), text)); !bytes.Equal(got[shift:], text) {
			t.Errorf("shifted by %d it is changed", shift)
		}
	}
}

func TestAPDFStaysAsItIs(t *testing.T) {
	pdf := []byte("%PDF-1.7\n" + strings.Repeat("\x00\xFF binary ", 50_000) + "%%EOF")
	if got := mustKeep(t, pdf); !bytes.Equal(got, pdf) {
		t.Error("it is changed")
	}
}

func TestAnEmptyFileIsRefused(t *testing.T) {
	if _, err := kept(t, nil); !errors.Is(err, ErrEmpty) {
		t.Error(err)
	}
}

func TestAFileMayHaveTenMiBAndNoByteMore(t *testing.T) {
	picture := jpegPicture(t)
	for what, begin := range map[string][]byte{
		"text": []byte("text"), "PDF": []byte("%PDF-"), "sound": soundFile("\x00\x00\x00\x00mdat"),
		"what follows a picture": picture, "a picture": picture[:len(picture)-2],
		"chunks": slices.Concat(pngPicture(t)[:33], []byte("\x7F\x00\x00\x00tEXt")),
	} {
		fill := bytes.Repeat([]byte("x"), MaxBytes)
		got, err := read(io.MultiReader(bytes.NewReader(begin), bytes.NewReader(fill[:MaxBytes-len(begin)])))
		if whole := what != "a picture" && what != "chunks"; whole && err != nil || !whole && !errors.Is(err, ErrDamaged) {
			t.Errorf("%s of 10 MiB: %v", what, err)
		}
		if len(got) > MaxBytes {
			t.Errorf("%s became %d bytes", what, len(got))
		}
		source := &endless{begin: begin}
		if _, err := read(source); !errors.Is(err, ErrTooLarge) {
			t.Errorf("%s without end: %v", what, err)
		}
		if source.read > MaxBytes+64<<10 {
			t.Errorf("%s without end: %d bytes were read", what, source.read)
		}
	}
}

// endless is a file without end.
type endless struct {
	begin []byte
	read  int
}

func (e *endless) Read(p []byte) (int, error) {
	n := copy(p, e.begin)
	e.begin = e.begin[n:]
	for i := range p[n:] {
		p[n+i] = 'x'
	}
	e.read += len(p)
	return len(p), nil
}

func TestALineThatBreaksIsNoDamagedFile(t *testing.T) {
	torn := errors.New("the line broke")
	files := map[string][]byte{
		"nothing": nil, "JPEG": jpegPicture(t), "PNG": pngPicture(t), "text": []byte("some text"), "PDF": []byte("%PDF-1.7 and so on"),
		"M4A": mustRead(t, "sound.m4a"), "MP3": mustRead(t, "sound.mp3"),
	}
	for what, data := range files {
		for _, why := range []error{torn, io.ErrUnexpectedEOF} { // the latter is what package multipart says of it
			for _, n := range []int{0, 3, 8, 13, len(data) / 2, len(data) - 1, len(data)} {
				n = max(0, min(n, len(data)))
				_, err := read(io.MultiReader(bytes.NewReader(data[:n]), iotest.ErrReader(why)))
				if !errors.Is(err, why) || errors.Is(err, ErrDamaged) || errors.Is(err, ErrKind) {
					t.Errorf("%s, after %d bytes: %v, want %v", what, n, err, why)
				}
			}
		}
	}
}

func TestALargeFileTakesLittleMemory(t *testing.T) {
	picture := jpegPicture(t)
	scan := bytes.LastIndex(picture, []byte{0xFF, markerEOI})
	png := pngPicture(t)
	for what, c := range map[string]struct {
		begin, end []byte
	}{
		"JPEG": {picture[:scan], picture[scan:]},
		"PNG":  {slices.Concat(png[:33], []byte("\x00\x90\x00\x00iTXt")), nil},
		"text": {[]byte("text"), nil},
		"MP3":  {slices.Concat(mp3Frame(), mp3Frame()), nil},
		"M4A":  {soundFile("\x00\x00\x00\x00mdat"), nil},
	} {
		body := io.MultiReader(bytes.NewReader(c.begin), io.LimitReader(&endless{}, 9<<20), bytes.NewReader(c.end))
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		f, err := Open(body)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, f) // only what it takes counts here
		runtime.ReadMemStats(&after)
		if all := after.TotalAlloc - before.TotalAlloc; all > 1<<20 {
			t.Errorf("%s: %d bytes were allocated for one of 9 MiB", what, all)
		}
	}
}

func TestNamesHoldNoFoldersAndNoControls(t *testing.T) {
	for given, want := range map[string]string{
		"photo.jpg":                  "photo.jpg",
		`C:\Users\Ana\Fotos\año.jpg`: "año.jpg",
		"../../etc/passwd":           "passwd",
		"a/b\\c":                     "c",
		"":                           "",
		"..":                         "",
		" . ":                        "",
		"folder/":                    "",
		"a\x00b\r\nc\x1b[31m.txt":    "abc[31m.txt",
		"photo\u202Egpj.exe":         "photogpj.exe",
		"\u2066x\u2069\u200F\u061C":  "x",
		"a\u2028b":                   "ab",
		"bad\xFFname":                "bad\uFFFDname",
		"خانه\u200Cها.pdf":           "خانه\u200Cها.pdf", // a joiner that words need
		"<script>\"&'":               "<script>\"&'",     // for whoever shows it to escape
		strings.Repeat("漢", 300):     strings.Repeat("漢", MaxName),
	} {
		if got := Name(given); got != want {
			t.Errorf("Name(%q) = %q, want %q", given, got, want)
		}
	}
}

func TestErrorsRepeatNothingOfAFile(t *testing.T) {
	for _, data := range []string{"MARKED\x00", "\xFF\xD8\xFF\x02MARKED", "\x89PNG\r\n\x1a\n\x00\x00\x00\x01MARK", "ID3\x04\x00\x00\x00\x00\x00\x00MARKED"} {
		if _, err := kept(t, []byte(data)); err == nil || strings.Contains(fmt.Sprintf("%+v", err), "MARK") {
			t.Errorf("%q: %v", data, err)
		}
	}
}
