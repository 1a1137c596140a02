package vault

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"example.org/advocate/internal/casenumber"
)

// entryVersion is the format of a sealed part. A later format gets the next number and a reader of its own.
const entryVersion = 1

// Side says who wrote an entry.
type Side string

// The sides of a case.
const (
	PersonSide Side = "person"
	OfficeSide Side = "office"
)

// PartName says what one sealed part of an entry holds.
type PartName string

// The parts of an entry.
const (
	TextPart  PartName = "text"  // what was written
	FactsPart PartName = "facts" // what is counted, kept longer than the text
	FilePart  PartName = "file"  // a file that came with the case
)

// Place is where in which case a part belongs. It is sealed, so that a server cannot move a part unseen.
type Place struct {
	Case  string   `json:"case"`
	Entry int      `json:"entry"` // from 1
	Side  Side     `json:"side"`
	Part  PartName `json:"part"`
}

// First is what the text of a case's first entry holds besides its body.
type First struct {
	CaseRecipient string   `json:"case_recipient"` // the case's own age recipient
	Recipients    []string `json:"recipients"`     // the office's recipients it was sealed to
	PersonKey     string   `json:"person_key"`     // the person's public signing key
}

// Header is what a sealed part begins with.
type Header struct {
	Version int       `json:"v"`
	Place             // in JSON: case, entry, side, part
	Time    time.Time `json:"time"` // UTC, whole seconds
	First   *First    `json:"first,omitempty"`
	File    *FileInfo `json:"file,omitempty"` // of a file
	Signer  string    `json:"signer"`         // the public signing key that the signature is by
	Size    int       `json:"size,omitempty"` // bytes of the body; of a file they are written behind it
}

// Part is one sealed part, opened: a header and a body, JSON or a file's bytes.
type Part struct {
	Header
	Body []byte

	// Stanzas is how many recipients it was sealed to, as the sealed file itself says.
	Stanzas int

	signed    []byte
	signature []byte
}

// ErrPlace says that a part stands where it does not belong.
var ErrPlace = errors.New("the entry belongs elsewhere")

// ErrSignature says that a part is not signed by the key that should have signed it.
var ErrSignature = errors.New("the entry's signature is wrong")

// Verify reports whether the part is the one of place and is signed by one of signers. The error wraps
// [ErrPlace], [ErrSignature], or both.
func (p *Part) Verify(place Place, signers ...ed25519.PublicKey) error {
	var errs []error
	if p.Place != place {
		errs = append(errs, fmt.Errorf("%w: it says case %s, entry %d, %s of the %s, and stands as case %s, entry %d, %s of the %s",
			ErrPlace, p.Case, p.Entry, p.Place.Part, p.Side, place.Case, place.Entry, place.Part, place.Side))
	}
	if !slices.ContainsFunc(signers, p.signedBy) {
		errs = append(errs, fmt.Errorf("%w: case %s, entry %d", ErrSignature, place.Case, place.Entry))
	}
	return errors.Join(errs...)
}

func (p *Part) signedBy(key ed25519.PublicKey) bool {
	switch {
	case len(key) != ed25519.PublicKeySize || p.Signer != FormatSigningKey(key):
		return false
	case p.File != nil:
		return p.fileSignedBy(key)
	}
	return ed25519.Verify(key, signedMessage(p.signed), p.signature)
}

// signedMessage sets an entry's signature apart from every other use that the key may find.
func signedMessage(content []byte) []byte {
	return append([]byte("advocate/1 entry\n"), content...)
}

// The plaintext of a part that is no file: the header as one line of JSON, the body, the signature over both, zeros up
// to a size class. Nothing follows from its length but the class.

// begin is the line that a part begins with. It fills in the header's version, signer and size.
func (p Part) begin(signer ed25519.PrivateKey) ([]byte, error) {
	p.Version, p.Size = entryVersion, len(p.Body)
	p.Time = p.Time.UTC().Truncate(time.Second)
	p.Signer = FormatSigningKey(signer.Public().(ed25519.PublicKey))
	if err := p.checkHeader(); err != nil {
		return nil, err
	}
	header, err := json.Marshal(p.Header)
	if err != nil {
		return nil, fmt.Errorf("writing the header: %w", err)
	}
	return append(header, '\n'), nil
}

// marshal signs and pads a part.
func (p Part) marshal(signer ed25519.PrivateKey) ([]byte, error) {
	if p.Place.Part == FilePart {
		return nil, errors.New("a file is sealed while it comes in, by SealFile")
	}
	header, err := p.begin(signer)
	if err != nil {
		return nil, err
	}
	content := slices.Concat(header, p.Body)
	length := len(content) + ed25519.SignatureSize
	class, err := sizeClass(p.Place.Part, length)
	if err != nil {
		return nil, err
	}
	signature := ed25519.Sign(signer, signedMessage(content))
	return slices.Concat(content, signature, make([]byte, class-length)), nil
}

// unmarshalPart reads what marshal wrote. Its errors repeat nothing of the content.
func unmarshalPart(plain []byte) (*Part, error) {
	end := bytes.IndexByte(plain, '\n')
	if end < 0 {
		return nil, errors.New("the entry has no header")
	}
	part, err := unmarshalHeader(plain[:end])
	if err != nil {
		return nil, err
	}
	body := end + 1
	if part.File != nil {
		return part, part.unmarshalFile(plain, body)
	}
	// Compared this way round because the size is anybody's number and a sum could overflow.
	if part.Size < 0 || part.Size > len(plain)-body-ed25519.SignatureSize {
		return nil, errors.New("the entry is shorter than its header says")
	}
	signature := body + part.Size
	length := signature + ed25519.SignatureSize
	class, err := sizeClass(part.Place.Part, length)
	if err != nil {
		return nil, err
	}
	if len(plain) != class || !onlyZeros(plain[length:]) {
		return nil, errors.New("the entry's padding is wrong")
	}
	part.Body = plain[body:signature:signature]
	part.signed = plain[:signature:signature]
	part.signature = plain[signature:length:length]
	return part, nil
}

// checkHeader refuses a header that no entry of this format has.
func (p *Part) checkHeader() error {
	firstText := p.Entry == 1 && p.Place.Part == TextPart
	switch {
	case p.Version != entryVersion:
		return fmt.Errorf("the entry has format %d, and this program reads %d; use the newest one", p.Version, entryVersion)
	case !casenumber.Valid(p.Case) || p.Entry < 1:
		return errors.New("the entry's header has no case number or no entry number")
	case p.Side != PersonSide && p.Side != OfficeSide:
		return errors.New("the entry's header does not say who wrote it")
	case p.Place.Part != TextPart && p.Place.Part != FactsPart && p.Place.Part != FilePart:
		return errors.New("the entry's header does not say what it holds")
	case firstText != (p.First != nil):
		return errors.New("the keys of a case stand in the text of its first entry, and there alone")
	case (p.Place.Part == FilePart) != (p.File != nil):
		return errors.New("the name and the type of a file stand in its own entry, and there alone")
	}
	return nil
}
