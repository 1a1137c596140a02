package vault

import (
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"filippo.io/age"

	"example.org/advocate/internal/casenumber"
)

// Facts are what is counted of a case: no words of the person's own. They are sealed apart, so that counts can
// outlive the text.
type Facts struct {
	Topic      string `json:"topic"`
	Kind       string `json:"kind"` // concern, conflict, staff, invite, other
	Department string `json:"department,omitempty"`
	District   string `json:"district,omitempty"`
	Language   string `json:"language,omitempty"` // the person's
	Anyway     bool   `json:"anyway,omitempty"`   // gone on without the front-line channel
	Ending     string `json:"ending,omitempty"`   // how the case ended, told by the office's last facts
}

// Words are what the person wrote and chose, by the names of the form's fields.
type Words struct {
	Message       string `json:"message"`
	OutcomeWanted string `json:"outcome_wanted,omitempty"`
	Contacted     string `json:"contacted,omitempty"`
	AnywayReason  string `json:"anyway_reason,omitempty"`
	Reference     string `json:"reference,omitempty"`
	ContactedOn   string `json:"contacted_on,omitempty"`
	PageLanguage  string `json:"lang,omitempty"`
	Name          string `json:"name,omitempty"`
	Email         string `json:"email,omitempty"`
	Phone         string `json:"phone,omitempty"`
	ContactBy     string `json:"contact_by,omitempty"`
	ContactSafely string `json:"contact_safely,omitempty"`
	Accommodation string `json:"accommodation,omitempty"`
	Share         string `json:"share,omitempty"`
	OtherParty    string `json:"other_party,omitempty"`
	Willing       string `json:"willing,omitempty"`
	EventOn       string `json:"event_on,omitempty"`
	EventPlace    string `json:"event_place,omitempty"`
}

// SealedCase is all that is stored for a new case, and the code that is shown for it and stored nowhere.
type SealedCase struct {
	Code     Code
	R        R
	SecretID string // the line that derived the code

	Number          string
	Lookup          [32]byte
	WrappedIdentity []byte
	Recipient       string // the case's own
	Text            []byte // sealed
	Facts           []byte // sealed
}

// SealCase makes a new case of a concern: its number, R, code and identity are drawn, and its first entry is
// signed with the person's key and sealed in two parts. The store says whether number and look-up value are
// new; where one is not, call it again. now is in the office's zone, for the year in the number.
func (s *Secrets) SealCase(random io.Reader, now time.Time, token Token, office Recipients, words Words, facts Facts) (*SealedCase, error) {
	var r R
	if _, err := io.ReadFull(random, r[:]); err != nil {
		return nil, fmt.Errorf("drawing a receipt code: %w", err)
	}
	code, err := s.Code(token.SecretID, token.K, r)
	if err != nil {
		return nil, fmt.Errorf("deriving a receipt code: %w", err)
	}
	made, err := sealFirst(random, now, code, PersonSide, code.Signing(), office, words, facts)
	if err != nil {
		return nil, err
	}
	made.R, made.SecretID = r, token.SecretID
	return made, nil
}

// SealOfficeCase makes a new case of what somebody told the office by telephone or in person, as SealCase does but for
// the code, which is drawn at random for the office to hand out, and the signature, which is the office's. R and
// SecretID stay empty.
func SealOfficeCase(random io.Reader, now time.Time, signer ed25519.PrivateKey, office Recipients, words Words, facts Facts) (*SealedCase, error) {
	code, err := RandomCode(random)
	if err != nil {
		return nil, err
	}
	return sealFirst(random, now, code, OfficeSide, signer, office, words, facts)
}

func sealFirst(random io.Reader, now time.Time, code Code, side Side, signer ed25519.PrivateKey, office Recipients, words Words, facts Facts) (*SealedCase, error) {
	number, err := casenumber.New(random, now)
	if err != nil {
		return nil, err
	}
	identity, err := age.GenerateHybridIdentity()
	if err != nil {
		return nil, fmt.Errorf("drawing a case's identity: %w", err)
	}
	own := identity.Recipient()
	made := &SealedCase{
		Code: code, Number: number, Lookup: code.Lookup(),
		WrappedIdentity: code.Wrap(number, identity), Recipient: own.String(),
	}
	header := Header{Place: Place{Case: number, Entry: 1, Side: side, Part: FactsPart}, Time: now}
	if made.Facts, err = sealJSON(header, facts, signer, office, own); err != nil {
		return nil, err
	}
	header.Place.Part = TextPart
	header.First = &First{
		CaseRecipient: made.Recipient,
		Recipients:    office.Strings(),
		PersonKey:     FormatSigningKey(code.Signing().Public().(ed25519.PublicKey)),
	}
	made.Text, err = sealJSON(header, words, signer, office, own)
	return made, err
}

// Words reads the body of the first entry's text.
func (p *Part) Words() (Words, error) { return bodyJSON[Words](p, TextPart) }

// Facts reads the body of a part that holds facts.
func (p *Part) Facts() (Facts, error) { return bodyJSON[Facts](p, FactsPart) }

// SealProbe seals an entry of no case, as SealCase would, for a health check that tries a real write. Its
// signature is the practice key's and proves nothing.
func SealProbe(now time.Time, office Recipients) ([]byte, error) {
	header := Header{Place: Place{Case: "00-22222", Entry: 1, Side: OfficeSide, Part: FactsPart}, Time: now}
	return Seal(Part{Header: header}, PracticeIdentity().Signing, office, nil)
}

func sealJSON(header Header, body any, signer ed25519.PrivateKey, office Recipients, person *age.HybridRecipient) ([]byte, error) {
	data, err := json.Marshal(body)
	if err != nil {
		return nil, errors.New("sealing an entry: its body cannot be written as JSON")
	}
	return Seal(Part{Header: header, Body: data}, signer, office, person)
}

func bodyJSON[T any](p *Part, holds PartName) (body T, err error) {
	if p.Place.Part != holds {
		return body, fmt.Errorf("this part holds %s, not %s", p.Place.Part, holds)
	}
	if json.Unmarshal(p.Body, &body) != nil {
		return body, fmt.Errorf("the body of case %s, entry %d cannot be read", p.Case, p.Entry)
	}
	return body, nil
}
