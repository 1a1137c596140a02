package build

import (
	"path"
	"strings"
)

// mediaTypes are the types of the files that a site holds, by the end of their
// names. The table of the machine is not asked: it differs from host to host,
// and some have none.
var mediaTypes = map[string]string{
	".html": "text/html; charset=utf-8",
	".htm":  "text/html; charset=utf-8",
	".css":  "text/css; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".mjs":  "text/javascript; charset=utf-8",
	".txt":  "text/plain; charset=utf-8",
	".csv":  "text/csv; charset=utf-8",
	".ics":  "text/calendar; charset=utf-8",
	".atom": "application/atom+xml",
	".xml":  "application/xml",
	".json": "application/json",

	".svg":  "image/svg+xml",
	".png":  "image/png",
	".jpg":  "image/jpeg",
	".jpeg": "image/jpeg",
	".gif":  "image/gif",
	".webp": "image/webp",
	".avif": "image/avif",
	".ico":  "image/x-icon",

	".mp3":   "audio/mpeg",
	".m4a":   "audio/mp4",
	".ogg":   "audio/ogg",
	".wav":   "audio/wav",
	".woff2": "font/woff2",

	".pdf":  "application/pdf",
	".doc":  "application/msword",
	".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	".xls":  "application/vnd.ms-excel",
	".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	".ppt":  "application/vnd.ms-powerpoint",
	".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
	".odt":  "application/vnd.oasis.opendocument.text",
	".ods":  "application/vnd.oasis.opendocument.spreadsheet",
	".odp":  "application/vnd.oasis.opendocument.presentation",

	".webmanifest": "application/manifest+json",
}

// feedTypes are the types of feeds, which share their endings with other
// files. Atom's has an ending of its own.
var feedTypes = map[string]string{
	"feed.xml":  "application/rss+xml; charset=utf-8",
	"feed.json": "application/feed+json",
}

// MediaType returns the Content-Type of a file by its name. It depends on
// nothing else; a name that it does not know is application/octet-stream.
func MediaType(name string) string {
	if feed, ok := feedTypes[path.Base(name)]; ok {
		return feed
	}
	if known, ok := mediaTypes[strings.ToLower(path.Ext(name))]; ok {
		return known
	}
	return "application/octet-stream"
}

// runsScripts tells whether a browser would run scripts that stand in a file
// of this type.
func runsScripts(mediaType string) bool {
	kind, _, _ := strings.Cut(mediaType, ";")
	return kind == "text/html" || strings.HasSuffix(kind, "xml")
}
