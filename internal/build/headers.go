package build

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"example.org/advocate/internal/site"
)

// headersName is the file in which a folder of files tells its host which
// headers to send: Netlify, Cloudflare Pages and others read it, and do not hand
// it out.
const headersName = "_headers"

// forEver is the Cache-Control of a file whose name changes with its content.
const forEver = "public, max-age=31536000, immutable"

// strictTransport keeps browsers that came once from coming without TLS.
const strictTransport = "max-age=31536000"

// hostHeaders are the headers that every answer of a host carries that hands
// out the files of a site: those of [Handler], and, where the site's address
// begins with https, that it stays so.
func hostHeaders(policy, baseURL string) http.Header {
	h := http.Header{}
	SecureHeaders(h, policy)
	if strings.HasPrefix(baseURL, "https://") {
		h.Set("Strict-Transport-Security", strictTransport)
	}
	return h
}

// headersFile writes a _headers file. What two of its rules say is joined by
// some hosts and not by others, so no header stands in both: that everything else is
// asked for again each time is what these hosts do by themselves.
func headersFile(base string, headers http.Header) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s*\n", base)
	for _, name := range slices.Sorted(maps.Keys(headers)) {
		fmt.Fprintf(&b, "  %s: %s\n", name, headers.Get(name))
	}
	fmt.Fprintf(&b, "\n%s%s/*\n  Cache-Control: %s\n", base, assetsFolder, forEver)
	return b.Bytes()
}

// headers is the _headers file of the site.
func (b *Built) headers() []byte {
	base := b.baseURL
	if base == "" {
		base = b.Site.Settings().BaseURL
	}
	policy := b.Site.Policy()
	return headersFile(site.BasePath(base), hostHeaders(policy, base))
}
