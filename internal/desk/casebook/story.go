package casebook

import (
	"slices"

	"example.org/advocate/internal/store"
	"example.org/advocate/internal/vault"
)

// What a private note says of a hold in Said.State, so that every desk knows of it.
const (
	noteHold    = "hold"
	noteRelease = "release"
)

// story is a case while it is told, entry by entry.
type story struct {
	*Case
	chapter *chapter
	by      grounds

	answered  bool      // the office has written to the person
	lastWords store.Day // the newest words between the two
	person    int       // number of the person's newest entry
	office    int       // and of the office's
}

func newStory(c *chapter, by grounds) *story {
	s := &story{chapter: c, by: by, Case: &Case{
		Number: c.row.Number, IssuedByOffice: c.row.IssuedByOffice, State: New, Purged: c.purged,
	}}
	s.Newest = c.newest()
	return s
}

// distrusted are the findings after which nothing that an entry says is taken for true.
var distrusted = []Kind{Damaged, OwnKeyMissing, OtherCase, Misplaced, WrongSignature, PersonKey}

// add tells the next entry.
func (s *story) add(l *leaf, findings []finding) {
	e := Entry{
		ID: l.ID, Number: l.Number, Side: vault.Side(l.Side), Received: l.Received,
		File: l.File, Size: l.Size, Gone: l.Gone,
	}
	trusted := !l.Gone
	for _, f := range findings {
		if !slices.Contains(e.Problems, f.kind) {
			e.Problems = append(e.Problems, f.kind)
		}
		trusted = trusted && !slices.Contains(distrusted, f.kind)
	}
	for _, o := range s.chapter.offers {
		if o.record.Number == l.Number {
			e.Problems = append(e.Problems, o.kind)
		}
	}
	if l.File && l.text != nil {
		e.FileInfo = l.text.file
	}
	if l.text != nil && l.text.fault == "" && !l.File {
		e.Time, e.Words, e.Said, e.Text = l.text.time, l.text.words, l.text.said, true
		e.Private = e.Said != nil && e.Said.Act.Private()
		e.By, _ = s.by.pins.signer(l.text.signer, l.Since)
	}
	s.Story = append(s.Story, e)
	if trusted {
		s.count(l)
		s.turn(e)
	}
}

// count takes the facts of an entry: the first ones, and later ones in their place.
func (s *story) count(l *leaf) {
	if l.Number == 1 {
		s.Received, s.Apart = l.Received, l.Apart
	}
	// No fact is taken from what a person adds later.
	counts := l.Number == 1 || l.Side == string(vault.OfficeSide)
	if counts && l.facts != nil && l.facts.facts != nil && l.facts.fault == "" {
		s.Facts = Facts{Facts: *l.facts.facts, Known: true}
	}
	if l.text != nil && l.text.words != nil {
		s.Words = *l.text.words
	}
}

// turn moves the case to the state that an entry brings.
func (s *story) turn(e Entry) {
	if e.Side == vault.OfficeSide {
		s.office = e.Number
		s.turnOffice(e)
		return
	}
	s.person = e.Number
	s.turnPerson(e)
}

func (s *story) turnPerson(e Entry) {
	switch {
	case e.Said == nil && e.Number > 1, e.Said != nil && e.Said.Act == vault.ActMessage: // a file, or words
		s.lastWords = max(s.lastWords, e.Received)
		if s.State == Waiting {
			s.State = Ours
		}
	case e.Said == nil:
		s.lastWords = e.Received
	case e.Said.Act == vault.ActWithdrawn:
		if s.State != Closed {
			s.State, s.Ending = Withdrawn, &Ending{Name: endingWithdrawn, Day: e.Received}
		}
	case e.Said.Act == vault.ActUnsolved:
		s.lastWords = max(s.lastWords, e.Received)
		s.State, s.Ending, s.Unsolved = Ours, nil, true
	case e.Said.Act == vault.ActAnswered:
		s.Questions = &Questions{Satisfied: e.Said.Satisfied, Fair: e.Said.Fair}
	}
}

func (s *story) turnOffice(e Entry) {
	if s.State == New {
		s.State = Ours
	}
	if e.Said == nil {
		s.lastWords = max(s.lastWords, e.Received)
		return
	}
	switch e.Said.Act {
	case vault.ActReply:
		s.answered, s.lastWords = true, max(s.lastWords, e.Received)
		if s.State == Ours || s.State == Waiting {
			s.State = Waiting
			if e.Said.State == string(Ours) {
				s.State = Ours
			}
		}
	case vault.ActState:
		if next := State(e.Said.State); next == Ours || next == Waiting {
			s.State, s.Ending = next, nil
		}
	case vault.ActClosed:
		s.answered, s.Unsolved, s.State = true, false, Closed
		s.Ending = &Ending{Name: e.Said.Ending, Reason: e.Said.Reason, Next: e.Said.Next, Day: e.Received}
	case vault.ActReopened:
		s.State, s.Ending, s.lastWords = Ours, nil, max(s.lastWords, e.Received)
	case vault.ActNote:
		switch e.Said.State {
		case noteHold:
			s.Hold = true
		case noteRelease:
			s.Hold = false
		}
	}
}

// addUnsent tells what the server does not have yet. It moves nothing: the case stands where the server has it.
func (s *story) addUnsent(w *waiting) {
	s.Unsent++
	s.Story = append(s.Story, Entry{
		ID: w.ID, Number: w.Number, Side: vault.OfficeSide, Received: w.Received, Time: w.time, By: s.by.self, Words: w.words, Said: w.said,
		Private: w.said != nil && w.said.Act.Private(), Text: true, NotSent: true,
	})
	s.Newest = max(s.Newest, w.Number)
	if w.words != nil {
		s.Received, s.Words, s.Facts = w.Received, *w.words, Facts{Facts: *w.facts, Known: true}
	}
}

// finish is the case as it stands after its last entry.
func (s *story) finish() *Case {
	if s.chapter.textPurged() {
		s.finishPurged()
	}
	s.Fresh = s.person > s.office
	s.Apart = s.Apart && s.office == 0
	if (s.State == New || s.State == Ours) && !s.Apart {
		s.Due = s.by.work.after(s.Received, FirstAnswerDays)
		if s.answered {
			s.Due = s.by.work.after(s.lastWords, LaterAnswerDays)
		}
	}
	if s.Ending != nil && !s.chapter.textPurged() {
		s.Purge = purgeDays(s.by.retained, s.Ending.Name, s.Ending.Day, s.chapter.last())
	}
	return s.Case
}

// finishPurged tells the state of a case without words: what its facts and the server's day say.
func (s *story) finishPurged() {
	told := s.chapter.row.told()
	s.State, s.Ending = Closed, &Ending{Name: s.Facts.Ending, Day: told.Closed}
	s.Words, s.Purge = vault.Words{}, PurgeDays{Text: told.Text, Facts: told.Facts}
	for _, l := range s.chapter.leaves {
		if s.Received == "" || l.Number == 1 {
			s.Received = l.Received
		}
	}
}
