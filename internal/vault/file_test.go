package vault

import (
	"bytes"
	"crypto/ed25519"
	"encoding/binary"
	"errors"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"filippo.io/age"
)

// aPhoto is what a person names a file, and where it stands in their case.
var (
	aPhoto      = FileInfo{Name: "MARKEDNAME.jpg", Type: "image/jpeg"}
	aPhotoPlace = Place{Case: "26-7K3FQ", Entry: 2, Side: PersonSide, Part: FilePart}
	aSigner     = ed25519.NewKeyFromSeed(make([]byte, 32))
)

func sealFile(t testing.TB, body io.Reader, office Recipients, person *age.HybridRecipient) []byte {
	t.Helper()
	var sealed bytes.Buffer
	if err := SealFile(&sealed, aPhotoPlace, noon, aPhoto, body, aSigner, office, person); err != nil {
		t.Fatal(err)
	}
	return sealed.Bytes()
}

func TestASealedFileOpensWithEveryKeyAndIsTheSame(t *testing.T) {
	a, b, person := mustIdentity(t), mustIdentity(t), mustIdentity(t)
	for _, size := range []int{0, 1, 16<<10 - trailerSize, 100_000, 10 << 20} {
		body := bytes.Repeat([]byte{0xFF, 'M', 0}, size/3+1)[:size]
		sealed := sealFile(t, iotest.HalfReader(bytes.NewReader(body)), Recipients{a.Age.Recipient(), b.Age.Recipient()}, person.Age.Recipient())
		for who, key := range map[string]*Identity{"first office key": a, "second office key": b, "person": person} {
			part := mustOpen(t, sealed, key.Age)
			if !bytes.Equal(part.Body, body) || part.Size != size || part.File == nil || *part.File != aPhoto {
				t.Errorf("%s: %d of %d bytes came back, named %v", who, len(part.Body), size, part.File)
			}
			if err := part.Verify(aPhotoPlace, aSigner.Public().(ed25519.PublicKey)); err != nil || part.Stanzas != 3 || !part.Time.Equal(noon) {
				t.Errorf("%s: %v, %d stanzas, %v", who, err, part.Stanzas, part.Time)
			}
		}
	}
}

func TestTheLengthOfAFileDoesNotShowButItsClass(t *testing.T) {
	sealedSize := func(size int) int {
		return len(sealFile(t, bytes.NewReader(make([]byte, size)), PracticeRecipients(), nil))
	}
	if a, b := sealedSize(70_000), sealedSize(120_000); a != b {
		t.Errorf("files of 70 000 and 120 000 bytes are sealed in %d and %d", a, b)
	}
	if got := sealedSize(10 << 20); got < 16<<20 || got > 16<<20+16<<10 {
		t.Errorf("a file of 10 MiB is sealed in %d bytes", got)
	}
}

func TestNothingOfAFileShowsInWhatIsStored(t *testing.T) {
	sealed := sealFile(t, strings.NewReader(strings.Repeat("MARKEDWORDS", 1000)), PracticeRecipients(), nil)
	for _, secret := range []string{"MARKED", "image/jpeg", "26-7K3FQ"} {
		if bytes.Contains(sealed, []byte(secret)) {
			t.Errorf("%s shows in what is stored", secret)
		}
	}
}

func TestTheHeaderOfAFileIsReadWithoutItsBody(t *testing.T) {
	id := mustIdentity(t)
	sealed := sealFile(t, bytes.NewReader(make([]byte, 1<<20)), Recipients{id.Age.Recipient()}, nil)
	read := &countingReader{from: bytes.NewReader(sealed)}
	header, err := OpenHeader(read, id.Age)
	if err != nil || header.File == nil || *header.File != aPhoto || header.Place != aPhotoPlace {
		t.Fatalf("the header is %+v, %v", header, err)
	}
	if read.n > 256<<10 {
		t.Errorf("%d bytes were read for it", read.n)
	}
	if _, err := OpenHeader(bytes.NewReader(sealed), mustIdentity(t).Age); err == nil {
		t.Error("a key that it was not sealed to opened it")
	}
	_, err = OpenHeader(strings.NewReader("MARKEDWORDS"), id.Age)
	mustFail(t, err, "opening the header", "MARKEDWORDS")
	for what, plain := range map[string]string{
		"one without end": strings.Repeat("MARKEDWORDS", 10_000), "none": "", "no JSON": "MARKEDWORDS\n", "no place": "{}\n",
	} {
		var sealed bytes.Buffer
		if err := encrypt(&sealed, []byte(plain), id.Age.Recipient()); err != nil {
			t.Fatal(err)
		}
		_, err := OpenHeader(&sealed, id.Age)
		t.Run(what, func(t *testing.T) { mustFail(t, err, "opening the header", "MARKEDWORDS") })
	}
}

type countingReader struct {
	from io.Reader
	n    int
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.from.Read(p)
	c.n += n
	return n, err
}

