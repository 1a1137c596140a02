package casebook

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/advocate/internal/content"
	"example.org/advocate/internal/store"
	"example.org/advocate/internal/vault"
)

// An office in a test: two colleagues with keys, site.yaml, a clock, a server.
type office struct {
	t        *testing.T
	server   *fakeServer
	settings content.Settings
	now      time.Time
	ann, ben *vault.Identity
	list     vault.Recipients // what the intake seals to
}

// newOffice opens on Thursday, 3 December 2026.
func newOffice(t *testing.T) *office {
	t.Helper()
	zone := time.FixedZone("CST", -6*60*60)
	o := &office{t: t, now: time.Date(2026, 12, 3, 12, 0, 0, 0, zone), ann: newIdentity(t), ben: newIdentity(t)}
	o.list = vault.Recipients{o.ann.Age.Recipient(), o.ben.Age.Recipient()}
	o.settings = content.Settings{
		Zone:       zone,
		ClosedDays: []content.Moment{moment(t, "2026-12-24"), moment(t, "2026-12-25")},
		Retention: content.Retention{
			TextDays: content.Days{ByEnding: map[string]int{"settled": 100, "withdrawn": 20}, All: 365}, FactsDays: content.Days{All: 1000}, MinimumDays: content.Days{All: 30},
		},
		SigningKeys: []content.SigningKey{signingKey("Ann", o.ann), signingKey("Ben", o.ben)},
	}
	o.server = newFakeServer(o.list.Strings())
	o.server.today = func() store.Day { return store.DayOf(o.now) }
	return o
}

func signingKey(name string, id *vault.Identity) content.SigningKey {
	return content.SigningKey{Name: name, Key: vault.FormatSigningKey(id.Public())}
}

