package build

import "bytes"

// withoutComments takes the lines that are comments, and the space before all
// others, out of a script: visitors load it, and nobody reads it there. A script
// with comments between /* and */, or with a template over several lines, stays as
// it is, for such lines may be text.
func withoutComments(script []byte) []byte {
	if bytes.Contains(script, []byte("/*")) {
		return script
	}
	var small []byte
	for line := range bytes.Lines(script) {
		if bytes.Count(line, []byte("`"))%2 != 0 {
			return script
		}
		line = bytes.TrimLeft(line, " \t")
		if !bytes.HasPrefix(line, []byte("//")) && len(bytes.TrimSpace(line)) > 0 {
			small = append(small, line...)
		}
	}
	return small
}
