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
	Previous    string   `json:"previousStartDate,omitempty"`
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
		o.Area = &thing{Type: "City", Name: strings.TrimPrefix(e.linker.settings.City, "City of ")}
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

// eventObjects are the dates of an event as schema.org Events: of a series those
// that its page shows, each with a place on it, else the one that stands for it.
func (p *page) eventObjects() []any {
	if p.event().Series == nil {
		return []any{p.shown.eventObject()}
	}
	var list []any
	next, _ := p.nextDates()
	for _, o := range next {
		if o.moved == nil {
			object := o.eventObject()
			object.URL += "#" + o.place()
			list = append(list, object)
		}
	}
	if len(list) == 0 {
		list = append(list, p.shown.eventObject())
	}
	return list
}

// eventObject is an occurrence as a schema.org Event.
func (o *occurrence) eventObject() eventObject {
	e := o.event()
	object := eventObject{
		thing:  thing{Context: schemaContext, Type: "Event", Name: o.head.Title, URL: o.canonical()},
		Status: schemaStatus[o.status], Description: o.description(), Languages: e.Languages,
	}
	layout := time.RFC3339
	if e.AllDay {
		layout = time.DateOnly
	}
	w := o.whenIn(e.Zone)
	object.Start = w.Start.Format(layout)
	if !w.End.IsZero() {
		object.End = w.End.Format(layout)
	}
	if o.planned != nil {
		object.Previous = o.planned.Start.In(e.Zone).Format(layout)
		if o.status == content.Scheduled {
			object.Status = schemaContext + "/EventRescheduled"
		}
	}
	object.Location, object.Mode = o.whereObject()
	if src := o.head.Image.Src.Value; src != "" {
		file, _ := content.ResolveFile(o.head.Path, src)
		object.Image = o.base.canonical(file)
	}
	if e.Office != "attending" {
		object.Organizer = &thing{Type: "GovernmentOrganization", Name: o.settings.Publisher(), URL: o.base.canonical("")}
	}
	return object
}

// whereObject is where an event takes place: in a place, online, or both.
func (o *occurrence) whereObject() (location any, mode string) {
	var online, here any
	if address := o.online(); address != "" {
		online = thing{Type: "VirtualLocation", URL: address}
	}
	if l := o.location(); l.Name != "" || l.Address != "" {
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
	case online != nil && here != nil:
		return []any{here, online}, schemaContext + "/MixedEventAttendanceMode"
	case online != nil:
		return online, schemaContext + "/OnlineEventAttendanceMode"
	case here != nil:
		return here, schemaContext + "/OfflineEventAttendanceMode"
	}
	return nil, ""
}
