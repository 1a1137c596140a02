package build

import "testing"

func TestScriptsAreSentWithoutWhatNobodyReadsThere(t *testing.T) {
	for script, want := range map[string]string{
		"// What it does.\nconst someLongName = 1; // why\n\n(() => { const inner = `a\n  // b`; console.log(inner, someLongName); })();\n": "const someLongName=1;(()=>{const e=`a\n  // b`;console.log(e,someLongName)})()",
		"this is ( no script": "this is ( no script",
		"":                    "",
	} {
		if got := string(smallScript([]byte(script))); got != want {
			t.Errorf("%q becomes %q, not %q", script, got, want)
		}
	}
}
