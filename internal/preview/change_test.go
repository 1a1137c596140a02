package preview

import (
	"slices"
	"testing"
)

func TestAChangeNamesWhatDiffersStill(t *testing.T) {
	for _, c := range []struct {
		does  string
		notes []note
		want  []string
		says  string
	}{
		{"a file is written", []note{{name: "content/a.md"}, {name: "content/a.md"}}, []string{"content/a.md"}, "content/a.md changed"},
		{"an editor renames its copy over the file", []note{
			{name: "content/sedX", created: true}, {name: "content/sedX"},
			{name: "content/sedX", gone: true}, {name: "content/a.md", created: true},
		}, []string{"content/a.md"}, "content/a.md changed"},
		{"an editor moves the file away and writes it anew", []note{
			{name: "content/a.md", gone: true}, {name: "content/a.md", created: true}, {name: "content/a.md"},
		}, []string{"content/a.md"}, "content/a.md changed"},
		{"a file is removed, written anew and removed", []note{
			{name: "content/a.md", gone: true}, {name: "content/a.md", created: true}, {name: "content/a.md", gone: true},
		}, []string{"content/a.md"}, "content/a.md changed"},
		{"a file comes, goes and comes back", []note{
			{name: "content/a.md", created: true}, {name: "content/a.md", gone: true}, {name: "content/a.md", created: true},
		}, []string{"content/a.md"}, "content/a.md changed"},
		{"a file comes and goes", []note{
			{name: "content/a.md", created: true}, {name: "content/a.md", gone: true},
		}, nil, "a file came and went"},
		{"several files", []note{{name: "content/b.md"}, {name: "content/a.md"}, {name: "layouts/x.html"}},
			[]string{"content/a.md", "content/b.md", "layouts/x.html"}, "content/a.md and 2 more changed"},
		{"events were lost", []note{{name: "content/b.md"}, {name: ".", folders: true}}, []string{".", "content/b.md"}, "the site's folder changed"},
		{"nothing", nil, nil, "time passed"},
	} {
		var got change
		for _, n := range c.notes {
			got.add(n)
		}
		if names := got.lasting(); !slices.Equal(names, c.want) || got.String() != c.says {
			t.Errorf("%s: %v, %q; want %v, %q", c.does, names, got.String(), c.want, c.says)
		}
		if got.empty() != (len(c.notes) == 0) {
			t.Errorf("%s: empty is %v", c.does, got.empty())
		}
	}
}

func TestATouchIsToldFromAnEdit(t *testing.T) {
	touch, edit := note{name: "content/a.md", attributes: true}, note{name: "content/a.md"}
	for _, c := range []struct {
		does  string
		notes []note
		want  bool
	}{
		{"a touch", []note{touch, touch}, true},
		{"an edit after a touch", []note{touch, edit}, false},
		{"a touch after an edit", []note{edit, touch}, false},
		{"a folder's rights", []note{{name: "content", attributes: true, folders: true}}, false},
		{"nothing", nil, false},
	} {
		var got change
		for _, n := range c.notes {
			got.add(n)
		}
		if got.attributesOnly() != c.want {
			t.Errorf("%s: %v, want %v", c.does, !c.want, c.want)
		}
	}
}
