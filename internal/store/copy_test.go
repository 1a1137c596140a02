package store

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestACopyHoldsWhatTheFirstHolds(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s, c := open(t, db), newCase(t)
		create(t, s, c)
		create(t, s, newCase(t))
		if _, err := s.AppendEntryWithState(ctx, reply(c, 2, "x\x00\xffy"), &State{Closed: "2026-12-05"}); err != nil {
			t.Fatal(err)
		}
		f, err := s.NewFile(ctx, noon, c.Number, FileLimit{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(sealedText(strings.Repeat("y", 1<<20))); err != nil {
			t.Fatal(err)
		}
		if _, err := f.Commit(ctx, NewEntry{Number: 3, Received: "2026-12-04", Side: "person"}); err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(s.CountAnswer(ctx, "water", "2026-12-03"), s.Prepare(ctx, "2026-12-03", []string{"mail:a"}, 2)); err != nil {
			t.Fatal(err)
		}
		onBoth(t, func(t *testing.T, db database) {
			to := open(t, db)
			copied, err := Copy(ctx, s, to)
			if err != nil || !strings.Contains(copied.String(), "2 cases ") || !strings.Contains(copied.String(), "4 entries ") {
				t.Fatalf("%v, %v", copied, err)
			}
			if found, err := to.CaseByLookup(ctx, c.Lookup); err != nil || found.Closed != "2026-12-05" {
				t.Errorf("%+v, %v", found, err)
			}
			if _, err := to.AppendEntry(ctx, reply(c, 4, "z")); err != nil {
				t.Errorf("it cannot be gone on with: %v", err)
			}
			if _, err := Copy(ctx, s, to); !errors.Is(err, ErrNotEmpty) {
				t.Errorf("two were mixed: %v", err)
			}
		})
	})
}

func TestACopyLeavesNoColumnOut(t *testing.T) {
	left := strings.Fields(`health.one health.sealed schema_version.version`)
	for _, t := range tables {
		for _, name := range t.names() {
			left = append(left, t.name+"."+name)
		}
	}
	slices.Sort(left)
	if want := slices.Sorted(slices.Values(columns)); !slices.Equal(left, want) {
		t.Errorf("copied are\n%v\nwant\n%v", left, want)
	}
}
