// Package e2e holds the tests that look at Advocate from outside, as people
// and their programs do: a real browser on the starter site, axe-core on every
// kind of page, the form without JavaScript, and the programs that people
// subscribe to calendars and feeds with.
//
//	make e2e
//
// It has no code of its own but tests, and they carry the build tag e2e:
// without it, go test says that the package has no test files. With it nothing
// is skipped: what is missing on the machine is an error, and e2e/install
// brings it.
//
// Readers of calendars have to find the instants that we compute. Where one of
// them is known to be wrong, knownFaults says which version of it, in which
// case, at which instant: a new fault fails the tests, and so does one that is
// gone. No test sleeps; every wait has a condition and a deadline.
package e2e
