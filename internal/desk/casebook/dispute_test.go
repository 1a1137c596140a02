package casebook

import (
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.org/advocate/internal/content"
	"example.org/advocate/internal/store"
	"example.org/advocate/internal/vault"
)

// deskAt opens a book of its own folder on a real store.
func (o *office) deskAt(db *store.Store, who *vault.Identity) *Book {
	o.t.Helper()
	b, err := Open(background, Options{
		Dir: o.t.TempDir(), Identity: who, Client: o.syncing(db), Rand: rand.Reader,
		Settings: func() *content.Settings { s := o.settings; return &s },
		Now:      o.clock,
	})
	o.must(err)
	o.t.Cleanup(func() { _ = b.Close() })
	o.sync(b)
	return b
}

// A thief with a desk's token lets a case on hold be purged on the server. Both desks keep it and say so.
func TestADesksTokenAloneWipesNothingAtADesk(t *testing.T) {
	o := newOffice(t)
	db, err := store.Open(background, "sqlite:"+filepath.Join(t.TempDir(), "cases.db"), rand.Reader)
	o.must(err)
	t.Cleanup(func() { _ = db.Close() })
	made := o.sealed(o.list, concern)
	o.arrivesInStore(db, made)
	ann := o.deskAt(db, o.ann)
	o.must(ann.Reply(background, made.Number, 2, "we look at it", Waiting))
	o.must(ann.Hold(background, made.Number, 3, true, "a court asks"))
	ben := o.deskAt(db, o.ben)
	for _, b := range []*Book{ann, ben} {
		o.sync(b)
		o.sync(b)
	}
	thief := o.client(db)
	o.must(thief.SetState(background, made.Number, store.State{Closed: "2026-12-02", TextPurge: "2026-12-03", FactsPurge: "2026-12-03"}))
	if p, err := db.Purge(background, store.DayOf(o.now), 30); err != nil || p.Texts != 1 || p.Facts != 1 {
		t.Fatalf("the thief came to nothing: %+v, %v", p, err)
	}
	for _, b := range []*Book{ann, ben} {
		o.sync(b)
		o.must(b.Audit(background))
		o.sync(b)
		o.wants(b, PurgedEarly)
		c := o.look(b, made.Number)
		if c.Words != concern || !c.Hold || c.State != Waiting || len(c.Story) != 4 {
			t.Errorf("%+v", c)
		}
		if _, err := b.File(background, c.Story[1].ID); err != nil {
			t.Error(err)
		}
	}
	if err := ann.Reply(background, made.Number, 4, "x", Waiting); err == nil || !strings.Contains(err.Error(), "reports") {
		t.Errorf("%v", err)
	}
}

func TestAStateThatSomebodyElseToldTheServerIsToldAgain(t *testing.T) {
	o := newOffice(t)
	p, q := o.writes(concern), o.writes(concern)
	b := o.synced(o.ann)
	o.must(b.CloseCase(background, p.number, 1, "settled", "done", ""))
	o.must(b.Hold(background, p.number, 2, true, "a court asks"))
	o.sync(b)
	right := o.server.states[p.number]
	o.server.states[p.number] = store.State{Closed: "2026-12-02", TextPurge: "2026-12-04", FactsPurge: "2026-12-04"}
	o.server.states[q.number] = store.State{Closed: "2026-12-02", TextPurge: "2026-12-04", FactsPurge: "2026-12-04"}
	o.now = o.now.Add(compareEvery)
	o.sync(b)
	if got := o.server.states[p.number]; got != right || !got.Hold {
		t.Errorf("%+v, want %+v", got, right)
	}
	if got := o.server.states[q.number]; got != (store.State{Open: true}) {
		t.Errorf("%+v", got)
	}
	// A desk that was opened anew looks at once.
	o.server.states[q.number] = store.State{Closed: "2026-12-02", TextPurge: "2026-12-04"}
	dir := b.shelf.dir
	o.must(b.Close())
	b = o.deskIn(dir, o.ann)
	o.sync(b)
	if got := o.server.states[q.number]; got != (store.State{Open: true}) {
		t.Errorf("%+v", got)
	}
}

