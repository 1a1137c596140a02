package store

import (
	"testing"
)

func TestANoticeIsDueUntilItWasSent(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s, c, apart := open(t, db), newCase(t), newCase(t)
		apart.Entry.Apart = true
		create(t, s, c)
		create(t, s, apart)
		waiting, err := s.Waiting(ctx)
		if err != nil || waiting != 1 {
			t.Fatalf("%d wait, %v", waiting, err)
		}
		for range 2 {
			if err := s.Prepare(ctx, "2026-12-03", []string{"mail:a", "hook:b"}, waiting); err != nil {
				t.Fatal(err)
			}
		}
		due, err := s.Due(ctx)
		if err != nil || len(due) != 2 || due[0].Waiting != 1 || due[0].ID == due[1].ID {
			t.Fatalf("%+v, %v", due, err)
		}
		if day, err := s.LastMail(ctx); err != nil || day != "" {
			t.Errorf("%q, %v", day, err)
		}
		if err := s.Sent(ctx, due[1].ID); err != nil {
			t.Fatal(err)
		}
		again, err := s.Due(ctx)
		if err != nil || len(again) != 1 || again[0] != due[0] {
			t.Errorf("%+v, %v", again, err)
		}
		if err := s.Prepare(ctx, "2026-12-04", []string{"mail:a", "hook:b"}, 0); err != nil {
			t.Fatal(err)
		}
		if again, err = s.Due(ctx); err != nil || len(again) != 2 || again[0].Day != "2026-12-04" {
			t.Errorf("%+v, %v", again, err)
		}
		if day, err := s.LastMail(ctx); err != nil || day != "2026-12-03" {
			t.Errorf("%q, %v", day, err)
		}
		totals, err := s.Totals(ctx)
		if want := (Totals{Open: 2, Entries: 2, Apart: 1, Unfetched: 2, OldestUnfetched: "2026-12-03"}); err != nil || totals != want {
			t.Errorf("%+v, %v", totals, err)
		}
	})
}
