package markdown

import "testing"

func TestAnImageCarriesWhatTheCallerKnowsOfIt(t *testing.T) {
	full := Dress{Src: "/p/a-800.jpg", Width: 900, Height: 600, Set: "/p/a-400.jpg 400w, /p/a-800.jpg 800w", Sizes: "(min-width: 38em) 36em, 100vw", Later: true}
	const rest = ` srcset="/p/a-400.jpg 400w, /p/a-800.jpg 800w" sizes="(min-width: 38em) 36em, 100vw" loading="lazy">`
	for source, want := range map[string]string{
		"![A](a.jpg)": `<p><img src="/p/a-800.jpg" alt="A" width="900" height="600"` + rest + "</p>\n",
		// With raw HTML the result passes the allow-list too. Authors cannot write these attributes.
		`<img src="a.jpg" alt="A" loading="eager" srcset="evil.jpg 1w" sizes="1px">`: `<img src="/p/a-800.jpg" alt="A" width="900" height="600"` + rest,
		`<img src="a.jpg" alt="A" width="30">`:                                       `<img src="/p/a-800.jpg" alt="A" width="30"` + rest,
		"![A](https://other.example/a.jpg)":                                          `<p><a href="https://other.example/a.jpg">A</a></p>` + "\n",
	} {
		doc, _ := Parse([]byte(source), Options{})
		if got := string(doc.HTMLWith(nil, func(Link) Dress { return full })); got != want {
			t.Errorf("%s becomes\n%s\nnot\n%s", source, got, want)
		}
	}
}

func TestASetThatIsNoneIsLeftOut(t *testing.T) {
	doc, _ := Parse([]byte("![A](a.jpg)"), Options{})
	for _, d := range []Dress{{Set: `x" onload="y 1w`, Sizes: "1px"}, {Set: "a.jpg 1w"}, {Set: "a,b.jpg 1w", Sizes: "1px"}, {Width: 3}} {
		if got := string(doc.HTMLWith(nil, func(Link) Dress { return d })); got != `<p><img src="a.jpg" alt="A"></p>`+"\n" {
			t.Errorf("%+v: %s", d, got)
		}
	}
}
