package desk

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"example.org/advocate/internal/content"
	"example.org/advocate/internal/desk/casebook"
	"example.org/advocate/internal/words"
)

// report is what does not add up, for people: words below desk.report.KIND.
type report struct {
	casebook.Report
	Acceptable    bool
	Before, After []string // keys, shortened
}

func (d *Desk) report(r casebook.Report) report {
	return report{r, r.Kind.Acceptable(), shortKeys(r.Before, r.After), shortKeys(r.After, r.Before)}
}

// shortKeys shows keys as people compare them: by their ends, and those first that the other list does not have.
func shortKeys(keys, other []string) (short []string) {
	for _, key := range keys {
		if !slices.Contains(other, key) {
			short = append(short, shortKey(key))
		}
	}
	return short
}

// shortKey is a key of 2 000 characters as 24 of them; one that stands behind a name keeps it.
func shortKey(text string) string {
	name, key := "", text
	if i := strings.LastIndexByte(text, ' '); i >= 0 {
		name, key = text[:i+1], text[i+1:]
	}
	if len(key) > 40 {
		key = key[:10] + "…" + key[len(key)-14:]
	}
	return name + key
}

func (d *Desk) reports(v *visit) {
	v.become("desk-reports", "reports", "desk.report.title")
	p := struct {
		page
		List []report
	}{page: v.page}
	for _, r := range d.book.Reports() {
		p.List = append(p.List, d.report(r))
	}
	d.show(v.w, http.StatusOK, p.page, p)
}

// accept accepts what a report says is there now.
func (d *Desk) accept(v *visit) {
	if err := d.book.AcceptPin(v.r.Context(), v.r.PostForm.Get("report")); err != nil {
		d.Log.Error("desk: a report could not be accepted", "error", plain(err))
		d.away(v.w, http.StatusBadGateway, "fault", v.page.Base)
		return
	}
	v.goOn("reports?done=accepted")
}

// resealing is the sealing of everything anew, which goes on beside the pages.
type resealing struct {
	group sync.WaitGroup
	mu    sync.Mutex
	resealed
}

// resealed is how far it came.
type resealed struct {
	Runs, Failed, Began bool
	Done, All           int
}

func (r *resealing) look() resealed {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.resealed
}

func (r *resealing) set(change func(*resealed)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	change(&r.resealed)
}

// wait waits until it ended.
func (r *resealing) wait() { r.group.Wait() }

// startReseal begins to seal everything anew. It goes on until it is done, or the desk is locked; begun again, it goes
// on from there.
func (d *Desk) startReseal(v *visit) {
	began := false
	d.reseal.set(func(r *resealed) {
		if !r.Runs {
			*r, began = resealed{Runs: true, Began: true, All: d.book.ResealWaits()}, true
		}
	})
	if began {
		book, ctx := d.book, d.life
		d.reseal.group.Go(func() { d.sealAnew(ctx, book) })
	}
	v.goOn("keys#reseal")
}

func (d *Desk) sealAnew(ctx context.Context, book Book) {
	err := book.Reseal(ctx, func(done, all int) {
		d.reseal.set(func(r *resealed) { r.Done, r.All = done, all })
	})
	if err != nil && ctx.Err() == nil {
		d.Log.Error("desk: sealing anew stopped", "error", plain(err))
	}
	d.reseal.set(func(r *resealed) { r.Runs, r.Failed = false, err != nil })
}

// keysPage is what layouts/desk-keys.html is given.
type keysPage struct {
	page
	Own        Keys
	Recipients []recipient
	Few        bool // one lost key would lose everything
	Signing    []content.SigningKey
	Signs      bool // our own signing key stands in site.yaml
	Waits      int  // entries that are sealed to others
	Reseal     resealed
}

// recipient is a key that everything is sealed to.
type recipient struct {
	Short string
	Own   bool
}

// keys shows who can open the cases and whose signatures are believed.
func (d *Desk) keys(v *visit) {
	v.become("desk-keys", "keys", "desk.keys.title")
	p := keysPage{Own: d.Own, Signing: d.settings().SigningKeys, Waits: d.book.ResealWaits(), Reseal: d.reseal.look()}
	for _, key := range d.book.Recipients() {
		p.Recipients = append(p.Recipients, recipient{shortKey(key), key == d.Own.Recipient})
	}
	p.Few = len(p.Recipients) == 1
	p.Signs = slices.ContainsFunc(p.Signing, func(k content.SigningKey) bool { return k.Key == d.Own.Signing })
	if p.Reseal.Runs {
		v.page.Again = 2
	}
	p.page = v.page
	d.show(v.w, http.StatusOK, p.page, p)
}

// counts shows the office's own counts.
func (d *Desk) counts(v *visit) {
	v.become("desk-counts", "counts", "desk.counts.title")
	p := struct {
		page
		Months, Topics, Departments []countRow
		Endings                     []string
	}{page: v.page, Endings: content.Endings}
	p.Months = d.countRows(casebook.ByMonth)
	p.Topics = d.countRows(casebook.ByTopic)
	p.Departments = d.countRows(casebook.ByDepartment)
	d.show(v.w, http.StatusOK, p.page, p)
}

// countRow is a line of a table of counts.
type countRow struct {
	Name                           string
	Received, Open, Closed, Anyway int
	Endings                        []int // in the order of content.Endings
}

// month says a month, 2026-12, in words; what is none is shown as it came.
func (d *Desk) month(text string) string {
	t, err := time.Parse("2006-01", text)
	if err != nil {
		return text
	}
	catalogue, _ := words.For(d.lang())
	return catalogue.Month(t)
}

// countRows adds the months together, but where months are what is counted by.
func (d *Desk) countRows(by casebook.By) []countRow {
	var rows []countRow
	at := map[string]int{}
	for _, c := range d.book.Counts(by) {
		name := c.Name
		switch by {
		case casebook.ByMonth:
			name = d.month(c.Month)
		case casebook.ByTopic:
			name = d.topic(name)
		case casebook.ByDepartment:
			if x := d.department(name); x != nil {
				name = x.Title
			}
		}
		i, known := at[name]
		if !known {
			i = len(rows)
			at[name] = i
			rows = append(rows, countRow{Name: name, Endings: make([]int, len(content.Endings))})
		}
		rows[i].Received += c.Received
		rows[i].Open += c.Open
		rows[i].Closed += c.Received - c.Open
		rows[i].Anyway += c.Anyway
		for j, ending := range content.Endings {
			rows[i].Endings[j] += c.Endings[ending]
		}
	}
	return rows
}
