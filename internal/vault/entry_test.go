package vault

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"filippo.io/age"
)

var (
	someWords = Words{Message: "The culvert at the corner floods. MARKEDWORDS", Name: "MARKEDNAME", Share: "no"}
	someFacts = Facts{Topic: "streets", Kind: "concern", District: "3", Anyway: true}
)

// sealed is a case sealed to two offices, and what opens it.
type sealed struct {
	*SealedCase
	a, b *Identity
}

func sealCase(t testing.TB, words Words) sealed {
	t.Helper()
	a, b := mustIdentity(t), mustIdentity(t)
	s := mustSecrets(t, mustSecretLine(t))
	office := Recipients{a.Age.Recipient(), b.Age.Recipient()}
	made, err := s.SealCase(rand.Reader, noon, s.NewToken(mustK(t), noon), office, words, someFacts)
	if err != nil {
		t.Fatal(err)
	}
	return sealed{made, a, b}
}

func mustOpen(t testing.TB, sealed []byte, key *age.HybridIdentity) *Part {
	t.Helper()
	part, err := Open(sealed, key)
	if err != nil {
		t.Fatal(err)
	}
	return part
}

func TestEveryOfficeKeyAndTheCodeOpenBothPartsOfANewCase(t *testing.T) {
	made := sealCase(t, someWords)
	code, err := ParseCode(strings.ToLower(made.Code.Show()))
	if err != nil {
		t.Fatal(err)
	}
	person, err := code.Identity(made.Number, made.WrappedIdentity)
	if err != nil {
		t.Fatal(err)
	}
	for who, key := range map[string]*age.HybridIdentity{"first office key": made.a.Age, "second office key": made.b.Age, "code": person.Age} {
		text := mustOpen(t, made.Text, key)
		if words, err := text.Words(); err != nil || words != someWords {
			t.Errorf("%s: the words are %v, %v", who, words, err)
		}
		facts := mustOpen(t, made.Facts, key)
		if got, err := facts.Facts(); err != nil || got != someFacts {
			t.Errorf("%s: the facts are %v, %v", who, got, err)
		}
		place := Place{Case: made.Number, Entry: 1, Side: PersonSide, Part: TextPart}
		if err := text.Verify(place, person.Public()); err != nil {
			t.Errorf("%s: %v", who, err)
		}
		place.Part = FactsPart
		if err := facts.Verify(place, made.a.Public(), person.Public()); err != nil {
			t.Errorf("%s: %v", who, err)
		}
		if text.Stanzas != 3 || !text.Time.Equal(noon) {
			t.Errorf("%s: %d stanzas, time %v", who, text.Stanzas, text.Time)
		}
	}
	if person.Age.Recipient().String() != made.Recipient {
		t.Error("the code unwraps another identity than the case's own")
	}
}

func TestTheFirstEntryHoldsTheKeysOfTheCase(t *testing.T) {
	made := sealCase(t, someWords)
	first := mustOpen(t, made.Text, made.a.Age).First
	want := Recipients{made.a.Age.Recipient(), made.b.Age.Recipient()}.Strings()
	if first == nil || first.CaseRecipient != made.Recipient || !slices.Equal(first.Recipients, want) {
		t.Fatalf("the first entry holds %+v", first)
	}
	key, err := ParseSigningKey(first.PersonKey)
	if err != nil || !key.Equal(made.Code.Signing().Public()) {
		t.Errorf("it holds another signing key than the code's: %v", err)
	}
}

