package build

import (
	"bytes"
	"testing"
)

func TestAFileOfFiguresIsAsRFC4180HasIt(t *testing.T) {
	var b bytes.Buffer
	if err := writeCSV(&b, [][]string{{"measure", "value"}, {"Days, \"as counted\"\nby hand", "21.5"}, {"Días", "-3"}}); err != nil {
		t.Fatal(err)
	}
	want := "measure,value\r\n\"Days, \"\"as counted\"\"\r\nby hand\",21.5\r\nDías,-3\r\n"
	if b.String() != want {
		t.Errorf("%q, not %q", b.String(), want)
	}
}
