package site

import (
	"fmt"
	"strings"

	"example.org/advocate/internal/content"
	"example.org/advocate/internal/markdown"
	"example.org/advocate/internal/plain"
)

// Reading is how easy the text of one document is to read.
type Reading struct {
	Path     string // of its file: content/about.md
	Title    string
	Lang     string
	Measure  plain.Measure
	Ease     plain.Ease
	Measured bool // Ease says something: there are enough words, in a language with a measure
	Problems []content.Problem
}

// Need tells how much a page would gain from work on its words, in school
// grades: those that it is too hard by, and one for each sentence in ten that is
// long. Zero for none.
func (r Reading) Need() float64 {
	const ten = 10
	need := ten * float64(r.Measure.Long) / float64(max(ten, r.Measure.Sentences))
	if r.Measured && r.Ease.Above > 0 {
		need += r.Ease.Above
	}
	return need
}

// LongWords are the long words that weigh most on the page.
func (r Reading) LongWords(most int) []string { return r.Measure.LongWords(plain.For(r.Lang), most) }

// Readings measures the documents of all languages, those by default first.
// Problems of each say what to do: long sentences, pages that ask for too much
// schooling, links that do not say where they lead, tables without headers.
func (s *Site) Readings() []Reading {
	var list []Reading
	for _, e := range s.links.editions {
		for _, p := range e.all() {
			if p.translated() && p.head.File != "" {
				list = append(list, p.reading())
			}
		}
	}
	return list
}

func (p *page) reading() Reading {
	r := reader{page: p, rules: plain.For(p.lang)}
	r.Path, r.Title, r.Lang = "content/"+p.head.File, p.head.Title, p.lang
	for _, text := range ownTexts(p.doc) {
		if text.text != "" && p.head.Says(text.key) {
			r.text(text)
		}
	}
	if p.ownBody() {
		r.body(p.head.Body)
	}
	return r.Reading
}

// reader reads one document.
type reader struct {
	Reading
	page  *page
	rules *plain.Language
}

func (r *reader) body(body *markdown.Document) {
	first := -1
	for _, passage := range body.Passages() {
		if passage.Quoted {
			continue
		}
		for _, s := range r.rules.Sentences(passage.Text) {
			at := passage.Offset(s.Start)
			if first < 0 {
				first = at
			}
			text := passage.Text[s.Start:s.End]
			r.Measure.Add(r.rules, text)
			if s.Words > plain.LongSentence {
				r.at(at, content.Sentences, "%s", tooLong(s.Words, text))
			}
		}
	}
	if r.Ease, r.Measured = r.rules.Ease(r.Measure); r.Measured && r.Ease.Above > 0 {
		r.at(first, content.Grades, "%s", r.hard())
	}
	for _, link := range body.Links() {
		if link.Kind == markdown.KindLink {
			r.link(link)
		}
	}
	for _, table := range body.Tables() {
		if !table.Headed {
			r.at(table.Offset, content.Tables, "the table has no headers: begin it with a row that names its columns, for people who hear one cell after the other")
		}
	}
}

// text reads a text of the front matter. It counts for its sentences, not for
// the measure of the page: a summary says again what the page says.
func (r *reader) text(t ownText) {
	for paragraph := range strings.SplitSeq(t.text, "\n\n") {
		paragraph = strings.ReplaceAll(paragraph, "\n", " ")
		for _, s := range r.rules.Sentences(paragraph) {
			if s.Words > plain.LongSentence {
				r.Measure.Long++
				r.Problems = append(r.Problems, r.page.head.Problem(t.key, content.Warning,
					"%s: %s", t.key, tooLong(s.Words, paragraph[s.Start:s.End])).About(content.Sentences))
			}
		}
	}
}

func (r *reader) at(offset int, subject content.Subject, format string, args ...any) {
	head := r.page.head
	r.Problems = append(r.Problems, head.ProblemAt(head.BodyPos(offset), content.Warning, format, args...).About(subject))
}

func tooLong(words int, text string) string {
	const shown = 6
	begin := strings.Fields(text)
	return fmt.Sprintf("a sentence of %d words, %d at most are easy to follow: make two of it (\"%s …\")",
		words, plain.LongSentence, strings.Join(begin[:min(shown, len(begin))], " "))
}

// hard says how hard the page is to read, and what would help most.
func (r *reader) hard() string {
	const named = 3
	form := "the page reads like %d of 100, the goal is %.0f (%s)"
	if r.Ease.IsGrade() {
		form = "the page reads like grade %d, the goal is %.0f (%s)"
	}
	what := fmt.Sprintf(form, r.Ease.Rounded(), r.Ease.Goal, r.Ease.Scale)
	advice := "shorten the sentences"
	if long := r.LongWords(named); len(long) > 0 {
		advice += ", and find shorter words, where there are any, for " + strings.Join(long, ", ")
	}
	return what + ": " + advice
}

func (r *reader) link(link markdown.Link) {
	const advice = "name what is there, as the title of that page does, for people who hear the links of a page one after the other"
	switch {
	case strings.TrimSpace(link.Text) == "":
		r.at(link.Offset, content.LinkTexts, "the link to %s has no words: %s", link.Destination, advice)
	case r.rules.Vague(link.Text):
		r.at(link.Offset, content.LinkTexts, "the words %q do not say where the link leads: %s", link.Text, advice)
	}
}

// ownText is a text of the front matter that the office writes itself, and its key.
type ownText struct{ key, text string }

// ownTexts lists the texts of a document in sentences. What a department
// answered is in its own words, and not among them.
func ownTexts(doc content.Doc) []ownText {
	list := []ownText{{"summary", doc.Head().Summary}}
	add := func(text, key string, args ...any) { list = append(list, ownText{fmt.Sprintf(key, args...), text}) }
	switch doc := doc.(type) {
	case *content.Event:
		add(doc.Accommodations, "accommodations")
		add(doc.Location.Accessibility, "location.accessibility")
		for i, change := range doc.Changes {
			add(change.Note, "changes[%d].note", i)
		}
	case *content.Initiative:
		for i, d := range doc.Decisions {
			add(d.What, "decisions[%d].what", i)
			add(d.Why, "decisions[%d].why", i)
		}
	case *content.Issue:
		add(doc.Cause, "cause")
		for i, r := range doc.Recommendations {
			add(r.Text, "recommendations[%d].text", i)
			for j, checked := range r.Checked {
				add(checked.Evidence, "recommendations[%d].checked[%d].evidence", i, j)
			}
		}
		for i, step := range doc.History {
			add(step.Note, "history[%d].note", i)
		}
	case *content.Topic:
		for i, what := range doc.First.HaveReady {
			add(what, "first.have_ready[%d]", i)
		}
	}
	return list
}
