package site

// Langs tells a layout in which language the texts of a document stand. What a
// translation leaves out is shown as its original says it, and marked so.
type Langs struct {
	page   *page
	prefix string // of the keys: "milestones[0]."
}

// In is the language of the text under a key, for a lang attribute, or "" where
// it is that of the page. "body" is the text below the front matter.
func (l Langs) In(key string) string {
	if l.page == nil {
		return ""
	}
	return l.page.langOf(l.prefix + key)
}

// langs are those of the part of a document whose keys begin with a prefix.
func (p *page) langs(prefix string) Langs { return Langs{p, prefix} }

// langOf is the language of a text that is not in the page's language, else "".
func (p *page) langOf(key string) string {
	lang := p.head.LangOf(key)
	switch {
	case key == "body":
		lang = p.head.BodyLang
	case key == "title" && p.titleLang != "":
		lang = p.titleLang
	}
	if lang == p.lang {
		return ""
	}
	return lang
}

// In is the language of a text of the settings, such as "title" or "city", for a
// lang attribute, or "" where it is that of the page.
func (f *Facts) In(key string) string {
	if f.edition == nil {
		return ""
	}
	return f.edition.settingsLang(key)
}

func (e *edition) settingsLang(key string) string {
	if lang := e.settings.LangOf(key, e.lang); lang != e.lang {
		return lang
	}
	return ""
}
