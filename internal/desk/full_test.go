package desk

import (
	"strings"
	"time"

	"example.org/advocate/internal/desk/casebook"
	"example.org/advocate/internal/vault"
)

// full is a book in which every page has something to show.
func full() *fakeBook {
	said := func(number int, side vault.Side, said vault.Said) casebook.Entry {
		e := casebook.Entry{
			ID: "e", Number: number, Side: side, Received: "2026-12-02", Time: noon.Add(-time.Duration(40-number) * time.Hour),
			Said: &said, Text: true, Private: said.Act.Private(),
		}
		if side == vault.OfficeSide {
			e.By = "Advocate"
		}
		return e
	}
	long := example(func(c *casebook.Case) {
		c.State, c.Overdue, c.Newest, c.Hold, c.Unsolved = casebook.Ours, true, 9, true, true
		c.Story = append(c.Story,
			said(2, vault.OfficeSide, vault.Said{Act: vault.ActReply, Text: "We asked the department.\n\nYou hear from us by Friday."}),
			said(3, vault.OfficeSide, vault.Said{Act: vault.ActNote, Text: "Third call about this corner."}),
			said(4, vault.OfficeSide, vault.Said{Act: vault.ActReferred, To: "roads", Share: "with-name", Letter: "The letter.\nAs it left."}),
			said(5, vault.PersonSide, vault.Said{Act: vault.ActMessage, Text: "It flooded again <script>alert(1)</script>"}),
			casebook.Entry{ID: "f1", Number: 6, Side: vault.PersonSide, Received: "2026-12-02", Time: noon.Add(-30 * time.Hour), File: true, Size: 2_400_000, Text: true,
				FileInfo: &vault.FileInfo{Name: "street\u202egpj.<b>.exe", Type: "image/jpeg"}},
			said(7, vault.OfficeSide, vault.Said{Act: vault.ActClosed, Ending: "outside-remit", Reason: "The county decides it.", Next: "County engineer, 918-555-0144"}),
			said(8, vault.PersonSide, vault.Said{Act: vault.ActUnsolved, Text: "Nobody there answers."}),
			said(9, vault.PersonSide, vault.Said{Act: vault.ActAnswered, Satisfied: "no", Fair: "partly"}),
			casebook.Entry{ID: "e10", Number: 10, Side: vault.PersonSide, Received: "2026-12-03", Problems: []casebook.Kind{casebook.WrongSignature}},
		)
		c.Questions = &casebook.Questions{Satisfied: "no", Fair: "partly"}
	})
	return &fakeBook{
		list: []*casebook.Case{
			long,
			example(func(c *casebook.Case) { c.Number, c.State = "26-9BCDF", casebook.New }),
			example(func(c *casebook.Case) {
				c.Number, c.State, c.Words.Share, c.Received = "26-2XYZW", casebook.Waiting, "without-name", "2026-11-24"
			}),
			example(func(c *casebook.Case) {
				c.Number, c.State, c.Facts.Kind, c.Words.Share = "26-3MNPQ", casebook.Withdrawn, "staff", ""
			}),
			example(func(c *casebook.Case) {
				c.Number, c.State, c.Due = "26-4RSTV", casebook.Closed, ""
				c.Ending = &casebook.Ending{Name: "settled", Day: "2026-12-02"}
				c.Purge = casebook.PurgeDays{Text: "2027-12-02", Facts: "2029-12-01"}
			}),
			example(func(c *casebook.Case) { c.Number, c.Apart = "26-5SPMM", true }),
		},
		reported: reportsOfEveryKind(),
		outbox: []casebook.Unsent{
			{ID: "u1", Case: "26-7K3FQ", Said: &vault.Said{Act: vault.ActReply, Text: "Waiting words."}},
			{ID: "u2", Case: "26-7K3FQ", Said: &vault.Said{Act: vault.ActNote, Text: "Held words."}, Held: true, Why: "conflict", Between: long.Story[4:5]},
			{ID: "u3", Case: "26-9BCDF", Words: &vault.Words{Message: "Told words."}, Held: true, Why: "taken"},
			{ID: "u4", Case: "26-9BCDF", Said: &vault.Said{Act: vault.ActReply, Text: "Refused words."}, Held: true, Why: "refused"},
		},
	}
}

var everyKind = []casebook.Kind{
	casebook.RecipientsDiffer, casebook.SigningKeysDiffer, casebook.OwnKeyMissing, casebook.CaseRecipient, casebook.PersonKey, casebook.OtherCase,
	casebook.Misplaced, casebook.Gap, casebook.Repeat, casebook.WrongSignature, casebook.WrongStanzas, casebook.FewerEntries, casebook.PurgedEarly, casebook.EntryChanged,
	casebook.ResealedElsewhere, casebook.Damaged, casebook.OwnSigningKeyAlone,
}

func reportsOfEveryKind() []casebook.Report {
	var list []casebook.Report
	for _, kind := range everyKind {
		r := casebook.Report{ID: "id-" + string(kind), Kind: kind, Places: []casebook.Place{{Case: "26-7K3FQ", Entry: 5}}}
		switch kind {
		case casebook.RecipientsDiffer:
			r.Places, r.Before, r.After = nil, []string{"age1pq1aaaa", "age1pq1" + strings.Repeat("b", 200)}, []string{"age1pq1aaaa", "age1pq1" + strings.Repeat("c", 200)}
		case casebook.SigningKeysDiffer:
			r.Places, r.Before, r.After = nil, []string{"Advocate " + own.Signing}, nil
		}
		list = append(list, r)
	}
	return list
}

// pages are the addresses of everything that can be looked at in full().
func pages() []string {
	list := []string{"", "enter", "unsent", "reports", "keys", "counts", "nothing", "case/26-NNNNN/", "case/26-7K3FQ/nothing"}
	for _, view := range []string{"new", "ours", "waiting", "overdue", "closed", "apart", "nothing"} {
		list = append(list, "list/"+view)
	}
	for _, number := range []string{"26-7K3FQ", "26-9BCDF", "26-2XYZW", "26-3MNPQ", "26-4RSTV"} {
		list = append(list, "case/"+number+"/")
		for name := range allActs {
			list = append(list, "case/"+number+"/"+name)
		}
	}
	return list
}
