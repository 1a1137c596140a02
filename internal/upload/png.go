package upload

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"hash"
	"hash/crc32"
	"io"
)

var pngSignature = []byte("\x89PNG\r\n\x1a\n")

// pngKept are the chunks that are kept, and how long each may be: the picture, its colours, its resolution (PNG, third
// edition, section 11). Those of an animation are not among them; its still picture is.
var pngKept = map[string]uint32{
	"IHDR": 13, "PLTE": 3 * 256, "IDAT": 1<<31 - 1, "IEND": 0,
	"tRNS": 256, "cHRM": 32, "gAMA": 4, "iCCP": MaxBytes, "sBIT": 4, "sRGB": 1, "cICP": 4, "pHYs": 9,
}

// pngFile moves the chunks of pngKept, and drops all others and what follows the last.
type pngFile struct {
	begun   bool
	headed  bool // there was an IHDR
	pixels  bool // there was an IDAT
	last    bool // this chunk is the IEND
	inChunk bool
	left    int64       // of the chunk's data
	sum     hash.Hash32 // of its name and data; nil in one that is dropped
}

func (p *pngFile) next(in *bufio.Reader, out *bytes.Buffer) error {
	switch {
	case !p.begun:
		p.begun = true
		_, err := io.CopyN(out, in, int64(len(pngSignature)))
		return err
	case !p.inChunk:
		return p.chunk(in, out)
	case p.sum == nil:
		return p.drop(in)
	case p.left > 0:
		var err error
		p.left, err = copyPiece(in, io.MultiWriter(out, p.sum), p.left)
		return err
	}
	return p.close(in, out)
}

// chunk reads how a chunk begins: its length and its name.
func (p *pngFile) chunk(in *bufio.Reader, out *bytes.Buffer) error {
	var head [8]byte
	if _, err := io.ReadFull(in, head[:]); err != nil {
		return err
	}
	length, name := binary.BigEndian.Uint32(head[:]), string(head[4:])
	most, kept := pngKept[name]
	needed := name[0]&0x20 == 0 // a picture cannot be shown without knowing it
	switch {
	case needed && !kept, kept && length > most,
		p.headed == (name == "IHDR"), name == "IEND" && !p.pixels:
		return ErrDamaged
	}
	p.headed, p.pixels = true, p.pixels || name == "IDAT"
	p.last, p.inChunk, p.left, p.sum = name == "IEND", true, int64(length), nil
	if kept {
		p.sum = crc32.NewIEEE()
		_, _ = p.sum.Write(head[4:]) // a hash never fails
		out.Write(head[:])
	}
	return nil
}

// drop passes over a chunk and its sum.
func (p *pngFile) drop(in *bufio.Reader) error {
	_, err := io.CopyN(io.Discard, in, p.left+crc32.Size)
	p.inChunk = false
	return err
}

// close checks the sum that ends a chunk.
func (p *pngFile) close(in *bufio.Reader, out *bytes.Buffer) error {
	var sum [crc32.Size]byte
	if _, err := io.ReadFull(in, sum[:]); err != nil {
		return err
	}
	if binary.BigEndian.Uint32(sum[:]) != p.sum.Sum32() {
		return ErrDamaged
	}
	out.Write(sum[:])
	p.inChunk = false
	if p.last {
		return errWhole
	}
	return nil
}
