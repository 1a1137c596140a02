package search

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Index is a search index in one language, as files.
type Index struct {
	// Name is made from the content of all files. Whoever publishes them under
	// it may let them be kept for ever.
	Name  string
	Files map[string][]byte // "root.txt", "t/0.txt"
}

// How long files of terms and of corrections become, in bytes. A misspelling
// needs several files of the second kind, an ordinary word one of the first.
const (
	shardSize      = 1500
	correctionSize = 900
)

// New makes the index of documents in a language, such as "en" or "es-MX".
// They must be in the order in which equals are shown, each kind together.
func New(lang string, docs []Document) *Index {
	index := &Index{Files: map[string][]byte{}}
	blocks := make([][]string, len(docs))
	for i := range docs {
		blocks[i] = docs[i].blocks()
		index.addBlocks(i, &docs[i], blocks[i])
	}
	c := collect(lang, docs, blocks)
	terms := c.terms(docs)
	root := []byte(strings.Join(groupLine(docs), " ") + "\n")
	root = appendKeys(root, index.addTerms(terms))
	root = appendKeys(root, index.addCorrections(terms, c.spread(), len(docs)))
	index.Files["root.txt"] = root
	index.Name = index.fingerprint()
	return index
}

func groupLine(docs []Document) []string {
	var parts []string
	for _, g := range groupsOf(docs) {
		parts = append(parts, g.kind, strconv.Itoa(g.count))
	}
	return parts
}

// appendKeys writes the first keys of files on one line.
func appendKeys(b []byte, keys []string) []byte {
	before := ""
	for i, key := range keys {
		if i > 0 {
			b = append(b, ' ')
		}
		b = appendShared(b, before, key)
		before = key
	}
	return append(b, '\n')
}

// name36 is the number of a file in its name.
func name36(n int) string { return strconv.FormatInt(int64(n), 36) }

func blockName(doc, block int) string { return "d/" + name36(doc) + "-" + name36(block) + ".txt" }

// addBlocks writes what is shown of a document: title, address and facts, each
// on its line, and a block of the text.
func (x *Index) addBlocks(doc int, d *Document, blocks []string) {
	for i, text := range blocks {
		x.Files[blockName(doc, i)] = []byte(oneLine(d.Title) + "\n" + oneLine(d.URL) + "\n" + oneLine(d.Facts) + "\n" + text)
	}
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

func (x *Index) fingerprint() string {
	hash := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(x.Files)) {
		hash.Write([]byte(name + "\x00" + strconv.Itoa(len(x.Files[name])) + "\x00"))
		hash.Write(x.Files[name])
	}
	return hex.EncodeToString(hash.Sum(nil))[:10]
}
