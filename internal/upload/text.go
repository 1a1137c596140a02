package upload

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"unicode"
	"unicode/utf8"
)

// textFile passes text in UTF-8, and refuses what is none: whatever no other kind takes ends here.
type textFile struct{}

func (textFile) next(in *bufio.Reader, out *bytes.Buffer) error {
	_, err := in.Peek(utf8.UTFMax)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	piece, _ := in.Peek(in.Buffered())
	if len(piece) == 0 {
		return errWhole
	}
	n := 0
	for n < len(piece) {
		r, size := utf8.DecodeRune(piece[n:])
		if r == utf8.RuneError && size == 1 {
			if n > 0 && !utf8.FullRune(piece[n:]) { // the rest of it comes with the next piece
				break
			}
			return ErrKind
		}
		if unicode.IsControl(r) && !bytes.ContainsRune([]byte("\t\n\v\f\r"), r) {
			return ErrKind
		}
		n += size
	}
	out.Write(piece[:n])
	_, err = in.Discard(n)
	return err
}
