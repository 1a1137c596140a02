// Package bench measures how long Advocate takes, beside the least that any
// generator would have to do with the same content.
//
//	make bench
//
// It has no code of its own but benchmarks, and the corpus that they run on.
// Their numbers hold for the machine that they ran on; the ratios, to goldmark
// alone and to Hugo, are what can be compared.
package bench
