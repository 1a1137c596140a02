package markdown

import (
	"bytes"
	"fmt"
)

// The limits. goldmark 1.8.7 takes quadratic time or deep recursion on the
// shapes named here; what passes takes a few seconds at the worst for 1 MiB.
// Real bodies stay far below each of them: an author who meets one has pasted
// something that is no text.
const (
	// maxNesting is how deep quotes, lists, definitions, footnotes, emphasis,
	// links and raw elements may stand in each other.
	maxNesting = 100

	// A paragraph (heading, table cell) of more than maxParagraphBytes may hold
	// at most maxDelimiters of the characters * _ ` [ ] <.
	maxParagraphBytes = 64 << 10
	maxDelimiters     = 2000

	// maxInlineWork is the sum over all paragraphs of bytes times delimiters:
	// the time for "[a](" and "_a b*" grows with it.
	maxInlineWork = 1 << 31

	// maxLineMarkers is how many block markers one line may begin with. It
	// bounds the time until the true nesting is known.
	maxLineMarkers = 250

	// maxLineLevels is the sum over all lines of the deepest nesting so far:
	// goldmark asks every open block about every line, blank ones too.
	maxLineLevels = 4_000_000

	// maxTableCells is rows times columns: short rows are filled up, so a wide
	// head over rows of "|" makes many cells from few bytes.
	maxTableCells = 200_000

	// maxDefinitionWork is link definitions times lines in one run of lines:
	// each definition moves all that follow.
	maxDefinitionWork = 100_000_000

	// maxFootnoteWork is footnotes times marks: each mark is looked up in the
	// list of all.
	maxFootnoteWork = 10_000_000

	// maxEscapedPipes is how many \| a text with code spans may have: goldmark
	// compares each with each.
	maxEscapedPipes = 20_000
)

// problem is a limit that was passed, with its place in the text.
type problem struct {
	offset  int
	message string
}

func (p *problem) finding(s *source) Finding {
	return Finding{Offset: s.origin(p.offset), Severity: Error, Message: p.message}
}

// nestingMessage is a finding and says maxNesting in words.
const nestingMessage = "nested over 100 levels deep: let fewer quotes, lists, links and HTML elements stand in each other"

// checkText looks at the text line by line, before goldmark does, in linear
// time. It counts at least what goldmark will count; the exact nesting is
// judged later, when it can be known in bounded time.
func checkText(text []byte) *problem {
	if p := checkFootnotes(text); p != nil {
		return p
	}
	if n := bytes.Count(text, []byte(`\|`)); n > maxEscapedPipes && bytes.IndexByte(text, '`') >= 0 {
		return &problem{bytes.Index(text, []byte(`\|`)),
			fmt.Sprintf("%d escaped pipes in one body: at most %d; split the page", n, maxEscapedPipes)}
	}
	var scan lineScan
	for start := 0; start < len(text); {
		end := len(text)
		if n := bytes.IndexByte(text[start:], '\n'); n >= 0 {
			end = start + n
		}
		if message := scan.line(text[start:end]); message != "" {
			return &problem{start, message}
		}
		start = end + 1
	}
	return nil
}

// checkFootnotes counts the marks [^ and, among them, those that a colon
// follows.
func checkFootnotes(text []byte) *problem {
	var marks, notes int
	first := -1
	for at := 0; ; {
		n := bytes.Index(text[at:], []byte("[^"))
		if n < 0 {
			break
		}
		at += n + 2
		marks++
		if first < 0 {
			first = at - 2
		}
		label := text[at:min(at+1001, len(text))]
		if end := bytes.IndexByte(label, ']'); end >= 0 && at+end+1 < len(text) && text[at+end+1] == ':' {
			notes++
		}
	}
	if notes*marks <= maxFootnoteWork {
		return nil
	}
	return &problem{first, fmt.Sprintf("%d footnotes with %d marks are too many for one page: split it", notes, marks)}
}

