package upload

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
)

// Markers of JPEG (ITU-T T.81, table B.1), each after a byte 0xFF.
const (
	markerTEM  = 0x01 // no segment follows it, nor RST0 to RST7, SOI and EOI
	markerSOF0 = 0xC0 // from here to 0xCF: frames, and the tables of Huffman and arithmetic coding
	markerRST0 = 0xD0
	markerRST7 = 0xD7
	markerSOI  = 0xD8
	markerEOI  = 0xD9
	markerSOS  = 0xDA // a segment, and then the coded picture
	markerEXP  = 0xDF // the last of those that the picture needs
	markerAPP0 = 0xE0
	markerAPP1 = 0xE1
	markerAPP2 = 0xE2
	markerAPPE = 0xEE
	markerCOM  = 0xFE
)

// jpegFile keeps the segments that a picture is made of, and of all others what [application] keeps. It ends with
// the first picture: cameras put a second one behind it, whole and with all it knows.
type jpegFile struct {
	begun   bool
	scan    bool // in the coded picture
	scanned bool // there was one
	turned  bool // the way up was said
}

func (j *jpegFile) next(in *bufio.Reader, out *bytes.Buffer) error {
	if j.scan {
		return j.coded(in, out)
	}
	marker, err := nextMarker(in)
	if err != nil {
		return err
	}
	switch {
	case marker == markerSOI && !j.begun:
		j.begun = true
		out.Write([]byte{0xFF, markerSOI})
		return nil
	case marker == markerEOI && j.scanned:
		out.Write([]byte{0xFF, markerEOI})
		return errWhole
	case marker == markerTEM, marker >= markerRST0 && marker <= markerRST7:
		return nil
	case marker < markerSOF0, marker == markerSOI, marker == markerEOI:
		return ErrDamaged
	}
	body, err := segment(in)
	if err != nil {
		return err
	}
	if marker > markerEXP {
		if body = j.application(marker, body); body == nil {
			return nil
		}
	}
	out.Write([]byte{0xFF, marker})
	out.Write(binary.BigEndian.AppendUint16(nil, uint16(len(body)+2)))
	out.Write(body)
	j.scan = marker == markerSOS
	j.scanned = j.scanned || j.scan
	return nil
}

// nextMarker finds the next marker. What stands between segments and is none is dropped, as decoders do.
func nextMarker(in *bufio.Reader) (byte, error) {
	for filled := false; ; {
		c, err := in.ReadByte()
		switch {
		case err != nil:
			return 0, err
		case c == 0xFF:
			filled = true
		case filled && c != 0:
			return c, nil
		default:
			filled = false
		}
	}
}

// segment reads a segment without its length.
func segment(in *bufio.Reader) ([]byte, error) {
	var length [2]byte
	if _, err := io.ReadFull(in, length[:]); err != nil {
		return nil, err
	}
	n := int(binary.BigEndian.Uint16(length[:]))
	if n < len(length) {
		return nil, ErrDamaged
	}
	body := make([]byte, n-len(length))
	_, err := io.ReadFull(in, body)
	return body, err
}

// coded moves a part of the coded picture, up to the marker that ends it.
func (j *jpegFile) coded(in *bufio.Reader, out *bytes.Buffer) error {
	if _, err := in.Peek(2); err != nil {
		return err
	}
	piece, _ := in.Peek(in.Buffered())
	n := bytes.IndexByte(piece, 0xFF)
	switch {
	case n < 0:
		n = len(piece)
	case n > 0:
	case piece[1] == 0, piece[1] >= markerRST0 && piece[1] <= markerRST7: // the byte 0xFF itself; a restart
		n = 2
	case piece[1] == 0xFF: // filling
		_, err := in.Discard(1)
		return err
	default:
		j.scan = false
		return nil
	}
	out.Write(piece[:n])
	_, err := in.Discard(n)
	return err
}

// application returns what is kept of a segment that is no part of the picture, or nil.
func (j *jpegFile) application(marker byte, body []byte) []byte {
	const jfif, adobe = 14, 12 // bytes; a small picture or anything else may follow
	switch {
	case marker == markerAPP0 && bytes.HasPrefix(body, []byte("JFIF\x00")) && len(body) >= jfif:
		body = body[:jfif]
		body[jfif-2], body[jfif-1] = 0, 0 // the size of that small picture
		return body
	case marker == markerAPP1 && bytes.HasPrefix(body, exifPrefix) && !j.turned:
		turn := orientation(body[len(exifPrefix):])
		if turn == 0 {
			return nil
		}
		j.turned = true
		return onlyOrientation(turn)
	case marker == markerAPP2 && bytes.HasPrefix(body, []byte("ICC_PROFILE\x00")):
		return body
	case marker == markerAPPE && bytes.HasPrefix(body, []byte("Adobe")) && len(body) >= adobe: // how colours are coded
		return body[:adobe]
	}
	return nil
}
