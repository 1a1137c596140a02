package upload

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// mp3File keeps the frames of sound, and drops all tags: ID3v2 in front, ID3v1, APE and others behind.
type mp3File struct {
	frames int
	synced bool // a frame ended just here
}

func (m *mp3File) next(in *bufio.Reader, out *bytes.Buffer) error {
	head, err := in.Peek(10)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	frame := frameBytes(head)
	switch {
	case len(head) == 0 && m.frames > 1:
		return errWhole
	case len(head) == 0:
		return ErrKind
	case len(head) == 10 && bytes.HasPrefix(head, []byte("ID3")):
		_, err := io.CopyN(io.Discard, in, tagBytes(head))
		return err
	case frame > 0 && (m.synced || follows(in, frame)):
		m.frames, m.synced = m.frames+1, true
		if _, err := io.CopyN(out, in, int64(frame)); err != nil && !errors.Is(err, io.EOF) { // recorders are stopped in mid-frame
			return err
		}
		return nil
	case m.frames == 0 && head[0] != 0: // zeros may fill up the tag
		return ErrKind
	}
	m.synced = false
	_, err = in.Discard(1)
	return err
}

// follows tells whether another frame stands behind one, so that chance does not make a frame of anything.
func follows(in *bufio.Reader, frame int) bool {
	two, _ := in.Peek(frame + 4)
	return len(two) == frame+4 && frameBytes(two[frame:]) > 0
}

// tagBytes is how long an ID3v2 tag is (ID3v2.4.0, section 3.1), with its header and footer.
func tagBytes(head []byte) int64 {
	const header, footer = 10, 0x10
	n := int64(0)
	for _, c := range head[6:header] {
		n = n<<7 | int64(c&0x7F)
	}
	if head[5]&footer != 0 {
		n += header
	}
	return n + header
}

// Kilobits a second, by the index in a frame's header: of MPEG-1 layer III, and of MPEG-2 and 2.5 layer III.
var (
	rates1 = [16]int{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0}
	rates2 = [16]int{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0}
	hertz  = [4]int{44_100, 48_000, 32_000, 0} // of MPEG-1
)

// frameBytes is how long the frame of layer III is that begins with head; 0 where none does (ISO/IEC 11172-3, 2.4).
func frameBytes(head []byte) int {
	if len(head) < 4 || head[0] != 0xFF || head[1]&0xE6 != 0xE2 { // 11 bits of sync; layer III
		return 0
	}
	kilobits, samples, rate := rates2[head[2]>>4], 576, hertz[head[2]>>2&3]
	switch head[1] >> 3 & 3 {
	case 3: // MPEG-1
		kilobits, samples = rates1[head[2]>>4], 1152
	case 2: // MPEG-2
		rate /= 2
	case 0: // MPEG-2.5
		rate /= 4
	default:
		return 0
	}
	if kilobits == 0 || rate == 0 {
		return 0
	}
	return samples/8*kilobits*1000/rate + int(head[2]>>1&1)
}
