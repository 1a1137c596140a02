package upload

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math"
)

// m4aFile passes an MP4 file with sound and no picture (ISO/IEC 14496-12), whatever its brand says: telephones give
// their recordings those of films. Boxes with tags become empty ones of the same length, for sound is found by its place
// in the file; times become zero.
type m4aFile struct {
	at    int64   // where in the file we are
	ends  []int64 // where the boxes end that we are in
	left  int64   // of the data of the box that we are in
	open  bool    // they go on to the end of the file
	blank bool    // they become zeros
	sound bool
}

// boxHolds says what is done with boxes; those that are not named are kept.
var boxHolds = map[string]string{
	"moov": "boxes", "trak": "boxes", "mdia": "boxes",
	"udta": "tags", "meta": "tags", "uuid": "tags", "free": "tags", "skip": "tags",
	"mvhd": "times", "tkhd": "times", "mdhd": "times",
	"hdlr": "handler",
}

func (m *m4aFile) next(in *bufio.Reader, out *bytes.Buffer) error {
	if m.left > 0 {
		return m.data(in, out)
	}
	for len(m.ends) > 0 && m.ends[len(m.ends)-1] == m.at {
		m.ends = m.ends[:len(m.ends)-1]
	}
	if _, err := in.Peek(1); errors.Is(err, io.EOF) && len(m.ends) == 0 {
		return m.whole()
	}
	name, err := m.header(in, out)
	if err != nil {
		return err
	}
	switch boxHolds[name] {
	case "boxes":
		if m.left > 0 {
			m.ends = append(m.ends, m.at+m.left)
		}
		m.left = 0
	case "times":
		return m.times(in, out)
	case "handler":
		return m.handler(in, out)
	}
	return nil
}

func (m *m4aFile) whole() error {
	if !m.sound {
		return ErrKind // a picture, for instance, in the same kind of boxes
	}
	return errWhole
}

// header moves the header of a box, and renames one with tags.
func (m *m4aFile) header(in *bufio.Reader, out *bytes.Buffer) (name string, err error) {
	head := make([]byte, 8, 16)
	if _, err := io.ReadFull(in, head); err != nil {
		return "", err
	}
	length := int64(binary.BigEndian.Uint32(head))
	name = string(head[4:8])
	m.blank, m.open = boxHolds[name] == "tags", length == 0
	switch length {
	case 0:
		if length = math.MaxInt64; len(m.ends) > 0 || boxHolds[name] != "" {
			return "", ErrDamaged
		}
	case 1:
		head = head[:16]
		if _, err := io.ReadFull(in, head[8:]); err != nil {
			return "", err
		}
		length = int64(binary.BigEndian.Uint64(head[8:]))
	}
	m.at += int64(len(head))
	m.left = length - int64(len(head))
	if m.left < 0 || len(m.ends) > 0 && m.left > m.ends[len(m.ends)-1]-m.at {
		return "", ErrDamaged
	}
	if m.blank {
		copy(head[4:8], "free")
	}
	out.Write(head)
	return name, nil
}

// data moves the data of a box, or zeros in its place.
func (m *m4aFile) data(in *bufio.Reader, out *bytes.Buffer) error {
	from := out.Len()
	left, err := copyPiece(in, out, m.left)
	m.at += m.left - left
	if m.blank {
		clear(out.Bytes()[from:])
	}
	if errors.Is(err, io.EOF) && m.open {
		left, err = 0, nil
	}
	m.left = left
	return err
}

// times moves the beginning of a box with the moments at which it was made and changed: as zeros.
func (m *m4aFile) times(in *bufio.Reader, out *bytes.Buffer) error {
	moments, err := m.take(in, 20)
	if err != nil {
		return err
	}
	until := 4 + 2*4 // a version and flags, two times
	if moments[0] == 1 {
		until = 4 + 2*8
	}
	clear(moments[4:until])
	out.Write(moments)
	return nil
}

// handler moves the beginning of a box that says what a track is: anything but sound, or words to go with it, is
// refused.
func (m *m4aFile) handler(in *bufio.Reader, out *bytes.Buffer) error {
	start, err := m.take(in, 12)
	if err != nil {
		return err
	}
	switch string(start[8:]) {
	case "soun":
		m.sound = true
	case "text":
	default:
		return ErrKind
	}
	out.Write(start)
	return nil
}

// take reads the first n bytes of a box's data.
func (m *m4aFile) take(in *bufio.Reader, n int64) ([]byte, error) {
	if m.left < n {
		return nil, ErrDamaged
	}
	taken := make([]byte, n)
	if _, err := io.ReadFull(in, taken); err != nil {
		return nil, err
	}
	m.at, m.left = m.at+n, m.left-n
	return taken, nil
}
