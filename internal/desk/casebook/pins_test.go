package casebook

import (
	"context"
	"slices"
	"strings"
	"testing"

	"example.org/advocate/internal/content"
	"example.org/advocate/internal/vault"
)

func TestAnotherListOfRecipientsIsReportedAndSealedToWhenAccepted(t *testing.T) {
	o := newOffice(t)
	p := o.writes(concern)
	b := o.synced(o.ann)
	cat := newIdentity(t)
	o.list = append(o.list, cat.Age.Recipient())
	o.server.office.Recipients = o.list.Strings()
	o.sync(b)
	o.wants(b, RecipientsDiffer)
	r := b.Reports()[0]
	if len(r.Before) != 2 || len(r.After) != 3 || !slices.Contains(r.After, cat.Age.Recipient().String()) || len(r.Places) != 0 {
		t.Errorf("%+v", r)
	}
	o.must(b.Note(context.Background(), p.number, 1, "before"))
	if got := b.Recipients(); !slices.Equal(got, r.Before) {
		t.Errorf("before it is accepted, the recipients are %v", got)
	}
	o.accept(b, RecipientsDiffer)
	if got := b.Recipients(); !slices.Equal(got, r.After) {
		t.Errorf("after it is accepted, the recipients are %v", got)
	}
	o.must(b.Note(context.Background(), p.number, 2, "after"))
	o.wants(b)
	if _, err := vault.Open(o.server.entries[1].Sealed, cat.Age); err == nil {
		t.Error("sealed to a key that nobody accepted")
	}
	if _, err := vault.Open(o.server.entries[2].Sealed, cat.Age); err != nil {
		t.Error(err)
	}
	if err := b.AcceptPin(context.Background(), r.ID); err == nil {
		t.Error("a report that is no longer there was accepted")
	}
}

func TestTheOrderOfTheRecipientsMeansNothing(t *testing.T) {
	o := newOffice(t)
	b := o.synced(o.ann)
	slices.Reverse(o.server.office.Recipients)
	o.sync(b)
	o.wants(b)
}

func TestACaseThatNamesAnotherListIsReported(t *testing.T) {
	o := newOffice(t)
	o.writes(concern)
	p := o.writesTo(append(slices.Clone(o.list), newIdentity(t).Age.Recipient()), concern)
	b := o.synced(o.ann)
	o.wants(b, RecipientsDiffer)
	if r := b.Reports()[0]; len(r.Places) != 1 || r.Places[0] != (Place{p.number, 1}) {
		t.Errorf("%+v", r)
	}
	o.accept(b, RecipientsDiffer) // as one of before: what is in force stays
	o.wants(b)
	if got := len(b.pins.inForce()); got != 2 {
		t.Errorf("%d recipients are in force", got)
	}
}

func TestAWrongNumberOfKeysIsReported(t *testing.T) {
	eve := newIdentity(t).Age.Recipient()
	for name, tamper := range map[string]func(o *office, p *person){
		"the words of the first entry": func(o *office, p *person) {
			e := &o.server.entries[0]
			e.Sealed = o.encrypt(o.plain(e.Sealed), append(o.list.Strings(), eve.String(), p.made.Recipient)...)
		},
		"its facts": func(o *office, p *person) {
			e := &o.server.entries[0]
			e.SealedFacts = o.encrypt(o.plain(e.SealedFacts), append(o.list.Strings(), eve.String(), p.made.Recipient)...)
		},
		"a later entry": func(o *office, p *person) {
			p.saysSealed(p.place(), vault.Said{Act: vault.ActMessage, Text: "x"}, p.key, append(slices.Clone(o.list), eve))
		},
		"an entry that the person cannot open": func(o *office, p *person) {
			p.says(vault.Said{Act: vault.ActMessage, Text: "x"})
			e := &o.server.entries[1]
			e.Sealed = o.encrypt(o.plain(e.Sealed), o.list.Strings()...)
		},
		"a file": func(o *office, p *person) {
			id := p.sendsFile("a.txt", "a")
			o.server.files[id] = o.encrypt(o.plain(o.server.files[id]), o.list.Strings()...)
		},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			tamper(o, o.writes(concern))
			o.wants(o.synced(o.ann), WrongStanzas)
		})
	}
}

func TestAnEntryThatIsNotSealedToThisDeskIsReported(t *testing.T) {
	o := newOffice(t)
	p := o.writes(concern)
	p.saysSealed(p.place(), vault.Said{Act: vault.ActMessage, Text: "x"}, p.key, vault.Recipients{o.ben.Age.Recipient(), newIdentity(t).Age.Recipient()})
	b := o.synced(o.ann)
	o.wants(b, OwnKeyMissing)
	if r := b.Reports()[0]; len(r.Places) != 1 || r.Places[0] != (Place{p.number, 2}) {
		t.Errorf("%+v", r)
	}
}

func TestADeskWhoseKeyIsNotAmongTheRecipientsIsToldSoAndWritesNothing(t *testing.T) {
	o := newOffice(t)
	p := o.writes(concern)
	cat := newIdentity(t)
	o.settings.SigningKeys = append(o.settings.SigningKeys, signingKey("Cat", cat))
	b := o.synced(cat)
	o.wants(b, OwnKeyMissing)
	if err := b.Note(context.Background(), p.number, 1, "x"); err == nil || !strings.Contains(err.Error(), "recipients file") {
		t.Errorf("%v", err)
	}
}

