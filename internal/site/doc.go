// Package site turns documents into a site: it gives every document its
// address, links what refers to what, and lists the targets: each file of the
// built site, with what it is made from and how it is rendered.
//
//	s, problems := site.New(c, site.Options{Now: now})
//	for _, t := range s.Targets { … }
//
// A site is linked for one instant. Every fact that depends on it is compared
// with Options.Now and nothing else, and [Site.Next] tells when the site would
// next differ. The package writes no file, renders no template and knows no
// words for people but those it asks of package words.
package site