func TestTheHeaderOfAFirstEntryWithManyRecipientsIsRead(t *testing.T) {
	id := mustIdentity(t)
	office := Recipients{id.Age.Recipient()}
	for range 19 {
		office = append(office, id.Age.Recipient())
	}
	s := mustSecrets(t, mustSecretLine(t))
	made, err := s.SealCase(bytes.NewReader(make([]byte, 1<<10)), noon, s.NewToken(K{}, noon), office, someWords, someFacts)
	if err != nil {
		t.Fatal(err)
	}
	if header, err := OpenHeader(bytes.NewReader(made.Text), id.Age); err != nil || header.First == nil || len(header.First.Recipients) != 20 {
		t.Errorf("the header is %+v, %v", header, err)
	}
}

func TestWhatIsNoFileIsNotSealed(t *testing.T) {
	seal := func(change func(*Place), body io.Reader, office Recipients) error {
		place := aPhotoPlace
		change(&place)
		return SealFile(io.Discard, place, noon, aPhoto, body, aSigner, office, nil)
	}
	same := func(*Place) {}
	torn := errors.New("the line broke")
	for what, c := range map[string]struct {
		err  error
		want string
	}{
		"no case":         {seal(func(p *Place) { p.Case = "" }, strings.NewReader("x"), PracticeRecipients()), "no case number"},
		"no side":         {seal(func(p *Place) { p.Side = "" }, strings.NewReader("x"), PracticeRecipients()), "who wrote it"},
		"no office":       {seal(same, strings.NewReader("x"), nil), "no recipient of the office"},
		"a torn body":     {seal(same, iotest.ErrReader(torn), PracticeRecipients()), "the line broke"},
		"too long a body": {seal(same, io.LimitReader(zeros{}, maxClass), PracticeRecipients()), "largest class"},
		"an endless body": {seal(same, zeros{}, PracticeRecipients()), "largest class"},
	} {
		t.Run(what, func(t *testing.T) { mustFail(t, c.err, c.want) })
	}
	if err := seal(same, iotest.ErrReader(torn), PracticeRecipients()); !errors.Is(err, torn) {
		t.Errorf("what the body said is lost: %v", err)
	}
	_, err := Seal(Part{Header: Header{Place: aPhotoPlace, Time: noon, File: &aPhoto}}, aSigner, PracticeRecipients(), nil)
	mustFail(t, err, "SealFile")
	_, err = Seal(Part{Header: Header{Place: Place{Case: "26-7K3FQ", Entry: 2, Side: OfficeSide, Part: TextPart}, File: &aPhoto}}, aSigner, PracticeRecipients(), nil)
	mustFail(t, err, "the name and the type of a file")
}

func TestAFailureToWriteASealedFileIsTold(t *testing.T) {
	for _, room := range []int{0, 2000, 50_000, 260_000} {
		err := SealFile(&fullDisk{room}, aPhotoPlace, noon, aPhoto, io.LimitReader(zeros{}, 200_000), aSigner, PracticeRecipients(), nil)
		if !errors.Is(err, errFull) {
			t.Errorf("with room for %d bytes: %v", room, err)
		}
	}
	// A class of 256 KiB takes a little more than that sealed.
	if err := SealFile(&fullDisk{300_000}, aPhotoPlace, noon, aPhoto, io.LimitReader(zeros{}, 100_000), aSigner, PracticeRecipients(), nil); err != nil {
		t.Error(err)
	}
}

var errFull = errors.New("the disk is full")

type fullDisk struct{ room int }

func (d *fullDisk) Write(p []byte) (int, error) {
	if d.room -= len(p); d.room < 0 {
		return 0, errFull
	}
	return len(p), nil
}

// plainFile is the plaintext of a small file, as writeFile writes it.
func plainFile(t testing.TB, body string) []byte {
	t.Helper()
	header, err := Part{Header: Header{Place: aPhotoPlace, Time: noon, File: &aPhoto}}.begin(aSigner)
	if err != nil {
		t.Fatal(err)
	}
	var plain bytes.Buffer
	if err := writeFile(&plain, header, strings.NewReader(body), aSigner); err != nil {
		t.Fatal(err)
	}
	return plain.Bytes()
}

func TestADamagedFileIsRefusedAndRepeatsNothing(t *testing.T) {
	plain := plainFile(t, "MARKEDWORDS")
	end := bytes.IndexByte(plain, '\n') + 1
	sized := func(size uint64) []byte {
		changed := slices.Clone(plain)
		binary.BigEndian.PutUint64(changed[len(changed)-trailerSize:], size)
		return changed
	}
	padded := slices.Clone(plain)
	padded[len(padded)-trailerSize-1] = 1
	for what, c := range map[string]struct {
		plain []byte
		want  string
	}{
		"nothing but a header": {plain[:end], "cut short"},
		"half a trailer":       {plain[:end+trailerSize-1], "cut short"},
		"a huge size":          {sized(1<<64 - 1), "shorter than"},
		"a size too large":     {sized(uint64(len(plain))), "shorter than"},
		"a smaller size":       {sized(3), "padding"},
		"words in zeros":       {padded, "padding"},
		"a class too many":     {slices.Concat(plain[:len(plain)-trailerSize], make([]byte, len(plain)), plain[len(plain)-trailerSize:]), "padding"},
		"a byte too few":       {plain[:len(plain)-1], "padding"},
		"no file's header":     {bytes.Replace(plain, []byte(`"part":"file"`), []byte(`"part":"text"`), 1), "stand in its own entry"},
		"no name":              {bytes.Replace(plain, []byte(`"file":{`), []byte(`"fil_":{`), 1), "stand in its own entry"},
		"a file as the first":  {bytes.Replace(plain, []byte(`"entry":2`), []byte(`"entry":0`), 1), "no entry number"},
	} {
		_, err := unmarshalPart(c.plain)
		t.Run(what, func(t *testing.T) { mustFail(t, err, c.want, "MARKED") })
	}
}

