package content

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

func TestAProblemIsOneLineWithItsPlace(t *testing.T) {
	p := Problem{Path: "content/about.md", Line: 2, Col: 8, Severity: Error, Message: "this is wrong", Source: "title: x"}
	if got := p.String(); got != "content/about.md:2:8: error: this is wrong" {
		t.Errorf("%q", got)
	}
	data, err := json.Marshal(p)
	if err != nil || string(data) != `{"path":"content/about.md","line":2,"col":8,"severity":"error","message":"this is wrong"}` {
		t.Errorf("%s, %v", data, err)
	}
}

func TestATerminalShowsTheLineAndACaret(t *testing.T) {
	for name, c := range map[string]struct {
		problem     Problem
		line, caret string
	}{
		"a line":        {Problem{Line: 1, Col: 8, Source: "title: Tön"}, "title: Tön", "       ^"},
		"its beginning": {Problem{Line: 1, Col: 1, Source: "title: x"}, "title: x", "^"},
		"past its end":  {Problem{Line: 1, Col: 99, Source: "abc"}, "abc", "   ^"},
		"a tab":         {Problem{Line: 1, Col: 3, Source: "\ta: b"}, " a: b", "  ^"},
		"an escape":     {Problem{Line: 1, Col: 2, Source: "\x1b[31mred\x07\u009b"}, " [31mred  ", " ^"},
		"a long line":   {Problem{Line: 1, Col: 501, Source: strings.Repeat("a", 500) + "!" + strings.Repeat("b", 500)}, strings.Repeat("a", 50) + "!" + strings.Repeat("b", 49), strings.Repeat(" ", 50) + "^"},
		"no UTF-8":      {Problem{Line: 1, Col: 2, Source: "a\xffb"}, "a\ufffdb", " ^"},
	} {
		var b bytes.Buffer
		if err := Print(&b, []Problem{c.problem}, true); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(b.String(), "\n")
		if len(lines) != 4 || lines[1] != "    "+c.line || lines[2] != "    "+c.caret {
			t.Errorf("%s: %q", name, lines)
		}
	}
}

func TestElsewhereAProblemIsItsLineAlone(t *testing.T) {
	var b bytes.Buffer
	if err := Print(&b, []Problem{{Path: "a.md", Line: 1, Col: 1, Message: "m", Source: "s"}, {Path: "b.md", Line: 1, Col: 1, Message: "n"}}, false); err != nil {
		t.Fatal(err)
	}
	if b.String() != "a.md:1:1: warning: m\nb.md:1:1: warning: n\n" {
		t.Errorf("%q", b.String())
	}
}

func TestProblemsAreInTheOrderOfTheirPlaces(t *testing.T) {
	problems := []Problem{
		{Path: "b.md", Line: 1, Col: 1, Message: "5"},
		{Path: "a.md", Line: 10, Col: 1, Message: "4"},
		{Path: "a.md", Line: 2, Col: 1, Message: "2"},
		{Path: "a.md", Line: 2, Col: 1, Severity: Error, Message: "1"},
		{Path: "a.md", Line: 2, Col: 11, Message: "3"},
	}
	Sort(problems)
	var order string
	for _, p := range problems {
		order += p.Message
	}
	if order != "12345" || Errors(problems) != 1 {
		t.Errorf("the order is %s, %d errors", order, Errors(problems))
	}
}

func TestAPlaceCountsCharactersNotBytes(t *testing.T) {
	s := &source{path: "a.md", text: []byte("äö\r\nüb\n\nc")}
	for offset, want := range map[int]Pos{0: {1, 1}, 2: {1, 2}, 4: {1, 3}, 6: {2, 1}, 8: {2, 2}, 10: {3, 1}, 11: {4, 1}, 12: {4, 2}, 99: {4, 2}, -1: {1, 1}} {
		if got := s.pos(offset); got != want {
			t.Errorf("byte %d is at %v, not %v", offset, got, want)
		}
	}
	for number, want := range map[int]string{1: "äö", 2: "üb", 3: "", 4: "c", 5: "", 0: "", -1: ""} {
		if got := s.line(number); got != want {
			t.Errorf("line %d is %q, not %q", number, got, want)
		}
	}
}
