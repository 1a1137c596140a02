package corpus

import (
	"fmt"
	"strings"
)

var words = strings.Fields(`
the city office resident street water bill meeting question answer department permit trash collection sidewalk park
bus stop traffic signal neighbor record request form letter phone hour week month district council budget plan road
repair storm drain house inspection notice appeal court fee payment library room bring photo map report number line
service advocate help first call wait open close change better clear written reply before after with without about
every some more fewer people family child school bridge light tree dog shelter police fire station clinic market
language interpreter ramp door seat parking garage bench corner north south east west river hill field club hall
`)

// body is 1.5 to 4 KB of Markdown, of the kinds of blocks that offices write.
func (w *writer) body() string {
	var b strings.Builder
	want := 1500 + w.rand.IntN(2300)
	b.WriteString(w.paragraph())
	for b.Len() < want {
		b.WriteString("## " + w.title() + "\n\n")
		b.WriteString(w.paragraph())
		switch w.rand.IntN(5) {
		case 0:
			for range 4 {
				b.WriteString("- " + w.sentence() + "\n")
			}
			b.WriteByte('\n')
		case 1:
			b.WriteString("| when | what |\n|---|---|\n")
			for i := range 3 {
				fmt.Fprintf(&b, "| %d:30 | %s |\n", 5+i, w.title())
			}
			b.WriteByte('\n')
		case 2:
			b.WriteString("> " + w.sentence() + "\n\n")
		default:
			b.WriteString(w.paragraph())
		}
	}
	return b.String()
}

func (w *writer) paragraphs(n int) string {
	var b strings.Builder
	for range n {
		b.WriteString(w.paragraph())
	}
	return b.String()
}

// paragraph has emphasis, a link inside the site and now and then one that
// leaves it.
func (w *writer) paragraph() string {
	parts := []string{w.sentence(), w.sentence()}
	switch w.rand.IntN(4) {
	case 0:
		parts = append(parts, fmt.Sprintf("See [%s](/topics/%s/).", w.title(), topicSlug(w.rand.IntN(w.topics))))
	case 1:
		parts = append(parts, fmt.Sprintf("Come to [the meeting](/events/%s/), or *write* to us.", eventSlug(w.rand.IntN(w.shape.events))))
	case 2:
		parts = append(parts, "More is at [the state's page](https://state.example.org/"+w.word()+"), in **plain words**.")
	}
	return strings.Join(append(parts, w.sentence()), " ") + "\n\n"
}

func (w *writer) sentence() string {
	list := make([]string, 8+w.rand.IntN(10))
	for i := range list {
		list[i] = w.word()
	}
	text := strings.Join(list, " ")
	return strings.ToUpper(text[:1]) + text[1:] + "."
}

func (w *writer) title() string {
	list := make([]string, 3+w.rand.IntN(3))
	for i := range list {
		list[i] = w.word()
	}
	text := strings.Join(list, " ")
	return strings.ToUpper(text[:1]) + text[1:]
}

func (w *writer) word() string { return words[w.rand.IntN(len(words))] }

func (w *writer) one(list ...string) string { return list[w.rand.IntN(len(list))] }
