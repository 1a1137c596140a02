// Package e2e holds the tests that look at Advocate from outside, as people
// and their programs do: a real browser on the starter site, axe-core on every
// kind of page, the form without JavaScript, and the readers of calendars and
// feeds that Debian ships.
//
//	make e2e
//
// It has no code of its own but tests, and they carry the build tag e2e:
// without it, go test says that the package has no test files. With it nothing
// is skipped: what is missing on the machine is an error, and e2e/install
// brings it. No test sleeps; every wait has a condition and a deadline.
package e2e
