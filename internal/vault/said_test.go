package vault

import (
	"crypto/rand"
	"testing"
	"time"
)

func TestACaseThatTheOfficeTakesDownOpensByKeyAndByItsCode(t *testing.T) {
	office, colleague := newIdentity(t), newIdentity(t)
	to := Recipients{office.Age.Recipient(), colleague.Age.Recipient()}
	made, err := SealOfficeCase(rand.Reader, time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC), office.Signing, to, Words{Message: "by telephone"}, Facts{Topic: "water", Kind: "concern"})
	if err != nil {
		t.Fatal(err)
	}
	code, err := ParseCode(made.Code.Show())
	if err != nil {
		t.Fatal(err)
	}
	person, err := code.Identity(made.Number, made.WrappedIdentity)
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []*Identity{office, colleague, person} {
		part, err := Open(made.Text, key.Age)
		if err != nil {
			t.Fatal(err)
		}
		if err := part.Verify(Place{Case: made.Number, Entry: 1, Side: OfficeSide, Part: TextPart}, office.Public()); err != nil {
			t.Error(err)
		}
		words, err := part.Words()
		if err != nil || words.Message != "by telephone" {
			t.Errorf("%q, %v", words.Message, err)
		}
		if part.First.PersonKey != FormatSigningKey(person.Public()) {
			t.Error("the case's person is not who has the code")
		}
	}
}

func TestWhatIsSaidLaterIsReadAsItWasSaid(t *testing.T) {
	office, person := newIdentity(t), newIdentity(t)
	to := Recipients{office.Age.Recipient()}
	said := Said{Act: ActClosed, Text: "a", Ending: "outside remit", Reason: "b", Next: "c"}
	place := Place{Case: "26-7K3FQ", Entry: 2, Side: OfficeSide}
	now := time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
	sealed, err := SealSaid(place, now, said, office.Signing, to, person.Age.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	part, err := Open(sealed, person.Age)
	if err != nil {
		t.Fatal(err)
	}
	place.Part = TextPart
	if err := part.Verify(place, office.Public()); err != nil {
		t.Error(err)
	}
	if got, err := part.Said(); err != nil || got != said {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := part.Facts(); err == nil {
		t.Error("a text was read as facts")
	}

	facts := Facts{Topic: "water", Kind: "concern", Ending: "settled"}
	if sealed, err = SealFacts(place, now, facts, office.Signing, to, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(sealed, person.Age); err == nil {
		t.Error("the person opens what was sealed to the office alone")
	}
	if part, err = Open(sealed, office.Age); err != nil {
		t.Fatal(err)
	}
	if got, err := part.Facts(); err != nil || got != facts {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestOnlyNotesAndReferralsArePrivate(t *testing.T) {
	for act, private := range map[Act]bool{ActNote: true, ActReferred: true, ActReply: false, ActClosed: false, ActState: false, ActMessage: false} {
		if act.Private() != private {
			t.Errorf("%s", act)
		}
	}
}

func newIdentity(t *testing.T) *Identity {
	t.Helper()
	id, err := NewIdentity(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return id
}
