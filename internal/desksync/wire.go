package desksync

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"time"

	"example.org/advocate/internal/casenumber"
	"example.org/advocate/internal/store"
	"example.org/advocate/internal/vault"
)

// Entry is a stored entry as a desk receives it.
type Entry struct {
	store.Entry
	File  bool      // its sealed bytes are fetched by [Client.File]
	First *CaseInfo // of a case's first entry
}

// CaseInfo is what stands in clear of a case besides its entries.
type CaseInfo struct {
	Recipient      string `json:"recipient"` // the case's own, age1pq…
	IssuedByOffice bool   `json:"issued_by_office"`
}

// Page is what comes after a cursor.
type Page struct {
	Entries []Entry             // in the order of commits
	Purged  []store.Certificate // drop what they name
	Next    int64               // the cursor past all of it
	More    bool                // ask again after Next
}

// Office is what a server says of itself.
type Office struct {
	LastMail   store.Day // the day of the last mail that was sent; empty for none
	Recipients []string  // that it seals to
}

// The JSON that goes over the line. Bytes are base64, what is not there is left out.
type (
	wireEntry struct {
		ID          string    `json:"id"`
		Case        string    `json:"case"`
		Number      int       `json:"number"`
		Received    store.Day `json:"received"`
		Side        string    `json:"side"`
		Sequence    int64     `json:"sequence"`
		Fetched     bool      `json:"fetched,omitempty"`
		Apart       bool      `json:"apart,omitempty"`
		File        bool      `json:"file,omitempty"`
		Sealed      []byte    `json:"sealed,omitempty"`
		SealedFacts []byte    `json:"sealed_facts,omitempty"`
		First       *CaseInfo `json:"first,omitempty"`
	}
	wireCertificate struct {
		Case     string    `json:"case"`
		Rule     string    `json:"rule"`
		Day      store.Day `json:"day"`
		Sequence int64     `json:"sequence"`
	}
	wirePage struct {
		Entries []wireEntry       `json:"entries"`
		Purged  []wireCertificate `json:"purged"`
		Next    int64             `json:"next"`
		More    bool              `json:"more"`
	}
	wireNewEntry struct {
		ID          string    `json:"id,omitempty"`
		Received    store.Day `json:"received"`
		Sealed      []byte    `json:"sealed,omitempty"`
		SealedFacts []byte    `json:"sealed_facts,omitempty"`
	}
	wireNewCase struct {
		Number          string       `json:"number"`
		Recipient       string       `json:"recipient"`
		Lookup          []byte       `json:"lookup"`
		WrappedIdentity []byte       `json:"wrapped_identity"`
		Entry           wireNewEntry `json:"entry"`
	}
	wireState struct {
		Open       bool      `json:"open"`
		Closed     store.Day `json:"closed,omitempty"`
		TextPurge  store.Day `json:"text_purge,omitempty"`
		FactsPurge store.Day `json:"facts_purge,omitempty"`
		Hold       bool      `json:"hold"`
	}
	wireSeal struct {
		Sealed      []byte `json:"sealed,omitempty"`
		SealedFacts []byte `json:"sealed_facts,omitempty"`
	}
	wireCaseState struct {
		Case string `json:"case"`
		wireState
	}
	wireStates struct {
		States []wireCaseState `json:"states"`
	}
	wireOffice struct {
		LastMail   store.Day `json:"last_mail"`
		Recipients []string  `json:"recipients"`
	}
	wireError struct {
		Error string `json:"error"`
	}
)

func toWire(e Entry) wireEntry {
	return wireEntry{
		e.ID, e.Case, e.Number, e.Received, e.Side, e.Sequence, e.Fetched, e.Apart, e.File, e.Sealed, e.SealedFacts, e.First,
	}
}

func (w wireEntry) entry() Entry {
	return Entry{
		Entry: store.Entry{
			NewEntry: store.NewEntry{
				ID: w.ID, Case: w.Case, Number: w.Number, Received: w.Received, Side: w.Side, Apart: w.Apart,
				Sealed: w.Sealed, SealedFacts: w.SealedFacts,
			},
			Sequence: w.Sequence, Fetched: w.Fetched,
		},
		File: w.File, First: w.First,
	}
}

func (w wirePage) page() Page {
	p := Page{Next: w.Next, More: w.More}
	for _, e := range w.Entries {
		p.Entries = append(p.Entries, e.entry())
	}
	for _, c := range w.Purged {
		p.Purged = append(p.Purged, store.Certificate(c))
	}
	return p
}

var idForm = regexp.MustCompile(`^[0-9a-f]{32}$`)

// maxWrapped is above every wrapped identity, in bytes.
const maxWrapped = 4 << 10

// errForm says that a request does not have the form of the contract. It repeats nothing of it.
var errForm = errors.New("the request does not have the form of docs/sync.md")

// decode reads JSON that is one value and has no key that is not known.
func decode(body io.Reader, into any) error {
	decoder := json.NewDecoder(body)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errForm
	}
	return nil
}

// entry is the next entry of the office's in a case. A day that is still to come anywhere would keep it for ever.
func (w wireNewEntry) entry(number string, n int, now time.Time) (store.NewEntry, error) {
	day, err := time.Parse(time.DateOnly, string(w.Received))
	if err != nil || day.After(now.Add(24*time.Hour)) || w.ID != "" && !idForm.MatchString(w.ID) || !casenumber.Valid(number) {
		return store.NewEntry{}, errForm
	}
	return store.NewEntry{
		ID: w.ID, Case: number, Number: n, Received: w.Received, Side: string(vault.OfficeSide),
		Sealed: w.Sealed, SealedFacts: w.SealedFacts,
	}, nil
}

func fromEntry(e store.NewEntry) wireNewEntry {
	return wireNewEntry{e.ID, e.Received, e.Sealed, e.SealedFacts}
}

func (w wireNewCase) newCase(now time.Time) (store.NewCase, error) {
	c := store.NewCase{
		Number: w.Number, Received: w.Entry.Received, Recipient: w.Recipient, WrappedIdentity: w.WrappedIdentity, IssuedByOffice: true,
	}
	if _, err := vault.ParseRecipient(w.Recipient); err != nil || len(w.Lookup) != len(c.Lookup) ||
		len(w.WrappedIdentity) == 0 || len(w.WrappedIdentity) > maxWrapped {
		return c, errForm
	}
	c.Lookup = [32]byte(w.Lookup)
	var err error
	c.Entry, err = w.Entry.entry(w.Number, 1, now)
	return c, err
}

// encode writes JSON whose base64 is not blown up by escapes.
func encode(value any) (*bytes.Buffer, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	return &out, encoder.Encode(value)
}
