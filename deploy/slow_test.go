//go:build e2e

package deploy

import (
	"net/http"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// TestSlowHTTPTestLeavesOthersAnswered has slowhttptest hold hundreds of connections, and asks meanwhile.
func TestSlowHTTPTestLeavesOthersAnswered(t *testing.T) {
	for name, flags := range map[string][]string{
		"slow headers": {"-H", "-i", "5"},
		"slow body":    {"-B", "-i", "5", "-s", "500000", "-t", "POST"},
		"slow read":    {"-X", "-n", "5", "-w", "1", "-y", "10", "-z", "1", "-k", "3"},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			port := freePort(t)
			o.intake(port, "--rate", "off")
			address := "http://127.0.0.1:" + port
			args := append(flags, "-c", "500", "-r", "250", "-l", "10", "-p", "5", "-u", address+"/intake/status")
			attack := exec.Command("slowhttptest", args...)
			p := run(t, attack)
			client := &http.Client{Timeout: 5 * time.Second}
			asked, slowest := 0, time.Duration(0)
			pause := time.NewTicker(100 * time.Millisecond)
			defer pause.Stop()
			for running := true; running; {
				began := time.Now()
				answer, err := client.Get(address + "/intake/status")
				if err != nil {
					t.Fatalf("others are not answered: %v\n%s", err, p.said)
				}
				answer.Body.Close()
				if answer.StatusCode != 200 {
					t.Errorf("others are answered with %s", answer.Status)
				}
				asked, slowest = asked+1, max(slowest, time.Since(began))
				select {
				case <-p.ended:
					running = false
				case <-pause.C:
				}
			}
			t.Logf("%d requests answered meanwhile, the slowest in %v", asked, slowest)
			if slowest > time.Second || asked < 20 {
				t.Errorf("%d requests were answered, the slowest in %v", asked, slowest)
			}
			if said := p.said.String(); !strings.Contains(said, "service available:") || strings.Contains(lastStatus(said), "NO") {
				t.Errorf("slowhttptest says:\n%s", said)
			}
		})
	}
}

// lastStatus is the last thing that slowhttptest says of the server.
func lastStatus(said string) string {
	_, after, _ := strings.Cut(said[strings.LastIndex(said, "service available:"):], ":")
	line, _, _ := strings.Cut(after, "\n")
	return line
}
