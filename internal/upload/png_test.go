package upload

import (
	"bytes"
	"errors"
	"image/png"
	"slices"
	"strings"
	"testing"
)

func TestAPNGKeepsItsPixelsAndLosesAllElse(t *testing.T) {
	plain := pngPicture(t)
	head, rest := plain[:33], plain[33:] // the signature and IHDR; the picture
	resolution := pngChunk("pHYs", "\x00\x00\x0B\x13\x00\x00\x0B\x13\x01")
	gamma := pngChunk("gAMA", "\x00\x00\xB1\x8F")
	full := slices.Concat(head, resolution, gamma,
		pngChunk("eXIf", mark), pngChunk("tEXt", "Author\x00"+mark), pngChunk("zTXt", "Comment\x00\x00"+mark),
		pngChunk("iTXt", "XML:com.adobe.xmp\x00"+mark), pngChunk("tIME", "\x07\xEA\x0B\x19\x0D\x00\x00"),
		pngChunk("acTL", mark), pngChunk("fcTL", mark), pngChunk("dSIG", mark), pngChunk("xxXx", mark), pngChunk("bKGD", "\x00"),
		rest[:len(rest)-12], pngChunk("tEXt", "Location\x00"+mark), rest[len(rest)-12:], []byte(mark), plain)
	got := mustKeep(t, full)
	mustNotHold(t, got, "eXIf", "tEXt", "tIME", "xxXx")
	samePicture(t, png.Decode, plain, got)
	if want := slices.Concat(head, resolution, gamma, rest); !bytes.Equal(got, want) {
		t.Errorf("%d bytes are kept, want %d", len(got), len(want))
	}
}

func TestADamagedPNGIsRefused(t *testing.T) {
	plain := pngPicture(t)
	for n := len(pngSignature); n < len(plain); n++ {
		if _, err := read(bytes.NewReader(plain[:n])); !errors.Is(err, ErrDamaged) {
			t.Fatalf("its first %d bytes of %d: %v", n, len(plain), err)
		}
	}
	for n := range len(plain) - 8 { // every byte is under a sum, or is one, or a length
		changed := slices.Clone(plain)
		changed[n+8] ^= 0x10
		if _, err := read(bytes.NewReader(changed)); err == nil {
			t.Fatalf("byte %d was changed, and nobody finds it", n+8)
		}
	}
	head, rest := plain[:33], plain[33:]
	for what, data := range map[string][]byte{
		"no IHDR":               slices.Concat(head[:8], rest),
		"two":                   slices.Concat(head, head[8:], rest),
		"no picture":            slices.Concat(head, pngChunk("IEND", "")),
		"a chunk it cannot be":  slices.Concat(head, pngChunk("CgBI", "xxxx"), rest),
		"words behind the gAMA": slices.Concat(head, pngChunk("gAMA", "\x00\x00\xB1\x8F"+mark), rest),
		"words in the end":      slices.Concat(plain[:len(plain)-12], pngChunk("IEND", mark)),
		"a huge chunk":          slices.Concat(head, []byte("\xFF\xFF\xFF\xFFtEXt")),
	} {
		if _, err := kept(t, data); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := read(strings.NewReader("\x89PNG")); !errors.Is(err, ErrKind) {
		t.Errorf("half a signature: %v", err)
	}
}
