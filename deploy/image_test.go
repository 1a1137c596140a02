//go:build e2e && linux

package deploy

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// instructions are those of a Dockerfile, one word and its rest.
func instructions(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile("Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for line := range strings.Lines(string(text)) {
		word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		if word == "" || strings.HasPrefix(word, "#") {
			continue
		}
		if found[word] != "" {
			t.Fatalf("%s stands there twice", word)
		}
		found[word] = rest
	}
	return found
}

// TestTheImageNeedsNothingButTheProgram does what the Dockerfile says, in a folder that becomes the root of the
// program: with nothing else in it, and as its user.
func TestTheImageNeedsNothingButTheProgram(t *testing.T) {
	said := instructions(t)
	user, _, _ := strings.Cut(said["USER"], ":")
	uid, err := strconv.Atoi(user)
	if err != nil || uid == 0 || said["FROM"] != "scratch" {
		t.Fatalf("from %q, as %q", said["FROM"], said["USER"])
	}
	_, program, ok := strings.Cut(said["COPY"], "dist/advocate-linux-${TARGETARCH} ")
	var entry, arguments []string
	if err := errors.Join(json.Unmarshal([]byte(said["ENTRYPOINT"]), &entry), json.Unmarshal([]byte(said["CMD"]), &arguments)); err != nil || !ok {
		t.Fatalf("%v, %q", err, said["COPY"])
	}

	o := newOffice(t)
	root := o.path("image")
	install(t, o.program, filepath.Join(root, program), 0o755)
	if err := os.CopyFS(filepath.Join(root, "site"), os.DirFS(o.path("site"))); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"recipients", "tokens", "secret"} {
		install(t, o.path(name), filepath.Join(root, "etc/advocate", name), 0o600)
	}
	if err := os.Mkdir(filepath.Join(root, "data"), 0o700); err != nil {
		t.Fatal(err)
	}
	attributes := &syscall.SysProcAttr{Chroot: root, Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(uid)}}
	if os.Getuid() == 0 {
		for _, name := range []string{"data", "etc/advocate/recipients", "etc/advocate/tokens", "etc/advocate/secret"} {
			if err := os.Chown(filepath.Join(root, name), uid, uid); err != nil {
				t.Fatal(err)
			}
		}
	} else { // in a namespace where the test's own user is that one
		attributes.Cloneflags = syscall.CLONE_NEWUSER
		attributes.UidMappings = []syscall.SysProcIDMap{{ContainerID: uid, HostID: os.Getuid(), Size: 1}}
		attributes.GidMappings = []syscall.SysProcIDMap{{ContainerID: uid, HostID: os.Getgid(), Size: 1}}
	}
	port := freePort(t)
	for i, argument := range arguments {
		if argument == ":8090" {
			arguments[i] = "127.0.0.1:" + port
		}
	}
	command := &exec.Cmd{Path: entry[0], Args: append(entry, arguments...), Dir: "/", Env: []string{"PATH=/"}, SysProcAttr: attributes}
	p := run(t, command)
	p.answers("127.0.0.1:" + port)
}

// install copies a file.
func install(t *testing.T, from, to string, mode os.FileMode) {
	t.Helper()
	source, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		t.Fatal(err)
	}
	target, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY, mode)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(target, source); err != nil {
		t.Fatal(err)
	}
	if err := target.Close(); err != nil {
		t.Fatal(err)
	}
}
