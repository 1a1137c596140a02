// Package advocate embeds the layouts and static files of the built-in look
// into the binary, so that a folder with only content/ builds.
package advocate

import "embed"

// Files holds layouts/ and static/. A site's own files of the same names take
// their place; see package build.
//
//go:embed layouts static
var Files embed.FS
