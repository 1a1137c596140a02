package markdown

import (
	"fmt"
	"net/url"
	"path"
	"strings"

	"github.com/yuin/goldmark/util"
)

// checkURL returns an address as a browser reads it, and what is wrong with
// it, or "" if it may be followed: it is relative, or http, https, mailto, tel.
func checkURL(raw string) (clean, problem string) {
	clean = strings.TrimFunc(raw, func(r rune) bool { return r <= ' ' })
	clean = strings.Map(dropBreaks, clean)
	if clean == "" {
		return "", "the address is empty"
	}
	if scheme := schemeOf(clean); scheme != "" && !allowedScheme(scheme) {
		return "", fmt.Sprintf("addresses that begin with %s: are not followed; http, https, mailto and tel are", scheme)
	}
	if _, err := url.Parse(escapeURL(clean)); err != nil {
		return "", fmt.Sprintf("the address %.100q cannot be read", clean)
	}
	return clean, ""
}

// dropBreaks removes what browsers remove from addresses: tabs and line ends.
func dropBreaks(r rune) rune {
	if r == '\t' || r == '\n' || r == '\r' {
		return -1
	}
	return r
}

// schemeOf returns the scheme in lower case, or "" for a relative address.
func schemeOf(address string) string {
	for i, c := range []byte(address) {
		switch {
		case c == ':' && i > 0:
			return strings.ToLower(address[:i])
		case c|0x20 >= 'a' && c|0x20 <= 'z':
		case i > 0 && (c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.'):
		default:
			return ""
		}
	}
	return ""
}

func allowedScheme(scheme string) bool {
	switch scheme {
	case "http", "https", "mailto", "tel":
		return true
	}
	return false
}

// isForeign reports whether a browser would ask another host for the address.
// It takes \ for / there, as browsers do.
func isForeign(address string) bool {
	return schemeOf(address) != "" || strings.HasPrefix(strings.ReplaceAll(address, `\`, "/"), "//")
}

// fileName returns the last part of an address, for people to read.
func fileName(address string) string {
	u, err := url.Parse(escapeURL(address))
	if err != nil {
		return address
	}
	if name := path.Base(u.Path); name != "." && name != "/" {
		return name
	}
	return u.Host
}

// escapeURL writes the characters an address may not hold as %XX and keeps
// those that already are.
func escapeURL(address string) string {
	return string(util.URLEscape([]byte(strings.ToValidUTF8(address, "\uFFFD")), false))
}
