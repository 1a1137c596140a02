package site

import (
	"fmt"
	"slices"

	"example.org/advocate/internal/content"
)

func (p *page) initiativePage() InitiativePage {
	i, zone := p.initiative(), p.settings.Zone
	page := InitiativePage{
		Article: p.article("initiative"), Type: i.Type, Status: i.Status, Lead: i.Lead,
		Started: p.dayOf(i.Started), Ends: p.dayOf(i.Ends),
		NextStep: p.nextMilestone(), CommentUntil: p.dayOf(i.CommentUntil),
		CommentOpen: !i.CommentUntil.IsZero() && !p.clock.passed(i.CommentUntil.EndIn(zone)),
		Measures:    p.measures(i.Measures), QR: qrOf(p.canonical()),
	}
	for at, m := range i.Milestones {
		page.Milestones = append(page.Milestones, p.milestone(at, m))
	}
	slices.SortStableFunc(page.Milestones, func(a, b Milestone) int { return a.Date.Compare(b.Date) })
	for at, d := range i.Decisions {
		page.Decisions = append(page.Decisions, Decision{Langs: p.langs(fmt.Sprintf("decisions[%d].", at)), Date: p.dayOf(d.Date), What: d.What, By: d.By, Why: d.Why})
	}
	slices.SortStableFunc(page.Decisions, func(a, b Decision) int { return b.Date.Compare(a.Date) })
	page.Subscribe = p.offeredHere(p.ofInitiative())
	return page
}

func (p *page) milestone(at int, m content.Milestone) Milestone {
	return Milestone{
		Langs: p.langs(fmt.Sprintf("milestones[%d].", at)),
		Date:  p.dayOf(m.Date), Done: p.dayOf(m.Done), Title: m.Title,
		Late: m.Done.IsZero() && p.clock.passed(m.Date.EndIn(p.settings.Zone)),
	}
}

// nextMilestone is the earliest that is not reached, of an initiative that
// goes on.
func (p *page) nextMilestone() *Milestone {
	i := p.initiative()
	if i.Status == "completed" || i.Status == "cancelled" {
		return nil
	}
	var next *Milestone
	for at, m := range i.Milestones {
		if laid := p.milestone(at, m); laid.Done.IsZero() && (next == nil || laid.Date.Before(next.Date)) {
			next = &laid
		}
	}
	return next
}

// ofInitiative are the events that belong to an initiative.
func (p *page) ofInitiative() []*page { return p.ofInitiatives[p.head.Address()] }

// issueSteps are the states of an issue as a line of steps. Reported to
// resolved follow each other; the last step is where it is watched or closed.
var issueSteps = []string{"reported", "investigating", "recommended", "implementing", "resolved"}

func (p *page) issuePage() IssuePage {
	i := p.issue()
	page := IssuePage{
		Article: p.article("issue"), Status: i.Status, Opened: p.dayOf(i.Opened), Resolved: p.dayOf(i.Resolved),
		Cause: i.Cause, Steps: steps(i.Status), Measures: p.measures(i.Measures),
		QR: qrOf(p.canonical()),
	}
	for at, h := range i.History {
		page.History = append(page.History, HistoryStep{Langs: p.langs(fmt.Sprintf("history[%d].", at)), Date: p.dayOf(h.Date), Status: h.Status, Note: h.Note})
	}
	slices.SortStableFunc(page.History, func(a, b HistoryStep) int { return a.Date.Compare(b.Date) })
	for at, r := range i.Recommendations {
		laid := p.recommendation(at, r)
		page.Recommendations = append(page.Recommendations, laid)
		page.DidNotHold = page.DidNotHold || len(laid.Checked) > 0 && laid.Checked[len(laid.Checked)-1].Result == "not"
	}
	return page
}

func steps(status string) []Step {
	states := issueSteps
	if status == "monitoring" || status == "closed" {
		states = append(slices.Clone(issueSteps), status)
	}
	at := slices.Index(states, status)
	list := make([]Step, len(states))
	for i, s := range states {
		list[i] = Step{Status: s, Done: i < at, Current: i == at}
	}
	return list
}

// unanswered tells whether the department has not said what it will do.
func unanswered(r content.Recommendation) bool { return r.Response == "" || r.Response == "awaited" }

func (p *page) recommendation(at int, r content.Recommendation) Recommendation {
	key := fmt.Sprintf("recommendations[%d].", at)
	laid := Recommendation{
		Langs: p.langs(key),
		Text:  r.Text, Sent: p.dayOf(r.Sent), ReplyBy: p.dayOf(r.ReplyBy), Response: r.Response,
		Statement: r.Statement, Due: p.dayOf(r.Due),
		Overdue: unanswered(r) && p.clock.passed(r.ReplyBy.EndIn(p.settings.Zone)),
	}
	if r.To.Value != "" {
		laid.To = p.linkTo(p.termPage(term{"department", r.To.Value}))
	}
	for n, c := range r.Checked {
		laid.Checked = append(laid.Checked, Verification{Langs: p.langs(fmt.Sprintf("%schecked[%d].", key, n)), Date: p.dayOf(c.Date), Result: c.Result, Evidence: c.Evidence})
	}
	slices.SortStableFunc(laid.Checked, func(a, b Verification) int { return a.Date.Compare(b.Date) })
	return laid
}