func TestEveryChangeOfABitOfAFileIsFound(t *testing.T) {
	plain := plainFile(t, "What the picture holds.\x00\x00\x00")
	key := aSigner.Public().(ed25519.PublicKey)
	if part, err := unmarshalPart(slices.Clone(plain)); err != nil || part.Verify(aPhotoPlace, key) != nil {
		t.Fatal("the file itself does not verify")
	}
	for i := range plain {
		for bit := range 8 {
			plain[i] ^= 1 << bit
			if got, err := unmarshalPart(plain); err == nil && got.Verify(got.Place, key) == nil {
				t.Fatalf("bit %d of byte %d of %d was changed, and nobody finds it", bit, i, len(plain))
			}
			plain[i] ^= 1 << bit
		}
	}
}

func TestZerosAtTheEndOfAFileAreItsOwn(t *testing.T) {
	// Whoever can change the length must not turn padding into body, or body into padding.
	plain := plainFile(t, "body\x00\x00")
	for _, size := range []uint64{4, 5, 7, 100} {
		changed := slices.Clone(plain)
		binary.BigEndian.PutUint64(changed[len(changed)-trailerSize:], size)
		part, err := unmarshalPart(changed)
		if err != nil {
			t.Fatal(err)
		}
		if err := part.Verify(aPhotoPlace, aSigner.Public().(ed25519.PublicKey)); !errors.Is(err, ErrSignature) {
			t.Errorf("with %d bytes: %v", size, err)
		}
	}
}

func TestAFilesSignatureIsGoodForNothingElse(t *testing.T) {
	part, err := unmarshalPart(plainFile(t, "body"))
	if err != nil {
		t.Fatal(err)
	}
	key := aSigner.Public().(ed25519.PublicKey)
	if ed25519.Verify(key, signedMessage(part.signed), part.signature) || ed25519.Verify(key, part.signed, part.signature) {
		t.Error("the signature of a file passes for a text's")
	}
	other := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{1}, 32)).Public().(ed25519.PublicKey)
	if err := part.Verify(aPhotoPlace, other); !errors.Is(err, ErrSignature) {
		t.Errorf("by another key: %v", err)
	}
	elsewhere := aPhotoPlace
	elsewhere.Entry = 3
	if err := part.Verify(elsewhere, key); !errors.Is(err, ErrPlace) || errors.Is(err, ErrSignature) {
		t.Errorf("elsewhere: %v", err)
	}
}

func TestSealingALongFileTakesLittleMemory(t *testing.T) {
	var most uint64
	body := io.TeeReader(io.LimitReader(zeros{}, 10<<20), writerFunc(func(p []byte) (int, error) {
		var now runtime.MemStats
		if runtime.ReadMemStats(&now); now.HeapAlloc > most {
			most = now.HeapAlloc
		}
		return len(p), nil
	}))
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	if err := SealFile(io.Discard, aPhotoPlace, noon, aPhoto, body, aSigner, PracticeRecipients(), nil); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if all := after.TotalAlloc - before.TotalAlloc; all > 4<<20 {
		t.Errorf("%d bytes were allocated for a file of %d", all, 10<<20)
	}
	if most > before.HeapAlloc+4<<20 {
		t.Errorf("%d bytes more were in use at once", most-before.HeapAlloc)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

func FuzzUnmarshalFile(f *testing.F) {
	f.Add(plainFile(f, ""))
	f.Add(plainFile(f, "body\x00"))
	f.Add([]byte(`{"v":1,"case":"26-7K3FQ","entry":2,"side":"person","part":"file","file":{}}` + "\n"))
	key := aSigner.Public().(ed25519.PublicKey)
	f.Fuzz(func(t *testing.T, plain []byte) {
		part, err := unmarshalPart(plain)
		if err != nil || part.File == nil {
			return
		}
		if part.Size != len(part.Body) || len(part.Body) > len(plain)-trailerSize {
			t.Fatalf("a body of %d bytes, %d of them there, in %d", part.Size, len(part.Body), len(plain))
		}
		if part.Verify(part.Place, key) == nil && !bytes.Equal(part.Body, []byte("body\x00")) && len(part.Body) != 0 {
			t.Fatal("a forged file verifies")
		}
	})
}