func TestOtherSigningKeysAreReportedAndBelievedWhenAccepted(t *testing.T) {
	o := newOffice(t)
	p := o.writes(concern)
	ann := o.synced(o.ann)
	cat := newIdentity(t)
	o.list = append(o.list, cat.Age.Recipient())
	p.says(vault.Said{Act: vault.ActMessage, Text: "sealed to Cat too"})
	o.server.office.Recipients = o.list.Strings()
	o.settings.SigningKeys = append(o.settings.SigningKeys, signingKey("Cat", cat))
	q := o.writes(concern)
	newcomer := o.synced(cat)
	o.must(newcomer.Reply(context.Background(), q.number, 1, "Cat here", Waiting))
	o.sync(ann)
	o.accept(ann, RecipientsDiffer)
	o.wants(ann, SigningKeysDiffer, WrongSignature)
	r := ann.Reports()[0]
	if len(r.Before) != 2 || len(r.After) != 3 || !slices.Contains(r.After, "Cat "+vault.FormatSigningKey(cat.Public())) {
		t.Errorf("%+v", r)
	}
	o.accept(ann, SigningKeysDiffer)
	o.wants(ann)
	if c := o.look(ann, q.number); c.Story[1].By != "Cat" || c.State != Waiting {
		t.Errorf("%+v", c)
	}
}

func TestWhatAColleagueSignedBeforeSheLeftStaysGood(t *testing.T) {
	o := newOffice(t)
	p := o.writes(concern)
	ann, ben := o.synced(o.ann), o.synced(o.ben)
	o.must(ben.Reply(context.Background(), p.number, 1, "Ben here", Waiting))
	o.sync(ann)
	o.settings.SigningKeys = []content.SigningKey{signingKey("Ann", o.ann)}
	o.wants(ann, SigningKeysDiffer)
	o.accept(ann, SigningKeysDiffer)
	o.wants(ann)
	if c := o.look(ann, p.number); c.Story[1].By != "Ben" {
		t.Errorf("%+v", c.Story[1])
	}
	// He kept his key, and the server its token for him.
	place := vault.Place{Case: p.number, Entry: 3, Side: vault.OfficeSide}
	own, err := vault.ParseRecipient(p.made.Recipient)
	o.must(err)
	sealed, err := vault.SealSaid(place, o.now, vault.Said{Act: vault.ActReply, Text: "Ben again"}, o.ben.Signing, o.list, own)
	o.must(err)
	o.server.find(p.sends(sealed, 3)).Side = string(vault.OfficeSide)
	o.sync(ann)
	o.wants(ann, WrongSignature)
}

func TestADeskWhoseSigningKeyIsNotInSiteYAMLIsToldSoAndSendsNothing(t *testing.T) {
	o := newOffice(t)
	p := o.writes(concern)
	o.settings.SigningKeys = o.settings.SigningKeys[:1]
	b := o.synced(o.ben)
	o.wants(b, OwnSigningKeyAlone)
	if err := b.Note(context.Background(), p.number, 1, "x"); err == nil || !strings.Contains(err.Error(), "site.yaml") {
		t.Errorf("%v", err)
	}
}

func TestThePersonsKeyChangesOnlyWhenTheKeyBeforeSaysSo(t *testing.T) {
	o := newOffice(t)
	p := o.writes(concern)
	old, fresh := p.key, newIdentity(t)
	p.says(vault.Said{Act: vault.ActRekeyed, NewKey: vault.FormatSigningKey(fresh.Public())})
	p.key = fresh.Signing
	p.says(vault.Said{Act: vault.ActMessage, Text: "with my own code"})
	b := o.synced(o.ann)
	o.wants(b)

	p.key = old
	p.says(vault.Said{Act: vault.ActMessage, Text: "with the old code"})
	o.sync(b)
	o.wants(b, WrongSignature)

	q := o.writes(concern)
	thief := newIdentity(t)
	q.key = thief.Signing
	q.says(vault.Said{Act: vault.ActRekeyed, NewKey: vault.FormatSigningKey(thief.Public())})
	q.says(vault.Said{Act: vault.ActWithdrawn})
	o.sync(b)
	o.wants(b, WrongSignature, WrongSignature, PersonKey)
	if c := o.look(b, q.number); c.State != New {
		t.Errorf("the thief was believed: %s", c.State)
	}
}

func TestAnotherCaseRecipientIsReportedAndNeverSealedTo(t *testing.T) {
	o := newOffice(t)
	p := o.writes(concern)
	eve := newIdentity(t)
	o.server.entries[0].First.Recipient = eve.Age.Recipient().String()
	b := o.synced(o.ann)
	o.wants(b, CaseRecipient)
	o.must(b.Reply(context.Background(), p.number, 1, "for the person alone", Waiting))
	if _, err := vault.Open(o.server.entries[1].Sealed, eve.Age); err == nil {
		t.Error("a reply was sealed to a key that the server put in")
	}
	if got := p.reads(); len(got) != 1 || got[0].Text != "for the person alone" {
		t.Errorf("%+v", got)
	}
}

func TestACaseRecipientThatChangesLaterIsReported(t *testing.T) {
	o := newOffice(t)
	o.writes(concern)
	b := o.synced(o.ann)
	o.wants(b)
	o.server.entries[0].First.Recipient = newIdentity(t).Age.Recipient().String()
	o.must(b.Audit(context.Background()))
	o.wants(b, CaseRecipient)
}
