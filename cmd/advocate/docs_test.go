package main

import (
	"crypto/rand"
	"database/sql"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"example.org/advocate/internal/store"
)

// TestEachColumnHasItsReason compares the schema with what docs/security.md says of each column.
func TestEachColumnHasItsReason(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cases.db")
	s, err := store.Open(t.Context(), "sqlite:"+path, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(`SELECT m.name || '.' || c.name FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table'`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var columns []string
	for rows.Next() {
		var column string
		if err := rows.Scan(&column); err != nil {
			t.Fatal(err)
		}
		columns = append(columns, column)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	documented := columnsOf(t, "../../docs/security.md")
	for _, column := range columns {
		if !slices.Contains(documented, column) {
			t.Errorf("docs/security.md says nothing of %s", column)
		}
	}
	for _, column := range documented {
		if !slices.Contains(columns, column) {
			t.Errorf("docs/security.md speaks of %s, which is not in the schema", column)
		}
	}
}

var quoted = regexp.MustCompile("`([a-z_]+)`")

// columnsOf reads the table of columns: a row without a table's name goes on with the one before.
func columnsOf(t *testing.T, file string) (columns []string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(text), "\n## What the database holds in clear\n")
	section, _, _ = strings.Cut(section, "\n## ")
	table := ""
	for line := range strings.Lines(section) {
		cells := strings.Split(line, "|")
		if len(cells) != 6 {
			continue
		}
		if name := quoted.FindStringSubmatch(cells[1]); name != nil {
			table = name[1]
		}
		for _, column := range quoted.FindAllStringSubmatch(cells[2], -1) {
			columns = append(columns, table+"."+column[1])
			if strings.TrimSpace(cells[3]) == "" || strings.TrimSpace(cells[4]) == "" {
				t.Errorf("%s.%s: the row is not filled in", table, column[1])
			}
		}
	}
	return columns
}

// TestTheDocsForITNameWhatThereIs looks for the flags of the intake and the files of deploy/ in the page for IT.
func TestTheDocsForITNameWhatThereIs(t *testing.T) {
	text, err := os.ReadFile("../../docs/it.md")
	if err != nil {
		t.Fatal(err)
	}
	docs := string(text)
	for _, flag := range regexp.MustCompile(`--[a-z-]+`).FindAllString(intakeCommand.usage, -1) {
		if !strings.Contains(docs, "`"+flag) {
			t.Errorf("docs/it.md does not explain %s", flag)
		}
	}
	for _, file := range regexp.MustCompile("`deploy/([A-Za-z.-]+)`").FindAllStringSubmatch(docs, -1) {
		if _, err := os.Stat(filepath.Join("../../deploy", file[1])); err != nil {
			t.Error(err)
		}
	}
	entries, err := os.ReadDir("../../deploy")
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if !strings.HasSuffix(entry.Name(), ".go") && !strings.Contains(docs, "`deploy/"+entry.Name()+"`") {
			t.Errorf("docs/it.md does not name deploy/%s", entry.Name())
		}
	}
	for _, name := range regexp.MustCompile(`advocate_[a-z_]+`).FindAllString(docs, -1) {
		source, err := os.ReadFile("../../internal/metrics/metrics.go")
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(source), `"`+name+`"`) {
			t.Errorf("docs/it.md names the metric %s, which is none", name)
		}
	}
}
