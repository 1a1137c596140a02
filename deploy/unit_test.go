//go:build e2e

package deploy

import (
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// exposure is what systemd says of a unit: from 0, nothing is exposed, to 10.
var exposure = regexp.MustCompile(`Overall exposure level for \S+: ([0-9.]+)`)

// maxExposure is what the unit needs: the network, and one folder.
const maxExposure = 1.5

func TestTheUnitIsHardened(t *testing.T) {
	o := newOffice(t)
	o.write("advocate-intake.service", replaced(t, "advocate-intake.service", "/usr/local/bin/advocate", o.program), 0o644)
	out, err := exec.Command("systemd-analyze", "verify", o.path("advocate-intake.service")).CombinedOutput()
	if err != nil || len(out) > 0 {
		t.Errorf("systemd-analyze verify: %v (e2e/install brings it)\n%s", err, out)
	}
	out, err = exec.Command("systemd-analyze", "security", "--no-pager", "--offline=true", o.path("advocate-intake.service")).CombinedOutput()
	if err != nil {
		t.Fatalf("systemd-analyze security: %v\n%s", err, out)
	}
	found := exposure.FindSubmatch(out)
	if found == nil {
		t.Fatalf("systemd-analyze says no exposure:\n%s", out)
	}
	if level, err := strconv.ParseFloat(string(found[1]), 64); err != nil || level > maxExposure {
		t.Errorf("the exposure is %s, want at most %v:\n%s", found[1], maxExposure, out)
	}
	text, err := os.ReadFile("advocate-intake.service")
	if err != nil {
		t.Fatal(err)
	}
	for _, setting := range []string{"LimitCORE=0", "MemorySwapMax=0", "DynamicUser=yes"} { // which the level does not count
		if !strings.Contains(string(text), "\n"+setting+"\n") {
			t.Errorf("the unit does not say %s", setting)
		}
	}
}

// TestTheCommandOfTheUnitRuns runs what ExecStart says, with folders of the test.
func TestTheCommandOfTheUnitRuns(t *testing.T) {
	o := newOffice(t)
	port := freePort(t)
	unit := replaced(t, "advocate-intake.service",
		"/usr/local/bin/advocate", o.program, "/srv/advocate/site", o.path("site"), "/var/lib/advocate/site", o.path("public"), "/var/lib/advocate", o.folder,
		"/etc/advocate/recipients", o.path("recipients"), "/etc/advocate/tokens", o.path("tokens"),
		"${CREDENTIALS_DIRECTORY}", o.path("credentials"),
		"127.0.0.1:8090", "127.0.0.1:"+port, "127.0.0.1:9090", "127.0.0.1:"+freePort(t))
	_, line, _ := strings.Cut(unit, "\nExecStart=")
	line, _, _ = strings.Cut(strings.ReplaceAll(line, "\\\n", " "), "\n")
	secret, err := os.ReadFile(o.path("secret"))
	if err != nil {
		t.Fatal(err)
	}
	o.write("credentials/secret", string(secret), 0o440) // as systemd hands it out
	words := strings.Fields(line)
	command := exec.Command(words[0], words[1:]...)
	command.Env = append(os.Environ(), "CREDENTIALS_DIRECTORY="+o.path("credentials"))
	p := run(t, command)
	p.answers("127.0.0.1:" + port)
}
