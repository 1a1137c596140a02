package build

import (
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
)

// codings are the content codings that files go out in, the better first, and
// the endings of the files that [Options].Compress writes in them.
var codings = []struct{ name, ending string }{{"br", ".br"}, {"gzip", ".gz"}}

// packedForm tells whether a name is that of a file of text in a content
// coding. Such a file is a form of another one and has no address.
func packedForm(name string) bool {
	for _, coding := range codings {
		if text, is := strings.CutSuffix(name, coding.ending); is && compressible[path.Ext(text)] {
			return true
		}
	}
	return false
}

// acceptedCodings are the codings that an Accept-Encoding field prefers to no
// coding at all, the most wanted first (RFC 9110, 12.5.3). What cannot be
// understood asks for nothing.
func acceptedCodings(fields []string) []string {
	weights := map[string]float64{}
	for member := range strings.SplitSeq(strings.ToLower(strings.Join(fields, ",")), ",") {
		name, weight, ok := parseCoding(member)
		if ok {
			weights[name] = weight
		}
	}
	weight := func(name string) float64 {
		if w, named := weights[name]; named {
			return w
		}
		if name == "identity" { // always accepted, and never what '*' asks for
			return 0
		}
		return weights["*"]
	}
	var names []string
	for _, coding := range codings {
		if w := weight(coding.name); w > 0 && w >= weight("identity") {
			names = append(names, coding.name)
		}
	}
	slices.SortStableFunc(names, func(a, b string) int {
		switch {
		case weight(a) > weight(b):
			return -1
		case weight(a) < weight(b):
			return 1
		}
		return 0
	})
	return names
}

// parseCoding reads one member of Accept-Encoding, such as "gzip;q=0.5".
func parseCoding(member string) (name string, weight float64, ok bool) {
	name, parameter, weighted := strings.Cut(member, ";")
	name = strings.TrimSpace(name)
	if name == "x-gzip" { // its name before 1999 (RFC 9110, 8.4.1.3)
		name = "gzip"
	}
	if !weighted {
		return name, 1, name != ""
	}
	value, is := strings.CutPrefix(strings.TrimSpace(parameter), "q=")
	weight, err := strconv.ParseFloat(value, 64)
	return name, weight, is && err == nil && weight >= 0 && weight <= 1
}

// codedWriter names the coding of an answer that has one: the file in full,
// and no other.
type codedWriter struct {
	http.ResponseWriter
	coding string
}

// WriteHeader sends the header fields of an answer.
func (w *codedWriter) WriteHeader(status int) {
	w.Header().Del("Accept-Ranges")
	if status == http.StatusOK {
		w.Header().Set("Content-Encoding", w.coding)
	}
	w.ResponseWriter.WriteHeader(status)
}