// lineScan holds what checkText knows of the lines so far.
type lineScan struct {
	deepest     int // block levels that may be open
	levels      int // sum of deepest over all lines
	cells       int // of all tables
	columns     int // of the table that the current run of lines may be
	lines       int // in the current run, which a blank line ends
	definitions int // link definitions in the current run
}

// line takes the next line, without its end, and returns a message if a limit
// is passed.
func (s *lineScan) line(line []byte) string {
	begin := lineStart(line)
	level := begin.markers + min(s.deepest, begin.indent/2)
	if level > maxLineMarkers {
		return nestingMessage
	}
	s.deepest = max(s.deepest, level)
	if s.levels += s.deepest; s.levels > maxLineLevels {
		return "too many lines in deep lists and quotes for one page: split it, or flatten them"
	}
	if begin.blank {
		s.columns, s.lines, s.definitions = 0, 0, 0
		return ""
	}
	if s.cells += s.columns; s.cells > maxTableCells {
		return fmt.Sprintf("tables of over %d cells in one body: publish the data as a file and link to it", maxTableCells)
	}
	if columns := delimiterColumns(line); columns > s.columns {
		s.columns = columns
	}
	s.lines++
	if bytes.Contains(line, []byte("]:")) {
		s.definitions++
	}
	if s.definitions*s.lines > maxDefinitionWork {
		return "too many link definitions without a blank line between them: put one after every hundred"
	}
	return ""
}

// delimiterColumns returns the number of columns if the line can be the row of
// dashes under a table's head, else 0.
func delimiterColumns(line []byte) int {
	pipes := 0
	for _, c := range line {
		switch c {
		case '|':
			pipes++
		case '-', ':', ' ', '\t', '>':
		default:
			return 0
		}
	}
	return pipes + 1
}

// lineBegin is what a line begins with.
type lineBegin struct {
	markers int  // of quotes, list items, definitions, footnotes
	indent  int  // columns of white space among them, a tab counted as four
	blank   bool // nothing else is there but white space and quote marks
}

func lineStart(line []byte) lineBegin {
	b := lineBegin{blank: true}
	rule := ruleStart(line)
	for i := 0; i < len(line); {
		switch line[i] {
		case ' ':
			b.indent++
			i++
			continue
		case '\t':
			b.indent += 4
			i++
			continue
		case '>':
			b.markers++
			i++
			continue
		}
		b.blank = false
		n := markerLength(line[i:])
		if n == 0 || i >= rule {
			return b
		}
		b.markers++
		i += n
	}
	return b
}

// markerLength returns the length of the marker of a list item, a definition
// or a footnote at the start of s, or 0.
func markerLength(s []byte) int {
	n := 0
	switch c := s[0]; {
	case c == '-' || c == '+' || c == '*' || c == ':':
		n = 1
	case c >= '0' && c <= '9':
		for n < len(s) && n < 10 && s[n] >= '0' && s[n] <= '9' {
			n++
		}
		if n == len(s) || s[n] != '.' && s[n] != ')' {
			return 0
		}
		n++
	case c == '[' && len(s) > 1 && s[1] == '^':
		end := bytes.Index(s[:min(len(s), 1010)], []byte("]:"))
		if end < 0 {
			return 0
		}
		return end + 2
	default:
		return 0
	}
	if n < len(s) && s[n] != ' ' && s[n] != '\t' {
		return 0
	}
	return n
}

// ruleStart returns where a thematic break like "- - -" may begin: from there
// to the end the line holds one of - * _ and white space alone. Its marks are
// no list markers.
func ruleStart(line []byte) int {
	marks, mark, start := 0, byte(0), len(line)
	for i := len(line) - 1; i >= 0; i-- {
		c := line[i]
		if c == ' ' || c == '\t' {
			continue
		}
		isMark := c == '-' || c == '*' || c == '_'
		if !isMark || mark != 0 && c != mark {
			break
		}
		mark, start = c, i
		marks++
	}
	if marks < 3 {
		return len(line)
	}
	return start
}
