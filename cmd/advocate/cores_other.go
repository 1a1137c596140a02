//go:build !unix

package main

// noCoreDumps has nothing to switch off where no file is written unless somebody asks for it.
func noCoreDumps() error { return nil }
