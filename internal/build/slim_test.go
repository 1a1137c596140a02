package build

import (
	"bytes"
	"testing"
)

func TestAStyleIsMadeSlimWithoutAnotherMeaning(t *testing.T) {
	for css, want := range map[string]string{
		"/* a */\na {\n  color: red;\n  margin: 0 auto;\n}\n\nb, c > d { top: 0 }\n": "a{color:red;margin:0 auto}b,c > d{top:0}",
		"a :hover { x: y }":                                "a :hover{x:y}",
		"a { width: calc(1px + 2px) !important }":          "a{width:calc(1px + 2px) !important}",
		`a::after { content: " {  } /* b */ "; }`:          `a::after{content:" {  } /* b */ "}`,
		`a { content: "\"  ;" ; }`:                         `a{content:"\"  ;"}`,
		"a { background: url( x  y;.png ) }":               "a{background:url( x  y;.png )}",
		"a { --empty: ; --set: 1 }":                        "a{--empty: ;--set:1}",
		"a/**/b c/* d */ e":                                "a/**/b c e",
		"@media (min-width: 48rem) and (x) { a { b: c } }": "@media (min-width:48rem) and (x){a{b:c}}",
		`.a\  b { c: d }`:                                  `.a\  b{c:d}`,
		"a { b: c":                                         "a{b:c",
		"/* open":                                          "",
		"a { b: \"open":                                    "a{b:\"open",
		"":                                                 "",
	} {
		if got := string(slim([]byte(css))); got != want {
			t.Errorf("%q becomes\n%q, not\n%q", css, got, want)
		}
	}
}

// What was slimmed once stays as it is, and nothing grows.
func FuzzSlim(f *testing.F) {
	f.Add([]byte("a { b: c; } /* d */ e::after { content: ' x ' } f { g: url( h ) }"))
	f.Add([]byte("--a: ;}\\ \"\\"))
	f.Fuzz(func(t *testing.T, css []byte) {
		once := slim(css)
		if len(once) > len(css) {
			t.Fatalf("%q grows to %q", css, once)
		}
		if twice := slim(once); !bytes.Equal(twice, once) {
			t.Fatalf("%q becomes %q and then %q", css, once, twice)
		}
	})
}
