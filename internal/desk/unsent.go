package desk

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"

	"example.org/advocate/internal/desk/casebook"
	"example.org/advocate/internal/vault"
)

// unsent shows what the server does not have yet.
func (d *Desk) unsent(v *visit) {
	v.become("desk-unsent", "unsent", "desk.unsent.title")
	p := struct {
		page
		List []unsentItem
	}{page: v.page}
	for _, u := range d.book.Outbox() {
		item := unsentItem{Unsent: u}
		for _, e := range u.Between {
			item.Between = append(item.Between, v.entry(e))
		}
		p.List = append(p.List, item)
	}
	d.show(v.w, http.StatusOK, p.page, p)
}

type unsentItem struct {
	casebook.Unsent
	Between []entry
}

// doUnsent sends what was held all the same, or takes it out and gives its words back to the form that they came from.
func (d *Desk) doUnsent(v *visit) {
	id, next := v.r.PostForm.Get("id"), "unsent?done=sent"
	err := errors.New("neither sent nor discarded")
	switch v.r.PostForm.Get("do") {
	case "send":
		err = d.book.Release(v.r.Context(), id)
	case "discard":
		var u casebook.Unsent
		if u, err = d.book.Discard(v.r.Context(), id); err == nil {
			var values url.Values
			next, values = again(u)
			d.guard.keep(next, values, "taken_out")
		}
	}
	if err != nil {
		d.Log.Error("desk: the outbox could not be changed", "error", plain(err))
		d.away(v.w, http.StatusBadGateway, "fault", v.page.Base)
		return
	}
	v.goOn(next)
}

// again is the form that something unsent came from: its address, and what was typed.
func again(u casebook.Unsent) (path string, values url.Values) {
	values = url.Values{}
	set := func(pairs ...string) {
		for i := 0; i < len(pairs); i += 2 {
			values.Set(pairs[i], pairs[i+1])
		}
	}
	if u.Said == nil {
		if w := u.Words; w != nil {
			set("message", w.Message, "outcome_wanted", w.OutcomeWanted, "contacted", w.Contacted, "reference", w.Reference,
				"contacted_on", w.ContactedOn, "other_party", w.OtherParty, "willing", w.Willing, "event_on", w.EventOn,
				"event_place", w.EventPlace, "name", w.Name, "contact_by", w.ContactBy, "email", w.Email, "phone", w.Phone,
				"contact_safely", w.ContactSafely, "accommodation", w.Accommodation, "share", w.Share)
		}
		return "enter", values
	}
	name := map[vault.Act]string{
		vault.ActReply: "reply", vault.ActNote: "note", vault.ActReferred: "refer", vault.ActState: "state", vault.ActClosed: "close", vault.ActReopened: "reopen",
	}[u.Said.Act]
	if u.Said.Act == vault.ActNote && u.Said.State != "" { // a hold, or its end
		name = u.Said.State
	}
	set("text", u.Said.Text, "summary", u.Said.Text, "to", u.Said.To, "state", u.Said.State, "ending", u.Said.Ending,
		"reason", u.Said.Reason, "next", u.Said.Next, "then", cmp.Or(u.Said.State, "waiting"))
	return "case/" + u.Case + "/" + name, values
}
