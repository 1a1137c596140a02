package upload

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
)

// box is one box of an MP4 file.
func box(name string, data ...string) string {
	all := strings.Join(data, "")
	return string(binary.BigEndian.AppendUint32(nil, uint32(len(all)+8))) + name + all
}

// handler says what a track is.
func handler(kind string) string {
	return box("hdlr", "\x00\x00\x00\x00\x00\x00\x00\x00"+kind+"\x00\x00\x00\x00")
}

// soundFile is an M4A file that holds more boxes behind its head.
func soundFile(more ...string) []byte {
	return []byte(box("ftyp", "M4A \x00\x00\x00\x00M4A ") + box("moov", box("trak", box("mdia", handler("soun")))) + strings.Join(more, ""))
}

func TestAnM4ALosesItsTagsAndItsTimesAndNothingMoves(t *testing.T) {
	for _, name := range []string{"sound.m4a", "front.m4a"} {
		was := mustRead(t, name)
		got := mustKeep(t, was)
		mustNotHold(t, got, "udta", "36.1540", "\xA9xyz")
		if len(got) != len(was) {
			t.Fatalf("%s: %d bytes became %d", name, len(was), len(got))
		}
		at := bytes.Index(was, []byte("mdat"))
		length := int(binary.BigEndian.Uint32(was[at-4:])) - 8
		if !bytes.Equal(got[at:at+length], was[at:at+length]) {
			t.Errorf("%s: the sound itself is changed", name)
		}
		for _, of := range []string{"mvhd", "tkhd", "mdhd"} {
			at := bytes.Index(got, []byte(of)) + 4
			if !bytes.Equal(got[at+4:at+12], make([]byte, 8)) || !bytes.Equal(got[at+12:at+20], was[at+12:at+20]) {
				t.Errorf("%s: %s tells a time, or lost more than that", name, of)
			}
		}
	}
}

func TestTimesOf64BitsAreTakenOutToo(t *testing.T) {
	long := "\x01\x00\x00\x00" + strings.Repeat("T", 16) + strings.Repeat("K", 16)
	got := mustKeep(t, soundFile(box("moov", box("mvhd", long))))
	if bytes.Contains(got, []byte("T\x00")) || bytes.Contains(got, []byte("TT")) || !bytes.Contains(got, []byte(strings.Repeat("K", 16))) {
		t.Errorf("it becomes %q", got)
	}
}

func TestBoxesOfAnM4AAreReadAsTheyStand(t *testing.T) {
	large := "\x00\x00\x00\x01mdat\x00\x00\x00\x00\x00\x00\x00\x18 8 bytes" // a length of 64 bits
	for what, data := range map[string][]byte{
		"a long length":         soundFile(large),
		"an end without length": soundFile("\x00\x00\x00\x00mdat" + strings.Repeat("sound", 20_000)),
		"an empty one":          soundFile("\x00\x00\x00\x00mdat"),
		"chapters":              soundFile(box("moov", box("trak", box("mdia", handler("text"))))),
		"an empty moov":         soundFile(box("moov")),
	} {
		if got := mustKeep(t, data); !bytes.Equal(got, data) {
			t.Errorf("%s: it is changed", what)
		}
	}
	mustNotHold(t, mustKeep(t, soundFile(box("uuid", mark), box("free", mark), box("moov", box("meta", mark), box("udta", mark)))))
}