func TestADeskThatDistrustsAColleaguesKeyDoesNotEndTheirHold(t *testing.T) {
	o := newOffice(t)
	p := o.writes(concern)
	signing := o.settings.SigningKeys
	o.settings.SigningKeys = signing[1:]
	ben := o.synced(o.ben) // who has not heard of Ann's key
	o.settings.SigningKeys = signing
	ann := o.synced(o.ann)
	o.must(ann.Hold(background, p.number, 1, true, "a court asks"))
	o.must(ann.CloseCase(background, p.number, 2, "settled", "done", ""))
	o.sync(ann)
	want := o.server.states[p.number]
	o.now = o.now.Add(compareEvery)
	o.sync(ben)
	if got := o.server.states[p.number]; got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func TestACertificateIsBelievedOnlyWhenTheCaseIsDueByTheDesksOwnReckoning(t *testing.T) {
	closed := func(b *Book, p *person) error {
		return b.CloseCase(background, p.number, p.o.server.newest(p.number), "settled", "done", "")
	}
	for name, c := range map[string]struct {
		rule    string
		prepare func(b *Book, p *person) error
		days    int       // that pass
		day     store.Day // of the certificate; empty for today
		dropped bool
	}{
		"words on their day":          {rule: ruleText, prepare: closed, days: 100, dropped: true},
		"words a day early":           {rule: ruleText, prepare: closed, days: 99},
		"words of an open case":       {rule: ruleText, days: 4000},
		"words, a day to come":        {rule: ruleText, prepare: closed, days: 1, day: "2099-01-01"},
		"facts before the words' day": {rule: ruleFacts, prepare: closed, days: 1},
		"all of it as spam":           {rule: ruleSpam, days: 4000},
		"a rule that nobody knows":    {rule: "whim", prepare: closed, days: 4000},
		"a closing that is not sent":  {rule: ruleText, prepare: func(b *Book, p *person) error { p.o.server.down = true; return closed(b, p) }, days: 4000},
		"one that was taken up again": {rule: ruleText, days: 4000, prepare: func(b *Book, p *person) error {
			return errors.Join(closed(b, p), b.Reopen(background, p.number, 2, ""))
		}},
		"one that the person re-opened": {rule: ruleText, days: 4000, prepare: func(b *Book, p *person) error {
			err := closed(b, p)
			p.says(vault.Said{Act: vault.ActUnsolved})
			return errors.Join(err, b.Sync(background))
		}},
		"one on hold": {rule: ruleText, days: 4000, prepare: func(b *Book, p *person) error {
			return errors.Join(closed(b, p), b.Hold(background, p.number, 2, true, "a court"))
		}},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			o.settings.Retention.SpamDays = 30
			p := o.writes(concern)
			b := o.synced(o.ann)
			if c.prepare != nil {
				o.must(c.prepare(b, p))
			}
			o.server.down = false
			o.later(c.days)
			cert := Certificate{Case: p.number, Rule: c.rule, Day: c.day}
			if cert.Day == "" {
				cert.Day = store.DayOf(o.now)
			}
			o.server.purged = append(o.server.purged, cert)
			o.server.lie = func(page *Page) { page.Entries = nil }
			_ = b.pull(background)
			got := o.look(b, p.number)
			if c.dropped {
				o.wants(b)
				if got.Words != (vault.Words{}) {
					t.Error("it is still here")
				}
				return
			}
			o.wants(b, PurgedEarly)
			if got.Words != concern || !got.Facts.Known {
				t.Errorf("it is gone: %+v", got)
			}
		})
	}
}

func TestSuspectedSpamGoesWithTheServersUnlessSomebodyTookItUp(t *testing.T) {
	for _, taken := range []bool{false, true} {
		o := newOffice(t)
		o.settings.Retention.SpamDays = 30
		p := o.writes(concern)
		o.server.entries[0].Apart = true
		b := o.synced(o.ann)
		if taken {
			o.must(b.Note(background, p.number, 1, "this is a person"))
		}
		o.later(30)
		o.server.purge(p.number, ruleSpam)
		o.sync(b)
		_, err := b.Case(p.number)
		if taken {
			o.wants(b, PurgedEarly)
		} else {
			o.wants(b)
		}
		if gone := errors.Is(err, store.ErrNotFound); gone == taken {
			t.Errorf("taken up: %v; gone: %v", taken, gone)
		}
	}
}

func TestWhatWasPurgedTooEarlyGoesOnItsOwnDayOrWhenItIsAccepted(t *testing.T) {
	for _, accept := range []bool{false, true} {
		o := newOffice(t)
		p := o.writes(concern)
		file := p.sendsFile("a.txt", "x")
		dir := t.TempDir()
		b := o.deskIn(dir, o.ann)
		o.sync(b)
		o.must(b.CloseCase(background, p.number, 2, "settled", "done", ""))
		o.sync(b)
		o.server.purge(p.number, ruleText)
		o.sync(b)
		o.wants(b, PurgedEarly)
		o.must(b.Close())
		b = o.deskIn(dir, o.ann)
		o.wants(b, PurgedEarly)
		if accept {
			o.accept(b, PurgedEarly)
		} else {
			o.later(100)
			o.sync(b)
		}
		o.wants(b)
		if c := o.look(b, p.number); c.Words != (vault.Words{}) || c.Facts.Ending != "settled" {
			t.Errorf("%+v", c)
		}
		if _, err := os.Stat(b.shelf.file(file)); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("the file is still there: %v", err)
		}
	}
}

func TestADeskThatNeverSawTheWordsGoesByTheServer(t *testing.T) {
	o := newOffice(t)
	p := o.writes(concern)
	ann := o.synced(o.ann)
	o.must(ann.CloseCase(background, p.number, 1, "settled", "done", ""))
	o.sync(ann)
	o.later(100)
	o.server.purge(p.number, ruleText)
	newcomer := o.synced(o.ben)
	o.wants(newcomer)
	if c := o.look(newcomer, p.number); c.State != Closed || !c.Facts.Known {
		t.Errorf("%+v", c)
	}
	o.later(900)
	o.server.purge(p.number, ruleFacts)
	o.sync(newcomer)
	o.wants(newcomer)
	if _, err := newcomer.Case(p.number); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("%v", err)
	}
}

func TestAFolderOfTheVersionBeforeIsBroughtUpToDate(t *testing.T) {
	o := newOffice(t)
	dir := t.TempDir()
	b := o.deskIn(dir, o.ann)
	_, err := b.shelf.db.ExecContext(background, `ALTER TABLE certificates DROP COLUMN disputed; PRAGMA user_version = 1;
		INSERT INTO certificates (case_number, rule, day) VALUES ('26-7K3FQ', 'text', '2026-12-01')`)
	o.must(err)
	o.must(b.Close())
	b = o.deskIn(dir, o.ann)
	if got := b.Certificates(); len(got) != 1 || got[0].Case != "26-7K3FQ" {
		t.Errorf("%+v", got)
	}
	o.wants(b)
}
