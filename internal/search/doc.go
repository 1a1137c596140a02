// Package search makes the index that a visitor's browser searches, as static
// files. Nothing answers queries on a server: the browser loads a root, the few
// shards that hold its words, and the blocks of text that it shows.
//
//	index := search.New("en", documents)
//	for name, content := range index.Files { … }
//
// The package owns the format of those files, how words are folded, stemmed
// and weighed, and a [Reader] that answers as static/js/search.js does. It reads
// no file, knows no address of a page and says no word to people. The same
// documents give the same bytes, and [Index.Name] changes with any of them.
//
// # Files
//
// All are UTF-8 text, so that any host compresses them.
//
//	root.txt     what there is, and where each shard begins
//	t/N.txt      terms: words and the documents that hold them
//	c/N.txt      words to correct a misspelling by, by first letter and length
//	d/D-B.txt    a document's title, address and facts, and block B of its text
//
// Documents are numbered in the order in which equals are shown: kind by kind.
// The root has three lines: pairs of a kind and its number of documents, the
// first key of each term shard, and the first key of each file of corrections.
// A name of a file is its number in base 36.
//
// A term is all words with one stem. It stands on a line: how many letters of
// the line before it shares, how rare it is, the letters that all its words
// share, the rest of each word; then, behind a tab, its postings: pairs of the
// distance from the document before, and block*16 + weight. Numbers are written
// in the digits of [appendNumber].
package search
