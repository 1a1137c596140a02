// Package deploy holds what IT starts from: a systemd unit, a container, and proxies whose logs hold no address. It
// has no code but tests, which run each of these files with the tool that it is for; they carry the build tag e2e.
package deploy
