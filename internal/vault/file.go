package vault

import (
	"bufio"
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/sha512"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"filippo.io/age"
)

// FileInfo is what is sealed of a file besides its bytes.
type FileInfo struct {
	Name string `json:"name,omitempty"` // as its sender named it
	Type string `json:"type"`           // the media type of what it holds
}

// The plaintext of a file: the header as one line of JSON, the body, zeros, and a trailer of fixed size: how long the
// body is, and the signature over header, body and that length. All of it is written while the file comes in, when
// nobody knows yet how long it is, so what the other parts tell in front stands behind here.

// trailerSize is the bytes of a file's trailer.
const trailerSize = lengthSize + ed25519.SignatureSize

const lengthSize = 8 // a big-endian number

// fileSignature is how a file is signed: Ed25519ph (RFC 8032), which takes the SHA-512 of what is signed.
var fileSignature = &ed25519.Options{Hash: crypto.SHA512, Context: "advocate/1 file"}

// SealFile seals a file as an entry of its own, as [Seal] does any part, and writes what is sealed to w while it reads
// body: neither is ever whole in memory. After an error what was written is worth nothing; the error is wrapped, so
// that body's own can be told from it.
func SealFile(w io.Writer, place Place, now time.Time, file FileInfo, body io.Reader, signer ed25519.PrivateKey, office Recipients, person *age.HybridRecipient) error {
	place.Part = FilePart
	header, err := Part{Header: Header{Place: place, Time: now, File: &file}}.begin(signer)
	var to []age.Recipient
	if err == nil {
		to, err = office.and(person)
	}
	var out io.WriteCloser
	if err == nil {
		out, err = age.Encrypt(w, to...)
	}
	if err == nil {
		err = writeFile(out, header, body, signer)
	}
	if err == nil {
		err = out.Close()
	}
	if err != nil {
		return fmt.Errorf("sealing a file: %w", err)
	}
	return nil
}

func writeFile(out io.Writer, header []byte, body io.Reader, signer ed25519.PrivateKey) error {
	digest := sha512.New()
	signed := io.MultiWriter(out, digest)
	if _, err := signed.Write(header); err != nil {
		return err
	}
	size, err := io.Copy(signed, io.LimitReader(body, maxClass))
	if err != nil {
		return err
	}
	length := len(header) + int(size) + trailerSize
	class, err := sizeClass(FilePart, length)
	if err != nil {
		return err
	}
	trailer := binary.BigEndian.AppendUint64(make([]byte, 0, trailerSize), uint64(size))
	_, _ = digest.Write(trailer) // a hash never fails
	signature, err := signer.Sign(nil, digest.Sum(nil), fileSignature)
	if err != nil {
		return fmt.Errorf("signing: %w", err)
	}
	if _, err := io.CopyN(out, zeros{}, int64(class-length)); err != nil {
		return err
	}
	_, err = out.Write(append(trailer, signature...))
	return err
}

// zeros is what a file is padded with.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// unmarshalFile reads what writeFile wrote after a header that ends at body.
func (p *Part) unmarshalFile(plain []byte, body int) error {
	trailer := len(plain) - trailerSize
	if trailer < body {
		return errors.New("the file is cut short")
	}
	size := binary.BigEndian.Uint64(plain[trailer:])
	if size > uint64(trailer-body) {
		return errors.New("the file is shorter than it says")
	}
	end := body + int(size)
	class, err := sizeClass(FilePart, end+trailerSize)
	if err != nil {
		return err
	}
	if len(plain) != class || !onlyZeros(plain[end:trailer]) {
		return errors.New("the file's padding is wrong")
	}
	p.Size, p.Body = int(size), plain[body:end:end]
	p.signed, p.signature = plain[:end:end], plain[trailer+lengthSize:]
	return nil
}

// fileSignedBy is signedBy of a file, once it is known to name the key.
func (p *Part) fileSignedBy(key ed25519.PublicKey) bool {
	digest := sha512.New()
	_, _ = digest.Write(p.signed) // a hash never fails
	_, _ = digest.Write(binary.BigEndian.AppendUint64(nil, uint64(len(p.Body))))
	return ed25519.VerifyWithOptions(key, digest.Sum(nil), p.signature, fileSignature) == nil
}

// OpenHeader decrypts no more of a sealed part than its header, such as the name of a file: 64 KiB, however long it
// is. Nothing of it is proven: only [Open] sees that the part is whole, and [Part.Verify] who signed it.
func OpenHeader(sealed io.Reader, identity *age.HybridIdentity) (Header, error) {
	plain, err := age.Decrypt(sealed, identity)
	if err != nil {
		return Header{}, errors.New("opening the header of an entry: it was not sealed to this key, or is no age file")
	}
	line, err := bufio.NewReaderSize(plain, maxHeader).ReadSlice('\n')
	if err != nil {
		return Header{}, errors.New("opening the header of an entry: it has none")
	}
	part, err := unmarshalHeader(line)
	if err != nil {
		return Header{}, fmt.Errorf("opening the header of an entry: %w", err)
	}
	return part.Header, nil
}

// maxHeader is the bytes of the longest header: the first of a case names every recipient of the office, in 2 KiB each.
const maxHeader = 64 << 10

// unmarshalHeader reads and checks the line that a part begins with. Its errors repeat nothing of it.
func unmarshalHeader(line []byte) (*Part, error) {
	part := new(Part)
	if err := json.Unmarshal(line, &part.Header); err != nil {
		return nil, errors.New("the entry's header cannot be read")
	}
	if err := part.checkHeader(); err != nil {
		return nil, err
	}
	return part, nil
}

func onlyZeros(padding []byte) bool { return len(bytes.TrimLeft(padding, "\x00")) == 0 }
