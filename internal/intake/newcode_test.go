package intake

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"strings"
	"testing"

	"example.org/advocate/internal/store"
	"example.org/advocate/internal/vault"
)

// takenDown makes a case of what somebody told the office by telephone, as the desk does.
func (o *office) takenDown(words vault.Words) received {
	o.t.Helper()
	made, err := vault.SealOfficeCase(rand.Reader, o.now(), officeKey, o.Recipients, words, vault.Facts{Topic: "streets", Kind: "concern"})
	if err != nil {
		o.t.Fatal(err)
	}
	err = o.DB.CreateOfficeCase(context.Background(), store.NewCase{
		Number: made.Number, Received: store.DayOf(o.now()), Recipient: made.Recipient,
		Lookup: made.Lookup, WrappedIdentity: made.WrappedIdentity, IssuedByOffice: true,
		Entry: store.NewEntry{Side: string(vault.OfficeSide), Sealed: made.Text, SealedFacts: made.Facts},
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return received{made.Number, made.Code.Show()}
}

// newCode reads the code that a page shows.
func (g got) newCode() string {
	g.t.Helper()
	g.speaks("intake.status.newcode")
	var groups []string
	for _, m := range group.FindAllStringSubmatch(codeRow.FindString(g.text), -1) {
		groups = append(groups, m[1])
	}
	if len(groups) != 7 {
		g.t.Fatalf("the page holds %d groups of a code:\n%s", len(groups), main(g.text))
	}
	return strings.Join(groups, "-")
}

func TestACodeThatTheOfficeIssuedIsFollowedByTheirOwn(t *testing.T) {
	o := open(t)
	old := o.takenDown(vault.Words{Message: "By telephone."})
	first := o.status(old.code, "open").is(200).speaks("intake.status.state.reading")
	own := received{old.number, first.newCode()}
	if own.code == old.code {
		t.Fatal("it is the old one")
	}
	for range 2 { // a reload, and another day
		if again := o.status(old.code, "open").is(200).newCode(); again != own.code {
			t.Errorf("the new code was %s and is %s", own.code, again)
		}
	}
	entries := o.entries(old.number)
	if len(entries) != 2 {
		t.Fatalf("there are %d entries, want 2", len(entries))
	}
	oldCode, _ := vault.ParseCode(old.code)
	newCode, err := vault.ParseCode(own.code)
	if err != nil {
		t.Fatal(err)
	}
	oldKey, newKey := oldCode.Signing().Public().(ed25519.PublicKey), newCode.Signing().Public().(ed25519.PublicKey)
	place := vault.Place{Case: old.number, Entry: 2, Side: vault.PersonSide, Part: vault.TextPart}
	if err := o.unseal(entries[1].Sealed).Verify(place, oldKey); err != nil {
		t.Error(err)
	}
	if said := o.said(entries[1]); said != (vault.Said{Act: vault.ActRekeyed, NewKey: vault.FormatSigningKey(newKey)}) {
		t.Errorf("it says %+v", said)
	}

	// The old one works until the new one is used. What is added with it is signed with the new key.
	o.adds(old.code, "message", "message", "With the old one.").is(200).speaks("intake.status.done.message").speaks("intake.status.newcode")
	place.Entry = 3
	if err := o.unseal(o.entries(old.number)[2].Sealed).Verify(place, newKey); err != nil {
		t.Error(err)
	}
	o.status(old.code, "show").is(200).says("By telephone.", "With the old one.").never(vault.FormatSigningKey(newKey))

	o.status(own.code, "show").is(200).says("By telephone.", "With the old one.", old.number).never(`class="code"`, "we cannot prove")
	o.status(old.code, "open").is(422).speaks("intake.error.code_unknown")
	o.adds(own.code, "message", "message", "With the new one.").is(200).never(`class="code"`)
	place.Entry = 4
	if err := o.unseal(o.entries(old.number)[3].Sealed).Verify(place, newKey); err != nil {
		t.Error(err)
	}
	if o.found(own.code).IssuedByOffice {
		t.Error("the person's own code counts as the office's")
	}
}

func TestTheNewCodeIsShownWithWhateverIsDoneFirst(t *testing.T) {
	o := open(t)
	old := o.takenDown(vault.Words{Message: "By telephone."})
	code := o.status(old.code, "show").is(200).says("By telephone.").newCode()
	file := o.status(old.code, "download").is(200).says(code, old.number).never(old.code)
	if kind := file.Header().Get("Content-Disposition"); kind != `attachment; filename="receipt.txt"` {
		t.Errorf("it is sent as %q", kind)
	}
	// The page's button uses it.
	o.status(code, "open").is(200).says(old.number)
	o.status(code, "download").is(200).never(`class="code"`).speaks("intake.status.stands") // no code is told that is not new
}

func TestTheNewCodeIsTheSameAfterTheSecretChanged(t *testing.T) {
	o := open(t)
	old := o.takenDown(vault.Words{Message: "By telephone."})
	first := o.status(old.code, "open").is(200).newCode()
	lines := make([]string, 2)
	for i := range lines {
		var err error
		if lines[i], err = vault.NewSecretLine(rand.Reader); err != nil {
			t.Fatal(err)
		}
	}
	rotate := func(text string) {
		t.Helper()
		secrets, err := vault.ParseSecrets(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		o.Secrets = secrets
	}
	rotate(lines[0])
	// Nobody can derive it any more, and a second one would be nobody's word to the desks.
	o.status(old.code, "open").is(409).speaks("intake.status.notice.replaced.title").never(`class="code"`)
	other := o.takenDown(vault.Words{Message: "At the desk."})
	second := o.status(other.code, "open").is(200).newCode()
	rotate(lines[1] + "\n" + lines[0])
	if again := o.status(other.code, "open").is(200).newCode(); again != second {
		t.Error("another code is shown, though the line that made the first is there")
	}
	o.adds(first, "message", "message", "With the first.").is(200)
	o.status(first, "show").is(200).says("With the first.").never(`class="code"`)
	o.status(old.code, "open").is(422).speaks("intake.error.code_unknown")
	for _, r := range []received{old, other} {
		if n := len(o.entries(r.number)); n != 3 && r == old || n != 2 && r == other {
			t.Errorf("case %s has %d entries", r.number, n)
		}
	}
}

func TestANewCodeIsNotShownBeforeItIsStored(t *testing.T) {
	o := open(t)
	old := o.takenDown(vault.Words{Message: "By telephone."})
	db := o.DB
	o.DB = open(t).DB // where the case is not
	o.status(old.code, "open").is(422)
	o.DB = db
	code := o.status(old.code, "open").is(200).newCode()
	// The entry is there and the code is not, as after a crash between the two.
	o2 := open(t)
	old2 := o2.takenDown(vault.Words{Message: "Another."})
	o2.status(old2.code, "open").is(200)
	o2.execute(`DELETE FROM codes WHERE NOT issued_by_office`)
	again := o2.status(old2.code, "open").is(200).newCode()
	o2.status(again, "open").is(200).says(old2.number)
	if n := len(o2.entries(old2.number)); n != 2 {
		t.Errorf("there are %d entries, want 2", n)
	}
	if found := o.traces(code, strings.ReplaceAll(code, "-", ""), old.code); len(found) != 0 {
		t.Errorf("left behind: %v", found)
	}
}