func newIdentity(t *testing.T) *vault.Identity {
	t.Helper()
	id, err := vault.NewIdentity(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func moment(t *testing.T, day string) content.Moment {
	t.Helper()
	m, err := content.ParseMoment(day)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// desk opens a book of its own folder.
func (o *office) desk(who *vault.Identity) *Book {
	o.t.Helper()
	return o.deskIn(o.t.TempDir(), who)
}

func (o *office) deskIn(dir string, who *vault.Identity) *Book {
	o.t.Helper()
	b, err := Open(context.Background(), Options{
		Dir: dir, Identity: who, Client: o.server, Rand: rand.Reader,
		Settings: func() *content.Settings { s := o.settings; return &s },
		Now:      o.clock,
	})
	if err != nil {
		o.t.Fatal(err)
	}
	o.t.Cleanup(func() { _ = b.Close() })
	return b
}

func (o *office) clock() time.Time { return o.now }

// synced is a desk that has received everything.
func (o *office) synced(who *vault.Identity) *Book {
	o.t.Helper()
	b := o.desk(who)
	o.sync(b)
	return b
}

func (o *office) sync(b *Book) {
	o.t.Helper()
	if err := b.Sync(context.Background()); err != nil {
		o.t.Fatal(err)
	}
}

// later moves the clock.
func (o *office) later(days int) { o.now = o.now.AddDate(0, 0, days) }

// A person in a test, with the code of their case.
type person struct {
	o      *office
	number string
	made   *vault.SealedCase
	key    ed25519.PrivateKey // signs what they write
}

var concern = vault.Words{Message: "The water is brown since Monday and nobody comes to look at it", Name: "Grace Oakley", Email: "grace@example.org", Phone: "918-555-0123", Share: "without-name"}

var waterFacts = vault.Facts{Topic: "water", Kind: "concern", Department: "utilities", Anyway: true}

// writes sends a concern through the form.
func (o *office) writes(words vault.Words) *person {
	o.t.Helper()
	return o.writesTo(o.list, words)
}

func (o *office) writesTo(list vault.Recipients, words vault.Words) *person {
	o.t.Helper()
	made := o.sealed(list, words)
	o.arrives(made, vault.PersonSide)
	return &person{o: o, number: made.Number, made: made, key: made.Code.Signing()}
}

func (o *office) sealed(list vault.Recipients, words vault.Words) *vault.SealedCase {
	o.t.Helper()
	line, err := vault.NewSecretLine(rand.Reader)
	o.must(err)
	secrets, err := vault.ParseSecrets(strings.NewReader(line))
	o.must(err)
	k, err := vault.NewK(rand.Reader)
	o.must(err)
	made, err := secrets.SealCase(rand.Reader, o.now, secrets.NewToken(k, o.now), list, words, waterFacts)
	o.must(err)
	return made
}

// arrives is a new case at the server.
func (o *office) arrives(made *vault.SealedCase, side vault.Side) {
	o.t.Helper()
	err := o.server.Create(context.Background(), store.NewCase{
		Number: made.Number, Received: store.DayOf(o.now), Recipient: made.Recipient, Lookup: made.Lookup, WrappedIdentity: made.WrappedIdentity,
		Entry: store.NewEntry{ID: newID(), Side: string(side), Sealed: made.Text, SealedFacts: made.Facts},
	})
	o.must(err)
}

func newID() string {
	id := make([]byte, 16)
	_, _ = rand.Read(id)
	return hex.EncodeToString(id)
}

func (o *office) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

func (p *person) place() vault.Place {
	return vault.Place{Case: p.number, Entry: p.o.server.newest(p.number) + 1, Side: vault.PersonSide, Part: vault.TextPart}
}

// says adds an entry with the code.
func (p *person) says(said vault.Said) {
	p.o.t.Helper()
	p.saysSealed(p.place(), said, p.key, p.o.list)
}

func (p *person) saysSealed(place vault.Place, said vault.Said, key ed25519.PrivateKey, list vault.Recipients) {
	p.o.t.Helper()
	own, err := vault.ParseRecipient(p.made.Recipient)
	p.o.must(err)
	sealed, err := vault.SealSaid(place, p.o.now, said, key, list, own)
	p.o.must(err)
	p.sends(sealed, p.o.server.newest(p.number)+1)
}

// sends puts sealed bytes into the server as the person's entry of that number.
func (p *person) sends(sealed []byte, number int) string {
	id := newID()
	p.o.server.store(Incoming{Entry: store.Entry{NewEntry: store.NewEntry{
		ID: id, Case: p.number, Number: number, Received: store.DayOf(p.o.now), Side: string(vault.PersonSide), Sealed: sealed,
	}}})
	return id
}

// sendsFile adds a file.
func (p *person) sendsFile(name, body string) string {
	p.o.t.Helper()
	own, err := vault.ParseRecipient(p.made.Recipient)
	p.o.must(err)
	var sealed bytes.Buffer
	err = vault.SealFile(&sealed, p.place(), p.o.now, vault.FileInfo{Name: name, Type: "text/plain"}, strings.NewReader(body), p.key, p.o.list, own)
	p.o.must(err)
	id := p.sends(nil, p.o.server.newest(p.number)+1)
	p.o.server.find(id).File = true
	p.o.server.files[id] = sealed.Bytes()
	return id
}

// reads opens the entries of their case that the code opens.
func (p *person) reads() []vault.Said {
	p.o.t.Helper()
	identity, err := p.made.Code.Identity(p.number, p.made.WrappedIdentity)
	p.o.must(err)
	var list []vault.Said
	for _, e := range p.o.server.entries {
		if e.Case != p.number || e.Number == 1 || e.Side != string(vault.OfficeSide) {
			continue
		}
		if part, err := vault.Open(e.Sealed, identity.Age); err == nil {
			said, err := part.Said()
			p.o.must(err)
			list = append(list, said)
		}
	}
	return list
}

func (o *office) look(b *Book, number string) *Case {
	o.t.Helper()
	c, err := b.Case(number)
	o.must(err)
	return c
}

// reported are the kinds of a book's reports.
func reported(b *Book) []Kind {
	var kinds []Kind
	for _, r := range b.Reports() {
		kinds = append(kinds, r.Kind)
	}
	slices.Sort(kinds)
	return kinds
}

// wants fails unless the book reports exactly that.
func (o *office) wants(b *Book, kinds ...Kind) {
	o.t.Helper()
	slices.Sort(kinds)
	if got := reported(b); !slices.Equal(got, kinds) {
		o.t.Errorf("reported %v, want %v", got, kinds)
	}
}

// accept accepts the one report of a kind.
func (o *office) accept(b *Book, kind Kind) {
	o.t.Helper()
	for _, r := range b.Reports() {
		if r.Kind == kind {
			o.must(b.AcceptPin(context.Background(), r.ID))
			return
		}
	}
	o.t.Fatalf("there is no report %s", kind)
}

// folder is everything in a folder, as bytes.
func folder(t *testing.T, dir string) []byte {
	t.Helper()
	var all []byte
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		all = append(all, data...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
