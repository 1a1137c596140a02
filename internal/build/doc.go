// Package build turns a linked site into the files of public/: it renders
// layouts, fingerprints static files, writes feeds, calendars and data, and
// publishes what differs.
//
//	result, err := build.Run(ctx, build.Options{Source: ".", Out: "public", Now: now})
//
// A build either publishes a whole site or leaves the published one as it was.
// It writes only into the output folder, and removes only what its manifest
// says that it wrote. Killed at any moment, it leaves whole files, no page that
// names a missing style, and the next build ends in exactly the clean result.
package build
