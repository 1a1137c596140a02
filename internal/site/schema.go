package site

import (
	"strings"
	"time"

	"example.org/advocate/internal/content"
)

// The types below are those of schema.org that the site speaks; templates
// write them as JSON-LD.

type thing struct {
	Context string `json:"@context,omitempty"`
	Type    string `json:"@type"`
	Name    string `json:"name,omitempty"`
	URL     string `json:"url,omitempty"`
}

type organization struct {
	thing
	Parent    *thing   `json:"parentOrganization,omitempty"`
	Telephone string   `json:"telephone,omitempty"`
	Email     string   `json:"email,omitempty"`
	Address   string   `json:"address,omitempty"`
	Area      *thing   `json:"areaServed,omitempty"`
	Hours     string   `json:"openingHours,omitempty"`
	SameAs    []string `json:"sameAs,omitempty"`
}

type breadcrumbList struct {
	thing
	Items []listItem `json:"itemListElement"`
}

type listItem struct {
	Type     string `json:"@type"`
	Position int    `json:"position"`
	Name     string `json:"name"`
	Item     string `json:"item"`
}

type place struct {
	thing
	Address string          `json:"address,omitempty"`
	Geo     *geoCoordinates `json:"geo,omitempty"`
}

type geoCoordinates struct {
	Type string  `json:"@type"`
	Lat  float64 `json:"latitude"`
	Lon  float64 `json:"longitude"`
}

type eventObject struct {
	thing
	Start       string   `json:"startDate"`
	End         string   `json:"endDate,omitempty"`
	Status      string   `json:"eventStatus"`
	Mode        string   `json:"eventAttendanceMode,omitempty"`
	Location    any      `json:"location,omitempty"`
	Description string   `json:"description,omitempty"`
	Image       string   `json:"image,omitempty"`
	Languages   []string `json:"inLanguage,omitempty"`
	Organizer   *thing   `json:"organizer,omitempty"`
}

const schemaContext = "https://schema.org"

// organization is the office as a schema.org GovernmentOrganization.
func (e *edition) organization() organization {
	s := e.settings
	o := organization{
		thing:     thing{Context: schemaContext, Type: "GovernmentOrganization", Name: s.Publisher(), URL: e.base.canonical(e.prefix)},
		Telephone: s.Contact.Phone, Email: s.Contact.Email, Address: s.Contact.Address,
	}
	if s.City != "" {
		o.Parent = &thing{Type: "GovernmentOrganization", Name: s.City}
		o.Area = &thing{Type: "City", Name: strings.TrimPrefix(s.City, "City of ")}
	}
	return o
}

// breadcrumbs are the way to a page, the page itself last.
func (e *edition) breadcrumbs(f Frame) breadcrumbList {
	list := breadcrumbList{thing: thing{Context: schemaContext, Type: "BreadcrumbList"}}
	add := func(name, item string) {
		list.Items = append(list.Items, listItem{Type: "ListItem", Position: len(list.Items) + 1, Name: name, Item: item})
	}
	for _, c := range f.Crumbs {
		add(c.Title, e.base.whole+strings.TrimPrefix(c.URL, e.base.path))
	}
	add(f.Title, f.Canonical)
	return list
}

var schemaStatus = map[content.EventStatus]string{
	content.Scheduled:   schemaContext + "/EventScheduled",
	content.Cancelled:   schemaContext + "/EventCancelled",
	content.Postponed:   schemaContext + "/EventPostponed",
	content.MovedOnline: schemaContext + "/EventMovedOnline",
}

// eventObject is an event as a schema.org Event.
func (p *page) eventObject() eventObject {
	e := p.event()
	o := eventObject{
		thing:  thing{Context: schemaContext, Type: "Event", Name: p.head.Title, URL: p.canonical()},
		Status: schemaStatus[e.Status], Description: p.description(), Languages: e.Languages,
	}
	w := whenIn(e, e.Zone)
	layout := time.RFC3339
	if e.AllDay {
		layout = time.DateOnly
	}
	o.Start = w.Start.Format(layout)
	if !w.End.IsZero() {
		o.End = w.End.Format(layout)
	}
	o.Location, o.Mode = whereObject(e)
	if src := p.head.Image.Src.Value; src != "" {
		file, _ := content.ResolveFile(p.head.Path, src)
		o.Image = p.base.canonical(file)
	}
	if e.Office != "attending" {
		o.Organizer = &thing{Type: "GovernmentOrganization", Name: p.settings.Publisher(), URL: p.base.canonical("")}
	}
	return o
}

// whereObject is where an event takes place: in a place, online, or both.
func whereObject(e *content.Event) (location any, mode string) {
	var online, here any
	if e.Online != "" {
		online = thing{Type: "VirtualLocation", URL: e.Online}
	}
	if l := e.Location; l.Name != "" || l.Address != "" {
		spot := place{thing: thing{Type: "Place", Name: l.Name}, Address: l.Address}
		if spot.Address == "" {
			spot.Address = l.Name
		}
		if l.Lat != nil && l.Lon != nil {
			spot.Geo = &geoCoordinates{Type: "GeoCoordinates", Lat: *l.Lat, Lon: *l.Lon}
		}
		here = spot
	}
	switch {
	case online != nil && here != nil && e.Status != content.MovedOnline:
		return []any{here, online}, schemaContext + "/MixedEventAttendanceMode"
	case online != nil:
		return online, schemaContext + "/OnlineEventAttendanceMode"
	case here != nil:
		return here, schemaContext + "/OfflineEventAttendanceMode"
	}
	return nil, ""
}
