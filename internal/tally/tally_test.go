package tally

import (
	"bytes"
	"log/slog"
	"strings"
	"sync"
	"testing"
)

func TestEachReportTellsWhatCameSinceTheLast(t *testing.T) {
	var faults Tally
	var text bytes.Buffer
	log := slog.New(slog.NewTextHandler(&text, nil))
	var all sync.WaitGroup
	for range 40 {
		all.Go(func() { faults.Add("the disk was full") })
	}
	all.Wait()
	faults.Add("a page broke")
	faults.Report(log, "house: ")
	for _, want := range []string{`level=ERROR msg="house: the disk was full" times=40`, `msg="house: a page broke" times=1`} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("the log lacks %s:\n%s", want, text.String())
		}
	}
	text.Reset()
	faults.Report(log, "house: ")
	if text.Len() != 0 {
		t.Errorf("nothing came since, and the log says: %s", text.String())
	}
}
