package build

import (
	"bytes"

	"github.com/tdewolff/minify/v2"
	"github.com/tdewolff/minify/v2/js"
)

// smallScript is a script as visitors load it: without comments, space and long
// names. A script that the minifier cannot read stays as it is; what is wrong with
// it shows in the browser, at the line that its author wrote.
func smallScript(script []byte) []byte {
	var small bytes.Buffer
	if err := js.Minify(minify.New(), &small, bytes.NewReader(script), nil); err != nil || small.Len() >= len(script) {
		return script
	}
	return small.Bytes()
}
