package upload

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// MaxBytes is how long a file may be, with all that is then taken out of it.
const MaxBytes = 10 << 20

// Why a file is refused.
var (
	ErrEmpty    = errors.New("the file is empty")
	ErrTooLarge = errors.New("the file is over 10 MiB")
	ErrKind     = errors.New("the file is neither a JPEG or PNG picture, nor PDF, nor plain text in UTF-8, nor M4A or MP3 sound")
	ErrDamaged  = errors.New("the file is damaged, or not whole")
)

// File is a file without what is not to be kept. It is read once.
type File struct {
	Type string // the media type of what it holds: image/jpeg, image/png, application/pdf, text/plain, audio/mp4, audio/mpeg

	source *counted
	in     *bufio.Reader
	out    bytes.Buffer
	scrub  scrubber
	err    error // what Read returns once out is empty
}

// A scrubber knows one kind of file. next moves the next piece of it from in to out, some 64 KiB at most, or drops
// it. It returns errWhole when the file is at its end, and io.EOF or io.ErrUnexpectedEOF when it should not be.
type scrubber interface {
	next(in *bufio.Reader, out *bytes.Buffer) error
}

var errWhole = errors.New("the file is whole")

// pieceBytes is how much a scrubber moves at once where the format does not say.
const pieceBytes = 32 << 10

// Open finds out what kind of file r holds. Its errors, and those of Read, are [ErrEmpty], [ErrTooLarge], [ErrKind]
// and [ErrDamaged], or those of r itself, wrapped.
func Open(r io.Reader) (*File, error) {
	f := &File{source: &counted{from: r, left: MaxBytes}}
	f.in = bufio.NewReaderSize(f.source, 4<<10)
	head, err := f.in.Peek(12)
	if len(head) == 0 && errors.Is(err, io.EOF) {
		return nil, ErrEmpty
	}
	if f.source.failed != nil {
		return nil, f.explain(err)
	}
	f.Type, f.scrub = kind(head)
	return f, nil
}

func kind(head []byte) (mediaType string, s scrubber) {
	switch {
	case bytes.HasPrefix(head, []byte{0xFF, markerSOI, 0xFF}):
		return "image/jpeg", &jpegFile{}
	case bytes.HasPrefix(head, pngSignature):
		return "image/png", &pngFile{}
	case bytes.HasPrefix(head, []byte("%PDF-")):
		return "application/pdf", asItIs{}
	case len(head) >= 8 && string(head[4:8]) == "ftyp":
		return "audio/mp4", &m4aFile{}
	case bytes.HasPrefix(head, []byte("ID3")), frameBytes(head) > 0:
		return "audio/mpeg", &mp3File{}
	}
	return "text/plain", textFile{}
}

// Read reads what is kept of the file. io.EOF says that the file was whole.
func (f *File) Read(p []byte) (int, error) {
	for f.err == nil && f.out.Len() < len(p) {
		f.err = f.advance()
	}
	if f.out.Len() == 0 && f.err != nil {
		return 0, f.err
	}
	return f.out.Read(p)
}

func (f *File) advance() error {
	err := f.scrub.next(f.in, &f.out)
	if errors.Is(err, errWhole) { // what follows is dropped, but it counts
		if _, err = io.Copy(io.Discard, f.in); err == nil {
			return io.EOF
		}
	}
	if err == nil {
		return nil
	}
	return f.explain(err)
}

// explain tells a source that failed from a file that is not what it should be.
func (f *File) explain(err error) error {
	switch {
	case errors.Is(f.source.failed, ErrTooLarge):
		return ErrTooLarge
	case f.source.failed != nil:
		return fmt.Errorf("reading a file: %w", f.source.failed)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return ErrDamaged
	}
	return err
}

// counted reads no more than left bytes, and remembers how its source failed.
type counted struct {
	from   io.Reader
	left   int64
	failed error
}

func (c *counted) Read(p []byte) (int, error) {
	if c.failed != nil {
		return 0, c.failed
	}
	n, err := c.from.Read(p)
	if c.left -= int64(n); c.left < 0 {
		c.failed = ErrTooLarge
		return 0, c.failed
	}
	if err != nil && !errors.Is(err, io.EOF) {
		c.failed = err
	}
	return n, err
}

// asItIs keeps everything.
type asItIs struct{}

func (asItIs) next(in *bufio.Reader, out *bytes.Buffer) error {
	_, err := io.CopyN(out, in, pieceBytes)
	if errors.Is(err, io.EOF) {
		return errWhole
	}
	return err
}

// copyPiece moves the next bytes of left, at most a piece, and returns how many are still left.
func copyPiece(in *bufio.Reader, out io.Writer, left int64) (int64, error) {
	n, err := io.CopyN(out, in, min(left, pieceBytes))
	return left - n, err
}
