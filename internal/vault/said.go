package vault

import (
	"crypto/ed25519"
	"time"

	"filippo.io/age"
)

// Act is what an entry after a case's first does.
type Act string

// What a person does to their case.
const (
	ActMessage   Act = "message"   // adds Text
	ActWithdrawn Act = "withdrawn" // takes the concern back
	ActUnsolved  Act = "unsolved"  // says that it is still not solved; Text may say why
	ActAnswered  Act = "answered"  // answers the closing questions: Satisfied, Fair
	ActRekeyed   Act = "rekeyed"   // signs with NewKey from now on, having been given a code of their own
)

// What the office does. Notes and referrals are sealed to the office alone.
const (
	ActReply    Act = "reply"    // writes Text to the person
	ActNote     Act = "note"     // private: Text
	ActReferred Act = "referred" // private: sends Letter to the liaison of the department To, sharing no more than Share
	ActState    Act = "state"    // says whose turn it is: State
	ActClosed   Act = "closed"   // ends the case: Ending, Reason, Next
	ActReopened Act = "reopened" // takes it up again; Text may say why
)

// Said is the body of the text of every entry after a case's first, but of files.
type Said struct {
	Act  Act    `json:"act"`
	Text string `json:"text,omitempty"`

	Satisfied string `json:"satisfied,omitempty"` // yes, partly, no
	Fair      string `json:"fair,omitempty"`      // yes, partly, no
	NewKey    string `json:"new_key,omitempty"`   // a public signing key, as FormatSigningKey writes it

	To     string `json:"to,omitempty"`     // a department's slug
	Share  string `json:"share,omitempty"`  // without-name, with-name
	Letter string `json:"letter,omitempty"` // as it was sent

	State  string `json:"state,omitempty"`  // ours, waiting
	Ending string `json:"ending,omitempty"` // how a case ended, as retention names it
	Reason string `json:"reason,omitempty"` // of the ending, for the person
	Next   string `json:"next,omitempty"`   // where to go with it now
}

// Private reports whether an act is for the office's eyes alone.
func (a Act) Private() bool { return a == ActNote || a == ActReferred }

// SealSaid seals the text of an entry after the first. person is the case's own recipient, nil for what is private.
func SealSaid(place Place, now time.Time, said Said, signer ed25519.PrivateKey, office Recipients, person *age.HybridRecipient) ([]byte, error) {
	place.Part = TextPart
	return sealJSON(Header{Place: place, Time: now}, said, signer, office, person)
}

// SealFacts seals the facts of an entry, such as those that a closing entry tells anew. person as in [SealSaid].
func SealFacts(place Place, now time.Time, facts Facts, signer ed25519.PrivateKey, office Recipients, person *age.HybridRecipient) ([]byte, error) {
	place.Part = FactsPart
	return sealJSON(Header{Place: place, Time: now}, facts, signer, office, person)
}

// Said reads the body of an entry's text, where the entry is not a case's first.
func (p *Part) Said() (Said, error) { return bodyJSON[Said](p, TextPart) }