func TestAnM4AIsDamagedOrNoSound(t *testing.T) {
	for what, c := range map[string]struct {
		data []byte
		want error
	}{
		"a film":                     {mustRead(t, "film.mp4"), ErrKind},
		"no track":                   {[]byte(box("ftyp", "heic\x00\x00\x00\x00mif1") + box("mdat", mark)), ErrKind},
		"a place that moves with it": {soundFile(box("moov", box("trak", box("mdia", handler("meta"))))), ErrKind},
		"a box over its end":         {[]byte(box("ftyp", "M4A ") + box("moov", "\x00\x00\x00\x10trak")), ErrDamaged},
		"a box before its end":       {soundFile("\x00\x00\x00\x07mdat"), ErrDamaged},
		"a negative length":          {soundFile("\x00\x00\x00\x01mdat" + string(binary.BigEndian.AppendUint64(nil, math.MaxUint64)) + "x"), ErrDamaged},
		"no length within":           {[]byte(box("ftyp", "M4A ") + box("moov", "\x00\x00\x00\x00mdat")), ErrDamaged},
		"tags without length":        {soundFile("\x00\x00\x00\x00udta" + mark), ErrDamaged},
		"a short hdlr":               {soundFile(box("moov", box("hdlr", "soun"))), ErrDamaged},
		"a short mvhd":               {soundFile(box("moov", box("mvhd", mark[:10]))), ErrDamaged},
		"half a header":              {soundFile("\x00\x00\x00"), ErrDamaged},
		"a box cut short":            {soundFile("\x00\x00\x01\x00mdat" + mark), ErrDamaged},
		"a box far too long":         {soundFile("\x7F\xFF\xFF\xFFmdat" + mark), ErrDamaged},
	} {
		if _, err := kept(t, c.data); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// mp3Frame is one frame of MPEG-1 layer III, 32 kbit/s at 44.1 kHz: 104 bytes.
func mp3Frame() []byte {
	return slices.Concat([]byte{0xFF, 0xFB, 0x10, 0xC4}, bytes.Repeat([]byte{0x55}, 100))
}

// id3 is an ID3v2 tag.
func id3(text string) []byte {
	n := len(text)
	return slices.Concat([]byte("ID3\x04\x00\x00"), []byte{0, 0, byte(n >> 7), byte(n & 0x7F)}, []byte(text))
}

func TestAnMP3LosesItsTagsAndNoFrame(t *testing.T) {
	sound := bytes.Repeat(mp3Frame(), 5)
	behind := slices.Concat([]byte("APETAGEX\xD0\x07\x00\x00"+mark+"\xFF\xFB"), []byte("TAG"+mark), make([]byte, 90))
	footed := slices.Concat([]byte("ID3\x04\x00\x10\x00\x00\x00\x1C"), []byte(mark), []byte("3DI\x04\x00\x10\x00\x00\x00\x1C"))
	for what, data := range map[string][]byte{
		"none":          sound,
		"in front":      slices.Concat(id3(mark), sound),
		"a long one":    slices.Concat(id3(strings.Repeat(mark, 400)), make([]byte, 50), sound),
		"two":           slices.Concat(id3(mark), footed, sound),
		"behind":        slices.Concat(sound, behind),
		"in the middle": slices.Concat(mp3Frame(), mp3Frame(), id3(mark), mp3Frame(), mp3Frame(), mp3Frame(), behind),
	} {
		if got := mustKeep(t, data); !bytes.Equal(got, sound) {
			t.Errorf("%s: of %d bytes of sound %d are kept", what, len(sound), len(got))
		}
	}
	stopped := slices.Concat(sound, mp3Frame()[:50])
	if got := mustKeep(t, stopped); !bytes.Equal(got, stopped) {
		t.Error("a recording that was stopped in a frame is not kept as it is")
	}
	got := mustKeep(t, mustRead(t, "sound.mp3"))
	mustNotHold(t, got, "ID3", "TAG")
	if !bytes.Contains(mustRead(t, "sound.mp3"), got) || len(got) < 500 {
		t.Errorf("of a real one %d bytes are kept, and not as they stand in it", len(got))
	}
}

func TestWhatIsNoMP3IsRefused(t *testing.T) {
	for what, data := range map[string][]byte{
		"a tag alone":        id3(mark),
		"a tag and words":    slices.Concat(id3("x"), []byte(mark)),
		"one frame":          mp3Frame(),
		"a frame and words":  slices.Concat(mp3Frame(), []byte(mark), make([]byte, 5000)),
		"text in UTF-16":     []byte("\xFF\xFEh\x00i\x00 \x00t\x00h\x00e\x00r\x00e\x00"),
		"layer I":            slices.Concat([]byte{0xFF, 0xFF, 0x10, 0xC4}, make([]byte, 5000)),
		"another bit rate":   slices.Concat([]byte{0xFF, 0xFB, 0xF0, 0xC4}, make([]byte, 5000)),
		"another frequency":  slices.Concat([]byte{0xFF, 0xFB, 0x1C, 0xC4}, make([]byte, 5000)),
		"a version reserved": slices.Concat([]byte{0xFF, 0xEB, 0x10, 0xC4}, make([]byte, 5000)),
	} {
		if _, err := kept(t, data); !errors.Is(err, ErrKind) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := kept(t, id3(mark)[:20]); !errors.Is(err, ErrDamaged) {
		t.Errorf("half a tag: %v", err)
	}
}

func TestTheLengthOfAFrameFollowsFromItsHeader(t *testing.T) {
	for head, want := range map[string]int{
		"\xFF\xFB\x10\xC4": 104,  // MPEG-1, 32 kbit/s, 44.1 kHz
		"\xFF\xFB\x90\x64": 417,  // MPEG-1, 128 kbit/s, 44.1 kHz
		"\xFF\xFB\x92\x64": 418,  // the same, padded
		"\xFF\xFB\xE8\x00": 1440, // MPEG-1, 320 kbit/s, 32 kHz
		"\xFF\xF3\x80\xC4": 208,  // MPEG-2, 64 kbit/s, 22.05 kHz
		"\xFF\xE3\x18\xC4": 72,   // MPEG-2.5, 8 kbit/s, 8 kHz
	} {
		if got := frameBytes([]byte(head)); got != want {
			t.Errorf("% x: %d bytes, want %d", head, got, want)
		}
	}
}