func TestASealedEntryBeginsWithVersionCaseEntrySideAndTime(t *testing.T) {
	made := sealCase(t, someWords)
	reader, err := age.Decrypt(bytes.NewReader(made.Text), made.a.Age)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := readAtMost(reader, maxClass)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"v":1,"case":"` + made.Number + `","entry":1,"side":"person","part":"text","time":"2026-12-03T18:00:00Z",`
	if !bytes.HasPrefix(plain, []byte(want)) {
		t.Errorf("it begins with %.120q, want %q", plain, want)
	}
}

func TestNobodyElseOpensAnEntry(t *testing.T) {
	made := sealCase(t, someWords)
	_, err := Open(made.Text, mustIdentity(t).Age)
	mustFail(t, err, "not sealed to this key")
	_, err = Open([]byte("MARKEDWORDS"), made.a.Age)
	mustFail(t, err, "no age file", "MARKEDWORDS")
}

func TestNothingOfTheWordsShowsInWhatIsStored(t *testing.T) {
	made := sealCase(t, someWords)
	stored := slices.Concat(made.Text, made.Facts, made.WrappedIdentity, made.Lookup[:], []byte(made.Recipient))
	for _, secret := range []string{"MARKED", "streets", "SECRET-KEY", made.Code.Show(), typed(made.Code)} {
		if bytes.Contains(stored, []byte(secret)) {
			t.Errorf("%s shows in what is stored", secret)
		}
	}
}

func TestTheLengthOfAnEverydayTextDoesNotShow(t *testing.T) {
	short := sealCase(t, Words{Message: "Hi"})
	long := sealCase(t, Words{Message: strings.Repeat("word ", 1500)})
	if len(short.Text) != len(long.Text) || len(short.Facts) != len(long.Facts) {
		t.Errorf("texts of %d and %d bytes", len(short.Text), len(long.Text))
	}
	longest := sealCase(t, Words{Message: strings.Repeat("漢", 20_000)})
	if got := mustOpen(t, longest.Text, longest.a.Age); len(got.Body) < 60_000 {
		t.Errorf("the longest message came back as %d bytes", len(got.Body))
	}
}

func TestASizeClassIsThePowerOfTwoThatHolds(t *testing.T) {
	for _, c := range []struct {
		name         PartName
		length, want int
	}{
		{TextPart, 1, 16 << 10}, {TextPart, 16 << 10, 16 << 10}, {TextPart, 16<<10 + 1, 32 << 10},
		{FilePart, 10 << 20, 16 << 20}, {FactsPart, 100, 2 << 10}, {FactsPart, 2049, 4 << 10}, {FilePart, 16 << 20, 16 << 20},
	} {
		if got, err := sizeClass(c.name, c.length); err != nil || got != c.want {
			t.Errorf("%s of %d bytes: class %d, %v; want %d", c.name, c.length, got, err, c.want)
		}
	}
	if _, err := sizeClass(FilePart, 16<<20+1); err == nil {
		t.Error("an entry over the largest class was accepted")
	}
}

func TestAWrappedIdentityOpensWithItsCodeInItsCaseAlone(t *testing.T) {
	made := sealCase(t, someWords)
	other := sealCase(t, someWords)
	damaged := slices.Clone(made.WrappedIdentity)
	damaged[len(damaged)-1] ^= 1
	for what, c := range map[string]struct {
		code    Code
		number  string
		wrapped []byte
	}{
		"another code":    {other.Code, made.Number, made.WrappedIdentity},
		"another case":    {made.Code, other.Number, made.WrappedIdentity},
		"a damaged wrap":  {made.Code, made.Number, damaged},
		"an empty wrap":   {made.Code, made.Number, nil},
		"another's wrap":  {made.Code, made.Number, other.WrappedIdentity},
		"a truncated one": {made.Code, made.Number, made.WrappedIdentity[:20]},
	} {
		if id, err := c.code.Identity(c.number, c.wrapped); !errors.Is(err, ErrNotThisCase) || id != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestLookupSigningAndWrappingAreKeysOfTheirOwn(t *testing.T) {
	code := someCodes()[3]
	lookup := code.Lookup()
	if bytes.Equal(lookup[:], code.Signing().Seed()) || bytes.Equal(lookup[:], code.derive("case identity")) {
		t.Error("two keys of one code are the same")
	}
	if code.Lookup() != lookup || someCodes()[4].Lookup() == lookup {
		t.Error("the look-up value does not follow from the code alone")
	}
}

// answer is an entry that the office writes after the first.
func answer(t testing.TB, made sealed) (Part, Recipients) {
	return Part{
		Header: Header{Place: Place{Case: made.Number, Entry: 2, Side: OfficeSide, Part: TextPart}, Time: noon},
		Body:   []byte(`{"message":"We called the department."}`),
	}, Recipients{made.a.Age.Recipient(), made.b.Age.Recipient()}
}

func TestAPrivateNoteIsNotSealedToThePerson(t *testing.T) {
	made := sealCase(t, someWords)
	note, office := answer(t, made)
	sealedNote, err := Seal(note, made.a.Signing, office, nil)
	if err != nil {
		t.Fatal(err)
	}
	person, err := made.Code.Identity(made.Number, made.WrappedIdentity)
	if err != nil {
		t.Fatal(err)
	}
	_, err = Open(sealedNote, person.Age)
	mustFail(t, err, "not sealed to this key")
	if got := mustOpen(t, sealedNote, made.b.Age); got.Stanzas != 2 || !bytes.Equal(got.Body, note.Body) {
		t.Errorf("the office opens %d stanzas and %q", got.Stanzas, got.Body)
	}
}

func TestAnEntryOutOfPlaceOrSignedByAnotherIsFound(t *testing.T) {
	made := sealCase(t, someWords)
	note, office := answer(t, made)
	sealedNote, err := Seal(note, made.a.Signing, office, nil)
	if err != nil {
		t.Fatal(err)
	}
	part := mustOpen(t, sealedNote, made.b.Age)
	right := note.Place
	if err := part.Verify(right, made.b.Public(), made.a.Public()); err != nil {
		t.Fatal(err)
	}
	for what, c := range map[string]struct {
		change func(*Place)
		signer ed25519.PublicKey
		want   []error
	}{
		"another case":   {func(p *Place) { p.Case = "26-22222" }, made.a.Public(), []error{ErrPlace}},
		"another entry":  {func(p *Place) { p.Entry = 3 }, made.a.Public(), []error{ErrPlace}},
		"another side":   {func(p *Place) { p.Side = PersonSide }, made.a.Public(), []error{ErrPlace}},
		"another part":   {func(p *Place) { p.Part = FactsPart }, made.a.Public(), []error{ErrPlace}},
		"another signer": {func(p *Place) {}, made.b.Public(), []error{ErrSignature}},
		"no signer":      {func(p *Place) {}, nil, []error{ErrSignature}},
		"both":           {func(p *Place) { p.Entry = 3 }, made.b.Public(), []error{ErrPlace, ErrSignature}},
	} {
		place := right
		c.change(&place)
		err := part.Verify(place, c.signer)
		for _, want := range c.want {
			if !errors.Is(err, want) {
				t.Errorf("%s: %v, want %v", what, err, want)
			}
		}
		if len(c.want) == 1 && errors.Is(err, ErrPlace) && errors.Is(err, ErrSignature) {
			t.Errorf("%s: %v says too much", what, err)
		}
	}
}

func TestWhatIsNoEntryIsNotSealed(t *testing.T) {
	made := sealCase(t, someWords)
	for what, change := range map[string]func(*Part){
		"no case":              func(p *Part) { p.Case = "" },
		"no entry number":      func(p *Part) { p.Entry = 0 },
		"no side":              func(p *Part) { p.Side = "server" },
		"no part":              func(p *Part) { p.Place.Part = "" },
		"a first without keys": func(p *Part) { p.Entry = 1 },
		"keys in a later one":  func(p *Part) { p.First = &First{} },
		"too much":             func(p *Part) { p.Body = make([]byte, maxClass) },
	} {
		note, office := answer(t, made)
		change(&note)
		if _, err := Seal(note, made.a.Signing, office, nil); err == nil {
			t.Errorf("%s: it was sealed", what)
		}
	}
	note, _ := answer(t, made)
	_, err := Seal(note, made.a.Signing, nil, made.a.Age.Recipient())
	mustFail(t, err, "no recipient of the office")
}

// plainNote is an entry's plaintext and the header it was written with.
func plainNote(t testing.TB) []byte {
	t.Helper()
	key := ed25519.NewKeyFromSeed(make([]byte, 32))
	note := Part{Header: Header{Place: Place{Case: "26-7K3FQ", Entry: 2, Side: OfficeSide, Part: FactsPart}, Time: noon}, Body: []byte(`{"topic":"MARKEDWORDS"}`)}
	plain, err := note.marshal(key)
	if err != nil {
		t.Fatal(err)
	}
	return plain
}

func TestADamagedEntryIsRefusedAndRepeatsNothing(t *testing.T) {
	plain := plainNote(t)
	if _, err := unmarshalPart(slices.Clone(plain)); err != nil {
		t.Fatal(err)
	}
	header := func(change func(h map[string]any)) []byte {
		line, rest, _ := bytes.Cut(plain, []byte("\n"))
		h := map[string]any{}
		if err := json.Unmarshal(line, &h); err != nil {
			t.Fatal(err)
		}
		change(h)
		line, _ = json.Marshal(h)
		return slices.Concat(line, []byte("\n"), rest)[:len(plain)]
	}
	padded := slices.Clone(plain)
	padded[len(padded)-1] = 1
	for what, c := range map[string]struct {
		plain []byte
		want  string
	}{
		"nothing":         {nil, "no header"},
		"no header":       {[]byte("MARKEDWORDS"), "no header"},
		"no JSON":         {[]byte("MARKEDWORDS\n"), "cannot be read"},
		"a later format":  {header(func(h map[string]any) { h["v"] = 2 }), "format 2"},
		"a size below 0":  {header(func(h map[string]any) { h["size"] = -1 }), "shorter than"},
		"a huge size":     {header(func(h map[string]any) { h["size"] = int64(1)<<62 - 1 }), "shorter than"},
		"a smaller size":  {header(func(h map[string]any) { h["size"] = 3 }), "padding"},
		"no side":         {header(func(h map[string]any) { h["side"] = "MARKEDWORDS" }), "who wrote it"},
		"no such part":    {header(func(h map[string]any) { h["part"] = "MARKEDWORDS" }), "what it holds"},
		"no case":         {header(func(h map[string]any) { h["case"] = "MARKEDWORDS" }), "no case number"},
		"cut short":       {plain[:len(plain)-1], "padding"},
		"too long":        {append(slices.Clone(plain), 0), "padding"},
		"words in zeros":  {padded, "padding"},
		"a header no end": {bytes.Repeat([]byte("{"), 1<<16), "no header"},
	} {
		_, err := unmarshalPart(c.plain)
		t.Run(what, func(t *testing.T) { mustFail(t, err, c.want, "MARKEDWORDS") })
	}
}

func TestEveryChangeOfHeaderOrBodyBreaksTheSignature(t *testing.T) {
	plain := plainNote(t)
	key := ed25519.NewKeyFromSeed(make([]byte, 32)).Public().(ed25519.PublicKey)
	part, err := unmarshalPart(plain)
	if err != nil || part.Verify(part.Place, key) != nil {
		t.Fatal("the entry itself does not verify")
	}
	for i := range len(part.signed) + ed25519.SignatureSize {
		changed := slices.Clone(plain)
		changed[i] ^= 1
		got, err := unmarshalPart(changed)
		if err == nil && got.Verify(got.Place, key) == nil {
			t.Fatalf("byte %d was changed, and the signature holds", i)
		}
	}
}

func TestAHealthProbeIsARealSealedEntry(t *testing.T) {
	id := mustIdentity(t)
	probe, err := SealProbe(noon, Recipients{id.Age.Recipient()})
	if err != nil {
		t.Fatal(err)
	}
	if part := mustOpen(t, probe, id.Age); len(part.Body) != 0 || part.Stanzas != 1 {
		t.Errorf("the probe holds %d bytes for %d recipients", len(part.Body), part.Stanzas)
	}
}

func TestWordsAndFactsAreReadFromTheirOwnPartsAlone(t *testing.T) {
	made := sealCase(t, someWords)
	_, err := mustOpen(t, made.Facts, made.a.Age).Words()
	mustFail(t, err, "holds facts, not text")
	_, err = mustOpen(t, made.Text, made.a.Age).Facts()
	mustFail(t, err, "holds text, not facts")
	broken := &Part{Header: Header{Place: Place{Part: TextPart}}, Body: []byte("MARKEDWORDS")}
	_, err = broken.Words()
	mustFail(t, err, "cannot be read", "MARKEDWORDS")
}

func TestNothingIsMadeWithoutRandomness(t *testing.T) {
	dry := iotest.ErrReader(errors.New("no randomness"))
	s := mustSecrets(t, mustSecretLine(t))
	office := PracticeRecipients()
	for what, draw := range map[string]func() error{
		"identity": func() error { _, err := NewIdentity(dry); return err },
		"secret":   func() error { _, err := NewSecretLine(dry); return err },
		"K":        func() error { _, err := NewK(dry); return err },
		"case": func() error {
			_, err := s.SealCase(dry, noon, s.NewToken(K{}, noon), office, someWords, someFacts)
			return err
		},
	} {
		t.Run(what, func(t *testing.T) { mustFail(t, draw(), "no randomness") })
	}
}

func FuzzOpen(f *testing.F) {
	office := PracticeIdentity()
	s := mustSecrets(f, mustSecretLine(f))
	made, err := s.SealCase(rand.Reader, noon, s.NewToken(K{}, noon), PracticeRecipients(), someWords, someFacts)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(made.Facts)
	f.Add(made.Text[:200])
	f.Add([]byte("age-encryption.org/v1\n-> "))
	f.Fuzz(func(t *testing.T, sealed []byte) {
		part, err := Open(sealed, office.Age)
		if err == nil && part.Size != len(part.Body) {
			t.Fatalf("a body of %d bytes says %d", len(part.Body), part.Size)
		}
	})
}

func FuzzUnmarshalPart(f *testing.F) {
	f.Add(plainNote(f))
	f.Add([]byte("{\"v\":1}\n"))
	f.Fuzz(func(t *testing.T, plain []byte) {
		part, err := unmarshalPart(plain)
		if err != nil {
			return
		}
		if len(part.Body) != part.Size || len(part.signature) != ed25519.SignatureSize || part.checkHeader() != nil {
			t.Fatalf("an entry was accepted whose parts do not fit its header")
		}
	})
}
